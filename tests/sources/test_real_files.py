"""The real files, with the counts of everything odd in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hanse.classifications import Group, Grouping, Member
from hanse.panel.checks import check_totals
from hanse.panel.sql import connect, quote_text
from hanse.sources.demo import read_demo
from hanse.sources.eurostat_sbs.read import read_eurostat_sbs
from hanse.sources.open import read_file
from hanse.sources.reading import Reading
from hanse.sources.us_cbp.read import read_us_cbp
from hanse.vocabulary import Flag, InputError, Provenance

EUROSTAT = "eurostat/sbs_r_nuts06_r2_persons_employed_2015.csv"
CBP = "us/cbp_county_naics6_2017_2021.parquet"


@pytest.fixture(scope="module")
def eurostat(shared_data: Path) -> Reading:
    return read_file(shared_data / EUROSTAT)


@pytest.mark.shared
def test_eurostat_oddities_are_counted_exactly(eurostat: Reading) -> None:
    counts = eurostat.report.counts
    # 8,490 cells of one blank and 9 of none; 119 of a blank and a flag; 255 numbers and 12 zeros
    # with a flag; 30 numbers (of Iceland) that a spreadsheet made a clock time.
    assert counts["missing-value"] == 8_499
    assert counts["flag-without-value"] == 119
    assert counts["value-with-flag"] == 267
    assert counts["clock-time"] == 30
    assert counts["code-of-another-release"] == 40
    assert set(counts) == {
        "missing-value",
        "flag-without-value",
        "value-with-flag",
        "clock-time",
        "code-of-another-release",
        "mixed-levels",
    }
    facts = eurostat.report.facts
    assert facts["rows"] == 46_859
    assert facts["set_aside"] == 30
    assert facts["gaps"] == {"observed": 38_211, "missing": 8_618, "zero": 1_400}
    assert facts["geo_levels"] == {"country": 30, "nuts-1": 105, "nuts-2": 319, "extra-regio": 16}
    assert facts["nace_r2_levels"] == {"section": 12, "division": 68, "group": 21}


@pytest.mark.shared
def test_eurostat_flags_are_kept_and_told(eurostat: Reading, shared_data: Path) -> None:
    flagged = [f for f in eurostat.report.findings if f.kind == "value-with-flag"]
    assert flagged[0].row == 797
    assert flagged[0].value == "219 d"
    assert flagged[0].action == "read as 219, observed"
    clock = next(f for f in eurostat.report.findings if f.kind == "clock-time")
    assert (clock.row, clock.column, clock.value) == (725, "n2015", "12:00 AM")
    lines = (shared_data / EUROSTAT).read_text("utf-8").splitlines()
    zeros = sum(line.endswith(";0 d") for line in lines)
    numbers = sum(line.endswith(" d") and line[-3].isdigit() for line in lines)
    assert (zeros, numbers) == (12, 267)


@pytest.mark.shared
def test_eurostat_levels_are_separated_and_agree(eurostat: Reading) -> None:
    panel = eurostat.panel
    assert eurostat.levels == ("nuts-2", "division")
    assert panel.shape == (319, 68, 1)
    assert panel.region_classification == "nuts-2013"
    assert panel.periods == ("2015",)
    extra = eurostat.panels["extra-regio", "division"]
    assert set(extra.regions) >= {"FRZZ", "ELZZ"}
    values = panel.measures["employment"]
    at = panel.regions.index("AT11"), panel.industries.index("05")
    assert panel.industry_titles["05"] == "Mining of coal and lignite"
    assert values[at][0] == 0
    above, beside = eurostat.parent_panels()
    assert above is not None
    assert beside is not None
    regions = check_totals(panel, above, axis="region").facts["totals"]
    industries = check_totals(panel, beside, axis="industry").facts["totals"]
    assert regions == {"equal": 5_543, "possible": 555, "differs": 0, "unknown": 702}
    assert industries == {"equal": 2_559, "possible": 698, "differs": 0, "unknown": 571}


@pytest.mark.shared
def test_eurostat_totals_bound_the_missing_cells(eurostat: Reading) -> None:
    panel = eurostat.tighten()
    low, high = panel.bounds("employment")
    missing = panel.flags["employment"] == Flag.MISSING
    assert int(missing.sum()) == 4_792
    assert int(np.isfinite(high[missing]).sum()) == 2_126
    assert np.all(low <= high)
    known = ~missing
    values = panel.measures["employment"]
    assert np.array_equal(low[known], values[known])
    assert np.array_equal(high[known], values[known])


@pytest.mark.shared
def test_eurostat_other_levels_can_be_chosen(shared_data: Path) -> None:
    path = shared_data / EUROSTAT
    country = read_eurostat_sbs(path, region_level="country", industry_level="section")
    assert country.panel.shape == (30, 12, 1)
    with pytest.raises(InputError, match="no nuts-3 x division"):
        read_eurostat_sbs(path, region_level="nuts-3")


@pytest.mark.shared
def test_the_carried_table_agrees_with_the_full_one(eurostat: Reading) -> None:
    """The A*38 group F is divisions 41 to 43, L is 68: complete figures must be their sums."""
    demo, full = read_demo().panel, eurostat.panel
    assert demo.regions == full.regions
    for group, divisions in (("F", ("41", "42", "43")), ("L", ("68",)), ("CA", ("10", "11", "12"))):
        parts = full.select(industries=divisions).measures["employment"].sum(axis=1)
        carried = demo.select(industries=(group,))
        complete = carried.flags["employment"][:, 0] == Flag.OBSERVED
        assert complete.sum() > 100
        figures = carried.measures["employment"][:, 0]
        assert np.array_equal(figures[complete], parts[complete])


def test_the_carried_table_is_read_with_its_gaps() -> None:
    reading = read_demo()
    assert reading.panel.shape == (319, 28, 1)
    assert reading.panel.region_classification == "nuts-2013"
    flags = reading.panel.flags["employment"]
    counts = {flag: int((flags == flag).sum()) for flag in Flag}
    assert counts[Flag.LOWER_BOUND] == 916
    assert counts[Flag.MISSING] == 1_541
    assert counts[Flag.OBSERVED] == 6_475
    assert reading.report.counts == {"lower-bound": 916, "missing-value": 1_541}
    assert reading.provenance.acknowledgement.startswith("Source: Eurostat")
    assert reading.panel.region_titles["AT13"] == "Wien"
    assert set(reading.panel.region_titles) == set(reading.panel.regions)
    assert set(reading.panel.industry_titles) == set(reading.panel.industries)


@pytest.fixture(scope="module")
def grouping() -> Grouping:
    """Three groups by prefix, one of them overlapping and weighted."""
    return Grouping(
        "three-groups",
        "Three groups",
        "naics-2017",
        "1",
        Provenance("Hanse", "test", "none"),
        {name: Group(name) for name in ("food", "metal", "mixed")},
        (
            Member("311", "food"),
            Member("331", "metal"),
            Member("332", "metal"),
            Member("3118", "mixed", 0.5),
            Member("3321", "mixed", 0.25),
        ),
    )


@pytest.mark.shared
def test_cbp_is_grouped_exactly_as_duckdb_groups_it(shared_data: Path, grouping: Grouping) -> None:
    path = shared_data / CBP
    reading = read_us_cbp(path, grouping=grouping)
    panel, counts = reading.panel, reading.report.counts
    assert panel.periods == ("2017", "2018", "2019", "2020", "2021")
    assert counts["zero-employment-with-establishments"] == 45_231
    assert counts["true-zero"] == 208 + 318 + 287 + 280 + 335
    withheld = [f for f in reading.report.findings if f.kind.startswith("zero-employment")]
    assert [(f.value, f.count) for f in withheld] == [("2017", 45_231)]
    with connect() as connection:
        found = connection.execute(
            "SELECT Fips, CAST(year AS VARCHAR), sum(Est) FILTER (naics LIKE '311%'),"
            " sum(Emp) FILTER (naics LIKE '311%' AND NOT (Emp = 0 AND Pay = 0)),"
            " sum(Emp * CASE WHEN naics LIKE '3118%' THEN 0.5 ELSE 0.25 END)"
            " FILTER ((naics LIKE '3118%' OR naics LIKE '3321%') AND NOT (Emp = 0 AND Pay = 0))"
            f" FROM read_parquet({quote_text(str(path))}) GROUP BY ALL"
        ).fetchall()
    place = {label: n for n, label in enumerate(panel.regions)}
    year = {label: n for n, label in enumerate(panel.periods)}
    expected = np.full((3, *panel.shape[::2]), np.nan)
    for fips, period, establishments, food, mixed in found:
        for measure, value in enumerate((establishments, food, mixed)):
            if value is not None:
                expected[measure, place[fips], year[period]] = value
    assert np.array_equal(panel.measures["establishments"][:, 0], expected[0], equal_nan=True)
    assert np.array_equal(panel.measures["employment"][:, 0], expected[1], equal_nan=True)
    assert np.allclose(panel.measures["employment"][:, 2], expected[2], equal_nan=True)


@pytest.mark.shared
def test_cbp_states_are_sums_of_counties(shared_data: Path, grouping: Grouping) -> None:
    county = read_us_cbp(shared_data / CBP, grouping=grouping).panel
    state = read_us_cbp(shared_data / CBP, grouping=grouping, region_level="state").panel
    assert len(state.regions) == 50
    for measure in ("employment", "establishments", "payroll"):
        total = np.nansum(county.measures[measure], axis=0)
        assert np.allclose(np.nansum(state.measures[measure], axis=0), total)
    flags = state.flags["employment"]
    assert (flags == Flag.LOWER_BOUND).sum() > 0
    assert np.all(flags[:, :2, 1:] != Flag.SUPPRESSED)


@pytest.mark.shared
def test_published_clusters_are_read_by_named_columns(shared_data: Path) -> None:
    reading = read_file(
        shared_data / "us/clustermapping_us_2016_all_states_clusters.csv.gz",
        roles={
            "region": "region_code_t",
            "industry": "cluster_name_t",
            "period": "year_t",
            "employment": "emp_tl",
            "establishments": "est_tl",
        },
        where={"traded_b": "TRUE"},
    )
    assert reading.panel.shape == (50, 51, 1)
    assert set(reading.panel.measures) == {"employment", "establishments"}
