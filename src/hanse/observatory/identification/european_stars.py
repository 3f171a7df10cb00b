"""European Cluster Observatory: one star each for size, specialisation and focus."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.cells import (
    Assumption,
    Cells,
    National,
    build_cells,
    require_measures,
    select_base,
    select_traded,
)
from hanse.observatory.identification.criteria import (
    Criterion,
    Population,
    Verdict,
    build_constant,
)
from hanse.observatory.identification.result import (
    Identification,
    build_identification,
    choose_parameters,
)
from hanse.panel import Panel
from hanse.vocabulary import MethodCard
from hanse.vocabulary.cards import Parameter

CARD = MethodCard(
    id="european-stars",
    title="European Cluster Observatory, three stars",
    definition=(
        "A region earns a star in an industry group for each of size, specialisation and focus, "
        "if it has enough jobs in it to count."
    ),
    formula=(
        "size: e_ir ≥ p90 over regions; specialisation: LQ ≥ 2; focus: e_ir/e_r ≥ p90 over "
        "regions; stars count only from 1,000 employees"
    ),
    conventions=(
        "top 10 %: at or above the linear 90th percentile (R type 7) over the regions with "
        "employment above 0 in the group",
        "e_r sums the groups of the panel",
        "an unknown test gives no star",
    ),
    ratings=("no star", "one star", "two stars", "three stars"),
    needs=("employment",),
    parameters=(
        Parameter(
            id="size_percentile",
            title="Percentile of employment to reach for the star of size",
            default=90.0,
            verified=True,
            unit="percentile",
            maximum=100,
        ),
        Parameter(
            id="specialisation_lq",
            title="LQ to reach for the star of specialisation",
            default=2.0,
            verified=False,
            unit="ratio",
        ),
        Parameter(
            id="focus_percentile",
            title="Percentile of the share in the region to reach for the star of focus",
            default=90.0,
            verified=False,
            unit="percentile",
            maximum=100,
        ),
        Parameter(
            id="employment_floor",
            title="Employees from which stars count",
            default=1000.0,
            verified=False,
            unit="jobs",
        ),
    ),
    version="1.0",
    reviewed_on="2026-11-22",
    reference=(
        "European Cluster Observatory (2007–2012), three-star evaluation of regional clusters; "
        "thresholds marked as not verified are from memory of it"
    ),
)


def _list_criteria(cells: Cells, numbers: Mapping[str, float]) -> list[Criterion]:
    regions = Population(cells.employment, cells.rows)
    size, focus = numbers["size_percentile"], numbers["focus_percentile"]
    lq, floor = numbers["specialisation_lq"], numbers["employment_floor"]
    return [
        Criterion(
            "size",
            f"Employment at or above percentile {size:g}",
            "≥",
            "jobs",
            cells.employment,
            regions.compute_quantile(cells.employment, size),
            "employment",
        ),
        Criterion(
            "specialisation",
            f"LQ at least {lq:g}",
            "≥",
            "ratio",
            cells.lq,
            build_constant(lq),
            "lq",
        ),
        Criterion(
            "focus",
            f"Share in the region at or above percentile {focus:g}",
            "≥",
            "share",
            cells.focus,
            regions.compute_quantile(cells.focus, focus),
            "region_share",
        ),
        Criterion(
            "floor",
            f"At least {floor:g} employees",
            "≥",
            "jobs",
            cells.employment,
            build_constant(floor),
            "employment",
        ),
    ]


def _rate(verdicts: Mapping[str, Verdict]) -> NDArray[np.int8]:
    stars = sum(
        (verdicts[name] == 1).astype(np.int8) for name in ("size", "specialisation", "focus")
    )
    return np.where(verdicts["floor"] == 1, stars, 0).astype(np.int8)


def rate(
    panel: Panel,
    parameters: Mapping[str, float] | None = None,
    *,
    national: National | None = None,
    traded: Collection[str] | None = None,
    assume: Assumption = "nothing",
) -> Identification:
    """Rate every region x group x period of a panel with employment.

    Parameters
    ----------
    parameters : replacements of the card's percentiles, LQ and floor.
    national : national employment of each group, the base of the LQ; default: the panel's sums.
    traded : the groups to rate; the others are left out of region totals and of the result.
    assume : what bounds take for granted of unknown cells, see `Assumption`.

    Raises InputError where employment is lacking or a parameter is unusable.
    """
    numbers = choose_parameters(CARD, parameters)
    require_measures(panel, CARD.needs, CARD.title)
    cells = build_cells(select_traded(panel, traded), select_base(national, traded), assume=assume)
    return build_identification(
        cells,
        card=CARD,
        parameters=numbers,
        criteria=lambda: _list_criteria(cells, numbers),
        rate=_rate,
    )
