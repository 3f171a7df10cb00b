"""Text files as columns of text: encoding, delimiter and quoting found, faults told by row.

Conventions: UTF-8 (with or without byte order mark), UTF-16 with its mark, else Windows-1252 with
a note. The delimiter is a tab where the header has one, else the one of `;`, comma, `|` that splits
it into most fields; every row must then have as many fields as the header. Rows count as a
spreadsheet counts: the header is row 1.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hanse.vocabulary import Finding, InputError, Report

DELIMITERS = ";\t,|"
_FOREIGN = (
    (b"PAR1", "a Parquet file"),
    (b"PK\x03\x04", "a zip archive or an Excel file (.xlsx)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (.xls) or an encrypted one"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
)


@dataclass(frozen=True)
class TextTable:
    """Columns of text of equal length N, with the file's row number of each record."""

    header: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    rows: Sequence[int]
    file: str

    def column(self, name: str) -> Sequence[str]:
        """The column of this name; raises InputError naming those there are."""
        if name not in self.header:
            raise InputError(
                f"There is no column called {name}.",
                file=self.file,
                mend=f"The file has: {', '.join(self.header)}.",
            )
        return self.columns[self.header.index(name)]

    def __len__(self) -> int:
        return len(self.rows)


def read_bytes(path: Path, *, max_bytes: int | None = None) -> bytes:
    """The bytes of a file, gunzipped where it is gzipped; refuses what is over the limit."""
    require_size(path, max_bytes=max_bytes)
    raw = path.read_bytes()
    if raw[:2] != b"\x1f\x8b":
        return raw
    limit = max(max_bytes or 0, 2 * 1024**3)
    try:
        with gzip.open(io.BytesIO(raw)) as stream:
            plain = stream.read(limit + 1)
    except (OSError, EOFError) as error:
        raise InputError("The gzip archive is damaged.", file=path.name) from error
    if len(plain) > limit:
        raise InputError(f"The gzip archive unpacks to more than {limit:,} bytes.", file=path.name)
    return plain


def require_size(path: Path, *, max_bytes: int | None) -> None:
    """Raise InputError where a file is absent, empty, or larger than the limit."""
    if not path.is_file():
        raise InputError("There is no such file.", file=str(path), mend="Check the path.")
    size = path.stat().st_size
    if size == 0:
        raise InputError("The file is empty (0 bytes).", file=path.name)
    if max_bytes is not None and size > max_bytes:
        raise InputError(
            f"The file has {size:,} bytes, more than the limit of {max_bytes:,}.",
            file=path.name,
            mend="Leave out what is not needed, or use Parquet.",
        )


def decode(raw: bytes, *, file: str, report: Report | None = None) -> str:
    """Text of a file; raises InputError where it is no text."""
    for magic, kind in _FOREIGN:
        if raw.startswith(magic):
            raise InputError(f"The file is {kind}, whatever its name says.", file=file)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InputError("The file begins as UTF-16 but is damaged.", file=file) from error
        _note(report, file, "encoding", "The file is encoded in UTF-16.", "read as UTF-16")
    else:
        text = _decode_single(raw, file=file, report=report)
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise InputError(
            "The file holds NUL bytes, so it is no text table or is damaged.",
            file=file,
            row=row,
            mend="Save it again as CSV in UTF-8.",
        )
    start = text[:1000].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise InputError(
            "The file is a web page or XML, not a table.",
            file=file,
            mend="Download the data itself: often the link leads to a sign-in or error page.",
        )
    return text


def _decode_single(raw: bytes, *, file: str, report: Report | None) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            raise InputError(
                "The file is neither UTF-8 nor Windows-1252 text.",
                file=file,
                row=row,
                mend="Save it again as CSV in UTF-8.",
            ) from error
        _note(
            report,
            file,
            "encoding",
            f"The file is not UTF-8 (first in row {row}).",
            "read as Windows-1252: check accented letters",
        )
        return text


def _note(report: Report | None, file: str, kind: str, message: str, action: str) -> None:
    if report is not None:
        report.add(Finding("note", kind, message, action, file=file))


