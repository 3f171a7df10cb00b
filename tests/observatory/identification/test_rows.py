"""A panel of few figures is rated row by row; the result is that of rating every cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hanse.observatory.identification import list_methods, rate_panel
from hanse.observatory.identification.cells import build_cells
from hanse.observatory.indicators.rows import Rows
from hanse.panel import Panel
from hanse.vocabulary import Flag

METHODS = [card.id for card in list_methods()]


def build_sparse_panel(seed: int) -> Panel:
    """Twenty regions of which most have nothing in an industry; some figures are withheld."""
    rng = np.random.default_rng(seed)
    shape = (20, 5, 3)
    flags = rng.choice(
        np.array([Flag.OBSERVED, Flag.LOWER_BOUND, Flag.SUPPRESSED, Flag.MISSING], np.uint8),
        shape,
        p=[0.22, 0.08, 0.05, 0.65],
    )
    employment = rng.integers(0, 900, shape).astype(float)
    measures = {
        "employment": employment,
        "establishments": np.ceil(employment / 9),
        "payroll": employment * rng.integers(20, 60, shape),
    }
    unknown = flags > Flag.LOWER_BOUND
    return Panel(
        tuple(f"R{n}" for n in range(20)),
        tuple(f"I{n}" for n in range(5)),
        ("2015", "2016", "2018"),
        {name: np.where(unknown, np.nan, values) for name, values in measures.items()},
        dict.fromkeys(measures, flags),
    )


@pytest.mark.parametrize("based", [False, True], ids=["own sums", "national base"])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("method", METHODS)
def test_that_rows_and_cells_are_rated_alike(method: str, seed: int, based: bool) -> None:
    panel = build_sparse_panel(seed)
    # A bound that says nothing new makes every cell be rated by itself.
    every = replace(panel, lower={"employment": np.zeros(panel.shape)})
    assert build_cells(panel).rows.places is not None
    assert build_cells(every).rows.places is None
    base = {f"I{n}": 5_000.0 + 900 * n for n in range(4)} | {"elsewhere": 9_000.0}
    national = base if based else None
    thin = rate_panel(panel, method, national=national)
    full = rate_panel(every, method, national=national)
    assert list(thin.columns) == list(full.columns)
    for name, cube in full.columns.items():
        assert np.array_equal(thin.columns[name], cube, equal_nan=cube.dtype.kind == "f"), name
    table, cells = thin.to_table(), full.to_table()
    for name, column in table.items():
        assert column.tolist() == pytest.approx(cells[name].tolist(), nan_ok=True, abs=0), name


def test_that_rows_take_and_spread() -> None:
    cube = np.arange(24.0).reshape(2, 3, 4)
    rows = Rows((2, 3, 4), np.array([1, 7, 13, 23]))
    assert rows.take(cube).tolist() == [1, 7, 13, 23]
    assert rows.take(cube[:, :1]).tolist() == [1, 3, 13, 15]
    assert rows.take(cube[:1]).tolist() == [1, 7, 1, 11]
    assert rows.take(np.full((1, 1, 1), 5.0)).tolist() == [5, 5, 5, 5]
    sums = rows.sum(rows.take(cube), (0,)).ravel()
    assert sums.tolist() == [0, 14, 0, 0, 0, 0, 0, 7, 0, 0, 0, 23]
    assert rows.count_absent((0, 1)).tolist() == [[[6, 4, 6, 4]]]
    spread = rows.spread(np.array([10.0, 20.0, 30.0, 40.0]), 0.5)
    assert spread.sum() == 100 + 20 * 0.5 and spread[1, 2, 3] == 40
    assert Rows((2, 3, 4)).take(cube) is cube


@pytest.mark.parametrize("method", METHODS)
def test_that_the_panels_own_sums_as_national_base_change_nothing(method: str) -> None:
    panel = build_sparse_panel(1)
    last = panel.select(periods=panel.periods[-1:])
    sums = np.nansum(last.values("employment"), axis=(0, 2))
    base = dict(zip(last.industries, sums.tolist(), strict=True))
    own = rate_panel(last, method)
    based = rate_panel(last, method, national=base)
    for name in ("lq", "lq_lower", "lq_upper", "p_value", "q_value"):
        np.testing.assert_allclose(based.columns[name], own.columns[name], rtol=1e-9, err_msg=name)
    known = ~np.isnan(based.columns["lq_lower"])
    assert known.any()
    assert np.all(based.columns["lq_lower"][known] <= based.columns["lq"][known])
    assert np.all(based.columns["lq"][known] <= based.columns["lq_upper"][known])


def test_that_growth_is_that_between_complete_figures() -> None:
    panel = build_sparse_panel(2)
    flags = panel.flags["employment"].copy()
    values = panel.values("employment")
    observed = (flags == Flag.OBSERVED) & (values > 0)
    both = np.flatnonzero(observed[..., 0] & observed[..., 1])[:2]
    region, industry = np.unravel_index(both, values.shape[:2])
    flags[region[0], industry[0], 1] = Flag.LOWER_BOUND
    partly = replace(panel, flags=panel.flags | {"employment": flags})
    whole = rate_panel(panel, "panorama").columns["growth"]
    growth = rate_panel(partly, "panorama").columns["growth"]
    assert not np.isnan(whole[region, industry, 1]).any()
    assert np.isnan(growth[region, industry, 1]).tolist() == [True, False]
