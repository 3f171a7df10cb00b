import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.classifications import get_classification, recognise_codes
from hanse.vocabulary import ClassificationError

NUTS_YEARS = ("2010", "2013", "2016", "2021", "2024")


@pytest.mark.parametrize("year", NUTS_YEARS)
def test_a_release_is_told_from_the_others(year):
    codes = get_classification(f"nuts-{year}").at_level("nuts-2")
    found = recognise_codes(codes, kind="region")
    assert found.classification == f"nuts-{year}"
    assert found.fits == len(codes) and not found.unfit and not found.ambiguous_with
    assert found.levels == {"nuts-2": len(codes)}


@pytest.mark.parametrize("identifier", ["naics-2012", "naics-2017", "naics-2022", "nace-rev2.1"])
def test_industry_releases(identifier):
    codes = list(get_classification(identifier).codes)
    assert recognise_codes(codes, kind="industry").classification == identifier


def test_unfit_codes_are_shown_with_where_they_exist():
    codes = [*get_classification("nuts-2016").at_level("nuts-2"), "FR21", "nowhere"]
    found = recognise_codes(codes, kind="region")
    assert found.classification == "nuts-2016"
    assert found.unfit == ("FR21", "nowhere")
    assert found.elsewhere == {"FR21": ("nuts-2013", "nuts-2010")}
    assert "These don't: FR21, nowhere." in found.note


def test_a_mixture_is_refused_with_both_sides():
    codes = ["FR21", "FR22", "FRE1", "FRF2", "DE11", "ITC1"]
    with pytest.raises(ClassificationError) as caught:
        recognise_codes(codes, kind="region")
    assert "FR21, FR22" in str(caught.value) and "FRE1, FRF2" in str(caught.value)
    assert "Use one release a file" in str(caught.value)


def test_codes_of_another_system_are_unfit_not_a_mixture():
    countries = recognise_codes(["AT", "DE", "FR", "CA", "US", "JP"], kind="region")
    assert countries.classification == "nuts-2024" and countries.unfit == ("CA", "US", "JP")
    assert countries.elsewhere == {"CA": ("us-states",)}
    accounts = recognise_codes(["A", "B", "C", "C10-C12", "C13-C15", "C26"], kind="industry")
    assert accounts.classification == "nace-rev2-a38" and accounts.unfit == ("C",)


def test_codes_without_figures_do_not_decide():
    current = get_classification("nuts-2013").at_level("nuts-2")
    rows = [*current, "EL11", "EL12", "SI01", "FR91", "UKI1", "UKI2", "EL13", "EL14"]
    with pytest.raises(ClassificationError):
        recognise_codes(rows, kind="region")
    found = recognise_codes(rows, kind="region", with_figures=set(current))
    assert found.classification == "nuts-2013" and found.unfit[0] == "EL11"
    assert found.elsewhere["EL11"] == ("nuts-2010",)


def test_ambiguous_codes_say_so():
    nace = recognise_codes(["10", "11", "C13"], kind="industry")
    assert nace.classification == "nace-rev2" and nace.ambiguous_with == ("nace-rev2.1",)
    assert "fit NACE Rev. 2.1 just as well" in nace.note
    nuts = recognise_codes(["AT11", "AT12"], kind="region")
    assert nuts.classification == "nuts-2024" and "nuts-2010" in nuts.ambiguous_with
    states = recognise_codes(["01", "56"], kind="region")
    assert states.classification == "us-states"


def test_variants_and_levels_are_reported():
    found = recognise_codes(["GR30", "GB", "AT", "AT1", "AT11", "ATZZ"], kind="region")
    assert found.respelled == {"GR30": "EL30", "GB": "UK"}
    assert "Country letters are written GB for UK, GR for EL." in found.note
    assert found.levels == {"country": 2, "nuts-1": 1, "nuts-2": 2, "extra-regio": 1}
    assert "Levels are mixed: 2 country, 1 nuts-1, 2 nuts-2, 1 extra-regio." in found.note


def test_own_codes_are_not_forced_into_a_system():
    found = recognise_codes(["North", "South", "East"], kind="region")
    assert found.classification is None and found.unfit == ("North", "South", "East")
    assert "No known classification of kind region fits half of the 3 codes." in found.note
    assert recognise_codes([], kind="region").classification is None


def test_only_the_systems_asked_for_are_tried():
    found = recognise_codes(["10", "11"], kind="industry", among=["nace-rev2.1"])
    assert found.classification == "nace-rev2.1" and not found.ambiguous_with


@given(st.data())
def test_any_part_of_a_release_fits_it_whole(data):
    codes = get_classification("nuts-2016").at_level("nuts-2")
    part = data.draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    found = recognise_codes(part, kind="region")
    assert found.candidates["nuts-2016"] == len(part) == found.fits
    assert "nuts-2016" in (found.classification, *found.ambiguous_with)


@given(st.lists(st.text(max_size=8), max_size=30))
def test_any_text_is_answered(texts):
    for kind in ("region", "industry"):
        try:
            found = recognise_codes(texts, kind=kind)
        except ClassificationError:
            continue
        assert len(found.unfit) + found.fits == len({t.strip() for t in texts if t.strip()})


def test_the_full_eurostat_file(shared_data):
    path = shared_data / "eurostat" / "sbs_r_nuts06_r2_persons_employed_2015.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    industries = recognise_codes((row["nace_r2"] for row in rows), kind="industry")
    assert industries.classification == "nace-rev2"
    assert industries.levels == {"section": 12, "division": 68, "group": 21}
    geo = {row["geo"] for row in rows if len(row["geo"]) == 4}
    filled = {row["geo"] for row in rows if row["n2015"].strip()}
    with pytest.raises(ClassificationError, match=r"21 are in NUTS 2013 but not in NUTS 2010"):
        recognise_codes(geo, kind="region")
    regions = recognise_codes(geo, kind="region", with_figures=filled)
    assert regions.classification == "nuts-2013"
    assert (len(geo), regions.fits, len(regions.unfit)) == (327, 292, 35)
    assert regions.levels == {"nuts-2": 284, "extra-regio": 8}
    assert not set(regions.unfit) & filled


def test_county_business_patterns(shared_data):
    import duckdb

    path = shared_data / "us" / "cbp_county_naics6_2017_2021.parquet"
    counties = [c for (c,) in duckdb.execute(f"SELECT DISTINCT Fips FROM '{path}'").fetchall()]
    codes = [c for (c,) in duckdb.execute(f"SELECT DISTINCT naics FROM '{path}'").fetchall()]
    assert recognise_codes(counties, kind="region").classification == "us-counties"
    found = recognise_codes(codes, kind="industry")
    assert found.classification == "naics-2017" and not found.unfit
