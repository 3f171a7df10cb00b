"""Tables of the user's own: every shape says the same, whatever is written comes back."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.classifications import get_classification
from hanse.sources.demo import find_demo_file, read_demo
from hanse.sources.number_texts import find_decimal, read_numbers
from hanse.sources.open import read_file
from hanse.sources.reading import Reading
from hanse.vocabulary import Flag, InputError, SourceCard, find_cards

QUICK = settings(max_examples=25, deadline=None)
REGIONS = ("AT11", "AT12", "AT13")
INDUSTRIES = ("10", "11", "12")
YEARS = ("2014", "2015")
SHAPES = ("long", "by period", "by industry", "by region")


def write_table(cells: dict[tuple[str, str, str], str], shape: str, delimiter: str = ",") -> str:
    """The same cells in one of four shapes; absent ones are blank where the shape needs a cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    axes: dict[str, tuple[str, ...]] = {"region": REGIONS, "industry": INDUSTRIES, "year": YEARS}
    if shape == "long":
        writer.writerow([*axes, "employment"])
        writer.writerows([*cell, text] for cell, text in cells.items())
        return out.getvalue()
    side = {"by period": "year", "by industry": "industry", "by region": "region"}[shape]
    rest = [name for name in axes if name != side]
    order = list(axes)
    writer.writerow([*rest, *axes[side]])
    for first in axes[rest[0]]:
        for second in axes[rest[1]]:
            row = []
            for label in axes[side]:
                named = {rest[0]: first, rest[1]: second, side: label}
                row.append(cells.get((named[order[0]], named[order[1]], named[order[2]]), ""))
            writer.writerow([first, second, *row])
    return out.getvalue()


def read_text(content: str, **options: object) -> Reading:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.csv"
        path.write_text(content, encoding="utf-8")
        return read_file(path, **options)  # type: ignore[arg-type]


labels = st.tuples(st.sampled_from(REGIONS), st.sampled_from(INDUSTRIES), st.sampled_from(YEARS))
texts = st.one_of(
    st.integers(0, 10**9).map(str),
    st.floats(0, 1e6, allow_nan=False).map(lambda x: repr(round(x, 2))),
    st.sampled_from(["", ":", "NA", "c", "7 e", "9 d", "*"]),
)


@given(st.dictionaries(labels, texts, min_size=1), st.sampled_from(SHAPES))
@QUICK
def test_every_shape_gives_the_cells_that_were_written(
    cells: dict[tuple[str, str, str], str], shape: str
) -> None:
    # Anchors, so that every shape has every label and figures to recognise.
    for region, industry in zip(REGIONS, INDUSTRIES, strict=True):
        for year in YEARS:
            cells.setdefault((region, industry, year), "5.25")
    panel = read_text(write_table(cells, shape)).panel
    assert panel.shape == (3, 3, 2)
    for place in np.ndindex(panel.shape):
        r, i, t = place
        text = cells.get((panel.regions[r], panel.industries[i], panel.periods[t]), "")
        value, flag = panel.measures["employment"][place], panel.flags["employment"][place]
        if text in ("", ":", "NA"):
            assert flag == Flag.MISSING
            assert np.isnan(value)
        elif text in ("c", "*"):
            assert flag == Flag.SUPPRESSED
            assert np.isnan(value)
        else:
            assert flag == (Flag.ESTIMATED if text == "7 e" else Flag.OBSERVED)
            assert value == float(text.split()[0])


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_exactly_or_refused(text: str) -> None:
    """Whatever a cell holds: a finite number that it says, or no value with a reason."""
    column = read_numbers([text, "1"], decimal=".")
    value, flag = column.values[0], column.flags[0]
    assert np.isfinite(value) == (flag <= Flag.LOWER_BOUND)
    if value == 0:
        assert "0" in text or any(c.isdigit() for c in text)
    if column.refused:
        assert flag == Flag.MISSING
        assert column.refused[0].reason


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused_in_one_sentence(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.csv"
        path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            read_file(path)
    assert caught.value.what


@given(st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=20))
@QUICK
def test_numbers_come_back_to_the_last_digit(values: list[float]) -> None:
    assert read_numbers([repr(v) for v in values], decimal=".").values.tolist() == values
    comma = [repr(v).replace(".", ",") for v in values]
    assert read_numbers(comma, decimal=",").values.tolist() == values


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
@QUICK
def test_thousands_separators_say_the_same(values: list[int]) -> None:
    for sign, decimal in ((",", "."), (".", ","), (" ", "."), ("'", "."), ("\u202f", ",")):
        written = [f"{v:,}".replace(",", sign) for v in values]
        read = read_numbers(written, decimal=decimal)  # type: ignore[arg-type]
        assert read.values.tolist() == values


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        (["1,5", "7"], ","),
        (["1.5", "7"], "."),
        (["1.234,5"], ","),
        (["1,234.5"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["0,125"], ","),
        (["0.125"], "."),
        (["1234", ""], "."),
    ],
)
def test_the_decimal_sign_is_found(written: list[str], sign: str) -> None:
    assert find_decimal(written) == sign


