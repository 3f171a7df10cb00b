"""Long Parquet to long Parquet with Hanse."""

import sys

from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.panel.long_tables import read_long_parquet, write_long_parquet

source, goal = sys.argv[1:]
panel = read_long_parquet(
    source, region="region", industry="industry", period="period", measures=["employment"]
)
write_long_parquet(
    goal,
    regions=panel.regions,
    industries=panel.industries,
    periods=panel.periods,
    measures={"lq": compute_location_quotients(panel.measures["employment"])},
)
