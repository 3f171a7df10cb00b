"""Laws of the panel: sums, gaps, bounds, files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.classifications import get_crosswalk, get_grouping
from hanse.panel import Panel, build_panel
from hanse.panel.aggregate import aggregate_industries, aggregate_regions, group_industries
from hanse.panel.checks import check_totals
from hanse.panel.files import read_panel, write_panel
from hanse.panel.harmonise import harmonise_regions
from hanse.panel.totals import estimate_from_parents, tighten_bounds
from hanse.vocabulary import Flag, InputError
from tests.panel.panels import panels

QUICK = settings(max_examples=40, deadline=None)


@given(panels())
@QUICK
def test_nothing_missing_ever_becomes_zero(panel: Panel) -> None:
    for result in (
        aggregate_regions(panel, "country"),
        aggregate_industries(panel, "section"),
        group_industries(panel, get_grouping("ecosystems-14")) if _has_members(panel) else panel,
    ):
        values, flags = result.measures["employment"], result.flags["employment"]
        assert np.array_equal(np.isnan(values), flags > Flag.LOWER_BOUND)
    summed = aggregate_regions(panel, "country")
    nothing = np.isnan(panel.measures["employment"]).all()
    assert np.isnan(summed.measures["employment"]).all() == nothing


def _has_members(panel: Panel) -> bool:
    return bool(get_grouping("ecosystems-14").fit(panel.industries).expressible)


@given(panels())
@QUICK
def test_sums_keep_the_total_of_known_figures(panel: Panel) -> None:
    before = np.nansum(panel.measures["employment"])
    for result in (aggregate_regions(panel, "nuts-1"), aggregate_industries(panel, "section")):
        assert np.isclose(np.nansum(result.measures["employment"]), before)


@given(panels())
@QUICK
def test_the_order_of_the_axes_does_not_matter(panel: Panel) -> None:
    one = aggregate_industries(aggregate_regions(panel, "country"), "section")
    other = aggregate_regions(aggregate_industries(panel, "section"), "country")
    assert np.allclose(one.measures["employment"], other.measures["employment"], equal_nan=True)
    assert np.array_equal(one.flags["employment"], other.flags["employment"])


@given(panels(flags=(0,)), panels(flags=(0, 3, 4)))
@QUICK
def test_bounds_hold_the_truth(truth: Panel, gaps: Panel) -> None:
    """Hide cells of a full panel: its true values lie within the bounds, before and after."""
    shape = tuple(min(pair) for pair in zip(truth.shape, gaps.shape, strict=True))
    cut = tuple(slice(0, size) for size in shape)
    truth = truth.select(
        regions=truth.regions[: shape[0]],
        industries=truth.industries[: shape[1]],
        periods=truth.periods[: shape[2]],
    )
    flags = gaps.flags["employment"][cut]
    true = truth.measures["employment"]
    known = np.where(flags > Flag.LOWER_BOUND, np.nan, true)
    panel = Panel(
        truth.regions,
        truth.industries,
        truth.periods,
        {"employment": known},
        {"employment": flags},
        region_classification="nuts-2013",
        industry_classification="nace-rev2",
    )
    sections = aggregate_industries(truth, "section", absent="left out")
    parent_of = {c: s for c in truth.industries for s in ("C", "F") if (c > "35") == (s == "F")}
    tight = tighten_bounds(panel, sections, axis="industry", parent_of=parent_of)
    for bounds in (panel.bounds("employment"), tight.bounds("employment")):
        assert np.all(bounds[0] <= true + 1e-6)
        assert np.all(true <= bounds[1] + 1e-6)
    grouped = aggregate_regions(tight, "country", absent="left out")
    whole = aggregate_regions(truth, "country", absent="left out").measures["employment"]
    low, high = grouped.bounds("employment")
    assert np.all(low <= whole + 1e-6)
    assert np.all(whole <= high + 1e-6)
    report = check_totals(panel, sections, axis="industry", parent_of=parent_of)
    assert report.facts["totals"]["differs"] == 0
    filled = estimate_from_parents(panel, sections, axis="industry", parent_of=parent_of)
    by_section = aggregate_industries(filled, "section", absent="left out")
    assert np.allclose(by_section.measures["employment"], sections.measures["employment"])
    assert np.all((filled.flags["employment"] == Flag.ESTIMATED) == (flags > Flag.LOWER_BOUND))


@given(panels())
@settings(max_examples=12, deadline=None)
def test_files_give_back_what_they_got(panel: Panel) -> None:
    with TemporaryDirectory() as folder:
        for ending in (".parquet", ".csv"):
            path = Path(folder) / f"panel{ending}"
            write_panel(panel, path)
            back = read_panel(path)
            assert back.regions == panel.regions
            assert back.industries == panel.industries
            assert back.periods == panel.periods
            assert np.array_equal(back.flags["employment"], panel.flags["employment"])
            values = back.measures["employment"]
            assert np.array_equal(values, panel.measures["employment"], equal_nan=True)


@given(panels(), st.sampled_from(["nuts-2016", "nuts-2021"]))
@QUICK
def test_harmonising_keeps_totals_or_tells(panel: Panel, release: str) -> None:
    try:
        harmonised = harmonise_regions(panel, get_crosswalk("nuts-2013", release))
    except InputError:
        return  # none of the regions can be converted
    before, after = harmonised.report.facts["totals"]["employment"]
    lost = [f.value for f in harmonised.report.findings if f.kind == "region-not-converted"]
    held = [np.nansum(panel.measures["employment"][panel.regions.index(code)]) for code in lost]
    assert np.isclose(before, after + sum(held))


rows_of_cells = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from("xy"),
        st.sampled_from("12"),
        st.one_of(st.none(), st.integers(0, 99)),
    ),
    min_size=1,
    max_size=30,
)


@given(rows_of_cells)
@QUICK
def test_rows_combine_as_they_are_told(rows: list[tuple[str, str, str, int | None]]) -> None:
    columns = list(zip(*rows, strict=True))
    figures = np.array([np.nan if n is None else n for n in columns[3]], np.float64)
    cells: dict[tuple[str, str, str], list[int | None]] = {}
    for *cell, number in rows:
        cells.setdefault(tuple(cell), []).append(number)  # type: ignore[arg-type]
    for combine in ("sum", "mean", "first", "last"):
        panel = build_panel(*columns[:3], {"n": figures}, combine=combine)  # type: ignore[arg-type]
        assert panel.flags["n"].size - len(cells) <= (panel.flags["n"] == Flag.MISSING).sum()
        for (region, industry, period), numbers in cells.items():
            at = (
                panel.regions.index(region),
                panel.industries.index(industry),
                panel.periods.index(period),
            )
            known = [n for n in numbers if n is not None]
            got, flag = panel.measures["n"][at], panel.flags["n"][at]
            if combine in ("first", "last"):
                chosen = numbers[0 if combine == "first" else -1]
                assert np.isnan(got) if chosen is None else got == chosen
            elif not known:
                assert flag == Flag.MISSING
            else:
                wanted = sum(known) if combine == "sum" else sum(known) / len(known)
                assert np.isclose(got, wanted)
                partly = Flag.LOWER_BOUND if combine == "sum" else Flag.ESTIMATED
                assert flag == (Flag.OBSERVED if len(known) == len(numbers) else partly)
    if any(len(numbers) > 1 for numbers in cells.values()):
        try:
            build_panel(*columns[:3], {"n": figures})
        except InputError as error:
            assert "more than once" in str(error)
        else:
            raise AssertionError("duplicates must be an error")
