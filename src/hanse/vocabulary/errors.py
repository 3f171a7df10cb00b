"""Errors that tell a person what is wrong, where, and how to mend it."""

from __future__ import annotations


class HanseError(Exception):
    """An error meant for the user's eyes: one paragraph of what, where and how to mend it.

    Parameters
    ----------
    what : one sentence that says what is wrong.
    file, row, field : where, as far as it is known. `row` counts as the file's reader sees it:
        the header is row 1, so the first record is row 2.
    mend : one sentence that says how to put it right.
    """

    exit_code = 1

    def __init__(
        self,
        what: str,
        *,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
        mend: str | None = None,
    ) -> None:
        self.what, self.file, self.row, self.field, self.mend = what, file, row, field, mend
        super().__init__(str(self))

    @property
    def where(self) -> str:
        """The place as "file, row 3, column x", or an empty string."""
        parts = [self.file] if self.file else []
        parts += [f"row {self.row}"] if self.row is not None else []
        parts += [f"column {self.field}"] if self.field else []
        return ", ".join(parts)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.mend}" if self.mend else ""
        return f"{place}{self.what}{advice}"


class InputError(HanseError):
    """The user's file or value cannot be used as it is."""

    exit_code = 2


class ClassificationError(InputError):
    """Codes are unknown, ambiguous between releases, or mixed."""


class ConfigurationError(HanseError):
    """A setting is missing or contradictory."""

    exit_code = 3


class NetworkError(HanseError):
    """A source cannot be reached or answered with something else than was asked for."""

    exit_code = 4
