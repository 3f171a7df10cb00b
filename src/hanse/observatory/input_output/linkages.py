"""Backward and forward linkages, and key sectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.input_output.system import InputOutput, build_input_output
from hanse.observatory.matrices import Values
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="linkages",
    title="Backward and forward linkages",
    definition=(
        "How strongly an industry pulls its suppliers along and pushes its customers, compared "
        "with the average industry; above 1 in both it is a key sector."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Rasmussen (1956), Studies in inter-sectoral relations; Miller and Blair (2009)",
    formula="BL_j = I Σ_i l_ij / ΣΣ l; FL_i = I Σ_j g_ij / ΣΣ g",
    unit="1 is the average",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        'forward "ghosh" (default): row sums of the Ghosh inverse; "leontief": of the Leontief '
        "inverse (Rasmussen's sensitivity of dispersion)",
        "unweighted; key sector: both above 1",
    ),
    axes=("industry",),
    family="input-output",
    invariances=("scale", "permutation"),
    parameters={"forward": "ghosh or leontief"},
)


@dataclass(frozen=True)
class Linkages:
    """Normalised linkages and key sectors, each of shape (I,)."""

    backward: Values
    forward: Values
    key: np.ndarray


def compute_linkages(
    table: InputOutput, *, forward: Literal["ghosh", "leontief"] = "ghosh"
) -> Linkages:
    """Linkages of each industry of a table."""
    l_inverse = table.leontief_inverse
    ahead = table.ghosh_inverse if forward == "ghosh" else l_inverse
    back = l_inverse.sum(axis=0) / l_inverse.sum(axis=0).mean()
    front = ahead.sum(axis=1) / ahead.sum(axis=1).mean()
    return Linkages(back, front, (back > 1) & (front > 1))


def _example(flows: Any, final_demand: Any) -> Linkages:
    return compute_linkages(build_input_output(flows, final_demand))


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[0.0, 5.0], [0.0, 0.0]], [5.0, 10.0]),
        expected={"backward": [0.8, 1.2], "forward": [1.2, 0.8]},
        working="A = [[0, ½], [0, 0]]: L has column sums 1 and 1.5, mean 1.25; Ghosh likewise.",
    ),
)
