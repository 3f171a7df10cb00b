"""Whether two records are one organisation: a score from 0 to 1 and the reasons for it.

Each piece of evidence adds to or takes from a sum whose logistic is the score, so that the reasons
shown are what made it. The weights are set by hand and checked on labelled pairs
(`tests/hub/organisations/duplicates`), the threshold on another sample than the one tested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import cos, exp, hypot, radians
from typing import Literal

from hanse.hub.organisations.duplicates.names import compare_names
from hanse.hub.organisations.duplicates.records import Prepared, Record, prepare

THRESHOLD = 0.5
"""Pairs below are not shown."""

Evidence = Literal[
    "same-name",
    "similar-name",
    "other-field",
    "other-words",
    "acronym",
    "other-acronym",
    "same-web",
    "other-web",
    "same-place",
    "other-place",
    "other-country",
    "other-kind",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: what speaks for (weight above 0) or against, and the very words."""

    evidence: Evidence
    weight: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records by their ids, the smaller one first, how likely they are one, and why."""

    first: int
    second: int
    score: float
    reasons: tuple[Reason, ...]


_KINDS = {"company": "firm", "research-organisation": "research", "public-body": "public"}
_NEAR, _FAR = 15.0, 60.0
"""Kilometres: within, two places count as one; beyond, as two."""
_NAME_SCALE, _NAME_MIDDLE = 11.0, 0.74
_CONFLICT = 0.45
"""Names less alike than this contradict each other whatever else agrees."""


def compare_records(one: Record, other: Record) -> Pair:
    """Compare two records; the same answer wherever they stand among others."""
    return compare_prepared(prepare(one), prepare(other))


def compare_prepared(one: Prepared, other: Prepared) -> Pair:
    """Compare two records that were made ready."""
    if one.record.id > other.record.id:
        one, other = other, one
    names = compare_names(one, other)
    alike = names.score
    reasons = [_name_reason(alike, names.shared)]
    if names.conflict:
        reasons.append(_CONFLICTS[names.conflict](names.detail))
    reasons += _acronym_reasons(one, other, names.acronym, alike)
    reasons += _web_reasons(one, other, alike)
    reasons += _place_reasons(one, other)
    if _differ(_KINDS.get(one.record.kind, ""), _KINDS.get(other.record.kind, "")):
        reasons.append(Reason("other-kind", -1.0))
    score = 1 / (1 + exp(-sum(reason.weight for reason in reasons)))
    kept = tuple(reason for reason in reasons if reason.weight)
    return Pair(one.record.id, other.record.id, round(score, 4), kept)


_CONFLICTS: Mapping[str, Callable[[str], Reason]] = {
    "field": lambda detail: Reason("other-field", -3.0, detail),
    "words": lambda detail: Reason("other-words", -1.2, detail),
}


def _name_reason(alike: float, shared: str) -> Reason:
    same = alike >= 0.995
    weight = round(_NAME_SCALE * (alike - _NAME_MIDDLE), 2)
    return Reason("same-name" if same else "similar-name", weight, shared)


def _acronym_reasons(one: Prepared, other: Prepared, shared: str, alike: float) -> list[Reason]:
    if shared:
        return [Reason("acronym", 1.0 if alike > _CONFLICT else 0.2, shared.upper())]
    if one.acronyms and other.acronyms:
        return [Reason("other-acronym", -0.7)]
    return []


def _web_reasons(one: Prepared, other: Prepared, alike: float) -> list[Reason]:
    if not one.domain or not other.domain:
        return []
    if one.domain == other.domain:
        # One house may run several clusters, each with a name of its own.
        return [Reason("same-web", 3.5 if alike > _CONFLICT else 1.5, one.domain)]
    if one.domain.split(".")[0] == other.domain.split(".")[0]:
        return [Reason("same-web", 1.5, f"{one.domain}, {other.domain}")]
    return [Reason("other-web", -1.0)]


def _place_reasons(one: Prepared, other: Prepared) -> list[Reason]:
    a, b = one.record, other.record
    if _differ(a.country, b.country):
        same_web = one.domain and one.domain == other.domain
        return [Reason("other-country", -1.5 if same_web else -4.5, f"{a.country}, {b.country}")]
    if one.place and (one.place <= other.place or other.place <= one.place):
        return [Reason("same-place", 0.8, a.place)] if other.place else []
    distance = measure_distance(a, b)
    if distance is None:
        return []
    if distance < _NEAR:
        return [Reason("same-place", 0.6, f"{distance:.0f} km")]
    if distance > _FAR:
        return [Reason("other-place", -2.2, f"{distance:.0f} km")]
    return [Reason("other-place", -0.5, f"{distance:.0f} km")]


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def measure_distance(one: Record, other: Record) -> float | None:
    """Kilometres between two records, None where a position is unknown."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    assert one.latitude is not None and one.longitude is not None  # noqa: S101
    assert other.latitude is not None and other.longitude is not None  # noqa: S101
    middle = radians((one.latitude + other.latitude) / 2)
    east = (one.longitude - other.longitude) * cos(middle)
    return 111.2 * hypot(one.latitude - other.latitude, east)
