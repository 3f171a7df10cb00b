"""`hanse describe` and `hanse source`, as people and scripts see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hanse.cli.describe import command as describe
from hanse.cli.source import command as source
from hanse.vocabulary import InputError

TABLE = (
    "geo;nace;2014;2015\nAT11;C10;1,5;3\nAT11;C11;:;4 e\nAT12;C10;0;c\nAT12;TOTAL;100;100\n"
    "AT12;C11;12:00 AM;6\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_describe_tells_columns_levels_gaps_and_oddities(table: Path) -> None:
    done = CliRunner().invoke(describe, [str(table)])
    assert done.exit_code == 0, done.output
    for part in (
        "own.csv: 5 rows",
        "wide by period, read by own-table",
        "* nuts-2 x division: 2 x 2; 2",
        "4 observed, 1 estimated, 2 missing, 1 suppressed, 1 zero",
        "row 6, column 2014: 12:00 AM is a clock time",
        "row 5, column nace: TOTAL is a total. -> rows set aside",
    ):
        assert part in done.output


def test_describe_as_json(table: Path) -> None:
    done = CliRunner().invoke(describe, [str(table), "--json"])
    told = json.loads(done.output)
    assert told["ok"] is True
    assert told["chosen"] == ["nuts-2", "division"]
    assert told["gaps"]["employment"] == {
        "observed": 4,
        "estimated": 1,
        "lower_bound": 0,
        "missing": 2,
        "suppressed": 1,
        "zero": 1,
    }
    assert told["counts"]["clock-time"] == 1
    assert [c["role"] for c in told["detection"]["columns"]] == [
        "region",
        "industry",
        "measure",
        "measure",
    ]
    assert len(told["provenance"]["sha256"]) == 64


def test_roles_are_correctable(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a,b,c,d\nAT11,10,5,9\nAT12,10,6,8\n", encoding="utf-8")
    named = ["--region", "a", "--industry", "b", "--employment", "d", "--where", "a=AT11"]
    done = CliRunner().invoke(describe, [str(path), *named, "--json"])
    told = json.loads(done.output)
    assert told["measures"] == ["employment"]
    assert told["panels"] == [{"regions": "nuts-2", "industries": "division", "shape": [1, 1, 1]}]
    wrong = CliRunner().invoke(describe, [str(path), "--where", "a"])
    assert isinstance(wrong.exception, InputError)


def test_a_bad_file_has_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    done = CliRunner().invoke(describe, [str(path)])
    assert isinstance(done.exception, InputError)
    assert done.exception.exit_code == 2


@pytest.mark.shared
def test_describe_compares_the_real_file_with_its_totals(shared_data: Path) -> None:
    path = shared_data / "eurostat/sbs_r_nuts06_r2_persons_employed_2015.csv"
    done = CliRunner().invoke(describe, [str(path), "--totals"])
    assert "Totals over regions: 5,543 equal, 555 possible, 0 differs, 702 unknown" in done.output
    assert "Totals over industries: 2,559 equal, 698 possible" in done.output


def test_sources_are_listed_and_shown() -> None:
    listed = CliRunner().invoke(source, ["list", "--json"])
    cards = {card["id"]: card for card in json.loads(listed.output)}
    assert set(cards) == {"eurostat-sbs", "us-cbp", "own-table"}
    shown = CliRunner().invoke(source, ["show", "eurostat-sbs"])
    assert "Acknowledge as: Source: Eurostat" in shown.output
    assert "How its cells are read:" in shown.output
    absent = CliRunner().invoke(source, ["show", "census"])
    assert "There is no source called census. There are: eurostat-sbs" in str(absent.exception)
    nothing = CliRunner().invoke(source, ["fetch", "us-cbp"])
    assert "us-cbp has nothing to fetch." in str(nothing.exception)


def test_sample_is_a_copy_that_overwrites_nothing(tmp_path: Path) -> None:
    out = tmp_path / "employment.csv"
    assert CliRunner().invoke(source, ["sample", "--out", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("region,industry,persons_employed")
    again = CliRunner().invoke(source, ["sample", "--out", str(out)])
    assert isinstance(again.exception, InputError)
    assert "There is a file already." in str(again.exception)


def test_that_one_period_can_be_said_for_all_rows(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("geo;nace;jobs\nAT11;C10;3\nAT12;C11;4\n", encoding="utf-8")
    done = CliRunner().invoke(describe, [str(path), "--period", "2019", "--json"])
    assert json.loads(done.output)["periods"] == ["2019"]