def test_detection_is_shown_and_correctable() -> None:
    content = "place,branch,yr,jobs,remark\nAT11,10,2015,5,a\nAT12,11,2015,6,b\n"
    reading = read_text(content)
    assert reading.detection is not None
    found = {c.column: (c.role, c.measure) for c in reading.detection.columns}
    assert found == {
        "place": ("region", ""),
        "branch": ("industry", ""),
        "yr": ("period", ""),
        "jobs": ("measure", "employment"),
        "remark": ("ignored", ""),
    }
    assert all(0 < c.confidence <= 1 and c.sample for c in reading.detection.columns)
    assert reading.detection.industry_classification == "nace-rev2"
    corrected = read_text(content, roles={"turnover": "jobs"})
    assert list(corrected.panel.measures) == ["turnover"]


def test_flags_may_stand_in_their_own_column() -> None:
    reading = read_text(
        "geo,nace_r2,year,employment,obs_flag\nAT11,10,2015,5,e\nAT12,10,2015,6,\n"
        "AT13,10,2015,7,c\nAT21,10,2015,8,d\n"
    )
    flags = reading.panel.flags["employment"][:, 0, 0].tolist()
    assert flags == [Flag.ESTIMATED, Flag.OBSERVED, Flag.SUPPRESSED, Flag.OBSERVED]


def test_codes_are_spelt_one_way_and_levels_kept() -> None:
    reading = read_text(
        "geo,nace,year,employment\nGR30,C10,2015,5\nGR30,C,2015,9\nEL30,C11,2015,4\n"
        "EL41,C10,2015,1\nEL41,C11,2015,1\nEL41,C,2015,2\n"
    )
    assert reading.panel.regions == ("EL30", "EL41")
    assert reading.panel.industries == ("10", "11")
    assert reading.panels["nuts-2", "section"].measures["employment"][:, 0, 0].tolist() == [9, 2]
    above, beside = reading.parent_panels()
    assert above is None
    assert beside is reading.panels["nuts-2", "section"]


def test_labels_may_be_taken_as_they_stand() -> None:
    content = "geo,nace,year,employment\nAT11,10,2015,5\nAT12,10,2015,6\nXX99,10,2015,7\n"
    as_they_stand = read_text(content, region_classification="")
    assert as_they_stand.panel.regions == ("AT11", "AT12", "XX99")
    assert as_they_stand.panel.region_classification == ""
    named = read_text(content, region_classification="nuts-2021")
    assert named.panel.regions == ("AT11", "AT12")
    assert named.panel.region_classification == "nuts-2021"


