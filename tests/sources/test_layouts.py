"""The shapes of Eurostat's and the Census Bureau's files, on handmade tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hanse.sources.eurostat_sbs.cells import read_cell
from hanse.sources.eurostat_sbs.codes import find_industry, find_region_level
from hanse.sources.open import find_source, read_file
from hanse.vocabulary import Flag, InputError

TSV = (
    "freq,nace_r2,indic_sb,geo\\TIME_PERIOD\t2014 \t2015 \n"
    "A,C10,V16110,AT11\t100 \t110 d\n"
    "A,C10,V11210,AT11\t7 \t8 \n"
    "A,C10,V16110,AT12\t: c\t: \n"
    "A,C11,V16110,AT11\t5 e\t6 b\n"
    "A,C11,V16110,AT12\t9 p\t:u\n"
    "A,C,V16110,AT11\t105 \t116 \n"
    "A,C10,V91110,AT11\t-3.5 \t12.1 \n"
    "A,B-N_S95_X_K,V16110,EU28\t999 \t999 \n"
)
SDMX = (
    "DATAFLOW,LAST UPDATE,freq,nace_r2,indic_sb,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
    "ESTAT:SBS_R_NUTS06_R2(1.0),01/01/24,A,C10,V16110,AT11,2014,100,,\n"
    "ESTAT:SBS_R_NUTS06_R2(1.0),01/01/24,A,C10,V16110,AT11,2015,110,d,\n"
    "ESTAT:SBS_R_NUTS06_R2(1.0),01/01/24,A,C10,V16110,AT12,2014,,,C\n"
    "ESTAT:SBS_R_NUTS06_R2(1.0),01/01/24,A,C10,V16110,AT12,2015,,,\n"
    "ESTAT:SBS_R_NUTS06_R2(1.0),01/01/24,A,C11,V16110,AT11,2014,5,e,\n"
    "ESTAT:SBS_R_NUTS06_R2(1.0),01/01/24,A,C10,V11210,AT11,2014,7,,F\n"
)
CBP_2017 = (
    '"fipstate","fipscty","naics","emp_nf","emp","qp1_nf","qp1","ap_nf","ap","est"\n'
    '"01","001","------","G",1000,"G",5,"G",900,50\n'
    '"01","001","31----","H",100,"H",5,"H",90,5\n'
    '"01","001","311///","J",60,"H",5,"H",50,4\n'
    '"01","001","311811","G",40,"H",5,"H",30,3\n'
    '"01","001","311812","D",0,"D",0,"D",0,3\n'
    '"01","003","311811","G",0,"G",0,"G",12,3\n'
    '"01","003","311812","G",0,"G",0,"G",0,4\n'
)
CBP_2010 = (
    "fipstate,fipscty,naics,empflag,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est\n"
    "1,1,311811,,G,40,H,5,H,30,3\n"
    "1,1,311812,B,D,0,D,0,D,0,3\n"
    "1,3,311811,M,S,0,D,0,D,0,3\n"
)


def test_bulk_tsv(tmp_path: Path) -> None:
    path = tmp_path / "sbs_r_nuts06_r2.tsv"
    path.write_text(TSV, encoding="utf-8")
    reading = read_file(path)
    panel = reading.panel
    assert find_source(path) == "eurostat-sbs"
    assert panel.regions == ("AT11", "AT12")
    assert panel.industries == ("10", "11")
    assert panel.periods == ("2014", "2015")
    nan = np.nan
    employment = [[[100, 110], [5, 6]], [[nan, nan], [9, nan]]]
    assert np.array_equal(panel.measures["employment"], employment, equal_nan=True)
    observed, estimated, missing, hidden = (
        Flag.OBSERVED,
        Flag.ESTIMATED,
        Flag.MISSING,
        Flag.SUPPRESSED,
    )
    assert panel.flags["employment"].tolist() == [
        [[observed, observed], [estimated, observed]],
        [[hidden, missing], [estimated, missing]],
    ]
    assert panel.measures["establishments"][0, 0].tolist() == [7, 8]
    assert ("nuts-2", "section") in reading.panels
    assert ("aggregate", "aggregate") in reading.panels
    assert reading.report.counts["other-indicator"] == 2


def test_sdmx_csv_says_the_same_as_the_bulk_file(tmp_path: Path) -> None:
    path = tmp_path / "sbs_r_nuts06_r2.csv"
    path.write_text(SDMX, encoding="utf-8")
    reading = read_file(path)
    panel = reading.panel
    assert reading.detection is not None
    assert reading.detection.layout == "SDMX-CSV"
    assert panel.measures["employment"][0].tolist()[0] == [100, 110]
    assert panel.flags["employment"][1, 0].tolist() == [Flag.SUPPRESSED, Flag.MISSING]
    assert panel.flags["employment"][0, 1, 0] == Flag.ESTIMATED
    assert panel.measures["establishments"][0, 0, 0] == 7


@pytest.mark.parametrize(
    ("text", "value", "flag", "letters", "fault"),
    [
        ("219 d", 219, Flag.OBSERVED, "d", ""),
        ("0 d", 0, Flag.OBSERVED, "d", ""),
        (" d", None, Flag.MISSING, "d", ""),
        (" ", None, Flag.MISSING, "", ""),
        ("", None, Flag.MISSING, "", ""),
        (":", None, Flag.MISSING, "", ""),
        (": c", None, Flag.SUPPRESSED, "c", ""),
        (":cd", None, Flag.SUPPRESSED, "cd", ""),
        ("12 c", None, Flag.SUPPRESSED, "c", ""),
        ("12.5 e", 12.5, Flag.ESTIMATED, "e", ""),
        ("12:00 AM", None, Flag.MISSING, "", "clock-time"),
        ("-3", None, Flag.MISSING, "", "negative-value"),
        ("x1", None, Flag.MISSING, "", "text-in-number"),
        ("1e999", None, Flag.MISSING, "", "infinite-value"),
    ],
)
def test_cells(text: str, value: float | None, flag: Flag, letters: str, fault: str) -> None:
    cell = read_cell(text)
    assert (None if np.isnan(cell.value) else cell.value) == value
    assert (cell.flag, cell.letters, cell.fault) == (flag, letters, fault)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("AT", "country"),
        ("AT1", "nuts-1"),
        ("AT11", "nuts-2"),
        ("AT111", "nuts-3"),
        ("FRZ", "extra-regio"),
        ("FRZZ", "extra-regio"),
        ("CZ", "country"),
        ("EU28", "aggregate"),
        ("EU27_2020", "aggregate"),
        ("EE", "country"),
        ("at11", None),
    ],
)
def test_region_levels(code: str, level: str | None) -> None:
    assert find_region_level(code) == level


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("C", ("C", "section")),
        ("C10", ("10", "division")),
        ("G451", ("45.1", "group")),
        ("C1011", ("10.11", "class")),
        ("B-N_S95_X_K", ("B-N_S95_X_K", "aggregate")),
        ("TOTAL", ("TOTAL", "aggregate")),
        ("10", None),
    ],
)
def test_industry_codes(code: str, found: tuple[str, str] | None) -> None:
    assert find_industry(code) == found


def test_the_census_bureaus_csv(tmp_path: Path) -> None:
    path = tmp_path / "cbp17co.txt"
    path.write_text(CBP_2017, encoding="utf-8")
    reading = read_file(path)
    panel = reading.panel
    assert reading.levels == ("county", "national-industry")
    assert panel.regions == ("01001", "01003")
    assert panel.industries == ("311811", "311812")
    assert panel.periods == ("2017",)
    assert panel.measures["employment"][:, :, 0].tolist()[0][0] == 40
    hidden = Flag.SUPPRESSED
    assert panel.flags["employment"][:, :, 0].tolist() == [[0, hidden], [0, hidden]]
    assert panel.measures["employment"][1, 0, 0] == 0
    assert panel.measures["establishments"][:, :, 0].tolist() == [[3, 3], [3, 4]]
    assert panel.flags["payroll"][:, :, 0].tolist() == [[0, hidden], [0, hidden]]
    assert reading.report.counts["zero-employment-with-establishments"] == 1
    assert reading.report.counts["confidential"] == 1
    assert reading.report.counts["noise-flag"] == 5
    assert set(reading.panels) == {
        ("county", level) for level in ("total", "sector", "subsector", "national-industry")
    }
    assert reading.panels["county", "subsector"].measures["employment"][0, 0, 0] == 60


def test_noise_can_count_as_an_estimate(tmp_path: Path) -> None:
    path = tmp_path / "cbp17co.txt"
    path.write_text(CBP_2017, encoding="utf-8")
    panel = read_file(path, noise="estimated").panel
    assert panel.flags["employment"][0, 0, 0] == Flag.ESTIMATED


def test_size_classes_bound_what_is_withheld(tmp_path: Path) -> None:
    path = tmp_path / "cbp10co.txt"
    path.write_text(CBP_2010, encoding="utf-8")
    panel = read_file(path, naics="naics-2017").panel
    low, high = panel.bounds("employment")
    assert panel.periods == ("2010",)
    assert panel.flags["employment"][0, 1, 0] == Flag.SUPPRESSED
    assert (low[0, 1, 0], high[0, 1, 0]) == (20, 99)
    assert (low[1, 0, 0], high[1, 0, 0]) == (100_000, np.inf)
    assert (low[0, 0, 0], high[0, 0, 0]) == (40, 40)


def test_an_absent_level_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cbp10co.txt"
    path.write_text(CBP_2010, encoding="utf-8")
    with pytest.raises(InputError, match="no industries of level sector"):
        read_file(path, industry_level="sector")
