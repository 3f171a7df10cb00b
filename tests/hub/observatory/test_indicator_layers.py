"""Every indicator with a place on the map is a layer: found by its card, computed from the run."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest
from django.test import Client

from hanse.hub.observatory.queries.indicator_layers import (
    build_indicator_layer,
    format_indicator,
)
from hanse.hub.observatory.queries.indicators import (
    compute_figures,
    find_choice,
    list_choices,
    list_regions_by,
)
from hanse.hub.observatory.queries.layers import LAYER_INDICATORS
from hanse.hub.observatory.queries.methods import list_indicators
from hanse.observatory.indicators.herfindahl_specialisation import (
    compute_herfindahl_specialisation,
)
from hanse.observatory.indicators.related_variety import compute_related_variety
from hanse.observatory.space.getis_ord import compute_getis_ord
from hanse.observatory.space.multi_region import compute_multi_region_clusters
from hanse.observatory.space.weights import RegionWeights

pytestmark = pytest.mark.django_db
ROOM = "/observatory/"
LAST = 2


def test_the_choices_follow_from_the_cards(results: Any) -> None:
    regional = {choice.id for choice in list_choices(results, of_group=False)}
    cells = {choice.id for choice in list_choices(results, of_group=True)}
    assert {"krugman-specialisation", "entropy", "related-variety", "economic-complexity"} <= (
        regional
    )
    assert {"relatedness-density", "standardised-lq", "dartboard-p-value"} <= cells
    # What is a layer of the run's own figures is not offered twice.
    assert not cells & {"location-quotient", "focus", "growth", "national-share"}
    # An industry's index, a matrix of industries and what needs an area have no place here.
    assert not (regional | cells) & {"ellison-glaeser", "proximity", "litzenberger-sternberg"}


def test_each_figure_of_a_run_names_a_card_that_there_is() -> None:
    assert set(LAYER_INDICATORS.values()) <= set(list_indicators())


def test_neighbours_come_from_the_shapes_of_the_map(results: Any) -> None:
    cells = {choice.id for choice in list_choices(results, of_group=True)}
    assert {"multi-region-clusters", "getis-ord", "local-moran"} <= cells
    # Burgenland and Niederösterreich touch each other, and none of the rest.
    row = RegionWeights(results.regions, np.eye(6, k=1) + np.eye(6, k=-1))
    row.matrix[1:, 2:], row.matrix[2:, 1:] = 0, 0
    jobs = results.column("employment")[:, :, LAST]
    found = compute_figures(results, "multi-region-clusters", period=LAST)
    np.testing.assert_array_equal(found, compute_multi_region_clusters(jobs, row).regions)
    hot = compute_figures(results, "getis-ord", period=LAST)
    expected = compute_getis_ord(jobs, row, permutations=0).statistic
    np.testing.assert_allclose(hot, expected)
    # Without shapes nobody knows who is whose neighbour.
    results.facts = {**results.facts, "region_classification": "of one's own"}
    results._derived.clear()
    assert "getis-ord" not in {choice.id for choice in list_choices(results, of_group=True)}


def test_figures_are_those_of_the_core_on_the_known_cells(results: Any) -> None:
    jobs = results.column("employment")[:, :, LAST]
    found = compute_figures(results, "herfindahl-specialisation", period=LAST)
    np.testing.assert_allclose(found, compute_herfindahl_specialisation(jobs, missing="known"))
    assert not np.isnan(found).any()  # two regions have gaps
    found = compute_figures(results, "related-variety", period=LAST)
    sections = [group[0] for group in results.groups]
    expected = compute_related_variety(jobs, sections, missing="known")
    np.testing.assert_allclose(found, expected)
    assert found is compute_figures(results, "related-variety", period=LAST)


def test_a_change_is_that_since_the_first_period(results: Any) -> None:
    assert np.isnan(compute_figures(results, "resistance", period=0)).all()
    assert not np.isnan(compute_figures(results, "resistance", period=LAST)).all()


@pytest.mark.parametrize("of_group", [True, False])
def test_every_choice_makes_a_map_whose_legend_counts_each_region(
    results: Any, of_group: bool
) -> None:
    group = "C29" if of_group else ""
    for choice in list_choices(results, of_group=of_group):
        card = find_choice(results, choice.id, of_group=of_group)
        assert card is not None
        layer = build_indicator_layer(results, card, period=LAST, group=group)
        assert sum(entry.count for entry in layer.legend) == len(results.regions), choice.id
        assert set(layer.texts) == set(layer.classes) == set(results.regions)
        assert len({entry.title for entry in layer.legend}) == len(layer.legend), choice.id
        if of_group:
            assert (layer.classes["AT11"], layer.classes["AT12"]) == ("missing", "suppressed") or (
                "AT11" in layer.values
            )


def test_unlikely_is_darker_and_zero_is_the_middle(results: Any) -> None:
    def read(indicator: str, group: str = "") -> Any:
        card = find_choice(results, indicator, of_group=bool(group))
        assert card is not None
        return build_indicator_layer(results, card, period=LAST, group=group)

    unlikely = [entry.css for entry in read("dartboard-p-value", "J62").legend if "q" in entry.css]
    assert unlikely == sorted(unlikely, reverse=True)
    complexity = read("economic-complexity")
    assert [entry.css for entry in complexity.legend][:5] == ["g0", "g1", "g2", "g3", "g4"]
    for region, value in complexity.values.items():
        assert (complexity.classes[region] in ("g3", "g4")) == (
            complexity.classes[region] not in ("g0", "g1", "g2")
        )
        if complexity.classes[region] == "g4":
            assert value > 0


def test_numbers_keep_three_digits() -> None:
    card = list_indicators()["entropy"]
    written = [format_indicator(card, value) for value in (0.0, 0.00123, 0.4567, 3.14159, 1234.5)]
    assert written == ["0.00", "0.00123", "0.457", "3.14", "1,230"]
    assert format_indicator(card, None) == "–"
    assert format_indicator(list_indicators()["presence"], 1.0) == "yes"
    assert format_indicator(list_indicators()["multi-region-clusters"], 2.0) == "2"
    assert format_indicator(list_indicators()["lock-in"], 0.0) == "0"


@pytest.mark.usefixtures("published")
def test_the_page_shows_map_list_card_and_download(client: Client, results: Any) -> None:
    address = ROOM + "?show=krugman-specialisation"
    page = client.get(address).content.decode()
    assert '<option value="krugman-specialisation" selected>' in page
    assert ROOM + "indicators/krugman-specialisation/" in page
    best = list_regions_by(results, "krugman-specialisation", period=LAST)[0]
    assert f"{best.title}</a>" in page
    text = client.get(address + "&format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(results.regions)
    assert float(rows[0]["krugman_specialisation"]) == best.value
    json = client.get(address + "&format=json").json()
    assert "Krugman" in json["about"]["indicator"]


@pytest.mark.usefixtures("published")
def test_an_industry_has_indicators_too(client: Client) -> None:
    for address in ("?group=J62&show=relatedness-density", "industries/J62/?show=size-rank"):
        response = client.get(ROOM + address)
        assert response.status_code == 200
        assert " selected>" in response.content.decode()
    # An indicator of regions is none of an industry: the rating is shown.
    page = client.get(ROOM + "?group=J62&show=entropy").content.decode()
    assert '<option value="rating" selected>' in page


@pytest.mark.usefixtures("published")
def test_every_card_has_a_page_and_the_way_to_its_map(client: Client) -> None:
    for card_id in ("proximity", "economic-complexity", "duranton-overman"):
        assert client.get(f"{ROOM}indicators/{card_id}/").status_code == 200
    page = client.get(f"{ROOM}indicators/economic-complexity/").content.decode()
    assert ROOM + "?show=economic-complexity" in page
