"""The folder that holds all that a hub keeps: database, runs, uploads, static files, its key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from hanse.vocabulary import ConfigurationError

SUBFOLDERS = ("runs", "uploads", "static")


def prepare_data_dir(folder: Path) -> None:
    """Make the folder, its parts, and the hub's secret key, readable by its owner only.

    Raises ConfigurationError where the folder cannot be written.
    """
    try:
        for part in SUBFOLDERS:
            (folder / part).mkdir(parents=True, exist_ok=True)
        _keep_secret_key(folder / "secret_key")
    except OSError as error:
        raise ConfigurationError(
            f"The data folder {folder} cannot be written: {error.strerror}.",
            mend="Set HANSE_DATA_DIR to a folder that you may write to.",
        ) from error


def _keep_secret_key(path: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))


def read_secret_key(folder: Path) -> str:
    """The hub's key: HANSE_SECRET_KEY, else the kept file, else one for this process only."""
    named = os.environ.get("HANSE_SECRET_KEY")
    if named:
        return named
    path = folder / "secret_key"
    return path.read_text().strip() if path.is_file() else secrets.token_urlsafe(64)