def test_the_year_in_the_name_is_the_period(tmp_path: Path) -> None:
    path = tmp_path / "jobs_2019.csv"
    path.write_text("geo,nace,jobs\nAT11,10,5\nAT12,10,6\n", encoding="utf-8")
    assert read_file(path).panel.periods == ("2019",)
    assert read_file(path, period="2020").panel.periods == ("2020",)


def test_parquet_says_the_same_as_csv(tmp_path: Path) -> None:
    import duckdb

    content = (
        "geo,nace,year,employment,establishments\nAT11,10,2015,5.5,2\nAT11,11,2015,,3\n"
        "AT12,10,2016,7,1\nAT12,,2016,9,1\nTotal,10,2016,12,4\n"
    )
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{tmp_path}/t.csv', types={{'nace': 'VARCHAR'}}))"
        f" TO '{tmp_path}/t.parquet' (FORMAT parquet)"
    )
    text, binary = read_file(tmp_path / "t.csv"), read_file(tmp_path / "t.parquet")
    assert binary.panel.regions == text.panel.regions
    assert binary.panel.periods == ("2015", "2016")
    assert binary.report.counts == text.report.counts
    for name in ("employment", "establishments"):
        assert np.array_equal(
            binary.panel.measures[name], text.panel.measures[name], equal_nan=True
        )
        assert np.array_equal(binary.panel.flags[name], text.panel.flags[name])
    with pytest.raises(InputError, match="negative"):
        duckdb.sql(
            "COPY (SELECT 'AT11' AS geo, '10' AS nace, 2015 AS year, -1.0 AS employment)"
            f" TO '{tmp_path}/n.parquet' (FORMAT parquet)"
        )
        read_file(tmp_path / "n.parquet")


def test_every_source_names_its_licence_and_is_complete() -> None:
    cards = find_cards("hanse.sources", SourceCard)
    assert set(cards) >= {"eurostat-sbs", "us-cbp", "own-table"}
    for identifier, (card, _) in cards.items():
        assert identifier == card.id
        for part in ("title", "definition", "publisher", "licence", "reference", "reviewed_on"):
            assert getattr(card, part), (identifier, part)
        assert card.formats
        assert card.measures
        assert card.conventions
        assert card.acknowledgement or identifier == "own-table"
    assert get_classification("nuts-2013").kind == "region"


def test_the_carried_table_reads_the_same_as_a_file_of_the_user() -> None:
    carried, own = read_demo().panel, read_file(find_demo_file()).panel
    assert own.region_classification == carried.region_classification == "nuts-2013"
    shared = tuple(region for region in carried.regions if region in own.regions)
    assert len(shared) == 284  # the other 35 have no figure, and no place in NUTS 2013
    theirs = carried.select(regions=shared)
    mine = own.select(regions=shared, industries=carried.industries)
    np.testing.assert_array_equal(mine.measures["employment"], theirs.measures["employment"])
    np.testing.assert_array_equal(mine.flags["employment"], theirs.flags["employment"])


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("jobs_2019.csv", "2019"),
        ("2019 jobs.csv", "2019"),
        ("sbs_r_nuts2021_x.csv", "undated"),
        ("n2010.csv", "undated"),
        ("2018-2019.csv", "undated"),
    ],
)
def test_that_a_name_tells_its_year_but_not_that_of_a_release(
    tmp_path: Path, name: str, period: str
) -> None:
    path = tmp_path / name
    path.write_text("region,industry,employment\nAT11,C10,5\nAT12,C10,6\n", encoding="utf-8")
    assert read_file(path).panel.periods == (period,)


def test_that_rows_combined_are_told(tmp_path: Path) -> None:
    path = tmp_path / "jobs_2019.csv"
    rows = "AT11,C10,5\nAT12,C10,6\nAT11,C10,2\nAT11,C10,1\n"
    path.write_text(f"region,industry,employment\n{rows}", encoding="utf-8")
    reading = read_file(path, combine="sum")
    assert reading.report.counts["combined-rows"] == 2
    assert reading.panel.values("employment").ravel().tolist() == [8.0, 6.0]
