"""All pairs among many records that may be one organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from hanse.hub.organisations.duplicates.blocking import Pairs, list_candidates
from hanse.hub.organisations.duplicates.comparing import THRESHOLD, Pair, compare_prepared
from hanse.hub.organisations.duplicates.records import Prepared, Record, prepare

_WORTH_A_LOOK = 62.0
"""Of 100: how alike the sorted telling words must be before a pair is compared in full."""
_AT_ONCE = 200_000


def find_pairs(
    records: Iterable[Record],
    *,
    threshold: float = THRESHOLD,
    progress: Callable[[float], None] | None = None,
) -> list[Pair]:
    """Pairs with a score of `threshold` and more, the most likely first.

    `progress` is told the share that is done.
    """
    tell = progress or (lambda share: None)
    prepared = [prepare(record) for record in records]
    tell(0.2)
    firm, loose = list_candidates(prepared)
    tell(0.4)
    chosen = np.concatenate([firm, _sift(prepared, loose)]) if len(prepared) else firm
    chosen = np.unique(chosen, axis=0)
    tell(0.6)
    found = []
    for done, (one, other) in enumerate(chosen.tolist()):
        if done % 10_000 == 0:
            tell(0.6 + 0.4 * done / len(chosen))
        pair = compare_prepared(prepared[one], prepared[other])
        if pair.score >= threshold:
            found.append(pair)
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


def _sift(prepared: Sequence[Prepared], pairs: Pairs) -> Pairs:
    """Leave out pairs whose names have little in common."""
    from rapidfuzz.fuzz import token_set_ratio
    from rapidfuzz.process import cpdist

    texts = [" ".join(each.telling) or each.joined for each in prepared]
    kept = []
    for start in range(0, len(pairs), _AT_ONCE):
        part = pairs[start : start + _AT_ONCE]
        ratio = cpdist(
            [texts[n] for n in part[:, 0].tolist()],
            [texts[n] for n in part[:, 1].tolist()],
            scorer=token_set_ratio,
            dtype=np.uint8,
            score_cutoff=_WORTH_A_LOOK,
        )
        kept.append(part[ratio >= _WORTH_A_LOOK])
    return np.concatenate(kept) if kept else pairs


def find_like(
    record: Record, others: Iterable[Record], *, threshold: float = THRESHOLD
) -> list[Pair]:
    """Pairs of one record with each of `others`, the most likely first."""
    one = prepare(record)
    pairs = (compare_prepared(one, prepare(other)) for other in others)
    found = [pair for pair in pairs if pair.score >= threshold]
    return sorted(found, key=lambda pair: -pair.score)
