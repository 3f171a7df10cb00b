"""Files that are broken or odd, each with what Hanse must say about it.

A case that raises has the sentence that the message must hold; a case that is read with findings
has their kinds and counts.
"""

from __future__ import annotations

import gzip
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEAD = "region,industry,year,employment\n"
GOOD = "AT11,10,2015,5\nAT12,10,2015,7\nAT11,11,2015,9\nAT12,11,2015,4\n"


@dataclass(frozen=True)
class Case:
    name: str
    content: bytes | Callable[[Path], None]
    says: str = ""
    """Part of the message of the InputError; "" where the file is read."""
    finds: Mapping[str, int] = field(default_factory=dict)
    """Findings by kind of a file that is read."""
    file: str = "table.csv"
    options: Mapping[str, Any] = field(default_factory=dict)
    shape: tuple[int, int, int] | None = None
    """Regions, industries and periods of the panel that is read."""
    row: int | None = None
    column: str | None = None


def text(content: str) -> bytes:
    return content.encode("utf-8")


def rows(*lines: str) -> bytes:
    """The usual header, good rows, then these."""
    return text(HEAD + GOOD + "".join(f"{line}\n" for line in lines))


def workbook(*sheets: tuple[str, list[list[object]], str]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, cells, state in sheets:
            sheet = book.create_sheet(title)
            sheet.sheet_state = state
            for row in cells:
                sheet.append(row)
        book.save(path)

    return write


def zipped(**parts: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)

    return write


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))


def lying_zip_bomb(path: Path) -> None:
    """An archive whose directory gives a small size for a part that unpacks to much more."""
    zip_bomb(path)
    raw = bytearray(path.read_bytes())
    small = struct.pack("<I", 1_000)
    big = struct.pack("<I", 60_000_000)
    path.write_bytes(bytes(raw).replace(big, small))


