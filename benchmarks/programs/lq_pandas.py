"""The same by pandas, as an analyst would write it."""

import sys

import pandas as pd

source, goal = sys.argv[1:]
cells = pd.read_parquet(source)
e = cells["employment"]
region = cells.groupby(["region", "period"])["employment"].transform("sum")
industry = cells.groupby(["industry", "period"])["employment"].transform("sum")
nation = cells.groupby("period")["employment"].transform("sum")
cells["lq"] = (e / region) / (industry / nation)
cells[["region", "industry", "period", "lq"]].to_parquet(goal, index=False)
