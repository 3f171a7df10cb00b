"""Recovery of regions after a recession."""

from __future__ import annotations

from typing import Any

from hanse.observatory.dynamics.resistance import compute_deviation_from_nation
from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.vocabulary import IndicatorCard

CARD = IndicatorCard(
    id="recovery",
    title="Recovery",
    definition=(
        "How much more (above 0) or less (below 0) a region gained after a recession than the "
        "nation's rate would have given it."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Martin, Sunley, Gardiner and Tyler (2016), Regional Studies 50, 561–585",
    formula="(ΔE_r − G E_r) / |G E_r| between the trough and the end of the recovery",
    unit="ratio",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "the same expression as resistance, over the years of recovery",
        "a region with a gap at one of the two dates is empty",
    ),
    axes=("region",),
    family="dynamics",
    invariances=("scale", "permutation"),
    parameters={"start": "position of the trough", "end": "position of the end"},
)


def compute_recovery(values: Any, *, start: int = 0, end: int = -1) -> Values:
    """Recovery, shape (R,), of values (R, I, T); `start` and `end` are positions of periods."""
    return compute_deviation_from_nation(values, start=start, end=end)


EXAMPLES = (
    Example(
        function=compute_recovery,
        arguments=([[[100.0, 115.0]], [[100.0, 105.0]]],),
        expected=[0.5, -0.5],
        working="The nation gains 10 %; the regions 15 and 5 where 10 were expected.",
    ),
)
