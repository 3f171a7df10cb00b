"""Establishment-level tables aggregated where they live, through Ibis.

Only region x industry x period comes home. DuckDB by default; Spark, Trino, BigQuery, PostgreSQL
and every other engine that Ibis speaks to by its connection: the sums are the same.
"""

from hanse.sources.engines.establishments import (
    Measure,
    aggregate_establishments,
    open_table,
)

__all__ = ["Measure", "aggregate_establishments", "open_table"]
