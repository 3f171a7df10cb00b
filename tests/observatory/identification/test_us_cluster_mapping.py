from __future__ import annotations

import csv
import gzip
import math
from pathlib import Path

import numpy as np
import pytest

from hanse.observatory.identification import Identification, rate_panel
from hanse.observatory.identification.us_cluster_mapping import CARD
from hanse.panel import Panel
from hanse.vocabulary import Flag, InputError
from tests.observatory.identification.build import build_small_panel

FLAGS = ("qualifying", "significant", "strong", "strong10")


def read_published(folder: Path) -> list[dict[str, str]]:
    path = folder / "us" / "clustermapping_us_2016_all_states_clusters.csv.gz"
    with gzip.open(path, "rt", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["traded_b"] == "TRUE"]


def find_national_base(rows: list[dict[str, str]]) -> dict[str, float]:
    """Employment over its share in the nation, from the largest region: whole persons."""
    largest: dict[str, tuple[float, float]] = {}
    for row in rows:
        employment, share = float(row["emp_tl"]), float(row["cluster_emp_per_tf"])
        if employment > largest.get(row["cluster_code_t"], (0.0, 0.0))[0]:
            largest[row["cluster_code_t"]] = (employment, share)
    return {cluster: float(round(e / share)) for cluster, (e, share) in largest.items()}


@pytest.fixture(scope="module")
def published(shared_data: Path) -> list[dict[str, str]]:
    return read_published(shared_data)


@pytest.fixture(scope="module")
def rated(published: list[dict[str, str]]) -> Identification:
    regions = tuple(dict.fromkeys(row["region_code_t"] for row in published))
    clusters = tuple(dict.fromkeys(row["cluster_code_t"] for row in published))
    employment = np.full((len(regions), len(clusters), 1), np.nan)
    plants = employment.copy()
    for row in published:
        at = regions.index(row["region_code_t"]), clusters.index(row["cluster_code_t"]), 0
        employment[at], plants[at] = float(row["emp_tl"]), float(row["est_tl"])
    flags = np.zeros(employment.shape, dtype=np.uint8)
    panel = Panel(
        regions,
        clusters,
        ("2016",),
        {"employment": employment, "establishments": plants},
        {"employment": flags, "establishments": flags},
    )
    return rate_panel(panel, "us-cluster-mapping", national=find_national_base(published))


@pytest.mark.shared
def test_that_every_published_flag_of_2016_comes_out(
    published: list[dict[str, str]], rated: Identification
) -> None:
    disagreements = [
        (flag, row["region_code_t"], row["cluster_code_t"])
        for row in published
        for flag in FLAGS
        if rated.columns[flag][rated.find(row["region_code_t"], row["cluster_code_t"])]
        != (row[f"{flag}_b"] == "TRUE")
    ]
    assert disagreements == []
    assert int((rated.columns["strong"] == 1).sum()) == 512


@pytest.mark.shared
def test_that_every_published_quotient_comes_out(
    published: list[dict[str, str]], rated: Identification
) -> None:
    for row in published:
        found = rated.columns["lq"][rated.find(row["region_code_t"], row["cluster_code_t"])]
        assert found == pytest.approx(float(row["lq_tf"]), rel=1e-6)


@pytest.mark.shared
def test_that_published_ranks_come_out_up_to_ties(
    published: list[dict[str, str]], rated: Identification
) -> None:
    compared = 0
    for row in published:
        at = rated.find(row["region_code_t"], row["cluster_code_t"])
        if row["lq_tf_rank_i"] == "NA":
            continue
        compared += 1
        assert rated.columns["lq_rank"][at] == int(row["lq_tf_rank_i"])
        # The published ranks put tied regions one after the other; ours share the best rank.
        size = rated.columns["employment"][:, at[1], 0]
        ties = int((size == size[at[0]]).sum())
        rank = int(rated.columns["size_rank"][at])
        assert rank <= int(row["emp_tl_rank_i"]) < rank + ties
    assert compared == 2494


@pytest.mark.shared
def test_that_complete_figures_leave_no_doubt(rated: Identification) -> None:
    assert np.all(rated.columns["certainty"] == 0)


