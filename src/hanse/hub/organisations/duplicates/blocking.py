"""Which pairs are worth a look, among all that there could be.

Of 100,000 records there are five thousand million pairs. A pair is looked at where both share
their web domain, an acronym, a rare word within the country, or enough of the letters of their
names (MinHash of three-letter pieces; Broder 1997).
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from hanse.hub.organisations.duplicates.records import Prepared
from hanse.hub.organisations.duplicates.words import spell_plainly

Pairs = NDArray[np.int64]
"""Shape (n, 2): numbers of two records, the smaller first."""

BANDS, ROWS = 18, 3
_PRIME = np.uint64((1 << 61) - 1)
_LARGEST = 40
"""A group beyond this tells little; its members are paired with their neighbours by name only."""
_NEIGHBOURS = 8
_RARE = 25


def list_candidates(prepared: Sequence[Prepared]) -> tuple[Pairs, Pairs]:
    """Pairs that share a domain or an acronym, and pairs whose names share words or letters."""
    firm = [*_group_by_domain(prepared), *_group_by_acronym(prepared)]
    loose = [*_group_by_rare_words(prepared), *_group_by_letters(prepared)]
    order = sorted(range(len(prepared)), key=lambda n: prepared[n].joined)
    place = np.empty(len(prepared), np.int64)
    place[order] = np.arange(len(prepared))
    certain, likely = _pair(firm, place), _pair(loose, place)
    return certain, likely


def _pair(groups: Iterable[Sequence[int]], place: NDArray[np.int64]) -> Pairs:
    size = len(place)
    keys: list[NDArray[np.int64]] = []
    for group in groups:
        members = np.array(group, np.int64)
        if len(members) <= _LARGEST:
            first, second = np.triu_indices(len(members), 1)
            one, two = members[first], members[second]
        else:
            members = members[np.argsort(place[members])]
            steps = range(1, _NEIGHBOURS + 1)
            one = np.concatenate([members[:-step] for step in steps])
            two = np.concatenate([members[step:] for step in steps])
        keys.append(np.minimum(one, two) * size + np.maximum(one, two))
    found = np.unique(np.concatenate(keys)) if keys else np.empty(0, np.int64)
    return np.stack([found // max(size, 1), found % max(size, 1)], axis=1)


def _group(keyed: Iterable[tuple[Hashable, int]]) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for key, number in keyed:
        groups[key].append(number)
    return [group for group in groups.values() if len(group) > 1]


def _group_by_domain(prepared: Sequence[Prepared]) -> list[list[int]]:
    return _group((each.domain, n) for n, each in enumerate(prepared) if each.domain)


def _group_by_acronym(prepared: Sequence[Prepared]) -> list[list[int]]:
    """Initials meet acronyms; two names with the same initials are no pair for that alone."""
    given = {(text, each.record.country) for each in prepared for text in each.acronyms}
    return _group(
        ((text, each.record.country), n)
        for n, each in enumerate(prepared)
        for text in each.acronyms | each.initials
        if (text, each.record.country) in given
    )


def _group_by_rare_words(prepared: Sequence[Prepared]) -> list[list[int]]:
    counts = Counter((word, each.record.country) for each in prepared for word in set(each.telling))
    return _group(
        ((word, each.record.country), n)
        for n, each in enumerate(prepared)
        for word in set(each.telling)
        if 1 < counts[word, each.record.country] <= _RARE
    )


def _group_by_letters(prepared: Sequence[Prepared]) -> list[Sequence[int]]:
    """Records whose sets of three-letter pieces agree in a band of their MinHash signature."""
    if not prepared:
        return []
    pieces = [_cut(spell_plainly(each.joined)) for each in prepared]
    starts = np.cumsum([0, *(len(each) for each in pieces[:-1])])
    letters = np.fromiter((piece for each in pieces for piece in each), np.uint64)
    countries = np.array([zlib.crc32(each.record.country.encode()) for each in prepared], np.uint64)
    draw = np.random.default_rng(20_240_601)
    groups: list[Sequence[int]] = []
    for _band in range(BANDS):
        key = countries.copy()
        for _row in range(ROWS):
            a, b = draw.integers(1, 1 << 31, 2, dtype=np.uint64)
            lowest = np.minimum.reduceat((letters * a + b) % _PRIME, starts)
            key = key * np.uint64(1_000_003) + lowest
        groups += _split_by_key(key)
    return groups


def _cut(text: str) -> set[int]:
    padded = f"^{text}$"
    return {zlib.crc32(padded[n : n + 3].encode()) for n in range(max(len(padded) - 2, 1))}


def _split_by_key(key: NDArray[np.uint64]) -> list[Sequence[int]]:
    order = np.argsort(key, kind="stable")
    edges = np.flatnonzero(np.diff(key[order])) + 1
    return [part.tolist() for part in np.split(order, edges) if len(part) > 1]