def find_delimiter(text: str, *, file: str) -> str:
    """The sign between fields: the one that splits the header, confirmed by the next rows."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:20]
    if not lines:
        raise InputError("The file holds no rows.", file=file)
    counts = {sign: _count_outside_quotes(lines[0], sign) for sign in DELIMITERS}
    # A header of Eurostat's has commas inside its first field; tabs never stand inside one.
    best = "\t" if counts["\t"] else max(DELIMITERS, key=lambda sign: counts[sign])
    if counts[best] == 0:
        raise InputError(
            "The header is not divided by semicolons, tabs, commas or bars.",
            file=file,
            row=1,
            mend="Save the table as CSV.",
        )
    return best


def _count_outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])


def read_text_table(
    path: Path,
    *,
    delimiter: str | None = None,
    max_bytes: int | None = None,
    report: Report | None = None,
) -> TextTable:
    """Read a delimited text file into columns of text.

    Rows of another length than the header are set aside and reported; an unbalanced quote, which
    would swallow rows, raises InputError with its row.
    """
    text = decode(read_bytes(path, max_bytes=max_bytes), file=path.name, report=report)
    return parse_text_table(text, file=path.name, delimiter=delimiter, report=report)


def parse_text_table(
    text: str, *, file: str, delimiter: str | None = None, report: Report | None = None
) -> TextTable:
    """Columns of a delimited text (see `read_text_table`)."""
    sign = delimiter or find_delimiter(text, file=file)
    records = _read_records(text, sign, file=file)
    first = next(records, None)
    if first is None:
        raise InputError("The file holds no rows.", file=file)
    header = tuple(name.strip() for name in first[1])
    require_header(header, file=file)
    kept, rows, odd = [], [], []
    width = len(header)
    for row, fields in records:
        if len(fields) == width:
            kept.append(fields)
            rows.append(row)
        elif any(field.strip() for field in fields):
            odd.append((row, fields))
    _report_ragged(odd, width, len(kept), sign, file=file, report=report)
    if not kept:
        raise InputError("The file has a header but no rows.", file=file)
    return TextTable(header, tuple(map(list, zip(*kept, strict=True))), rows, file)


def require_header(header: Sequence[str], *, file: str) -> None:
    """Raise InputError where a header repeats a name or consists of numbers."""
    named = [name for name in header if name]
    twice = [name for name, count in Counter(named).items() if count > 1]
    if twice:
        raise InputError(
            f"Two columns are called {twice[0]}.",
            file=file,
            row=1,
            field=twice[0],
            mend="Give each column its own name.",
        )
    if not named:
        raise InputError("The first row is blank where the header should be.", file=file, row=1)


def _read_records(text: str, delimiter: str, *, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its row; a record over many lines counts by its first line."""
    if '"' not in text:
        for row, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield row, line.split(delimiter)
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 1
    try:
        for fields in reader:
            if any("\n" in field for field in fields) and sum(f.count("\n") for f in fields) > 3:
                raise csv.Error("a quoted text over many lines")
            if fields:
                yield row, fields
            row = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"The quotes are unbalanced or misplaced ({error}).",
            file=file,
            row=row,
            mend='A quote inside a quoted text is written twice: "".',
        ) from error


def _report_ragged(
    odd: list[tuple[int, list[str]]],
    width: int,
    kept: int,
    delimiter: str,
    *,
    file: str,
    report: Report | None,
) -> None:
    if not odd:
        return
    row, fields = odd[0]
    if len(odd) > max(kept, 1):
        joined = delimiter.join(fields)
        other = [s for s in DELIMITERS if s != delimiter and joined.count(s) == width - 1]
        mixed = " Rows seem to be divided by another sign than the header." if other else ""
        raise InputError(
            f"{len(odd)} of {len(odd) + kept} rows have another number of fields than the header:"
            f" {len(fields)} instead of {width}.{mixed}",
            file=file,
            row=row,
            mend="Save the table again with one delimiter and one header row.",
        )
    if report is None:
        return
    for row, fields in odd:
        report.add(
            Finding(
                "warning",
                "ragged-row",
                f"The row has {len(fields)} fields instead of {width}.",
                "row set aside",
                file=file,
                row=row,
                value=delimiter.join(fields)[:80],
            )
        )
