import json

import pytest
from click.testing import CliRunner

from hanse.classifications import get_grouping
from hanse.cli.classification import command
from hanse.vocabulary import HanseError


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments)
    if result.exception:
        raise result.exception
    return result.output


def test_list():
    text = run("list")
    assert "nace-rev2-a38" in text and "14 industrial ecosystems (not verified)" in text
    assert "ecosystems" not in run("list", "--kind", "region")
    listed = json.loads(run("list", "--json"))
    assert {"id", "title", "kind", "levels"} == set(listed["classifications"][0])
    assert listed["groupings"][0]["verified"] is False


def test_show():
    text = run("show", "nace-rev2", "--language", "de")
    assert "Source: Eurostat" in text and "Verarbeitendes Gewerbe" in text
    assert "division  88" in text
    one = run("show", "nace-rev2", "C10", "--language", "fr")
    assert one.startswith("10  Industries alimentaires") and "part of C" in one
    told = json.loads(run("show", "nuts-2021", "GR30", "--json"))
    assert told["code"] == "EL30" and told["parent"] == "EL3"
    everything = json.loads(run("show", "us-states", "--json"))
    assert len(everything["codes"]) == 56
    with pytest.raises(HanseError, match=r"NACE Rev\. 2 has no code 04"):
        run("show", "nace-rev2", "04")


def test_show_a_grouping():
    text = run("show", "ecosystems-14", "--language", "de")
    assert "Not verified. Unweighted" in text and "Bauwirtschaft" in text and "41 42 43" in text
    told = json.loads(run("show", "ecosystems-14", "--json"))
    assert told["verified"] is False and len(told["groups"]) == 14


def test_an_exported_grouping_is_the_same_when_read(tmp_path):
    path = tmp_path / "mine.csv"
    assert "Wrote 69 members" in run("export", "ecosystems-14", str(path))
    mine, carried = get_grouping(path), get_grouping("ecosystems-14")
    assert mine.members == carried.members and mine.groups == carried.groups
    assert mine.provenance.verified is False
    with pytest.raises(HanseError, match="The file is already there"):
        run("export", "ecosystems-14", str(path))
    with pytest.raises(HanseError, match="The file cannot be written"):
        run("export", "ecosystems-14", str(tmp_path / "absent" / "mine.csv"))


def test_import_then_show(shared_data):
    text = run("import", str(shared_data / "classifications" / "nace2_fr.csv"))
    assert "Imported nace-rev2 in fr: 21 of level section" in text
    shown = run("show", "nace-rev2", "10.11", "--language", "fr")
    assert "class" in shown and "\ninclude: " in shown


def test_import_of_ones_own(write):
    path = str(write("code,title\na,First\n"))
    told = json.loads(run("import", path, "--id", "mine", "--json"))
    assert told["levels"] == {"level-1": 1}
    assert "a     First" in run("show", "mine")
    assert "First" in run("show", path)


def test_recognise_codes_and_files(write):
    assert "Read as NUTS 2013: 3 of 3" in run(
        "recognise", "--kind", "region", "EL51", "UKI3", "FR21"
    )
    path = str(write("year,code\n2015,10\n2015,11\n2015,45\n2015,04\n"))
    text = run("recognise", path, "--column", "code")
    assert "Read as NACE Rev. 2: 3 of 4 codes fit." in text and "04  (nowhere known)" in text
    told = json.loads(run("recognise", path, "--column", "code", "--json"))
    assert told["unfit"] == ["04"] and told["levels"] == {"division": 3}
    with pytest.raises(HanseError, match="no column called place"):
        run("recognise", path, "--column", "place")


def test_codes_without_figures_do_not_decide(write):
    rows = [f"{code},5" for code in ("EL51", "FR21", "UKI3", "SI03")]
    path = str(write("\n".join(["geo,value", *rows, "EL11,", "UKI1,", "SI01,"])))
    with pytest.raises(HanseError, match="The codes mix two releases"):
        run("recognise", path, "--kind", "region")
    text = run("recognise", path, "--kind", "region", "--figures", "value")
    assert "Read as NUTS 2013: 4 of 7 codes fit." in text and "EL11  (nuts-2010)" in text
