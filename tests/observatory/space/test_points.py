"""K_d, M and m against the tables that dbmss computed, and their laws."""

import csv

import numpy as np
import pytest

from hanse.observatory.space.duranton_overman import compute_duranton_overman
from hanse.observatory.space.envelopes import find_envelope
from hanse.observatory.space.marcon_puech import compute_marcon_puech
from hanse.vocabulary import InputError

pytest.importorskip("numba")


def read_columns(path):
    with path.open() as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.fixture(scope="module")
def paracou(shared_data):
    """2,426 trees with species and weight, and the curves that dbmss gives for V. Americana."""
    folder = shared_data / "points"
    points = read_columns(folder / "dbmss_paracou16_points.csv")
    tables = {
        name: {k: v.astype(float) for k, v in read_columns(folder / file).items()}
        for name, file in {
            "Kd": "oracle_dbmss_paracou_Kd.csv",
            "envelope": "oracle_dbmss_paracou_KdEnvelope_global.csv",
            "M": "oracle_dbmss_paracou_M.csv",
            "m": "oracle_dbmss_paracou_msmall.csv",
        }.items()
    }
    place = {k: points[k].astype(float) for k in ("x", "y")}
    return place, points["type"].tolist(), points["weight"].astype(float), tables


CHOSEN = ["V. Americana"]
# R's density() (before 4.4, 512 points) lays its kernel on a grid that is too fine by this much:
# what it returns is the density of a bandwidth h·FLAW, times FLAW.
FLAW = 511.5 / 511


def test_m_is_that_of_dbmss(paracou):
    place, species, weight, tables = paracou
    table = tables["M"]
    found = compute_marcon_puech(**place, industries=species, distances=table["r"], weights=weight,
                                 chosen=CHOSEN)["V. Americana"]  # fmt: skip
    np.testing.assert_allclose(found.m, table["M"], atol=1e-12)


def test_kd_is_that_of_dbmss_to_1e_6_with_the_same_bandwidth(paracou):
    place, species, _, tables = paracou
    r = tables["Kd"]["r"]
    own = compute_duranton_overman(**place, industries=species, distances=r, chosen=CHOSEN)
    h = own["V. Americana"].bandwidth
    same = compute_duranton_overman(
        **place, industries=species, distances=r, chosen=CHOSEN, bandwidth=h * FLAW
    )
    np.testing.assert_allclose(same["V. Americana"].density * FLAW, tables["Kd"]["Kd"], atol=1e-6)


def test_small_m_is_that_of_dbmss_within_the_error_of_its_grid(paracou):
    place, species, weight, tables = paracou
    r = tables["m"]["r"]
    h = compute_duranton_overman(**place, industries=species, distances=r, chosen=CHOSEN)
    found = compute_marcon_puech(
        **place,
        industries=species,
        distances=r,
        weights=weight,
        chosen=CHOSEN,
        kind="density",
        bandwidth=h["V. Americana"].bandwidth * FLAW,
    )
    np.testing.assert_allclose(found["V. Americana"].m, tables["m"]["m"], rtol=2e-4)


def test_global_envelope_is_near_the_one_that_dbmss_drew(paracou):
    place, species, _, tables = paracou
    table = tables["envelope"]
    found = compute_duranton_overman(
        **place, industries=species, distances=table["r"], chosen=CHOSEN, draws=400, seed=1
    )["V. Americana"]
    assert found.envelope is not None
    np.testing.assert_allclose(found.envelope.mean, table["mmean"], rtol=0.06)
    np.testing.assert_allclose(found.envelope.global_upper, table["hi"], rtol=0.15)
    assert found.localisation[0] > 0 and not found.dispersion.any()


def test_m_spelt_out_with_sizes():
    rng = np.random.default_rng(2)
    x, y, w = rng.random(40), rng.random(40), rng.integers(1, 9, 40).astype(float)
    kinds = np.array(["a", "b"] * 20)
    found = compute_marcon_puech(x, y, kinds.tolist(), [0.1, 0.3], weights=w)["a"]
    for k, r in enumerate((0.1, 0.3)):
        above = below = 0.0
        for s in np.flatnonzero(kinds == "a"):
            near = np.hypot(x - x[s], y - y[s]) <= r
            near[s] = False
            if near.any():
                above += w[near & (kinds == "a")].sum() / w[near].sum()
                below += (w[kinds == "a"].sum() - w[s]) / (w.sum() - w[s])
        assert found.m[k] == pytest.approx(above / below, rel=1e-12)


