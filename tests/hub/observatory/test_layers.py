from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from hanse.hub.observatory.figures import format_figure
from hanse.hub.observatory.queries.layers import (
    GROUP_LAYERS,
    build_layer,
    default_level,
    rating_step,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("show", list(GROUP_LAYERS))
def test_missing_suppressed_and_zero_look_different(results: Any, show: str) -> None:
    layer = build_layer(results, group="C29", show=show, period=2, level=2)
    assert layer.classes["AT11"] == "missing"
    assert layer.classes["AT12"] == "suppressed"
    assert layer.classes["DE21"] not in ("missing", "suppressed", "zero")
    assert set(layer.classes.values()) <= {entry.css for entry in layer.legend}
    assert sum(entry.count for entry in layer.legend) == len(results.regions)
    assert set(layer.texts) == set(results.regions)


@pytest.mark.parametrize("show", ["rating", "lq", "employment", "region_share"])
def test_zero_is_a_figure(results: Any, show: str) -> None:
    layer = build_layer(results, group="J62", show=show, period=2, level=2)
    assert layer.classes["AT12"] == "zero"


def test_the_overview_counts_clusters(results: Any) -> None:
    layer = build_layer(results, group=None, show="rating", period=2, level=1)
    counts = (results.column("rating")[:, :, 2] >= 1).sum(axis=1)
    assert {r: int(v) for r, v in layer.values.items()} == dict(
        zip(results.regions, counts.tolist(), strict=True)
    )
    assert default_level(results) == 2


def test_steps_of_the_rating_scale() -> None:
    assert [rating_step(at, 4) for at in range(4)] == [0, 1, 3, 4]
    assert [rating_step(at, 5) for at in range(5)] == [0, 1, 2, 3, 4]
    assert rating_step(0, 1) == 0


@pytest.mark.parametrize(
    ("value", "kind", "flag", "text"),
    [
        (None, "lq", "missing", "–"),
        (1234.0, "employment", "observed", "1,234"),
        (1234.0, "employment", "lower_bound", "≥ 1,234"),
        (1234.0, "employment", "estimated", "≈ 1,234"),
        (0.0, "employment", "observed", "0"),
        (0.071, "share", "observed", "7.1 %"),
        (0.0, "share", "observed", "0.0 %"),
        (0.02, "growth", "observed", "+2.0 %"),
        (2.346, "lq", "observed", "2.35"),
        (float("inf"), "lq", "observed", "no limit"),
        (0.0001, "probability", "observed", "below 0.001"),
    ],
)
def test_figures_as_people_read_them(value: float | None, kind: str, flag: str, text: str) -> None:
    with translation.override("en"):
        assert format_figure(value, kind=kind, flag=flag) == text


def test_figures_in_german() -> None:
    with translation.override("de"):
        assert format_figure(1234.4, kind="employment") == "1.234"
        assert format_figure(2.346, kind="lq") == "2,35"
