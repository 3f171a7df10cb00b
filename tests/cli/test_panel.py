"""`hanse panel harmonise`, as people and scripts see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hanse.cli.panel import command as panel
from hanse.panel.files import read_panel
from hanse.vocabulary import ClassificationError, Flag, InputError

TABLE = (
    "region,industry,employment\nFR10,C10,4000\nFR10,C29,1000\nFR21,C10,900\nFR21,C29,300\n"
    "CZ02,C10,1000\nCZ02,C29,\nUKM2,C10,500\nUKM2,C29,100\n"
)
CROSSWALK = "from_code,to_code,weight\nFR10,FR10,1\nFR21,FRF2,1\nCZ02,CZ02,0.98\nCZ02,CZ03,0.02\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "jobs2015.csv"
    path.write_text(TABLE, encoding="utf-8")
    (tmp_path / "regions.csv").write_text(CROSSWALK, encoding="utf-8")
    return path


def harmonise(*arguments: object) -> str:
    done = CliRunner().invoke(panel, ["harmonise", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_that_totals_stay_or_what_is_lost_is_told(table: Path) -> None:
    out, crosswalk = table.with_name("new.parquet"), table.with_name("regions.csv")
    releases = ("--from", "nuts-2013", "--to", "nuts-2016")
    told = harmonise(table, *releases, "--crosswalk", crosswalk, "--out", out)
    assert "4 regions of nuts-2013 to 4 of nuts-2016." in told
    assert "employment: 7,800 before, 7,200 after" in told
    assert "Left out: UKM2: The crosswalk does not have this code. It holds 600" in told
    got = read_panel(out)
    assert (got.regions, got.region_classification) == (
        ("CZ02", "CZ03", "FR10", "FRF2"),
        "nuts-2016",
    )
    assert got.values("employment")[:, 0, 0].round(6).tolist() == [980, 20, 4000, 900]
    assert got.flags["employment"][0, 0, 0] == Flag.ESTIMATED


def test_that_a_panel_goes_on_where_a_step_ended(table: Path) -> None:
    first, second = table.with_name("2016.parquet"), table.with_name("2021.csv")
    harmonise(table, "--from", "nuts-2013", "--to", "nuts-2016", "--out", first)
    told = json.loads(harmonise(first, "--to", "nuts-2021", "--out", second, "--json"))
    assert (told["from"], told["to"], told["left_out"]) == ("nuts-2016", "nuts-2021", [])
    assert told["totals"]["employment"][0] == told["totals"]["employment"][1] == 7200
    assert second.read_text("utf-8").startswith("region,industry,period,employment,")


def test_that_columns_and_the_period_can_be_named(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a;b;c\nFR21;C10;5\nFR10;C10;7\n", encoding="utf-8")
    columns = ("--region", "a", "--industry", "b", "--employment", "c", "--period", "2014")
    releases = ("--from", "nuts-2013", "--to", "nuts-2016")
    harmonise(table, *columns, *releases, "--out", tmp_path / "o.parquet")
    got = read_panel(tmp_path / "o.parquet")
    assert (got.regions, got.periods) == (("FR10", "FRF2"), ("2014",))


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        (None, ("--to", "nuts-2016"), "There is no such file"),
        ("region,industry,employment\nX1,C10,1\n", ("--to", "nuts-2016"), "was not recognised"),
        (TABLE, ("--from", "nuts-2013", "--to", "nuts-1999"), "no carried crosswalk"),
    ],
)
def test_what_cannot_be_harmonised_says_why(
    tmp_path: Path, text: str | None, arguments: tuple[str, ...], message: str
) -> None:
    table = tmp_path / "t.csv"
    if text is not None:
        table.write_text(text, encoding="utf-8")
    with pytest.raises((InputError, ClassificationError), match=message):
        harmonise(table, *arguments, "--out", tmp_path / "o.csv")
