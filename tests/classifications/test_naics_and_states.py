import csv

import pytest

from hanse.classifications import get_classification

NAICS = get_classification("naics-2017")
COUNTIES = get_classification("us-counties")
STATES = get_classification("us-states")


@pytest.mark.parametrize(
    ("release", "sizes"),
    [
        ("2012", [20, 99, 312, 713, 1065]),
        ("2017", [20, 99, 311, 709, 1057]),
        ("2022", [20, 96, 308, 689, 1012]),
    ],
)
def test_sizes(release, sizes):
    naics = get_classification(f"naics-{release}")
    assert [len(naics.at_level(level)) for level in naics.levels] == sizes


def test_sectors_that_span_several_prefixes():
    assert NAICS.children("31-33")[0] == "311" and "339" in NAICS.children("31-33")
    assert NAICS.ancestor("336411", "sector") == "31-33"
    assert NAICS.parent("445") == "44-45" and NAICS.parent("492") == "48-49"
    assert NAICS.title("31-33") == "Manufacturing"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11----", "11"),
        ("31----", "31-33"),
        ("32", "31-33"),
        ("3254//", "3254"),
        ("325411", "325411"),
        ("------", None),
        ("999999", None),
        ("10", None),
    ],
)
def test_spellings_of_county_business_patterns(text, code):
    assert NAICS.normalise(text) == code


def test_naics_2017_is_the_bureaus_list(shared_data):
    path = shared_data / "us" / "naics_2017_codes.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0].strip().isdigit()]
    official = {row[1].strip(): " ".join(row[2].split()) for row in rows}
    assert {code: NAICS.title(code) for code in NAICS.codes} == official


def test_every_county_of_county_business_patterns_is_known(shared_data):
    import duckdb

    path = shared_data / "us" / "cbp_county_naics6_2017_2021.parquet"
    rows = duckdb.execute(f"SELECT DISTINCT Fips FROM '{path}'").fetchall()
    assert len(rows) > 3000
    assert not [code for (code,) in rows if code not in COUNTIES]


def test_states_by_fips_letters_and_name():
    assert [STATES.normalise(text) for text in ("01", "1", "AL", "al", "Alabama")] == ["01"] * 5
    assert STATES.normalise("ZZ") is None
    assert len(STATES.codes) == 56


def test_counties_lie_in_states_with_a_statewide_rest():
    assert COUNTIES.title("01001") == "Autauga, Alabama"
    assert COUNTIES.parent("01001") == "01"
    assert COUNTIES.normalise("1001") == "01001"
    assert COUNTIES.level_of("01999") == "statewide"
    assert COUNTIES.normalise("00000") is None
