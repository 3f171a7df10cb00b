"""Every broken file gets its sentence; every odd one is read with its oddities told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hanse.sources.open import read_file
from hanse.vocabulary import Flag, InputError
from tests.sources.broken_files import CASES, Case, write_case

BROKEN = [case for case in CASES if case.says]
ODD = [case for case in CASES if not case.says]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_a_broken_file_is_refused_with_its_sentence(case: Case, tmp_path: Path) -> None:
    path = write_case(case, tmp_path)
    with pytest.raises(InputError) as caught:
        read_file(path, **case.options)
    message = str(caught.value)
    assert case.says in message
    assert "\n" not in message
    if case.row is not None:
        assert caught.value.row == case.row
    if case.column is not None:
        assert caught.value.field == case.column


@pytest.mark.parametrize("case", ODD, ids=lambda case: case.name)
def test_an_odd_file_is_read_and_its_oddities_told(case: Case, tmp_path: Path) -> None:
    path = write_case(case, tmp_path)
    reading = read_file(path, **case.options)
    told = {kind: n for kind, n in reading.report.counts.items() if kind in case.finds}
    assert told == dict(case.finds)
    if case.shape is not None:
        assert reading.panel.shape == case.shape
    for name, values in reading.panel.measures.items():
        gaps = reading.panel.flags[name] > Flag.LOWER_BOUND
        assert np.array_equal(np.isnan(values), gaps)
    assert len(reading.provenance.sha256) == 64


def test_findings_of_a_row_set_aside_say_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "region,industry,year,employment\nAT11,10,2015,5\nAT12,10,2015,12:00 AM\nAT13,10,2015,4\n",
        encoding="utf-8",
    )
    finding = next(f for f in read_file(path).report.findings if f.kind == "clock-time")
    assert (finding.file, finding.row, finding.column) == ("table.csv", 3, "employment")
    assert finding.value == "12:00 AM"
    assert finding.action == "row set aside, the cell is missing"


def test_an_absent_file_is_told() -> None:
    with pytest.raises(InputError, match="There is no such file"):
        read_file("nowhere/at/all.csv")
