"""Laws over every rating method, and the three stars and the Panorama worked by hand."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from hanse.observatory.identification import Identification, list_methods, rate_panel
from hanse.panel import Panel
from hanse.vocabulary import Flag, InputError, MethodCard, find_cards
from tests.observatory.identification.build import build_small_panel

FOUND = find_cards("hanse.observatory.identification", MethodCard)
METHODS = sorted(FOUND)


def build_known_panel(*, periods: int = 2) -> Panel:
    rng = np.random.default_rng(5)
    employment = rng.integers(200, 40_000, (15, 6, periods)).astype(float)
    return build_small_panel(
        {
            "employment": employment,
            "establishments": employment // 20,
            "payroll": employment * rng.uniform(20, 60, employment.shape),
        }
    )


def make_holes(panel: Panel, *, count: int, upper: float) -> Panel:
    rng = np.random.default_rng(8)
    measures, flags = {}, {}
    where = rng.choice(panel.values("employment").size, count, replace=False)
    for name, values in panel.measures.items():
        measures[name] = values.copy()
        measures[name].flat[where] = np.nan
        flags[name] = np.where(np.isnan(measures[name]), Flag.SUPPRESSED, Flag.OBSERVED)
        flags[name] = flags[name].astype(np.uint8)
    limit = {n: np.where(np.isnan(v), upper, np.inf) for n, v in measures.items()}
    return Panel(panel.regions, panel.industries, panel.periods, measures, flags, upper=limit)


@pytest.mark.parametrize(("card", "module"), [FOUND[name] for name in METHODS], ids=METHODS)
def test_that_the_card_is_complete(card: MethodCard, module: ModuleType) -> None:
    for text in (card.title, card.definition, card.formula, card.version, card.reference):
        assert text.strip()
    assert card.conventions and card.needs and len(card.ratings) >= 2
    assert len({parameter.id for parameter in card.parameters}) == len(card.parameters)
    for parameter in card.parameters:
        assert parameter.minimum <= parameter.default <= parameter.maximum
    assert module.rate.__doc__


def test_that_the_three_methods_are_listed() -> None:
    assert [card.id for card in list_methods()] == [
        "european-stars",
        "panorama",
        "us-cluster-mapping",
    ]


@pytest.mark.parametrize("method", METHODS)
def test_that_complete_figures_are_certain(method: str) -> None:
    rated = rate_panel(build_known_panel(), method)
    assert np.all(rated.columns["certainty"] == 0)
    assert len(np.unique(rated.columns["rating"])) > 1
    for test in rated.tests:
        value, threshold = rated.columns[test.column], rated.columns[f"threshold_{test.id}"]
        compare = np.greater if test.comparison == ">" else np.greater_equal
        known = ~np.isnan(value) & ~np.isnan(threshold)
        passed = rated.columns[f"test_{test.id}"]
        assert np.array_equal(passed[known] == 1, compare(value, threshold)[known])
        assert np.all(passed[~known] == -1)


@pytest.mark.parametrize("method", METHODS)
def test_that_certain_ratings_survive_every_filling(method: str) -> None:
    rng = np.random.default_rng(2)
    panel = make_holes(build_known_panel(), count=3, upper=900.0)
    rated = rate_panel(panel, method)
    certain = rated.columns["certainty"] == 0
    assert certain.any() and not certain.all()
    assert np.array_equal(rated.columns["certainty"] == 2, np.isnan(panel.values("employment")))
    for _ in range(40):
        filled = {}
        for name, values in panel.measures.items():
            drawn = rng.choice([0.0, 1.0, 450.0, 900.0], values.shape)
            filled[name] = np.where(np.isnan(values), drawn, values)
        again = rate_panel(build_small_panel(filled), method)
        assert np.array_equal(again.columns["rating"][certain], rated.columns["rating"][certain])


@pytest.mark.parametrize("method", METHODS)
def test_that_the_order_of_regions_and_groups_does_not_matter(method: str) -> None:
    panel = build_known_panel()
    turned = panel.select(regions=panel.regions[::-1], industries=panel.industries[::-1])
    rating = rate_panel(panel, method).columns["rating"]
    assert np.array_equal(rate_panel(turned, method).columns["rating"], rating[::-1, ::-1])


@pytest.mark.parametrize("method", METHODS)
def test_that_one_region_and_nothing_known_are_borne(method: str) -> None:
    alone = build_small_panel({"employment": [[5.0, 3.0]], "establishments": [[1.0, 1.0]]})
    assert rate_panel(alone, method).shape == (1, 2, 1)
    nothing = np.full((3, 2), np.nan)
    rated = rate_panel(
        build_small_panel({"employment": nothing, "establishments": nothing}), method
    )
    assert np.all(rated.columns["rating"] == 0)
    assert np.all(rated.columns["certainty"] == 2)


@pytest.mark.parametrize("method", METHODS)
def test_that_a_region_without_activity_harms_nobody(method: str) -> None:
    panel = build_known_panel(periods=1)
    empty = {n: np.concatenate([v, np.zeros_like(v[:1])]) for n, v in panel.measures.items()}
    with_empty = rate_panel(build_small_panel(empty), method)
    without = rate_panel(panel, method)
    assert np.array_equal(with_empty.columns["rating"][:-1], without.columns["rating"])
    assert np.all(np.isnan(with_empty.columns["lq"][-1]))
    assert np.array_equal(with_empty.columns["lq"][:-1], without.columns["lq"])


def test_that_stars_are_size_specialisation_and_focus() -> None:
    employment = np.full((20, 2), 1000.0)
    employment[0] = [9000.0, 1000.0]
    employment[1] = [500.0, 20.0]  # highly focused, but below the floor
    rated: Identification = rate_panel(
        build_small_panel({"employment": employment}), "european-stars"
    )
    assert rated.columns["rating"][0, 0, 0] == 2  # LQ = 0.9 / 0.59 is below 2
    assert rated.columns["test_focus"][1, 0, 0] == 1
    assert rated.columns["rating"][1, 0, 0] == 0
    lower = rate_panel(
        build_small_panel({"employment": employment}), "european-stars", {"specialisation_lq": 1.3}
    )
    assert lower.columns["rating"][0, 0, 0] == 3


def test_that_the_panorama_counts_what_the_panel_has() -> None:
    full = rate_panel(build_known_panel(), "panorama")
    assert [test.id for test in full.tests] == [
        "node",
        "specialisation",
        "size",
        "productivity",
        "growth",
    ]
    short = rate_panel(
        build_small_panel({"employment": build_known_panel().values("employment")[..., 0]}),
        "panorama",
    )
    assert [test.id for test in short.tests] == ["node", "specialisation", "size"]
    assert np.all(full.columns["test_growth"][..., 0] == -1)


def test_that_the_panorama_rates_nodes_by_stars() -> None:
    rated = rate_panel(build_known_panel(), "panorama")
    columns = rated.columns
    stars = sum(
        (columns[f"test_{name}"] == 1).astype(int)
        for name in ("specialisation", "size", "productivity", "growth")
    )
    expected = np.where(columns["test_node"] == 1, 1 + (stars >= 2) + (stars >= 3), 0)
    assert np.array_equal(columns["rating"], expected)


def test_that_assuming_no_record_makes_more_ratings_certain() -> None:
    panel = make_holes(build_known_panel(), count=3, upper=np.inf)
    cautious = rate_panel(panel, "european-stars")
    assuming = rate_panel(panel, "european-stars", assume="no record")
    assert (cautious.columns["certainty"] == 0).sum() < (assuming.columns["certainty"] == 0).sum()
    assert np.array_equal(cautious.columns["rating"], assuming.columns["rating"])
    assert np.all(np.isfinite(assuming.columns["lq_possible_high"]))


def test_that_unknown_methods_are_told() -> None:
    with pytest.raises(InputError, match="no rating method called stars"):
        rate_panel(build_known_panel(), "stars")


@pytest.mark.parametrize("base", [np.ones(3), {"I0": -1.0}])
def test_that_an_unfit_base_is_refused(base: object) -> None:
    with pytest.raises(InputError, match=r"national base has the shape|is negative"):
        rate_panel(build_known_panel(), "european-stars", national=base)  # type: ignore[arg-type]
