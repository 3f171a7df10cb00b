"""Which industry groups of a result belong to which of the 14 ecosystems, and to what part.

The membership of NACE divisions in ecosystems is the grouping `ecosystems-14`, whose weights are
not verified. A group of several divisions belongs to an ecosystem by the share of its divisions;
a member finer than a division (30.3 in division 30) makes the group belong to it in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hanse.classifications import get_classification, get_grouping
from hanse.classifications.nace.a38 import list_divisions
from hanse.vocabulary import InputError, Provenance

GROUPING = "ecosystems-14"
A38, NACE = "nace-rev2-a38", "nace-rev2"


@dataclass(frozen=True, slots=True)
class EcosystemShare:
    """A group of the result in one ecosystem.

    `share` is that of its divisions, 0 where only finer codes belong; `codes` are the members.
    """

    ecosystem: str
    share: float
    codes: tuple[str, ...]

    @property
    def is_main(self) -> bool:
        """True where at least half of the group belongs to the ecosystem."""
        return self.share >= 0.5


@dataclass(frozen=True)
class EcosystemBridge:
    """Group of the result -> its ecosystems, the largest share first; empty where it has none."""

    shares: Mapping[str, tuple[EcosystemShare, ...]]
    provenance: Provenance
    version: str

    def groups_of(self, ecosystem: str) -> list[tuple[str, EcosystemShare]]:
        """The groups that belong to an ecosystem, the largest share first."""
        found = [
            (group, share)
            for group, shares in self.shares.items()
            for share in shares
            if share.ecosystem == ecosystem
        ]
        return sorted(found, key=lambda pair: (-pair[1].share, pair[0]))

    def absent_codes(self, ecosystem: str) -> tuple[str, ...]:
        """Members of the ecosystem that no group of the result contains."""
        there = {code for _group, share in self.groups_of(ecosystem) for code in share.codes}
        members = (m.code for m in get_grouping(GROUPING).members if m.group == ecosystem)
        return tuple(code for code in members if code not in there)


@lru_cache(maxsize=16)
def bridge_ecosystems(
    classification: str, grouping: str, groups: Sequence[str]
) -> EcosystemBridge | None:
    """The bridge of a result's groups; None where they are of no kind that can be bridged.

    classification : of the industries; grouping : id of the grouping that made the groups, empty
    where these are the industries themselves.
    """
    known = get_grouping(GROUPING)
    titles = set(known.groups)
    if titles.issuperset(groups):
        own = {group: (EcosystemShare(group, 1.0, ()),) for group in groups}
        return EcosystemBridge(own, known.provenance, known.version)
    if grouping or classification not in (A38, NACE):
        return None
    shares = {group: tuple(_share_out(_divide(classification, group))) for group in groups}
    if not any(shares.values()):
        return None
    return EcosystemBridge(shares, known.provenance, known.version)


def _divide(classification: str, group: str) -> tuple[str, ...]:
    """The NACE divisions (or finer codes) that make up a group."""
    if classification == A38:
        return list_divisions().get(group, ())
    nace = get_classification(NACE)
    try:
        code = nace.normalise(group)
    except InputError:
        return ()
    if code is None:
        return ()
    return tuple(nace.children(code)) if len(code) == 1 else (code,)


def _share_out(divisions: tuple[str, ...]) -> Iterator[EcosystemShare]:
    found: dict[str, tuple[float, list[str]]] = {}
    for member in get_grouping(GROUPING).members:
        holds = [d for d in divisions if _contains(member.code, d)]
        finer = [d for d in divisions if d != member.code and _contains(d, member.code)]
        if holds or finer:
            share, codes = found.setdefault(member.group, (0.0, []))
            codes.append(member.code)
            found[member.group] = (share + member.weight * len(holds) / len(divisions), codes)
    for ecosystem, (share, codes) in sorted(found.items(), key=lambda each: -each[1][0]):
        yield EcosystemShare(ecosystem, min(share, 1.0), tuple(codes))


def _contains(wider: str, code: str) -> bool:
    """True where NACE `code` is `wider` or a part of it: 30 contains 30.3."""
    return (
        code == wider or code.startswith(f"{wider}.") or ("." in wider and code.startswith(wider))
    )