def test_density_integrates_to_one_and_binning_keeps_its_word():
    rng = np.random.default_rng(3)
    x, y = rng.random(60), rng.random(60)
    r = np.linspace(0, 3, 3001)
    found = compute_duranton_overman(x, y, ["a"] * 60, r, bandwidth=0.05)["a"]
    assert np.trapezoid(found.density, r) == pytest.approx(1.0, abs=1e-6)
    # Drawing all sites is the observed curve itself: what differs is the binning.
    drawn = compute_duranton_overman(x, y, ["a"] * 60, r[:500], bandwidth=0.05, draws=1)["a"]
    bound = 2e-4 / (0.05 * np.sqrt(2 * np.pi))
    assert np.abs(drawn.envelope.mean - drawn.density).max() < bound


def test_one_shuffle_serves_all_industries_and_the_seed_decides():
    rng = np.random.default_rng(4)
    x, y = rng.random(90), rng.random(90)
    kinds = ["a"] * 20 + ["b"] * 30 + ["c"] * 40
    r = np.linspace(0.05, 0.5, 6)
    for function in (compute_duranton_overman, compute_marcon_puech):
        one = function(x, y, kinds, r, draws=20, seed=1)
        two = function(x, y, kinds, r, draws=20, seed=1, threads=1)
        other = function(x, y, kinds, r, draws=20, seed=2)
        assert set(one) == {"a", "b", "c"}
        np.testing.assert_array_equal(one["b"].envelope.mean, two["b"].envelope.mean)
        assert np.any(one["b"].envelope.mean != other["b"].envelope.mean)


def test_both_nulls_agree_where_all_plants_have_one_size():
    rng = np.random.default_rng(5)
    x, y, kinds = rng.random(50), rng.random(50), ["a", "b"] * 25
    r = [0.2, 0.4]
    labelling = compute_marcon_puech(x, y, kinds, r, draws=10, null="random labelling")
    location = compute_marcon_puech(x, y, kinds, r, draws=10, null="random location")
    np.testing.assert_allclose(labelling["a"].envelope.mean, location["a"].envelope.mean)


def test_small_m_has_an_envelope_too():
    rng = np.random.default_rng(6)
    x, y, kinds = rng.random(80), rng.random(80), ["a", "b"] * 40
    found = compute_marcon_puech(x, y, kinds, [0.1, 0.2], kind="density", draws=30)["a"]
    envelope = found.envelope
    assert np.all(envelope.global_lower <= envelope.local_lower)
    assert np.all(envelope.global_upper >= envelope.local_upper)
    assert found.m[0] == pytest.approx(1.0, abs=0.4)


def test_global_band_is_exceeded_by_no_more_draws_than_said():
    curves = np.random.default_rng(7).standard_normal((200, 15)).cumsum(axis=1)
    band = find_envelope(curves, level=0.05)
    assert (curves > band.global_upper + 1e-12).any(axis=1).mean() <= 0.05
    assert (curves < band.global_lower - 1e-12).any(axis=1).mean() <= 0.05
    assert (curves > band.local_upper).any(axis=1).mean() > 0.05


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compute_duranton_overman([0.0], [0.0, 1.0], ["a"], [1.0]), "needs x, y"),
        (lambda: compute_duranton_overman([np.nan], [0.0], ["a"], [1.0]), "no place"),
        (lambda: compute_duranton_overman([0, 0], [0, 0], ["a"] * 2, [1.0]), "at one place"),
        (lambda: compute_marcon_puech([0, 1], [0, 0], ["a"] * 2, [2.0, 1.0]), "must rise"),
        (
            lambda: compute_marcon_puech([0, 1], [0, 0], ["a"] * 2, [1.0], chosen=["z"]),
            "industry z",
        ),
    ],
)
def test_bad_points_are_told(call, message):
    with pytest.raises(InputError, match=message):
        call()
