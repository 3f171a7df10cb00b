"""What the codes of a table can express of a grouping, never guessing a share.

The rule, for each group:

- a member that the table has is used with its weight;
- a member that is coarser than the table is replaced by its parts, as far as the table has them;
- a code of the table that is coarser than the members is used where all its parts are members of
  the group with one weight (A*38 group CB = divisions 13, 14, 15 of Textiles);
- any other member is *finer* than the table (30.3 where the table has 30: unusable without its
  share of 30) or *absent* from it. Both are listed.

Codes known by their form only (NACE groups before the official file is imported) are taken for all
the parts that there are; nothing is used twice where a table holds a code and its parts.

A group is "complete" where nothing is left out, "partial" where something is, and "not
expressible" where no code of the table can be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hanse.classifications.groupings.model import Grouping, Member

Status = Literal["complete", "partial", "not expressible"]


@dataclass(frozen=True)
class GroupFit:
    """What a table can express of one group."""

    group: str
    status: Status
    used: tuple[str, ...]
    """Codes of the table that stand for the group."""
    finer: tuple[Member, ...]
    """Members finer than the codes of the table."""
    absent: tuple[Member, ...]
    """Members, or parts of one, of which the table has neither the code nor a coarser one."""


@dataclass(frozen=True)
class GroupingFit:
    """Weights of shape (codes, groups) and what they leave out."""

    codes: tuple[str, ...]
    groups: tuple[str, ...]
    weights: NDArray[np.float64]
    fits: Mapping[str, GroupFit]
    unassigned: tuple[str, ...]
    """Codes of the table that stand for no group."""
    overlapping: tuple[str, ...]
    """Codes whose weights add up to more than 1: they count in several groups."""

    @property
    def expressible(self) -> tuple[str, ...]:
        """Groups that are complete or partial."""
        return tuple(g for g in self.groups if self.fits[g].status != "not expressible")

    def describe(self) -> tuple[str, ...]:
        """One sentence for each group that is not complete."""
        return tuple(
            _describe(self.fits[g]) for g in self.groups if self.fits[g].status != "complete"
        )


def _describe(fit: GroupFit) -> str:
    parts = [f"{fit.group} is {fit.status}"]
    if fit.finer:
        finer = ", ".join(member.code for member in fit.finer)
        parts.append(f"finer than the table: {finer}")
    if fit.absent:
        parts.append(f"not in the table: {', '.join(member.code for member in fit.absent)}")
    return "; ".join(parts) + "."


class _Tree:
    """The codes of a classification as parents and parts; NACE Rev. 2 with A*38 in between."""

    def __init__(self, classification: str) -> None:
        from hanse.classifications.nace.a38 import list_divisions
        from hanse.classifications.registry import get_classification

        self.known = get_classification(classification) if classification else None
        self._between: dict[str, str] = {}
        self._groups: dict[str, tuple[str, ...]] = {}
        if classification == "nace-rev2":
            self._groups = {
                group: divisions for group, divisions in list_divisions().items() if len(group) > 1
            }
            self._between = {d: group for group, parts in self._groups.items() for d in parts}

    def canonical(self, code: str) -> str:
        if code in self._groups or self.known is None:
            return code
        return self.known.normalise(code) or code

    def parent(self, code: str) -> str | None:
        if code in self._between:
            return self._between[code]
        if code in self._groups:
            return code[0]
        entry = self.known.find(code) if self.known else None
        return entry.parent if entry else None

    def parts(self, code: str) -> tuple[str, ...]:
        if code in self._groups:
            return self._groups[code]
        listed = self.known.children(code) if self.known else ()
        return tuple(dict.fromkeys(self._between.get(part, part) for part in listed))

    def ancestors(self, code: str) -> Iterator[str]:
        at = self.parent(code)
        while at is not None:
            yield at
            at = self.parent(at)


class _Table:
    """The codes of the table, each with its position."""

    def __init__(self, tree: _Tree, codes: tuple[str, ...]) -> None:
        self.tree = tree
        self.position: dict[str, int] = {}
        for position, code in enumerate(codes):
            self.position.setdefault(tree.canonical(code), position)
        self.coarser = {a for code in self.position for a in tree.ancestors(code)}
        """Codes that the table holds parts of."""

    def resolve(self, code: str) -> tuple[list[str], list[str]]:
        """Codes of the table that make up `code`, and its parts that the table lacks."""
        if code in self.position:
            return [code], []
        if code not in self.coarser:
            return [], [code]
        found: list[str] = []
        lacking: list[str] = []
        # Parts known by form only (30.3 without the imported file) are found among the codes.
        parts = self.tree.parts(code) or tuple(
            c for c in (*self.position, *self.coarser) if self.tree.parent(c) == code
        )
        for part in parts:
            used, without = self.resolve(part)
            found += used
            lacking += without
        return found, lacking


def _roll_up(tree: _Tree, code: str, weights: Mapping[str, float]) -> float | None:
    """The one weight with which all parts of `code` are members, None where there is none."""
    if code in weights:
        return weights[code]
    parts = tree.parts(code)
    found = {_roll_up(tree, part, weights) for part in parts}
    return found.pop() if len(found) == 1 else None


def _fit_group(
    table: _Table, members: tuple[Member, ...], column: NDArray[np.float64], group: str
) -> GroupFit:
    weights = {member.code: member.weight for member in members}
    used: dict[str, float] = {}
    finer: list[Member] = []
    absent: list[Member] = []
    for member in members:
        found, lacking = table.resolve(member.code)
        used.update(dict.fromkeys(found, member.weight))
        if not lacking:
            continue
        holder = next((a for a in table.tree.ancestors(member.code) if a in table.position), None)
        rolled = None if holder is None else _roll_up(table.tree, holder, weights)
        if holder in table.coarser:
            rolled = None  # parts of the holder are in the table too: both would count twice
        if holder is not None and rolled is not None:
            used[holder] = rolled
        elif holder is not None:
            finer.append(member)
        else:
            absent += [type(member)(part, group, member.weight) for part in lacking]
    for code, weight in used.items():
        column[table.position[code]] = weight
    status: Status = "partial" if finer or absent else "complete"
    if not used:
        status = "not expressible"
    order = tuple(sorted(used, key=lambda code: table.position[code]))
    return GroupFit(group, status, order, tuple(finer), tuple(absent))


def fit_grouping(grouping: Grouping, codes: tuple[str, ...]) -> GroupingFit:
    """Fit a grouping to the codes of a table; weights have the shape (codes, groups)."""
    table = _Table(_Tree(grouping.classification), codes)
    groups = tuple(grouping.groups)
    by_group: dict[str, list[Member]] = {group: [] for group in groups}
    for member in grouping.members:
        by_group[member.group].append(member)
    weights = np.zeros((len(codes), len(groups)))
    fits = {
        group: _fit_group(table, tuple(by_group[group]), weights[:, j], group)
        for j, group in enumerate(groups)
    }
    total = weights.sum(axis=1)
    return GroupingFit(
        codes,
        groups,
        weights,
        fits,
        tuple(code for code, share in zip(codes, total, strict=True) if share == 0),
        tuple(code for code, share in zip(codes, total, strict=True) if share > 1 + 1e-9),
    )
