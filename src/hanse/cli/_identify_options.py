"""What `hanse identify` was asked for, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hanse.vocabulary import InputError


@dataclass(frozen=True, kw_only=True)
class IdentifyOptions:
    """The command line's arguments; texts as given, pairs and numbers parsed."""

    file: Path
    method: str = "european-stars"
    grouping: str | None = None
    region: str | None = None
    industry: str | None = None
    period: str | None = None
    employment: str | None = None
    establishments: str | None = None
    payroll: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    combine: Literal["error", "sum", "first", "last", "mean"] = "error"
    decimal: Literal[".", ","] | None = None
    sheet: str | None = None
    national: Path | None = None
    grouping_columns: tuple[tuple[str, str], ...] = ()
    crosswalk: Path | None = None
    crosswalk_releases: str = "naics-2012:naics-2017"
    region_level: str | None = None
    industry_level: str | None = None
    traded: bool = False
    assume: Literal["nothing", "no-record"] = "nothing"
    parameters: Mapping[str, float] | None = None
    out: Path | None = None
    columns: Literal["auto", "short", "full"] = "auto"
    bundle: Path | None = None
    as_json: bool = False

    @property
    def measures(self) -> dict[str, str]:
        """Measure -> column, those that were named."""
        named = {
            "employment": self.employment,
            "establishments": self.establishments,
            "payroll": self.payroll,
        }
        return {measure: column for measure, column in named.items() if column is not None}

    @property
    def assumption(self) -> Literal["nothing", "no record"]:
        """What is taken for granted of missing cells, as the methods name it."""
        return "no record" if self.assume == "no-record" else "nothing"

    @property
    def takes_codes_as_they_stand(self) -> bool:
        """True where region, industry and employment are named and nothing is to be grouped."""
        return bool(self.region and self.industry and self.employment and not self.grouping)

    @property
    def wants_short_columns(self) -> bool:
        """True for the columns that scripts rely on."""
        if self.columns != "auto":
            return self.columns == "short"
        into_csv = self.out is not None and self.out.name.lower().endswith((".csv", ".csv.gz"))
        return into_csv and self.method == "us-cluster-mapping" and self.takes_codes_as_they_stand


def parse_pairs(texts: Sequence[str], *, option: str) -> tuple[tuple[str, str], ...]:
    """`NAME=VALUE` texts as pairs, divided at the first equals sign."""
    pairs = []
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise InputError(f"{option} {text} is not of the form NAME=VALUE.")
        pairs.append((name, value))
    return tuple(pairs)


def parse_parameters(texts: Sequence[str]) -> dict[str, float]:
    """`NAME=NUMBER` texts as parameters of a method."""
    parameters = {}
    for name, value in parse_pairs(texts, option="--set"):
        try:
            parameters[name] = float(value)
        except ValueError as error:
            raise InputError(f"--set {name}={value}: {value} is not a number.") from error
    return parameters
