"""What a check found in a file: nothing is coerced, filled or dropped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One oddity of the input: where it is, what it is, and what was done about it."""

    severity: Severity
    kind: str
    """Stable identifier in kebab-case, for example "value-with-flag" or "negative-value"."""
    message: str
    """One sentence for people: what was seen."""
    action: str
    """What was done: "read as 219, flagged d", "row set aside", "levels separated" ..."""
    file: str = ""
    row: int | None = None
    """Row as a spreadsheet counts it: the header is row 1."""
    column: str = ""
    value: str = ""
    count: int = 1
    """How many cells or rows this finding stands for (the first one is the one located)."""


@dataclass
class Report:
    """Findings in the order of the file, with how many of each kind there are.

    `add` keeps at most `keep` located examples a kind and counts the rest, so that a file of ten
    million oddities makes a short report that still tells the right number.
    """

    source: str = ""
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    facts: dict[str, object] = field(default_factory=dict)
    """What is in the file: rows, regions, industries, periods, levels, gaps, detected columns."""
    keep: int = 100

    def add(self, finding: Finding) -> None:
        """Record a finding; beyond `keep` located examples of a kind only the count grows."""
        self.counts[finding.kind] += finding.count
        if sum(f.kind == finding.kind for f in self.findings) < self.keep:
            self.findings.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Record several findings."""
        for finding in findings:
            self.add(finding)

    @property
    def errors(self) -> list[Finding]:
        """The findings that prevent the use of the file."""
        return [f for f in self.findings if f.severity == "error"]

    @property
    def ok(self) -> bool:
        """True where nothing prevents the use of the file."""
        return not self.errors
