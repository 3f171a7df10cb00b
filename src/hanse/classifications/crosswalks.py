"""Crosswalks: from the codes of one classification to those of another, keeping totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hanse.vocabulary import InputError, Provenance

KEEPS_TOTAL = 1e-6
"""How far the weights of a code may be from 1; they are then divided by their sum."""


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """`weight` is the share of `from_code` that goes to `to_code`."""

    from_code: str
    to_code: str
    weight: float


@dataclass(frozen=True, slots=True)
class Unconvertible:
    """A code that cannot be converted, and why."""

    code: str
    reason: str
    kind: str = "needs-weights"
    """ "needs-weights" (split or shifted: a weighted crosswalk file would do), "discontinued" or
    "coarser" (the target needs finer codes than this)."""


@dataclass(frozen=True)
class CrosswalkMatrix:
    """Weights of shape (from codes, to codes); a row adds up to 1, or to 0 where it is lost."""

    from_codes: tuple[str, ...]
    to_codes: tuple[str, ...]
    weights: NDArray[np.float64]
    unconvertible: tuple[Unconvertible, ...]
    """Those of `from_codes` whose figures would be lost: report them, never drop them silently."""


@dataclass(frozen=True)
class Crosswalk:
    """Weighted pairs of codes; the weights of each from-code add up to 1.

    `weighted_by` says what the weights are: "structure" (a code inside another), "same area"
    (recoded only), or the column of a weighted file ("pop18").
    """

    from_id: str
    to_id: str
    rows: tuple[CrosswalkRow, ...]
    weighted_by: str
    provenance: Provenance
    unconvertible: tuple[Unconvertible, ...] = ()
    unweighted: tuple[tuple[str, str], ...] = ()
    """Pairs (from, to) of codes that are known to be linked by a share that is not known."""

    def __post_init__(self) -> None:
        for code, targets in self._targets.items():
            total = sum(weight for _, weight in targets)
            if abs(total - 1) > KEEPS_TOTAL:
                raise InputError(f"The weights of {code} add up to {total:g} instead of 1.")

    @cached_property
    def _targets(self) -> Mapping[str, tuple[tuple[str, float], ...]]:
        found: dict[str, list[tuple[str, float]]] = {}
        for row in self.rows:
            found.setdefault(row.from_code, []).append((row.to_code, row.weight))
        return {code: tuple(targets) for code, targets in found.items()}

    @cached_property
    def reasons(self) -> Mapping[str, Unconvertible]:
        """Code -> why it cannot be converted."""
        return {entry.code: entry for entry in self.unconvertible}

    def targets(self, code: str) -> tuple[tuple[str, float], ...]:
        """The codes that a code becomes, with their shares; empty where it cannot be converted."""
        return self._targets.get(code, ())

    def matrix(
        self, from_codes: Iterable[str], to_codes: Iterable[str] | None = None
    ) -> CrosswalkMatrix:
        """Weights for these codes of a table, in this order.

        `to_codes` is by default what they become, sorted; codes outside a given `to_codes` make
        their origin unconvertible as a whole, so that no total shrinks unseen.
        """
        codes = tuple(from_codes)
        reached = {target for code in codes for target, _ in self.targets(code)}
        columns = tuple(sorted(reached)) if to_codes is None else tuple(to_codes)
        position = {code: column for column, code in enumerate(columns)}
        weights = np.zeros((len(codes), len(columns)))
        lost = []
        for row, code in enumerate(codes):
            targets = self.targets(code)
            outside = [target for target, _ in targets if target not in position]
            if not targets:
                unknown = Unconvertible(code, "The crosswalk does not have this code.", "unknown")
                lost.append(self.reasons.get(code, unknown))
            elif outside:
                lost.append(Unconvertible(code, f"{outside[0]} was not asked for.", "outside"))
            else:
                for target, weight in targets:
                    weights[row, position[target]] += weight
        return CrosswalkMatrix(codes, columns, weights, tuple(lost))

    def then(self, after: Crosswalk) -> Crosswalk:
        """This crosswalk followed by another: 2010 -> 2013 then 2013 -> 2016 is 2010 -> 2016.

        A code is convertible where each code that it becomes is.
        """
        rows, lost = [], list(self.unconvertible)
        for code, targets in self._targets.items():
            stuck = [target for target, _ in targets if not after.targets(target)]
            if stuck:
                reason = after.reasons.get(stuck[0]) or Unconvertible(
                    stuck[0], f"{after.to_id} does not follow from it."
                )
                via = "" if stuck[0] == code else f" (as {stuck[0]})"
                lost.append(Unconvertible(code, f"{reason.reason}{via}", reason.kind))
                continue
            shares: dict[str, float] = {}
            for middle, weight in targets:
                for target, share in after.targets(middle):
                    shares[target] = shares.get(target, 0.0) + weight * share
            rows += [CrosswalkRow(code, target, share) for target, share in shares.items()]
        ways = dict.fromkeys((self.weighted_by, after.weighted_by))
        return Crosswalk(
            self.from_id,
            after.to_id,
            tuple(rows),
            ", ".join(ways),
            self.provenance,
            tuple(lost),
        )
