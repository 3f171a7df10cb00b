"""Where what a user imports, uploads and publishes is kept: one folder for every part of Hanse."""

from __future__ import annotations

import os
from pathlib import Path


def find_data_dir() -> Path:
    """HANSE_DATA_DIR, else ./var in a checkout, else hanse in the user's XDG data folder."""
    named = os.environ.get("HANSE_DATA_DIR")
    if named:
        return Path(named).expanduser().resolve()
    if Path("pyproject.toml").is_file() and Path("src/hanse").is_dir():
        return Path("var").resolve()
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser() / "hanse"
