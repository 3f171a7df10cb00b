"""Location quotients of 8.4 million rows, Parquet in and Parquet out."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measuring import Row, compare, run_program

TITLE = "Location quotients, 1,400 x 600 x 10 (8.4 million rows), Parquet to Parquet, new process"
PROGRAMS = {
    "Hanse": "lq_hanse",
    "DuckDB, group-by and joins": "lq_duckdb",
    "pandas, groupby.transform": "lq_pandas",
}


def write_input(
    path: Path, *, regions: int = 1400, industries: int = 600, periods: int = 10
) -> None:
    """A long table of made-up employment, every cell present, seeded."""
    import duckdb

    duckdb.execute(
        f"""COPY (
            SELECT printf('R%04d', r.range) AS region, printf('I%03d', i.range) AS industry,
                   (2012 + t.range)::VARCHAR AS period,
                   floor(exp(8 * (hash(r.range, i.range, t.range)::DOUBLE / 2^64)))
                       AS employment
            FROM range({regions}) r, range({industries}) i, range({periods}) t
            ORDER BY region, industry, period
        ) TO '{path}' (FORMAT parquet)"""
    )


def measure(folder: Path, repeats: int) -> list[Row]:
    source = folder / "employment.parquet"
    write_input(source)
    commands = {
        name: run_program(program, source, folder / f"{program}.parquet")
        for name, program in PROGRAMS.items()
    }
    rows = compare(commands, repeats=repeats)
    _require_same(folder)
    return rows


def _require_same(folder: Path) -> None:
    """Refuse to compare programs that give different numbers."""
    import duckdb

    for program in list(PROGRAMS.values())[1:]:
        found = duckdb.execute(
            f"""SELECT count(*), max(abs(a.lq - b.lq))
                FROM '{folder}/lq_hanse.parquet' a
                JOIN '{folder}/{program}.parquet' b USING (region, industry, period)"""
        ).fetchall()[0]
        if found[0] != 8_400_000 or found[1] > 1e-9:
            raise AssertionError(f"{program} differs from Hanse: {found}")
