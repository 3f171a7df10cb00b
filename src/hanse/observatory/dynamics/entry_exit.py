"""Entry and exit of specialisations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, divide
from hanse.observatory.relatedness.presence import compute_presence
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="entry-and-exit",
    title="Entry and exit of specialisations",
    definition="Which industries became a specialisation of a region, and which ceased to be one.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Neffke, Henning and Boschma (2011), Economic Geography 87; EconGeo (Balland 2017)",
    formula="entry = 1 where M goes from 0 to 1; exit = 1 where M goes from 1 to 0",
    unit="yes or no",
    direction="neutral",
    range=(0.0, 1.0),
    conventions=(
        "first against last period; specialisation is LQ ≥ threshold (1)",
        "entry is empty where the region had the specialisation already, exit where it had not, "
        "both where one of the dates is missing (EconGeo's entry.mat and exit.mat)",
    ),
    axes=("region", "industry"),
    family="dynamics",
    invariances=("scale", "permutation"),
    parameters={"threshold": "1", "rule": ">= or >"},
)


@dataclass(frozen=True)
class EntryExit:
    """Entry and exit, each of shape (R, I): 1, 0 or NaN where it could not happen."""

    entry: Values
    exit: Values

    def entry_rates(self) -> Values:
        """Share of the specialisations that a region could enter and did, shape (R,)."""
        return divide(np.nansum(self.entry, axis=1), (~np.isnan(self.entry)).sum(axis=1))

    def exit_rates(self) -> Values:
        """Share of the specialisations that a region could lose and did, shape (R,)."""
        return divide(np.nansum(self.exit, axis=1), (~np.isnan(self.exit)).sum(axis=1))


def compute_entry_and_exit(
    values: Any, *, threshold: float = 1.0, rule: Literal[">=", ">"] = ">="
) -> EntryExit:
    """Entry and exit between the first and last period of values (R, I, T)."""
    presence = compute_presence(values, threshold=threshold, rule=rule)
    if presence.ndim != 3 or presence.shape[2] < 2:
        raise InputError("Entry and exit need at least two periods.")
    before, after = presence[..., 0], presence[..., -1]
    return EntryExit(
        np.where(before == 0, after, np.nan), np.where(before == 1, 1.0 - after, np.nan)
    )


EXAMPLES = (
    Example(
        function=compute_entry_and_exit,
        arguments=([[[30.0, 10.0], [10.0, 30.0]], [[10.0, 30.0], [30.0, 10.0]]],),
        expected={
            "entry": [[float("nan"), 1.0], [1.0, float("nan")]],
            "exit": [[1.0, float("nan")], [float("nan"), 1.0]],
        },
        working="The two regions swap their specialisations.",
    ),
)