def build_known_panel() -> Panel:
    rng = np.random.default_rng(3)
    employment = rng.integers(1, 1000, (12, 4)).astype(float)
    return build_small_panel({"employment": employment, "establishments": employment // 10})


def test_that_the_base_must_be_exceeded_and_strong_reached() -> None:
    # Five equal regions: everything equals its quantile, so nothing exceeds the base.
    panel = build_small_panel(
        {"employment": np.full((5, 2), 100.0), "establishments": np.full((5, 2), 10.0)}
    )
    rated = rate_panel(panel, "us-cluster-mapping")
    assert np.all(rated.columns["rating"] == 0)
    assert np.all(rated.columns["test_lq_strong"] == 1)
    assert np.all(rated.columns["test_employment"] == 0)


def test_that_scale_and_order_do_not_matter() -> None:
    panel = build_known_panel()
    order = tuple(reversed(panel.regions))
    turned = panel.select(regions=order)
    larger = build_small_panel({n: 7.0 * v for n, v in panel.measures.items()})
    first = rate_panel(panel, "us-cluster-mapping").columns["rating"]
    assert np.array_equal(rate_panel(turned, "us-cluster-mapping").columns["rating"], first[::-1])
    assert np.array_equal(rate_panel(larger, "us-cluster-mapping").columns["rating"], first)


def test_that_ratings_are_the_highest_flag() -> None:
    rated = rate_panel(build_known_panel(), "us-cluster-mapping")
    expected = np.zeros(rated.shape, dtype=int)
    for level, flag in enumerate(FLAGS, start=1):
        expected[rated.columns[flag] == 1] = level
    assert np.array_equal(rated.columns["rating"], expected)
    assert set(expected.ravel().tolist()) == {0, 1, 2, 3, 4}


def test_that_local_groups_are_left_out_of_the_base() -> None:
    panel = build_known_panel()
    rated = rate_panel(panel, "us-cluster-mapping", traded=("I0", "I2"))
    alone = rate_panel(panel.select(industries=("I0", "I2")), "us-cluster-mapping")
    assert rated.groups == ("I0", "I2")
    assert np.array_equal(rated.columns["lq"], alone.columns["lq"])


def test_that_groups_of_the_base_which_the_panel_lacks_count_in_its_total() -> None:
    panel = build_known_panel()
    base = {"I0": 100.0, "I1": 300.0, "I2": 200.0, "I3": 50.0, "elsewhere": 350.0}
    lq = rate_panel(panel, "us-cluster-mapping", national=base).columns["lq"][0, 0, 0]
    employment = panel.values("employment")[0, :, 0]
    assert lq == pytest.approx((employment[0] / employment.sum()) / (100 / 1000), rel=1e-12)


def test_that_a_group_without_national_figure_has_no_flags_but_false_ones() -> None:
    rated = rate_panel(
        build_known_panel(), "us-cluster-mapping", national={"I0": 9.0, "I1": 9.0, "I2": 9.0}
    )
    column = rated.columns["strong"][:, 3, 0]
    assert set(column.tolist()) == {0, -1}
    base = rated.columns["test_employment"][:, 3, 0] & rated.columns["test_establishments"][:, 3, 0]
    assert np.array_equal(column == -1, base == 1)


def test_that_a_missing_cell_is_unknown_and_not_zero() -> None:
    panel = build_known_panel()
    employment = panel.values("employment").copy()
    employment[2, 1, 0] = np.nan
    holed = build_small_panel(
        {"employment": employment, "establishments": panel.values("establishments")},
        flag=Flag.SUPPRESSED,
    )
    rated = rate_panel(holed, "us-cluster-mapping")
    at = (2, 1, 0)
    assert math.isnan(rated.columns["lq"][at])
    assert rated.columns["certainty"][at] == 2
    assert rated.columns["test_lq_strong"][at] == -1
    assert 0.0 == rated.columns["lq_possible_low"][at] < rated.columns["lq_possible_high"][at]


def test_that_certain_ratings_survive_every_filling() -> None:
    rng = np.random.default_rng(11)
    panel = build_known_panel()
    employment = panel.values("employment").copy()
    holes = [(2, 1, 0), (7, 3, 0)]
    for at in holes:
        employment[at] = np.nan
    flags = np.where(np.isnan(employment), Flag.SUPPRESSED, Flag.OBSERVED).astype(np.uint8)
    upper = np.where(np.isnan(employment), 30.0, np.inf)
    holed = Panel(
        panel.regions,
        panel.industries,
        panel.periods,
        panel.measures | {"employment": employment},
        panel.flags | {"employment": flags},
        upper={"employment": upper},
    )
    rated = rate_panel(holed, "us-cluster-mapping")
    certain = rated.columns["certainty"] == 0
    assert certain.any() and (rated.columns["certainty"] == 1).any()
    for _ in range(60):
        filled = employment.copy()
        for at in holes:
            filled[at] = rng.choice([0.0, 1.0, rng.uniform(0, 30), 30.0])
        again = rate_panel(
            build_small_panel(
                {"employment": filled, "establishments": panel.values("establishments")}
            ),
            "us-cluster-mapping",
        )
        assert np.array_equal(again.columns["rating"][certain], rated.columns["rating"][certain])


def test_that_establishments_are_asked_for() -> None:
    panel = build_small_panel({"employment": np.ones((3, 2))})
    with pytest.raises(InputError, match="needs establishments"):
        rate_panel(panel, "us-cluster-mapping")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [({"percentile": 3.0}, "no parameter percentile"), ({"base_percentile": 101.0}, "between 0")],
)
def test_that_unusable_parameters_are_refused(parameters: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rate_panel(build_known_panel(), "us-cluster-mapping", parameters)


def test_that_the_card_says_what_is_verified() -> None:
    assert all(parameter.verified for parameter in CARD.parameters)
