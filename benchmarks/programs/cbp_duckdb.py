"""Reading and grouping County Business Patterns by DuckDB alone, to the grain of the rating."""

import sys

import duckdb

source, grouping, goal = sys.argv[1:]
duckdb.execute(
    f"""COPY (
        SELECT Fips, cluster, year, sum(Emp) AS employment, sum(Est) AS establishments,
               sum(Pay) AS payroll
        FROM '{source}' JOIN read_csv('{grouping}', all_varchar = true) USING (naics)
        GROUP BY ALL
    ) TO '{goal}' (FORMAT parquet)"""
)
