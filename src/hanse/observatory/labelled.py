"""An indicator's values with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from hanse.observatory.tables import Labels, build_table
from hanse.vocabulary import IndicatorCard


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator's values with their labels.

    axes : axis name -> labels in the order of the arrays ("industry 2" where an axis repeats).
    columns : name -> array over these axes. An indicator with one value has one column, named
        after its id.
    """

    card: IndicatorCard
    axes: Mapping[str, Labels]
    columns: Mapping[str, np.ndarray]

    @property
    def values(self) -> np.ndarray:
        """The first column: the indicator itself."""
        return next(iter(self.columns.values()))

    def to_table(self, *, like: Any = None) -> Any:
        """One row a cell, in the library of `like` (default: Arrow)."""
        return build_table(self.axes, self.columns, like=like)


def name_columns(result: Any) -> dict[str, np.ndarray]:
    """The arrays that a function returned, by name; "" for one without."""
    if isinstance(result, dict):
        return result
    if not is_dataclass(result):
        return {"": np.asarray(result)}
    return {
        f.name: value
        for f in fields(result)
        if isinstance(value := getattr(result, f.name), np.ndarray)
    }


def label_result(card: IndicatorCard, result: Any, labels: Mapping[str, Labels]) -> IndicatorResult:
    """The arrays of a result that have one value for each label of the card's axes."""
    columns = name_columns(result)
    first = next(iter(columns.values()))
    axes: dict[str, Labels] = {}
    names = [name for name in card.axes if name != "period"]
    for name in names:
        axes[name if name not in axes else f"{name} 2"] = labels[name]
    if first.ndim == len(names) + 1:
        axes["period"] = labels["period"]
    shape = tuple(len(labels) for labels in axes.values())
    kept = {
        (name or card.id.replace("-", "_")): array
        for name, array in columns.items()
        if array.shape == shape
    }
    return IndicatorResult(card, axes, kept)
