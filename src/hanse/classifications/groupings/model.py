"""A grouping: which codes belong to which group, with what weight."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hanse.vocabulary import Provenance

if TYPE_CHECKING:
    from hanse.classifications.crosswalks import Crosswalk
    from hanse.classifications.groupings.fitting import GroupingFit


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its titles by language and its kind ("traded", "local", or empty)."""

    id: str
    titles: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A code that belongs to a group; `weight` is the share of the code that does, 0 to 1."""

    code: str
    group: str
    weight: float = 1.0


@dataclass(frozen=True)
class ReleaseFit:
    """How the members of a grouping fit another release of their code system."""

    classification: str
    fitting: tuple[str, ...]
    unfit: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    """Group -> its members that do not exist in the release; only groups that have some."""


@dataclass(frozen=True)
class Grouping:
    """Groups of codes of one classification, versioned, with their origin.

    `classification` is the id of the code system of the members, "" where it was not recognised.
    `unknown` are members that this code system does not have, kept and told; `ungrouped` are codes
    that the file lists with a blank group.
    """

    id: str
    title: str
    classification: str
    version: str
    provenance: Provenance
    groups: Mapping[str, Group]
    members: tuple[Member, ...]
    unknown: tuple[str, ...] = ()
    ungrouped: tuple[str, ...] = ()

    def group_title(self, group: str, language: str = "en") -> str:
        """Title of a group in a language, else in English, else its id."""
        titles = self.groups[group].titles
        return titles.get(language) or titles.get("en") or next(iter(titles.values()), group)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of groups, in order of appearance; empty where the grouping has none."""
        return tuple(dict.fromkeys(group.kind for group in self.groups.values() if group.kind))

    @cached_property
    def overlapping(self) -> Mapping[str, float]:
        """Codes whose weights add up to more than 1 over the groups, with the sum.

        Overlapping groups are allowed; their employment then counts more than once in a total.
        """
        sums: dict[str, float] = {}
        for member in self.members:
            sums[member.code] = sums.get(member.code, 0.0) + member.weight
        return {code: total for code, total in sums.items() if total > 1 + 1e-9}

    def fit(self, codes: Iterable[str]) -> GroupingFit:
        """What these codes of a table can express of this grouping, and with which weights.

        The codes may be coarser or finer than the members, or A*38 groups of NACE Rev. 2. See
        `hanse.classifications.groupings.fitting` for the rule.
        """
        from hanse.classifications.groupings.fitting import fit_grouping

        return fit_grouping(self, tuple(codes))

    def matrix(self, codes: Iterable[str]) -> NDArray[np.float64]:
        """Weights of shape (codes, groups); `fit` also tells what they leave out."""
        weights: NDArray[np.float64] = self.fit(codes).weights
        return weights

    def of_kind(self, *kinds: str) -> Grouping:
        """The same grouping reduced to the groups of these kinds."""
        return self.keep(group.id for group in self.groups.values() if group.kind in kinds)

    def keep(self, groups: Iterable[str]) -> Grouping:
        """The same grouping reduced to these groups."""
        wanted: Collection[str] = set(groups)
        return Grouping(
            self.id,
            self.title,
            self.classification,
            self.version,
            self.provenance,
            {group: entry for group, entry in self.groups.items() if group in wanted},
            tuple(member for member in self.members if member.group in wanted),
            self.unknown,
            self.ungrouped,
        )

    def check_release(self, classification: str) -> ReleaseFit:
        """Which members exist in another release, for example NAICS 2012 ones in "naics-2017"."""
        from hanse.classifications.registry import get_classification

        release = get_classification(classification)
        fitting: list[str] = []
        unfit: list[str] = []
        groups: dict[str, list[str]] = {}
        for code in dict.fromkeys(member.code for member in self.members):
            (fitting if code in release else unfit).append(code)
        for member in self.members:
            if member.code not in release:
                groups.setdefault(member.group, []).append(member.code)
        by_group = {group: tuple(codes) for group, codes in groups.items()}
        return ReleaseFit(classification, tuple(fitting), tuple(unfit), by_group)

    def convert(self, crosswalk: Crosswalk) -> ConvertedGrouping:
        """The grouping in the target release of a crosswalk, and what could not be carried over.

        A target code belongs to a group where every code that feeds it does, with one weight. A
        code fed from several groups cannot be split without figures: it is told, not guessed.
        """
        weights: dict[str, dict[str, float]] = {}
        for member in self.members:
            weights.setdefault(member.code, {})[member.group] = member.weight
        sources: dict[str, set[str]] = {}
        linked = [(row.from_code, row.to_code) for row in crosswalk.rows]
        for source, target in (*linked, *crosswalk.unweighted):
            sources.setdefault(target, set()).add(source)
        members, undecided = [], []
        for code in sorted(sources):
            memberships = [weights.get(source, {}) for source in sorted(sources[code])]
            if all(entry == memberships[0] for entry in memberships):
                members += [Member(code, group, w) for group, w in memberships[0].items()]
            else:
                undecided.append(code)
        known = {source for feeding in sources.values() for source in feeding}
        converted = Grouping(
            self.id,
            self.title,
            crosswalk.to_id,
            self.version,
            self.provenance,
            self.groups,
            tuple(members),
        )
        return ConvertedGrouping(
            converted, tuple(undecided), tuple(code for code in weights if code not in known)
        )


@dataclass(frozen=True)
class ConvertedGrouping:
    """A grouping in another release, and what the conversion left open."""

    grouping: Grouping
    undecided: tuple[str, ...]
    """Codes of the new release that are fed by codes of different groups or weights."""
    unconverted: tuple[str, ...]
    """Member codes that the crosswalk does not have."""
