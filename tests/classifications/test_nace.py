import csv
from collections import Counter

import pytest

from hanse.classifications import get_classification, get_crosswalk
from hanse.classifications.nace.a38 import list_divisions
from hanse.vocabulary import ClassificationError

REV2 = get_classification("nace-rev2")
REV21 = get_classification("nace-rev2.1")
A38 = get_classification("nace-rev2-a38")


def test_sizes_are_the_official_ones():
    assert [len(REV2.at_level(level)) for level in REV2.levels] == [21, 88, 0, 0]
    assert [len(REV21.at_level(level)) for level in REV21.levels] == [22, 87, 287, 651]
    assert len(A38.codes) == 38


def test_a38_is_a_partition_of_the_divisions_inside_sections():
    divisions = [d for parts in list_divisions().values() for d in parts]
    assert Counter(divisions) == Counter(REV2.at_level("division"))
    for group, parts in list_divisions().items():
        assert {REV2.parent(d) for d in parts} == {group[0]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C", "C"),
        ("10", "10"),
        ("C10", "10"),
        ("c10", "10"),
        (" C10 ", "10"),
        ("C101", "10.1"),
        ("C10.1", "10.1"),
        ("G451", "45.1"),
        ("10.1", "10.1"),
        ("1.11", "01.11"),
        ("1", "01"),
        ("C1011", "10.11"),
        ("C10.11", "10.11"),
        ("B10", None),
        ("X10", None),
        ("04", None),
        ("101", None),
        ("10.0", None),
        ("10.111", None),
        ("Z", None),
        ("", None),
        ("total", None),
    ],
)
def test_spellings(text, code):
    assert REV2.normalise(text) == code


def test_finer_codes_are_known_by_form_until_imported():
    assert REV2.level_of("45.1") == "group" and REV2.level_of("45.11") == "class"
    assert REV2.parent("45.11") == "45.1"
    assert REV2.ancestor("45.11", "section") == "G"
    assert REV2.title("45.1") == "45.1"
    assert "45.1" in REV2 and "04.1" not in REV2


def test_titles():
    assert REV2.title("C", "de") == "Verarbeitendes Gewerbe/Herstellung von Waren"
    assert REV2.title("10") == "Manufacture of food products"
    assert REV2.title("10", "pl") == "Manufacture of food products"
    assert A38.title("CB", "fr").startswith("Fabrication de textiles")
    assert REV21.title("16.23") == "Manufacture of other builders’ carpentry and joinery"


def test_the_same_code_differs_between_the_releases():
    assert REV2.title("J") != REV21.title("J")
    assert "45" in REV2 and "45" not in REV21


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C10-C12", "CA"),
        ("C10-12", "CA"),
        ("10-12", "CA"),
        ("C26", "CI"),
        ("G45-G47", "G"),
        ("CA", "CA"),
        ("C", None),
        ("C10-C13", None),
        ("B10-B12", None),
    ],
)
def test_a38_spellings(text, code):
    assert A38.normalise(text) == code


def test_divisions_become_a38_groups_and_sections():
    up = get_crosswalk("nace-rev2", "nace-rev2-a38")
    assert up.targets("11") == (("CA", 1.0),)
    assert up.targets("D") == (("D", 1.0),)
    assert {entry.code for entry in up.unconvertible} == {"C", "J", "M", "Q"}
    assert get_crosswalk("nace-rev2-a38", "nace-rev2").targets("CA") == (("C", 1.0),)
    sections = get_crosswalk("nace-rev2", "nace-rev2", level="section")
    assert sections.targets("10") == (("C", 1.0),)


def test_unknown_codes_and_levels_are_told():
    with pytest.raises(ClassificationError, match=r"has no code C10\. It is written 10 here"):
        REV2.level_of("C10")
    with pytest.raises(ClassificationError, match=r"has no code 04\. Codes look like A, 01"):
        REV2.parent("04")
    with pytest.raises(ClassificationError, match=r"no level called sub\. Its levels are section"):
        REV2.ancestor("10", "sub")


def test_carried_titles_are_the_official_ones(shared_data):
    for language in ("en", "de", "fr"):
        path = shared_data / "classifications" / f"nace2_{language}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            official = {row["nace2"]: row["NAME"].strip() for row in csv.DictReader(file)}
        for code in REV2.codes:
            assert REV2.title(code, language).upper() == official[code].upper()


def test_rev21_has_the_codes_of_the_official_file(shared_data):
    path = shared_data / "classifications" / "nace21_en.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        official = {row["nace21"]: row["Parent"] for row in csv.DictReader(file)}
    assert {code: entry.parent or "NA" for code, entry in REV21.codes.items()} == official
