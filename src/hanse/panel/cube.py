"""The labelled cube: region x industry x period, always in that order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from hanse.vocabulary import Flag, InputError, Provenance

Values = NDArray[np.float64]
Flags = NDArray[np.uint8]


def find_bounds(values: Values, flags: Flags) -> tuple[Values, Values]:
    """What the flags say of the true values, see `Panel.bounds`."""
    known = flags == Flag.OBSERVED
    at_least = known | (flags == Flag.LOWER_BOUND)
    return np.where(at_least, values, 0.0), np.where(known, values, np.inf)


@dataclass(frozen=True)
class Panel:
    """Measures over region x industry x period with a flag for every cell.

    Attributes
    ----------
    regions, industries, periods : labels of the three axes, unique, in the order of the arrays.
    measures : name -> float64 array of shape (R, I, T). A cell without a value is NaN.
    flags : name -> uint8 array of the same shape, values of `hanse.vocabulary.Flag`.
    lower, upper : name -> bounds of the true value, only where they are known to be tighter than
        what the flag says (see `bounds`).
    region_classification, industry_classification : id of the code system and release of the
        labels ("nuts-2010", "nace-rev2", or a grouping's id), "" where none fits.
    region_titles, industry_titles : label -> title for people, as far as known.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    periods: tuple[str, ...]
    measures: Mapping[str, Values]
    flags: Mapping[str, Flags]
    lower: Mapping[str, Values] = field(default_factory=dict)
    upper: Mapping[str, Values] = field(default_factory=dict)
    region_classification: str = ""
    industry_classification: str = ""
    region_titles: Mapping[str, str] = field(default_factory=dict)
    industry_titles: Mapping[str, str] = field(default_factory=dict)
    provenance: tuple[Provenance, ...] = ()

    def __post_init__(self) -> None:
        for axis, labels in zip(
            ("region", "industry", "period"),
            (self.regions, self.industries, self.periods),
            strict=True,
        ):
            if len(set(labels)) != len(labels):
                raise InputError(f"The {axis} labels of a panel must be unique.")
        if set(self.measures) != set(self.flags):
            raise InputError("Each measure of a panel needs its flags, and each flag its measure.")
        for kind in (self.measures, self.flags, self.lower, self.upper):
            for name, array in kind.items():
                if array.shape != self.shape:
                    raise InputError(
                        f"Measure {name} has the shape {array.shape}, the labels {self.shape}."
                    )
        for name, array in self.measures.items():
            if np.any(np.isnan(array) != (self.flags[name] > Flag.LOWER_BOUND)):
                raise InputError(
                    f"Measure {name}: a cell is NaN exactly where it is missing or suppressed."
                )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of regions, industries and periods."""
        return len(self.regions), len(self.industries), len(self.periods)

    def values(self, measure: str) -> Values:
        """The (R, I, T) array of a measure; raises InputError naming the measures there are."""
        if measure not in self.measures:
            known = ", ".join(self.measures) or "none"
            raise InputError(
                f"The panel has no measure called {measure}.", mend=f"It has: {known}."
            )
        return self.measures[measure]

    def bounds(self, measure: str) -> tuple[Values, Values]:
        """Lower and upper bound of each true value, arrays of shape (R, I, T).

        Observed: both are the value. Lower bound: the value and infinity. Estimated, missing and
        suppressed: zero and infinity. `lower` and `upper` tighten this where they are given.
        """
        low, high = find_bounds(self.values(measure), self.flags[measure])
        if measure in self.lower:
            low = np.fmax(low, self.lower[measure])
        if measure in self.upper:
            high = np.fmin(high, self.upper[measure])
        return low, high

    def select(
        self,
        *,
        regions: tuple[str, ...] | None = None,
        industries: tuple[str, ...] | None = None,
        periods: tuple[str, ...] | None = None,
    ) -> Panel:
        """The panel of these labels, in the order asked for; unknown labels raise InputError."""
        chosen: list[tuple[str, ...]] = []
        indices: list[list[int] | None] = []
        for axis, all_labels, wanted in (
            ("region", self.regions, regions),
            ("industry", self.industries, industries),
            ("period", self.periods, periods),
        ):
            labels = all_labels if wanted is None else tuple(wanted)
            position = {label: i for i, label in enumerate(all_labels)}
            unknown = [label for label in labels if label not in position]
            if unknown:
                raise InputError(f"The panel has no {axis} called {unknown[0]}.")
            chosen.append(labels)
            indices.append(None if wanted is None else [position[label] for label in labels])

        def cut(array: NDArray) -> NDArray:
            for axis, places in enumerate(indices):
                if places is not None:
                    array = np.take(array, np.array(places, dtype=np.intp), axis=axis)
            return array

        def take(arrays: Mapping[str, NDArray]) -> dict[str, NDArray]:
            return {name: cut(array) for name, array in arrays.items()}

        return replace(
            self,
            regions=chosen[0],
            industries=chosen[1],
            periods=chosen[2],
            measures=take(self.measures),
            flags=take(self.flags),
            lower=take(self.lower),
            upper=take(self.upper),
        )
