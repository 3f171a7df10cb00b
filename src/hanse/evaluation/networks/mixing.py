"""Mixing: who is tied to whom by type, against what chance would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hanse.evaluation.networks.examples import LINE, STAR, Example
from hanse.evaluation.networks.network import Network
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="network-mixing",
    title="Mixing of types",
    definition=(
        "For each two types of members (say companies and research organisations): how many ties "
        "there are, and how many there would be if partners had been drawn by lot."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Coleman (1958), Relational analysis; Newman (2003), Mixing patterns in networks "
        "(assortativity); random graphs after Erdős & Rényi (1959)"
    ),
    formula="expected_ab = m · pairs_ab / pairs; ratio = ties_ab / expected_ab",
    unit="1 = as by lot",
    direction="neutral",
    range=(0.0, float("inf")),
    conventions=(
        "by lot: every pair of members equally likely, isolates included; pairs_ab = n_a·n_b, "
        "within a type n_a(n_a − 1)/2",
        "by activity: as by lot among ends of ties, k_a·k_b/(2m), within a type k_a²/(4m)",
        "assortativity r = (Σ e_aa − Σ a_a²) / (1 − Σ a_a²), e_ab each tie from either end",
        "no ratio where a type pair has no pair or the network no tie",
    ),
    axes=("network", "type pair"),
    family="networks",
    invariances=("permutation",),
)


@dataclass(frozen=True)
class TypePair:
    """Two types (or one twice) and the ties between them."""

    first: str
    second: str
    ties: int
    possible: int
    expected: float
    """Ties if every pair of members were equally likely."""
    expected_by_activity: float
    """Ties if each member kept its number of ties and drew the partners by lot."""

    @property
    def density(self) -> float | None:
        """Share of the possible ties that exist."""
        return self.ties / self.possible if self.possible else None

    @property
    def ratio(self) -> float | None:
        """Ties over expected ties: above 1 they seek each other, below 1 they don't."""
        return self.ties / self.expected if self.expected else None

    @property
    def is_within(self) -> bool:
        """True for ties within one type."""
        return self.first == self.second


def compare_mixing(network: Network) -> tuple[TypePair, ...]:
    """Every pair of the types that occur, in alphabetical order."""
    names, kinds = network.type_names, network.type_positions
    counts = np.bincount(kinds, minlength=len(names))
    activity = np.bincount(kinds, weights=network.degrees, minlength=len(names))
    ends = np.sort(kinds[network.ties], axis=1)
    ties, pairs = len(network.ties), network.possible
    found = []
    for a, first in enumerate(names):
        for b in range(a, len(names)):
            same = a == b
            possible = int(counts[a] * (counts[a] - 1) // 2 if same else counts[a] * counts[b])
            ends_ab = activity[a] * activity[b]
            found.append(
                TypePair(
                    first=first,
                    second=names[b],
                    ties=int(((ends[:, 0] == a) & (ends[:, 1] == b)).sum()),
                    possible=possible,
                    expected=ties * possible / pairs if pairs else 0.0,
                    expected_by_activity=float(ends_ab / (4 * ties if same else 2 * ties))
                    if ties
                    else 0.0,
                )
            )
    return tuple(found)


def compute_assortativity(network: Network) -> float | None:
    """Newman's coefficient: 1 only within types, 0 as by activity; None where undefined."""
    ties = len(network.ties)
    if not ties:
        return None
    ends = network.type_positions[network.ties]
    activity = np.bincount(ends.ravel(), minlength=len(network.type_names)) / (2 * ties)
    chance = float((activity**2).sum())
    within = float((ends[:, 0] == ends[:, 1]).mean())
    return (within - chance) / (1 - chance) if chance < 1 else None


EXAMPLES = (
    Example(
        lambda network: [(p.ties, p.expected) for p in compare_mixing(network)],
        STAR,
        [(0, 1.5), (3, 1.5), (0, 0.0)],
        "companies within: 3 of 6 pairs, so 3·3/6 = 1.5 expected; with research likewise 1.5.",
    ),
    Example(
        compute_assortativity, LINE, 1 / 3, "Within 2/3; half the ends each: (2/3 − 1/2) / (1/2)."
    ),
)
