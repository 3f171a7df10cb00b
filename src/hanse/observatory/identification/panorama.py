"""Panorama-style: nodes by specialisation, performance by the stars that they earn."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.cells import (
    Assumption,
    Cells,
    National,
    build_cells,
    build_growth,
    build_productivity,
    require_measures,
    select_base,
    select_traded,
)
from hanse.observatory.identification.criteria import (
    Criterion,
    Figure,
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

WAGES = ("payroll", "wages")
"""Measures from which productivity is taken, the first one that the panel has."""

CARD = MethodCard(
    id="panorama",
    title="Panorama-style performance",
    definition=(
        "A specialised region is a node; it performs the better the more often it is in the top "
        "fifth of regions by specialisation, size, pay and growth."
    ),
    formula=(
        "node: LQ ≥ 1.5; stars: LQ, e_ir, wages/e_ir and growth each ≥ p80 over regions; basic "
        "below two stars, medium from two, high from three"
    ),
    conventions=(
        "top 20 %: at or above the linear 80th percentile (R type 7) over the regions with "
        "employment above 0 in the group",
        "productivity only where the panel has payroll or wages, growth only where it has more "
        "than one period: each can give a star only then, and growth not in the first period",
        "growth is that between complete figures; one that is known in part gives none",
        "modelled on the European Cluster Panorama; not a reproduction of its published results",
    ),
    ratings=("not a node", "basic performing", "medium performing", "high performing"),
    needs=("employment",),
    parameters=(
        Parameter(
            id="node_lq", title="LQ to reach for a node", default=1.5, verified=False, unit="ratio"
        ),
        Parameter(
            id="top_percentile",
            title="Percentile to reach for a star",
            default=80.0,
            verified=False,
            unit="percentile",
            maximum=100,
        ),
        Parameter(
            id="medium_stars",
            title="Stars for medium performing",
            default=2.0,
            verified=False,
            unit="stars",
            maximum=4,
        ),
        Parameter(
            id="high_stars",
            title="Stars for high performing",
            default=3.0,
            verified=False,
            unit="stars",
            maximum=4,
        ),
    ),
    version="1.1",
    reviewed_on="2026-11-22",
    reference=(
        "European Cluster Panorama (2014, 2016; 2019, 2020), European Observatory for Clusters and "
        "Industrial Change; all thresholds from memory of it"
    ),
)


def _list_stars(cells: Cells) -> list[tuple[str, str, str, Figure, str | None]]:
    """Id, title, unit and figure of each, and the column that has the figure anyway."""
    stars: list[tuple[str, str, str, Figure, str | None]] = [
        ("specialisation", "LQ", "ratio", cells.lq, "lq"),
        ("size", "Employment", "jobs", cells.employment, "employment"),
    ]
    wages = next((name for name in WAGES if name in cells.panel.measures), None)
    if wages is not None:
        figure = build_productivity(cells, wages)
        stars.append(("productivity", "Pay a job", wages, figure, None))
    if len(cells.panel.periods) > 1:
        stars.append(("growth", "Yearly growth", "rate a year", build_growth(cells), "growth"))
    return stars


def _list_criteria(cells: Cells, numbers: Mapping[str, float]) -> list[Criterion]:
    regions = Population(cells.employment, cells.rows)
    lq, percent = numbers["node_lq"], numbers["top_percentile"]
    at_least = f"LQ at least {lq:g}"
    node = Criterion("node", at_least, "≥", "ratio", cells.lq, build_constant(lq), "lq")
    return [node] + [
        Criterion(
            name,
            f"{title} at or above percentile {percent:g}",
            "≥",
            unit,
            figure,
            regions.compute_quantile(figure, percent),
            column,
        )
        for name, title, unit, figure, column in _list_stars(cells)
    ]


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
    parameters : replacements of the card's LQ, percentile and numbers of stars.
    national : national employment of each group, the base of the LQ; default: the panel's sums.
    traded : the groups to rate; the others are left out of region totals and of the result.
    assume : what bounds take for granted of unknown cells, see `Assumption`.

    Raises InputError where employment is lacking or a parameter is unusable.
    """
    numbers = choose_parameters(CARD, parameters)
    require_measures(panel, CARD.needs, CARD.title)
    cells = build_cells(select_traded(panel, traded), select_base(national, traded), assume=assume)
    medium = min(numbers["medium_stars"], numbers["high_stars"])

    def count_stars(verdicts: Mapping[str, Verdict]) -> NDArray[np.int8]:
        stars = np.sum([verdict == 1 for name, verdict in verdicts.items() if name != "node"], 0)
        level = 1 + (stars >= medium) + (stars >= numbers["high_stars"])
        return np.where(verdicts["node"] == 1, level, 0).astype(np.int8)

    return build_identification(
        cells,
        card=CARD,
        parameters=numbers,
        criteria=lambda: _list_criteria(cells, numbers),
        rate=count_stars,
    )
