"""County Business Patterns 2017-2021 to rated clusters, against DuckDB's reading and grouping."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measuring import Row, compare, find_shared_data, run_program

TITLE = (
    "County Business Patterns 2017–2021 (1.73 million rows), file to rated Parquet, cold process"
)


def measure(folder: Path, repeats: int) -> list[Row]:
    data = find_shared_data()
    if data is None:
        return [Row("not measured", "", "", "", "real data absent: set HANSE_SHARED_DATA")]
    source = data / "us" / "cbp_county_naics6_2017_2021.parquet"
    grouping = data / "us" / "bcd_naics2012_to_cluster.csv"
    rated = folder / "rated.parquet"
    hanse = [str(Path(sys.executable).with_name("hanse")), "identify", str(source)]
    hanse += ["--method", "us-cluster-mapping", "--grouping", str(grouping)]
    commands = {
        "DuckDB: read, group, write": run_program(
            "cbp_duckdb", source, grouping, folder / "g.parquet"
        ),
        "Hanse: read, check, group, rate, write": [*hanse, "--traded", "--out", str(rated)],
    }
    notes = {"DuckDB: read, group, write": "county x cluster x year; no check, no rating"}
    notes["Hanse: read, check, group, rate, write"] = "both: all processors, compiled bytecode"
    return compare(commands, repeats=repeats, notes=notes)
