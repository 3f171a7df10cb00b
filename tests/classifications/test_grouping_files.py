import json

import pytest

from hanse.classifications import Group, Member, get_grouping
from hanse.vocabulary import InputError


def test_one_csv_is_a_grouping(write):
    path = write(
        "code,group,weight,title,title_de,kind\n"
        "C10,food,,Food,Nahrung,traded\nC11,food,0.5,,,\n56,food,.25,,,\n"
    )
    grouping = get_grouping(path)
    assert grouping.id == "table" and grouping.classification == "nace-rev2"
    assert grouping.members == (
        Member("10", "food", 1.0),
        Member("11", "food", 0.5),
        Member("56", "food", 0.25),
    )
    assert grouping.groups["food"] == Group("food", {"en": "Food", "de": "Nahrung"}, "traded")
    assert grouping.group_title("food", "de") == "Nahrung"
    assert grouping.group_title("food", "fr") == "Food"
    assert grouping.provenance.verified is False


def test_a_json_beside_tells_the_rest(write):
    path = write("code,group\n10,food\n", "mine.csv")
    about = {
        "title": "Mine",
        "version": "3",
        "classification": "nace-rev2.1",
        "provenance": {"publisher": "us", "title": "t", "licence": "CC0"},
    }
    write(json.dumps(about), "mine.json")
    grouping = get_grouping(path)
    assert (grouping.id, grouping.title, grouping.version) == ("mine", "Mine", "3")
    assert grouping.classification == "nace-rev2.1" and grouping.provenance.licence == "CC0"


def test_codes_of_ones_own_are_a_grouping_too(write):
    grouping = get_grouping(write("code,group\nx1,a\nx2,b\n"))
    assert grouping.classification == "" and grouping.unknown == ()
    assert grouping.matrix(("x2", "x1")).tolist() == [[0, 1], [1, 0]]


def test_codes_that_the_system_does_not_have_are_kept_and_told(write):
    grouping = get_grouping(write("code,group\n10,a\n11,a\n04,a\n"))
    assert grouping.unknown == ("04",)
    assert grouping.fit(("10", "11")).fits["a"].status == "partial"


def test_blank_groups_are_told(write):
    grouping = get_grouping(write("code,group\n10,a\n11,\n"))
    assert grouping.ungrouped == ("11",) and len(grouping.members) == 1


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ("", "row 1", "The file is empty"),
        ("code,group\n", "row 1", "The file has a header but no rows."),
        ("naics,cluster\n10,a\n", "row 1, column code", "There is no column called code"),
        ("code,cluster\n10,a\n", "row 1, column group", "There is no column called group"),
        ("code,group\n,a\n", "row 2, column code", "The code is blank."),
        ("code,group\n10,\n", "row 2, column group", "Every group is blank."),
        ("code,group\n10,a\nC10,a\n", "row 3, column code", "Code C10 is already in group a, in"),
        ("code,group,weight\n10,a,-1\n", "row 2, column weight", "The weight -1 is not a share"),
        ("code,group,weight\n10,a,nan\n", "row 2, column weight", "The weight nan is not a share"),
        ("code,group,weight\n10,a,inf\n", "row 2, column weight", "The weight inf is not a share"),
        ("code,group,weight\n10,a,1.5\n", "row 2, column weight", "The weight 1.5 is not a share"),
        ("code,group,weight\n10,a,half\n", "row 2, column weight", "The weight half is no number"),
        ("code,group,kind\n10,a,x\n11,a,y\n", "row 3, column kind", "Group a is x in a row above"),
        ("code,group\nG45,a\nG,a\n", "row 2", "Code 45 lies inside G, which is in group a already"),
        (
            "code,group,title\n10,a,x\n11,a,y\n",
            "row 3, column title",
            "Group a is called x in a row above and y here.",
        ),
    ],
)
def test_broken_files_are_told(write, content, place, message):
    with pytest.raises(InputError) as caught:
        get_grouping(write(content))
    assert caught.value.what.startswith(message)
    assert place in caught.value.where


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ("{", "The JSON cannot be read"),
        ("[]", "The JSON holds no object"),
        ('{"provenance": {"who": "me"}}', "The provenance needs publisher, title and licence"),
    ],
)
def test_a_broken_json_is_told(write, about, message):
    path = write("code,group\n10,a\n", "mine.csv")
    write(about, "mine.json")
    with pytest.raises(InputError, match=message):
        get_grouping(path)


def test_an_absent_file_is_told(tmp_path):
    with pytest.raises(InputError, match=r"There is no such file\."):
        get_grouping(tmp_path / "nothing.csv")
