"""Aggregate a folder of establishments by an engine; the panel goes to a numpy archive."""

import sys

import numpy as np

from hanse.sources.engines import Measure, aggregate_establishments, open_table

engine, source, goal = sys.argv[1:]
if engine == "spark":
    import ibis
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .appName("hanse")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    table = ibis.pyspark.connect(session).read_parquet(source)
else:
    table = open_table(source)
panel = aggregate_establishments(
    table,
    region="region",
    industry="industry",
    period="year",
    measures={"employment": "persons", "establishments": Measure(how="count")},
)
np.savez(
    goal,
    regions=np.array(panel.regions),
    industries=np.array(panel.industries),
    periods=np.array(panel.periods),
    **panel.measures,
    **{f"{name}_flags": flags for name, flags in panel.flags.items()},
)