def parquet(sql: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        import duckdb

        duckdb.sql(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")

    return write


def cut_parquet(path: Path) -> None:
    parquet("SELECT 'AT11' AS region, '10' AS industry, 2015 AS year, 5.0 AS employment")(path)
    path.write_bytes(path.read_bytes()[:-20])


def merged_header(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Employment by region", None, None, None])
    sheet.merge_cells("A1:D1")
    sheet.append(["region", "industry", "year", "employment"])
    sheet.append(["AT11", "10", 2015, 5])
    book.save(path)


def formulas(path: Path) -> None:
    workbook(
        (
            "data",
            [
                ["region", "industry", "year", "employment"],
                ["AT11", "10", 2015, "=1+4"],
                ["AT12", "10", 2015, 7],
                ["AT13", "10", 2015, 8],
            ],
            "visible",
        )
    )(path)


TABLE = [
    ["region", "industry", "year", "employment"],
    ["AT11", "10", 2015, 5],
    ["AT12", "10", 2015, 7],
]
WIDE_300 = [["region"] + [f"note {n}" for n in range(299)]] + [
    [f"AT1{n}", *[f"text {n}" for _ in range(299)]] for n in range(1, 4)
]
NAICS = ("111", "112", "113", "114", "115")

CASES = (
    # --- bytes ---
    Case("empty", b"", says="The file is empty (0 bytes)."),
    Case("only blank lines", b"\n\n  \n", says="The file holds no rows."),
    Case("header only", text(HEAD), says="The file has a header but no rows."),
    Case("byte order mark", b"\xef\xbb\xbf" + text(HEAD + GOOD), shape=(2, 2, 1)),
    Case(
        "Windows-1252",
        text("region,industry,année,employment\n" + GOOD).decode().encode("cp1252"),
        finds={"encoding": 1},
        shape=(2, 2, 1),
    ),
    Case("UTF-16", (HEAD + GOOD).encode("utf-16"), finds={"encoding": 1}, shape=(2, 2, 1)),
    Case("cut UTF-16", b"\xff\xfe" + (HEAD + GOOD).encode("utf-16-le")[:-1] + b"\xd8",
         says="begins as UTF-16 but is damaged"),
    Case("neither UTF-8 nor Windows-1252", text(HEAD) + b"AT11,10,2015,\x81\x8d\n",
         says="neither UTF-8 nor Windows-1252 text", row=2),
    Case("NUL bytes", text(HEAD + GOOD) + b"AT13,10,2015,\x00\x00\n", says="NUL bytes", row=6),
    Case("HTML called CSV", b"<!DOCTYPE html><html><body>Please sign in</body></html>",
         says="a web page or XML, not a table"),
    Case("XML called CSV", b"<?xml version='1.0'?><error>async</error>", says="a web page or XML"),
    Case("PDF called CSV", b"%PDF-1.7 blah", says="The file is a PDF document"),
    Case("picture called CSV", b"\x89PNG\r\n\x1a\n0000", says="The file is a picture"),
    Case("damaged gzip", gzip.compress(text(HEAD + GOOD))[:-12], file="table.csv.gz",
         says="The gzip archive is damaged."),
    Case("gzipped CSV", gzip.compress(text(HEAD + GOOD)), file="table.csv.gz", shape=(2, 2, 1)),
    Case("over the limit", rows(), options={"max_bytes": 50}, says="more than the limit of 50"),
    # --- rows and fields ---
    Case("one column", b"region\nAT11\nAT12\n", says="not divided by semicolons, tabs, commas"),
    Case("ragged row", rows("AT13,10,2015"), finds={"ragged-row": 1}, shape=(2, 2, 1)),
    Case("mostly ragged", text(HEAD + "AT11,10,2015,1\n" + "AT12;10;2015;2\n" * 5),
         says="Rows seem to be divided by another sign than the header.", row=3),
    Case("unbalanced quotes", text(HEAD + 'AT11,"10,2015,5\n' + GOOD * 3),
         says="The quotes are unbalanced or misplaced", row=2),
    Case("text after a quote", text(HEAD + '"AT11"x,10,2015,5\n'), says="unbalanced or misplaced"),
    Case("duplicate header", text("region,region,year,employment\nAT11,10,2015,5\n"),
         says="Two columns are called region.", row=1),
    Case("blank header", text(",,,\nAT11,10,2015,5\n"), says="The first row is blank"),
    Case("blank lines between rows", text(HEAD + "\nAT11,10,2015,5\n\n\nAT12,10,2015,6\n"),
         shape=(2, 1, 1)),
    Case("quoted texts with the delimiter",
         text("region,name,industry,year,employment\n"
              'AT11,"Burgenland, AT",10,2015,5\nAT12,"Nieder ""Ö""",10,2015,6\n'),
         shape=(2, 1, 1)),
    Case("tabs", text((HEAD + GOOD).replace(",", "\t")), file="table.tsv", shape=(2, 2, 1)),
    Case("bars", text((HEAD + GOOD).replace(",", "|")), shape=(2, 2, 1)),
    # --- columns ---
    Case("no figures", text("region,industry,year\nAT11,10,2015\nAT12,11,2015\n"),
         says="No column holds figures."),
    Case("neither regions nor industries", text("colour,size\nred,5\nblue,7\ngreen,8\n"),
         says="No column was recognised as regions and none as industries"),
    Case("no industries", text("region,year,employment\nAT11,2015,5\nAT12,2015,6\n"),
         says="No column was recognised as industry"),
    Case("absent column named", rows(), options={"roles": {"region": "geo"}},
         says="There is no column called geo for region."),
    Case("two columns of regions", text("nuts,geo,industry,year,employment\n"
                                        "AT11,AT12,10,2015,5\nAT12,AT11,10,2015,6\n"),
         says="Columns nuts and geo could each be the region."),
    Case("two columns of employment", text("region,industry,year,emp,jobs\n"
                                           "AT11,10,2015,5,6\nAT12,10,2015,6,7\n"),
         says="Columns emp and jobs could each be the employment."),
    Case("where without rows", rows(), options={"where": {"year": "1999"}},
         says="No row has 1999 there.", column="year"),
    Case("where on an absent column", rows(), options={"where": {"sex": "T"}},
         says="There is no column called sex."),
    # --- figures ---
    Case("negative", rows("AT13,10,2015,-3"), finds={"negative-value": 1}, shape=(2, 2, 1)),
    Case("infinity", rows("AT13,10,2015,inf"), finds={"infinite-value": 1}, shape=(2, 2, 1)),
    Case("too large for a number", rows("AT13,10,2015,1e999"), finds={"infinite-value": 1},
         shape=(2, 2, 1)),
    Case("NaN", rows("AT13,10,2015,NaN"), finds={"missing-value": 1}, shape=(3, 2, 1)),
    Case("text in numbers", rows("AT13,10,2015,many"), finds={"text-in-number": 1},
         shape=(2, 2, 1)),
    Case("unit in numbers", rows("AT13,10,2015,12 km"), finds={"text-in-number": 1}),
    Case("per cent", rows("AT13,10,2015,12%"), finds={"percentage": 1}, shape=(2, 2, 1)),
    Case("clock time", rows("AT13,10,2015,12:00 AM"), finds={"clock-time": 1}, shape=(2, 2, 1)),
    Case("date for a number", rows("AT13,10,2015,2015-03-01"), finds={"date-in-number": 1}),
    Case("month for a number", rows("AT13,10,2015,Mar-15"), finds={"date-in-number": 1}),
    Case("spreadsheet error", rows("AT13,10,2015,#REF!"), finds={"spreadsheet-error": 1}),
    Case("formula", rows("AT13,10,2015,=A1+B1"), finds={"formula": 1}),
    Case("mostly text", text(HEAD + "AT11,10,2015,a\nAT12,10,2015,b\nAT13,10,2015,3\n"),
         options={"roles": {"employment": "employment"}},
         says="Only 1 of 3 observations can be used.", row=2, column="employment"),
    Case("flags", rows("AT13,10,2015,219 d", "AT13,11,2015,c", "AT13,12,2015,5 e"),
         finds={"value-with-flag": 2, "suppressed-value": 1}, shape=(3, 3, 1)),
    Case("decimal comma", text(HEAD.replace(",", ";") + "AT11;10;2015;5,5\nAT12;10;2015;7\n"),
         shape=(2, 1, 1)),
    Case("both decimal signs",
         text(HEAD.replace(",", ";") + "AT11;10;2015;5,5\nAT12;10;2015;7.25\n"),
         says="Numbers are written in two ways: 5,5 has a decimal comma, 7.25 a decimal point.",
         column="employment"),
    Case("ambiguous thousands",
         text(HEAD.replace(",", ";") + "AT11;10;2015;1,234\nAT12;10;2015;700\n"),
         says="1,234 can be read in two ways", column="employment"),
    Case("ambiguous thousands, decided",
         text(HEAD.replace(",", ";") + "AT11;10;2015;1,234\nAT12;10;2015;700\n"),
         options={"decimal": "."}, finds={"thousands-separator": 1}, shape=(2, 1, 1)),
    Case("clear thousands",
         text(HEAD.replace(",", ";") + "AT11;10;2015;1.234.567\nAT12;10;2015;1 700\n"),
         finds={"thousands-separator": 2}, shape=(2, 1, 1)),
    Case("all blank", text(HEAD + "AT11,10,2015,\nAT12,10,2015,\n"),
         finds={"missing-value": 2}, shape=(2, 1, 1)),
    Case("all zero", text(HEAD + "AT11,10,2015,0\nAT12,10,2015,0\n"), shape=(2, 1, 1)),
    # --- labels ---
    Case("blank region", rows(",10,2015,3"), finds={"blank-label": 1}, shape=(2, 2, 1)),
    Case("total rows", rows("Total,10,2015,12", "AT11,TOTAL,2015,14"), finds={"total-row": 2},
         shape=(2, 2, 1)),
    Case("unknown region", text(HEAD + GOOD * 1 + "".join(f"AT{n},10,2015,3\n" for n in
         (13, 21, 22, 31, 32, 33, 34)) + "QX99,10,2015,3\n"), finds={"unknown-code": 1},
         shape=(9, 2, 1)),
    Case("unknown industry", rows("AT11,12,2015,1", "AT11,13,2015,1", "AT11,98x,2015,3"),
         finds={"unknown-code": 1}, shape=(2, 4, 1)),
    Case("NUTS releases mixed", text(HEAD + "".join(f"{r},10,2015,3\n" for r in
         ("FR10", "FR21", "FR22", "FR23", "FRB0", "FRC1", "FRC2", "AT11"))),
         says="The codes mix two releases"),
    Case("levels mixed", rows("AT1,10,2015,12", "AT1,11,2015,13"), finds={"mixed-levels": 2},
         shape=(2, 2, 1)),
    Case("labels of nobody's classification",
         text(HEAD + "North,Fish,2015,3\nSouth,Ships,2015,4\n"), shape=(2, 2, 1)),
    Case("one region", text(HEAD + "AT11,10,2015,3\nAT11,11,2015,4\n"), shape=(1, 2, 1)),
    Case("one industry", text(HEAD + "AT11,10,2015,3\nAT12,10,2015,4\n"), shape=(2, 1, 1)),
    Case("duplicates", rows("AT11,10,2015,6"), says="1 cells of region x industry x period occur"
         " more than once, the first is AT11, 10, 2015 (rows 2 and 6).", row=6),
    Case("duplicates by spelling", rows("AT11,C10,2015,6"), says="occur more than once", row=6),
    Case("duplicates, summed", rows("AT11,10,2015,6"), options={"combine": "sum"},
         shape=(2, 2, 1)),
    # --- periods ---
    Case("no period is one", text(HEAD + "AT11,10,spring,5\nAT12,10,autumn,7\n"),
         says="no period", column="year"),
    Case("one odd period", rows("AT13,10,later,5"), finds={"not-a-period": 1}, shape=(2, 2, 1)),
    Case("periods as decimals", text(HEAD + "AT11,10,2015.0,5\nAT12,10,2015.0,7\n"),
         shape=(2, 1, 1)),
    Case("no period", text("region,industry,employment\nAT11,10,5\nAT12,10,7\n"),
         finds={"undated": 1}, shape=(2, 1, 1)),
    # --- Excel ---
    Case("good workbook", workbook(("data", TABLE, "visible")), file="t.xlsx", shape=(2, 1, 1)),
    Case("several sheets", workbook(("data", TABLE, "visible"), ("notes", [["x"]], "visible")),
         file="t.xlsx", finds={"several-sheets": 1}, shape=(2, 1, 1)),
    Case("hidden first sheet",
         workbook(("hidden", [["x"]], "hidden"), ("data", TABLE, "visible")),
         file="t.xlsx", finds={"several-sheets": 1}, shape=(2, 1, 1)),
    Case("absent sheet", workbook(("data", TABLE, "visible")), file="t.xlsx",
         options={"sheet": "2015"}, says="There is no sheet called 2015. The workbook has: data."),
    Case("empty sheet", workbook(("data", [], "visible")), file="t.xlsx",
         says="The sheet is empty."),
    Case("sheet with a header only", workbook(("data", TABLE[:1], "visible")), file="t.xlsx",
         says="The file has a header but no rows."),
    Case("merged header", merged_header, file="t.xlsx", row=2,
         says="row is longer than the header"),
    Case("formula without stored result", formulas, file="t.xlsx", finds={"missing-value": 1},
         shape=(3, 1, 1)),
    Case("300 columns of text", workbook(("data", WIDE_300, "visible")), file="t.xlsx",
         says="No column holds figures."),
    Case("300 columns of industries",
         workbook(("data", [["region", *[f"{n}" for n in range(1000, 1299)]],
                            *[[f"AT1{k}", *range(299)] for k in (1, 2, 3)]], "visible")),
         file="t.xlsx", says="No column was recognised as industry"),
    Case("dates for periods",
         workbook(("data", [TABLE[0], ["AT11", "10", __import__("datetime").date(2015, 3, 1), 5],
                            ["AT12", "10", __import__("datetime").date(2015, 3, 1), 5]],
                   "visible")), file="t.xlsx", says="2015-03-01 is no period", column="year"),
    Case("zip bomb", zip_bomb, file="t.xlsx", says="and is not opened."),
    Case("lying zip bomb", lying_zip_bomb, file="t.xlsx", says="The Excel file cannot be read"),
    Case("zip that is no workbook", zipped(a_txt=b"x"), file="t.xlsx",
         says="a zip archive but no Excel workbook"),
    Case("damaged workbook", b"PK\x03\x04" + bytes(100), file="t.xlsx",
         says="The Excel file is damaged."),
    Case("workbook without sheets", zipped(xl__workbook_xml=b"<workbook/>"), file="t.xlsx",
         says="The Excel file cannot be read"),
    Case("old Excel or password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), file="t.xlsx",
         says="an old Excel workbook (.xls) or one protected by a password"),
    # --- Parquet ---
    Case("cut Parquet", cut_parquet, file="t.parquet", says="The Parquet file is damaged"),
    Case("Parquet without rows",
         parquet("SELECT 'a' AS region, '10' AS industry, 2015 AS year, 5.0 AS employment"
                 " WHERE false"), file="t.parquet", says="The file has a header but no rows."),
    Case("good Parquet",
         parquet("SELECT * FROM (VALUES ('AT11', '10', 2015, 5.0), ('AT12', '10', 2015, NULL))"
                 " t(region, industry, year, employment)"),
         file="t.parquet", finds={"missing-value": 1}, shape=(2, 1, 1)),
    # --- publishers' layouts ---
    Case("Eurostat with an unknown code",
         text("nace_r2;geo;n2015\nB05;AT11;3\nB06;AT11;4\nB05;??;5\n"),
         finds={"unknown-code": 1}, shape=(1, 2, 1)),
    Case("Eurostat with text",
         text("nace_r2;geo;n2015\nB05;AT11;3\nB06;AT11;x1y\n"), finds={"text-in-number": 1}),
    Case("Eurostat with duplicates",
         text("nace_r2;geo;n2015\nB05;AT11;3\nB05;AT11;4\n"), says="occur more than once", row=3),
    Case("Eurostat TSV with a short key",
         text("freq,nace_r2,indic_sb,geo\\TIME_PERIOD\t2015\nA,B05,AT11\t5\n"),
         says="The key has 3 parts instead of 4.", row=2),
    Case("CBP without a year", text("fipstate,fipscty,naics,emp,est\n01,001,311111,5,1\n"),
         says="The file does not say its year"),
    Case("CBP with text", text("fipstate,fipscty,naics,emp,est\n01,001,311111,many,1\n"),
         file="cbp17co.txt", says="The file cannot be read"),
    Case("CBP with a negative figure",
         text("fipstate,fipscty,naics,emp,est\n01,001,311111,-5,1\n"), file="cbp17co.txt",
         says="The figure -5 is negative or infinite.", row=2),
    Case("CBP with duplicates",
         text("fipstate,fipscty,naics,emp,est\n01,001,311111,5,1\n01,001,311111,6,1\n"),
         file="cbp17co.txt", says="County 01001, industry 311111, year 2017 occurs more than once"),
    Case("CBP with odd codes",
         text("fipstate,fipscty,naics,emp,est\n01,001,3111117,5,1\n"), file="cbp17co.txt",
         says="3111117 is no NAICS code of two to six digits.", row=2, column="naics"),
    Case("CBP with letters for an industry",
         text("fipstate,fipscty,naics,emp,est\n01,001,311111,5,1\n01,001,ABCDEF,5,1\n"),
         file="cbp17co.txt", says="ABCDEF is no NAICS code", row=3, column="naics"),
    Case("CBP with a name for a county",
         text("Fips,naics,Emp,Est,year\nBerlin,311111,5,1,2017\n"),
         says="Berlin is no county code of five digits."),
    Case("CBP of unknown regions",
         text("fipstate,fipscty,naics,emp,est\n01,001,311111,5,1\n"), file="cbp17co.txt",
         options={"region_level": "town"}, says="The file has no regions of level town. It has:"),
    Case("unknown source", rows(), options={"source": "census"},
         says="There is no source called census."),
)  # fmt: skip


def write_case(case: Case, folder: Path) -> Path:
    """The file of a case in a folder."""
    path = folder / case.file
    if callable(case.content):
        case.content(path)
    else:
        path.write_bytes(case.content)
    return path
