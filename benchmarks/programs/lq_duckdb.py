"""The same by DuckDB alone: totals by GROUP BY, joined back."""

import sys

import duckdb

source, goal = sys.argv[1:]
duckdb.execute(
    f"""COPY (
        WITH cells AS (FROM '{source}'),
        r AS (SELECT region, period, sum(employment) AS e FROM cells GROUP BY ALL),
        i AS (SELECT industry, period, sum(employment) AS e FROM cells GROUP BY ALL),
        n AS (SELECT period, sum(employment) AS e FROM cells GROUP BY ALL)
        SELECT c.region, c.industry, c.period, (c.employment / r.e) / (i.e / n.e) AS lq
        FROM cells c JOIN r USING (region, period) JOIN i USING (industry, period)
        JOIN n USING (period)
    ) TO '{goal}' (FORMAT parquet)"""
)
