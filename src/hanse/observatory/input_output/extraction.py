"""Hypothetical extraction: what the economy would lose without an industry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.input_output.system import InputOutput, build_input_output
from hanse.observatory.matrices import Values
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="hypothetical-extraction",
    title="Hypothetical extraction",
    definition=(
        "The output that all industries would lose if an industry vanished with its deliveries, "
        "purchases and final demand."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Dietzenbacher, Van der Linden and Steenge (1993), Economic Systems Research 5",
    formula="Σx − Σ(I − A₍₋ₖ₎)⁻¹ f₍₋ₖ₎ = x_k Σ_i l_ik / l_kk",
    unit="money of the table",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "complete extraction: row, column and final demand of the industry",
        "the closed form needs one inverse for all industries together",
        "`others` leaves out the industry's own output",
    ),
    axes=("industry",),
    family="input-output",
    invariances=("permutation", "additivity"),
)


@dataclass(frozen=True)
class Extraction:
    """Loss of output of the whole economy and of the others, each of shape (I,)."""

    total: Values
    others: Values
    share: Values
    """Total loss divided by the economy's output."""


def compute_hypothetical_extraction(table: InputOutput) -> Extraction:
    """Loss of output from the extraction of each industry in turn."""
    l_inverse = table.leontief_inverse
    total = table.output * l_inverse.sum(axis=0) / np.diag(l_inverse)
    return Extraction(total, total - table.output, total / table.output.sum())


def _example(flows: Any, final_demand: Any) -> Extraction:
    return compute_hypothetical_extraction(build_input_output(flows, final_demand))


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[0.0, 5.0], [0.0, 0.0]], [5.0, 10.0]),
        expected={"total": [10.0, 15.0], "others": [0.0, 5.0]},
        working="Without industry 2 its suppliers in 1 lose 5; without 1, nobody supplies 1.",
    ),
)
