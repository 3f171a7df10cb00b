from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hanse.hub.observatory.queries.clusters import (
    CLUSTER_COLUMNS,
    Cluster,
    cluster_rows,
    list_clusters,
)
from hanse.hub.observatory.queries.comparison import compare_regions
from hanse.hub.observatory.queries.industries import get_industry_page
from hanse.hub.observatory.queries.overview import get_overview, list_map_rows
from hanse.hub.observatory.queries.regions import get_region_page
from hanse.hub.observatory.queries.search import find_region, fold, search_labels
from hanse.hub.observatory.queries.verdicts import get_cluster_page
from hanse.observatory.indicators.krugman_specialisation import compute_krugman_specialisation
from hanse.observatory.indicators.locational_gini import compute_locational_gini
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db


def test_the_columns_of_a_download_are_the_fields_of_a_cluster(results: Any) -> None:
    clusters = list_clusters(results, [(0, 0, 2)])
    assert tuple(CLUSTER_COLUMNS) == Cluster.__slots__
    assert len(cluster_rows(clusters)[0]) == len(CLUSTER_COLUMNS)


def test_a_region_shows_every_group_highest_rated_first(results: Any) -> None:
    page = get_region_page(results, "DE21", period=2)
    assert len(page.clusters) == 4
    ratings = [cluster.rating for cluster in page.clusters]
    assert ratings == sorted(ratings, reverse=True)
    assert sum(page.rated) == 4
    assert (page.gaps.lower_bound, page.gaps.missing) == (1, 0)
    assert page.employment == np.nansum(results.column("employment")[2, :, 2])
    assert [peer.region for peer in page.similar].count("DE21") == 0
    likeness = [peer.similarity for peer in page.similar]
    assert likeness == sorted(likeness, reverse=True)


def test_the_indices_are_those_of_the_core(results: Any) -> None:
    employment = results.column("employment")[:, :, 2]
    page = get_region_page(results, "ES51", period=2)
    index = compute_krugman_specialisation(employment, missing="known")
    assert page.specialisation == index[results.region_at["ES51"]]
    industry = get_industry_page(results, "J62", period=2)
    gini = compute_locational_gini(employment, weights="base", missing="known")
    assert industry.concentration.gini == gini[results.group_at["J62"]]
    area = sum(
        (b[0] - a[0]) * (a[1] + b[1]) / 2
        for a, b in zip(
            industry.concentration.lorenz, industry.concentration.lorenz[1:], strict=False
        )
    )
    assert 1 - 2 * area == pytest.approx(industry.concentration.gini, abs=1e-9)


def test_what_is_missing_is_counted_not_ranked(results: Any) -> None:
    page = get_industry_page(results, "C29", period=2)
    assert page.concentration.without_figure == 2
    assert {cluster.region for cluster in page.clusters}.isdisjoint({"AT11", "AT12"})
    region = get_region_page(results, "AT12", period=2)
    assert (region.gaps.suppressed, region.gaps.groups) == (1, 4)


def test_the_overview_counts_what_the_list_shows(results: Any) -> None:
    overview = get_overview(results, group="", period=2, level=2)
    rows = list_map_rows(results, group="", period=2, level=2)
    assert overview.clusters == len(rows)
    assert all(row.rating >= 2 for row in rows)
    one = get_overview(results, group="J62", period=2, level=2)
    assert one.cells == 6
    assert one.crowded == []
    assert len(list_map_rows(results, group="J62", period=2, level=2)) == 6


def test_a_cluster_shows_each_test_with_its_numbers(results: Any) -> None:
    page = get_cluster_page(results, "DE21", "C29", period=2)
    by_id = {verdict.id: verdict for verdict in page.verdicts}
    lq = by_id["specialisation"]
    assert (lq.value, lq.threshold, lq.comparison) == (page.cluster.lq, 2.0, "≥")
    assert lq.passed == (page.cluster.lq >= 2)
    assert not lq.verified
    assert by_id["size"].verified
    assert [moment.period for moment in page.trend] == ["2013", "2014", "2015"]
    assert {cluster.group for cluster in page.neighbours} == {"C29"}


def test_regions_side_by_side(results: Any) -> None:
    comparison = compare_regions(results, ["DE21", "FR10", "DE21"], period=2)
    assert [page.region for page in comparison.regions] == ["DE21", "FR10"]
    assert {line.group for line in comparison.lines} == set(results.groups)
    assert all([c.region for c in line.clusters] == ["DE21", "FR10"] for line in comparison.lines)


@pytest.mark.parametrize("chosen", [["DE21"], ["AT11", "AT12", "DE21", "ES51", "FR10", "PL71"]])
def test_one_region_or_six_cannot_be_compared(results: Any, chosen: list[str]) -> None:
    with pytest.raises(InputError, match="two to five"):
        compare_regions(results, chosen, period=2)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Łódź", "lodz"), ("Île-de-France", "ile-de-france"), ("STRASSE ß", "strasse ss"),
     ("Ångström Øre", "angstrom ore"), ("Ελλάδα", "ελλαδα")],
)  # fmt: skip
def test_letters_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "code"),
    [("lodz", "PL71"), ("Łódz", "PL71"), ("ile", "FR10"), ("catalun", "ES51"), ("de21", "DE21"),
     ("france", "FR10"), ("vehicles", "C29"), ("j62", "J62")],
)  # fmt: skip
def test_a_piece_of_a_name_or_code_is_found(results: Any, text: str, code: str) -> None:
    assert search_labels(results, text)[0].code == code


def test_nothing_is_found_for_nothing(results: Any) -> None:
    assert search_labels(results, "  ") == []
    assert search_labels(results, "zzz") == []


def test_a_code_that_is_there_is_taken_before_any_name(results: Any) -> None:
    titles = {"AT11": "North", "at11": "AT11", "b": "North East", "c": "b"}
    results.region_titles = titles
    results.region_at = {code: at for at, code in enumerate(titles)}
    for code in titles:
        assert find_region(results, code) == code
    assert find_region(results, " north east") == "b"
    with pytest.raises(InputError, match="Several regions fit At11: "):
        find_region(results, "At11")
    with pytest.raises(InputError, match="no region called west"):
        find_region(results, "west")
