"""Growth: compound yearly rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.indicators.examples import Example
from hanse.observatory.indicators.rows import Rows
from hanse.observatory.indicators.totals import take_rows
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="growth",
    title="Growth",
    definition="The steady yearly rate at which employment went from the first period to this one.",
    formula="g = (e_t / e_0)^(1 / (t - 0)) - 1",
    unit="rate a year",
    direction="higher is more",
    range=(-1.0, float("inf")),
    conventions=(
        "compound, not the average of yearly rates; 0.02 is 2 % a year",
        "periods are years; without numbers for them, steps count as one year each",
        "NaN in the first period, and where the first period's figure is zero or unknown",
    ),
    invariances=("scale", "permutation"),
    family="dynamics",
    version="1.0",
    reviewed_on="2026-11-22",
    reference="Compound annual growth rate, as in Eurostat, Statistics Explained, glossary",
)


def compute_growth(
    values: NDArray[np.float64],
    *,
    years: Sequence[float] | None = None,
    rows: Rows | None = None,
) -> NDArray[np.float64]:
    """Compound yearly growth from the first period to each, shape (R, I, T) as `values`.

    `years` gives the T periods as numbers; raises InputError unless they increase. With `rows`,
    only these cells' growth, in an array of the rows.
    """
    periods = values.shape[-1]
    at = np.arange(periods, dtype=float) if years is None else np.asarray(years, dtype=float)
    if at.shape != (periods,) or np.any(np.diff(at) <= 0):
        raise InputError(f"Growth needs {periods} increasing years, one for each period.")
    first = values[..., :1]
    first = take_rows(np.where(first > 0, first, np.nan), rows)
    elapsed = take_rows((at - at[0]).reshape((1,) * (values.ndim - 1) + (periods,)), rows)
    with np.errstate(divide="ignore"):
        growth = (take_rows(values, rows) / first) ** (1.0 / elapsed) - 1.0
    return np.where(elapsed > 0, growth, np.nan)


EXAMPLES = (
    Example(
        function=compute_growth,
        arguments=([[[100.0, 110.0, 121.0], [0.0, 5.0, 6.0]]],),
        options={"years": (2015, 2016, 2017)},
        expected=[[[float("nan"), 0.1, 0.1], [float("nan")] * 3]],
        working="110/100-1=0.1; (121/100)^(1/2)-1=0.1; from zero there is no rate",
    ),
)
