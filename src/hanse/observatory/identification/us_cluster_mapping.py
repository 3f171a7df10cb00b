"""US Cluster Mapping: strong clusters by location quotient, employment and establishments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.cells import (
    Assumption,
    Cells,
    National,
    build_cells,
    build_figure,
    require_measures,
    select_base,
    select_traded,
)
from hanse.observatory.identification.criteria import (
    Comparison,
    Criterion,
    Figure,
    Population,
    Verdict,
    build_constant,
    judge_all,
)
from hanse.observatory.identification.result import (
    Identification,
    build_identification,
    choose_parameters,
)
from hanse.panel import Panel
from hanse.vocabulary import MethodCard
from hanse.vocabulary.cards import Parameter

_QUANTILES = (
    ("base_percentile", "Percentile of employment and establishments to exceed", 25.0),
    ("qualifying_percentile", "Percentile of the LQ to exceed for a qualifying cluster", 25.0),
    ("significant_percentile", "Percentile of the LQ to exceed for a significant cluster", 50.0),
    ("strong_percentile", "Percentile of the LQ to reach for a strong cluster", 75.0),
    ("strong10_percentile", "Percentile of the LQ to reach for the strongest tenth", 90.0),
)

CARD = MethodCard(
    id="us-cluster-mapping",
    title="US Cluster Mapping",
    definition=(
        "A region has a strong cluster where employment is concentrated more than in three of "
        "four regions and more than in the nation, with enough jobs and plants to matter."
    ),
    formula=(
        "base: employment > p25 and establishments > p25; qualifying: base and LQ > p25; "
        "significant: base and LQ > p50; strong: base, LQ ≥ p75 and LQ ≥ 1; strong 10 %: base, "
        "LQ ≥ p90 and LQ ≥ 1"
    ),
    conventions=(
        "traded clusters only: LQ = (e_ir / traded e_r) / (national e_i / national traded e)",
        "linear quantiles (R type 7) over the regions with employment above 0 in the cluster",
        "p25 and p50 are to be exceeded, p75, p90 and LQ = 1 to be reached",
        "regions of one type (states, metropolitan areas ...) are compared with each other",
    ),
    ratings=(
        "none",
        "qualifying",
        "significant",
        "strong",
        "strong, top 10 %",
    ),
    needs=("employment", "establishments"),
    parameters=(
        *(
            Parameter(
                id=name, title=title, default=value, verified=True, unit="percentile", maximum=100
            )
            for name, title, value in _QUANTILES
        ),
        Parameter(
            id="lq_minimum",
            title="LQ to reach for a strong cluster",
            default=1.0,
            verified=True,
            unit="ratio",
        ),
    ),
    version="1.0",
    reviewed_on="2026-11-22",
    reference=(
        "Delgado, M., Porter, M. and Stern, S. (2016), Defining clusters of related industries, "
        "J. of Economic Geography 16; U.S. Cluster Mapping Project, published results of 2016"
    ),
)

_BASE = ("employment", "establishments")


def _exceed_nothing(threshold: Figure) -> Figure:
    """Where no region has employment there is no quantile: 0 is to be exceeded, and nobody does."""
    bounds = (threshold.value, threshold.low, threshold.high)
    value, low, high = (np.where(np.isnan(bound), 0.0, bound) for bound in bounds)
    return replace(threshold, value=value, low=low, high=high)


def _list_criteria(
    cells: Cells, establishments: Figure, numbers: Mapping[str, float]
) -> list[Criterion]:
    employment, lq = cells.employment, cells.lq
    regions = Population(employment, cells.rows)

    def compare(
        name: str, title: str, sign: Comparison, figure: Figure, percentile: str, unit: str
    ) -> Criterion:
        percent = numbers[percentile]
        shown = f"{title} {'above' if sign == '>' else 'at or above'} percentile {percent:g}"
        threshold = regions.compute_quantile(figure, percent)
        if name == "employment":
            threshold = _exceed_nothing(threshold)
        column = "lq" if figure is lq else name
        return Criterion(name, shown, sign, unit, figure, threshold, column)

    return [
        compare("employment", "Employment", ">", employment, "base_percentile", "jobs"),
        compare(
            "establishments", "Establishments", ">", establishments, "base_percentile", "plants"
        ),
        compare("lq_qualifying", "LQ", ">", lq, "qualifying_percentile", "ratio"),
        compare("lq_significant", "LQ", ">", lq, "significant_percentile", "ratio"),
        compare("lq_strong", "LQ", "≥", lq, "strong_percentile", "ratio"),
        compare("lq_strong10", "LQ", "≥", lq, "strong10_percentile", "ratio"),
        Criterion(
            "lq_minimum",
            f"LQ at least {numbers['lq_minimum']:g}",
            "≥",
            "ratio",
            lq,
            build_constant(numbers["lq_minimum"]),
            "lq",
        ),
    ]


def draw_outcomes(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """The four published flags from the tests, each 1, 0 or -1 (unknown)."""
    needed = {
        "qualifying": ("lq_qualifying",),
        "significant": ("lq_significant",),
        "strong": ("lq_strong", "lq_minimum"),
        "strong10": ("lq_strong10", "lq_minimum"),
    }
    return {
        outcome: judge_all([verdicts[test] for test in (*_BASE, *tests)])
        for outcome, tests in needed.items()
    }


def _rate(verdicts: Mapping[str, Verdict]) -> NDArray[np.int8]:
    rating = np.zeros(verdicts["employment"].shape, dtype=np.int8)
    for level, outcome in enumerate(draw_outcomes(verdicts).values(), start=1):
        rating[outcome == 1] = level
    return rating


def rate(
    panel: Panel,
    parameters: Mapping[str, float] | None = None,
    *,
    national: National | None = None,
    traded: Collection[str] | None = None,
    assume: Assumption = "nothing",
) -> Identification:
    """Rate a panel of regions of one type.

    Parameters
    ----------
    panel : employment and establishments (jobs, plants).
    parameters : replacements of the card's percentiles and LQ.
    national : national employment of each group, the base of the LQ; default: the panel's sums.
    traded : the groups to rate; the others are left out of region totals and of the result.
    assume : what bounds take for granted of unknown cells, see `Assumption`.

    Raises InputError where a measure is lacking or a parameter is unusable.
    """
    numbers = choose_parameters(CARD, parameters)
    require_measures(panel, CARD.needs, CARD.title)
    cells = build_cells(select_traded(panel, traded), select_base(national, traded), assume=assume)
    establishments = build_figure(cells.panel, "establishments", assume, cells.rows)
    return build_identification(
        cells,
        card=CARD,
        parameters=numbers,
        criteria=lambda: _list_criteria(cells, establishments, numbers),
        rate=_rate,
        draw_outcomes=draw_outcomes,
    )
