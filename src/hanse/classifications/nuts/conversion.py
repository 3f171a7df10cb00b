"""From one release of NUTS to another, by what became of each code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, reduce

from hanse.classifications.code_systems import Classification
from hanse.classifications.crosswalks import Crosswalk, CrosswalkRow, Unconvertible
from hanse.classifications.nuts.history import RELEASES, Change, list_changes, list_splits
from hanse.classifications.nuts.squirrel import list_changes as list_latest_changes
from hanse.classifications.registry import get_classification
from hanse.vocabulary import Provenance

YEARS = (*RELEASES, "2024")


@cache
def walk_releases(from_year: str, to_year: str) -> Crosswalk:
    """Through every release between two years, forward or back."""
    start, end = YEARS.index(from_year), YEARS.index(to_year)
    steps = range(start, end) if start < end else range(start, end, -1)
    direction = 1 if start < end else -1
    walked = [_step(YEARS[at], YEARS[at + direction]) for at in steps]
    return reduce(Crosswalk.then, walked)


@cache
def _step(from_year: str, to_year: str) -> Crosswalk:
    before, after = sorted((from_year, to_year))
    forward = before == from_year
    changes = list_latest_changes() if after == "2024" else list_changes(before, after)
    source, target = get_classification(f"nuts-{from_year}"), get_classification(f"nuts-{to_year}")
    if forward:
        pairs = {c.from_code: c.to_code for c in changes if c.same_area and c.to_code}
    else:
        pairs = {c.to_code: c.from_code for c in changes if c.same_area and c.to_code}
        if after != "2024":
            pairs |= list_splits(before, after)
    kept = {code: to for code, to in pairs.items() if to is not None and to in target}
    _add_coarser(kept, source, target)
    lost = _explain(source, kept, changes if forward else (), target)
    return Crosswalk(
        source.id,
        target.id,
        tuple(CrosswalkRow(code, to, 1.0) for code, to in sorted(kept.items()) if code in source),
        "same area",
        Provenance(
            publisher="Eurostat",
            title=f"Changes of NUTS between {before} and {after}",
            licence="reuse with acknowledgement of the source",
            acknowledgement="Source: Eurostat, history of NUTS",
            vintage=after,
        ),
        lost,
    )


def _add_coarser(kept: dict[str, str], source: Classification, target: Classification) -> None:
    """Countries keep their area; so does a level-1 region all of whose parts move together.

    What belongs to no region stays so, and an only region of level 1 is its country.
    """
    for country in source.at_level("country"):
        if country not in target.codes:
            continue
        kept[country] = country
        kept |= {country + rest: country + rest for rest in ("Z", "ZZ", "ZZZ")}
        only, same = source.children(country), target.children(country)
        if len(only) == len(same) == 1:
            kept[only[0]] = same[0]
    for code in source.at_level("nuts-1"):
        if code in kept:
            continue
        parts = source.children(code)
        moved = {kept[part][:3] for part in parts if part in kept}
        if len(moved) != 1 or not all(part in kept for part in parts):
            continue
        new = moved.pop()
        arrived = {kept[part] for part in parts}
        if arrived == set(target.children(new)):
            kept[code] = new


def _explain(
    source: Classification,
    kept: Mapping[str, str],
    changes: Iterable[Change],
    target: Classification,
) -> tuple[Unconvertible, ...]:
    kinds = {change.from_code: change.kind.lower() for change in changes}
    title = target.card.title
    lost = []
    for code in source.codes:
        if code in kept:
            continue
        if code[:2] not in target.codes:
            reason = f"{title} does not cover {source.title(code[:2])}."
            lost.append(Unconvertible(code, reason, "discontinued"))
        else:
            kind = kinds.get(code) or "its area changed"
            reason = f"{title} has no region of the same area as {code} ({kind})."
            lost.append(Unconvertible(code, reason))
    return tuple(lost)
