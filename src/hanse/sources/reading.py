"""What reading a file gives: a panel, a report of every oddity, and where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hanse.panel import Panel
from hanse.vocabulary import Provenance, Report, SourceCard

Levels = tuple[str, str]
"""Level of the regions and level of the industries, for example ("nuts-2", "division")."""


@dataclass(frozen=True)
class ColumnRole:
    """What one column was taken for."""

    column: str
    role: str
    """"region", "industry", "period", "measure", "flag" or "ignored"."""
    measure: str = ""
    """Name of the measure in the panel, where the role is measure or flag."""
    period: str = ""
    """The period that a column of a wide table stands for."""
    confidence: float = 1.0
    """0 to 1; 1 where the user or the publisher's layout said so."""
    sample: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Detection:
    """How the columns of a file were understood; correctable through keyword arguments."""

    layout: str
    """"long", "wide by period", "wide by industry", "wide by region" or a publisher's layout."""
    columns: tuple[ColumnRole, ...]
    source: str = ""
    """Id of the source whose reader took the file."""
    region_classification: str = ""
    industry_classification: str = ""
    region_misfits: tuple[str, ...] = ()
    """Codes that the guessed classification does not know (at most 50)."""
    industry_misfits: tuple[str, ...] = ()

    def column(self, role: str) -> ColumnRole | None:
        """The first column with this role."""
        return next((c for c in self.columns if c.role == role), None)


@dataclass(frozen=True)
class Reading:
    """A file, read.

    `panel` is the panel at one level of regions and one of industries; `panels` has every
    combination of levels found in the file, among them this one, for totals and bounds.
    """

    panel: Panel
    report: Report
    provenance: Provenance
    detection: Detection | None = None
    panels: Mapping[Levels, Panel] = field(default_factory=dict)
    levels: Levels = ("", "")

    def parent_panels(self) -> tuple[Panel | None, Panel | None]:
        """The panels one level up: (coarser regions, coarser industries), where the file has them.

        The other axis keeps its level. Which level is coarser is told by the classification.
        """
        region_level, industry_level = self.levels
        above = _find_coarser(self.panel.region_classification, region_level)
        beside = _find_coarser(self.panel.industry_classification, industry_level)
        regions = (self.panels.get((level, industry_level)) for level in above)
        industries = (self.panels.get((region_level, level)) for level in beside)
        return next(filter(None, regions), None), next(filter(None, industries), None)

    def tighten(self) -> Panel:
        """The panel with the bounds that the file's own totals give to its missing cells."""
        from hanse.panel.totals import tighten_bounds

        panel = self.panel
        above, beside = self.parent_panels()
        if beside is not None:
            panel = tighten_bounds(panel, beside, axis="industry")
        if above is not None:
            panel = tighten_bounds(panel, above, axis="region")
        return panel


def _find_coarser(classification: str, level: str) -> tuple[str, ...]:
    """Levels above this one, nearest first."""
    if not classification or not level:
        return ()
    from hanse.classifications import get_classification
    from hanse.vocabulary import ClassificationError

    try:
        levels = get_classification(classification).levels
    except ClassificationError:
        return ()  # a grouping: its groups lie side by side
    return tuple(reversed(levels[: levels.index(level)])) if level in levels else ()


def find_sha256(path: Path) -> str:
    """Checksum of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe_origin(card: SourceCard, path: Path, *, vintage: str = "") -> Provenance:
    """Provenance of a publisher's file, with the checksum of the bytes that were read."""
    return replace(
        Provenance(publisher=card.publisher, title=card.title, licence=card.licence),
        acknowledgement=card.acknowledgement,
        url=card.url,
        vintage=vintage,
        sha256=find_sha256(path),
        note=path.name,
    )
