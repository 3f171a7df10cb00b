from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hanse.hub.observatory.charts.portfolio import WIDTHS, draw_portfolios
from hanse.hub.observatory.queries.clusters import Cluster, list_clusters

pytestmark = pytest.mark.django_db


def invent_clusters(results: Any, seed: int, number: int = 30) -> list[Cluster]:
    random = np.random.default_rng(seed)
    known = list_clusters(results, [(0, 0, 2)])[0]
    return [
        replace(
            known,
            group=str(i),
            group_title="Manufacture of " + "words " * int(random.integers(1, 6)),
            employment=float(random.lognormal(9, 2)),
            lq=float(random.lognormal(0, 0.8)),
            region_share=float(random.beta(1, 20)),
            rating=int(random.integers(0, 4)),
        )
        for i in range(number)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_labels_of_a_portfolio_stand_beside_each_other(results: Any, seed: int) -> None:
    charts = draw_portfolios(invent_clusters(results, seed), ratings=4)
    assert [chart.width for chart in charts] == list(WIDTHS.values())
    for chart in charts:
        labels = [bubble.label for bubble in chart.bubbles if bubble.label]
        assert labels
        for i, label in enumerate(labels):
            assert chart.left <= label.left < label.right <= chart.width
            assert chart.top < label.y < chart.bottom
            for other in labels[:i]:
                apart = label.right < other.left or other.right < label.left
                assert apart or abs(label.y - other.y) > 15


def test_what_has_no_size_or_quotient_is_left_out_of_the_chart(results: Any) -> None:
    clusters = invent_clusters(results, 1, number=4)
    odd = [replace(clusters[0], employment=0.0), replace(clusters[0], lq=None)]
    assert [chart.left_out for chart in draw_portfolios([*clusters, *odd], ratings=4)] == [2, 2]
    assert draw_portfolios(odd, ratings=4) == ()
