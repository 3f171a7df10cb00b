"""What a command writes must not be what it reads."""

from __future__ import annotations

from pathlib import Path


def replaces(out: Path, given: Path) -> bool:
    """Whether writing `out` would replace the file `given`, by whatever name."""
    return out.exists() and given.exists() and out.samefile(given)
