"""Overlap: how many members two clusters share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="membership-overlap",
    title="Overlap of members",
    definition=(
        "How many members two clusters share: of all members of both (Jaccard), and of the "
        "smaller one (overlap coefficient)."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Jaccard (1901); Szymkiewicz (1934) and Simpson (1943)",
    formula="J = |A ∩ B| / |A ∪ B|; O = |A ∩ B| / min(|A|, |B|)",
    unit="0 to 1",
    direction="higher is more",
    range=(0.0, 1.0),
    conventions=(
        "members that are confirmed by both sides and have not left",
        "the overlap coefficient is 1 where the smaller lies wholly in the larger: read it with J",
        "a cluster without members: no value",
    ),
    axes=("cluster", "cluster"),
    family="networks",
    invariances=("permutation",),
)


@dataclass(frozen=True)
class Overlap:
    """Two sets of members by their sizes."""

    first: int
    second: int
    shared: int

    def __post_init__(self) -> None:
        if not 0 <= self.shared <= min(self.first, self.second):
            raise InputError(f"{self.shared} members cannot be shared by sets so small.")

    @property
    def union(self) -> int:
        """Members of either."""
        return self.first + self.second - self.shared

    @property
    def jaccard(self) -> float | None:
        """Shared of all; None where both are empty."""
        return self.shared / self.union if self.union else None

    @property
    def coefficient(self) -> float | None:
        """Shared of the smaller; None where one is empty."""
        smaller = min(self.first, self.second)
        return self.shared / smaller if smaller else None


def compare_members(first: Collection[object], second: Collection[object]) -> Overlap:
    """The overlap of two collections of members."""
    a, b = set(first), set(second)
    return Overlap(len(a), len(b), len(a & b))
