"""Where `hanse timetable` writes: never over what it reads, and only what the ending says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from hanse.cli._outputs import replaces
from hanse.vocabulary.errors import InputError


def require_output(out: Path, inputs: Iterable[Path], *, endings: Sequence[str] = ()) -> None:
    """Raise InputError where a file cannot, or must not, be written."""
    if endings and out.suffix.lower() not in endings:
        raise InputError(
            f"Files that end in {out.suffix!r} are not known.",
            file=str(out),
            field="--out",
            mend=f"Use {' or '.join(endings)}.",
        )
    if out.is_dir():
        raise InputError("This is a folder, not a file.", file=str(out), field="--out")
    if not out.parent.is_dir():
        raise InputError("The folder does not exist.", file=str(out.parent), field="--out")
    _require_others(out, inputs)


def require_folder(folder: Path, names: Iterable[str], inputs: Sequence[Path]) -> None:
    """Raise InputError where these files of a folder cannot, or must not, be written."""
    if folder.exists() and not folder.is_dir():
        what = "This is a file; everything is written into a folder."
        raise InputError(what, file=str(folder), field="--out", mend="Name a folder.")
    for name in names:
        _require_others(folder / name, inputs)


def _require_others(out: Path, inputs: Iterable[Path]) -> None:
    for given in inputs:
        if replaces(out, given):
            raise InputError(
                f"{out} is read by this command and would be lost.",
                field="--out",
                mend="Write to another place.",
            )
