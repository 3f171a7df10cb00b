"""Where figures come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Provenance:
    """Origin of a file or of a piece of carried data; travels with it to every page and export.

    Dates are ISO 8601 strings, so that provenance can be written to any format.
    """

    publisher: str
    title: str
    licence: str
    acknowledgement: str = ""
    url: str = ""
    vintage: str = ""
    """Edition of the figures as their publisher names it, for example "2015"."""
    retrieved: str = ""
    sha256: str = ""
    verified: bool = True
    """False marks unsourced material: shown as "not verified" wherever it appears."""
    note: str = ""
