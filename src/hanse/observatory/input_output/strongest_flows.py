"""Clusters of industries that hang together by their strongest flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.input_output.system import InputOutput, build_input_output
from hanse.observatory.matrices import Values
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="strongest-flows",
    title="Clusters by strongest flows",
    definition="Which industries hang together: one is the main supplier or customer of the other.",
    version="1",
    reviewed_on="2026-11-22",
    reference="Hoen (2002), Regional Studies 36 (maximum method)",
    formula="i ~ j where z_ij is the largest of its row or column and at least a threshold of it",
    unit="number of the cluster",
    direction="neutral",
    range=(1.0, float("inf")),
    conventions=(
        "an industry's deliveries to itself form no tie, but count in its purchases and sales",
        "threshold 0.1 of the purchases of the customer or of the sales of the supplier",
        "clusters are numbered from the one with most industries on",
    ),
    axes=("industry",),
    family="input-output",
    invariances=("scale",),
    parameters={"threshold": "0.1"},
)


@dataclass(frozen=True)
class FlowClusters:
    """Number of each industry's cluster, and how many industries it has, each of shape (I,)."""

    cluster: Values
    members: Values


def find_strongest_flows(
    table: InputOutput, *, threshold: float = 0.1
) -> tuple[tuple[str, ...], ...]:
    """Groups of industries that hang together by their strongest flows, the largest group first.

    Each industry is tied to its largest supplier and its largest customer (itself aside) where
    that flow is at least `threshold` of its purchases or its sales.
    """
    z = table.flows.copy()
    bought, sold = z.sum(axis=0), z.sum(axis=1)
    np.fill_diagonal(z, 0.0)
    group = np.arange(len(z))
    for j in range(len(z)):
        supplier, customer = int(z[:, j].argmax()), int(z[j].argmax())
        for other, flow, whole in (
            (supplier, z[supplier, j], bought[j]),
            (customer, z[j, customer], sold[j]),
        ):
            if flow > 0 and flow >= threshold * whole:
                group[group == group[other]] = group[j]
    found = [
        tuple(table.industries[k] for k in np.flatnonzero(group == g)) for g in set(group.tolist())
    ]
    return tuple(sorted(found, key=lambda members: (-len(members), members)))


def compute_strongest_flows(table: InputOutput, *, threshold: float = 0.1) -> FlowClusters:
    """The cluster of each industry, 1 the one with most industries."""
    groups = find_strongest_flows(table, threshold=threshold)
    number, size = np.full((2, len(table.industries)), np.nan)
    for k, members in enumerate(groups, start=1):
        places = [table.position(name) for name in members]
        number[places], size[places] = k, len(members)
    return FlowClusters(number, size)


def _example(flows: Any, final_demand: Any) -> FlowClusters:
    return compute_strongest_flows(build_input_output(flows, final_demand))


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[0.0, 5.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 3.0]], [5.0, 10.0, 7.0]),
        expected={"cluster": [1.0, 1.0, 2.0], "members": [2.0, 2.0, 1.0]},
        working="1 is all that 2 buys from; 3 deals with itself and is alone.",
    ),
)
