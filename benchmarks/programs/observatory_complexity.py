"""One library's way from a long table to LQ, proximity, density, ECI and PCI in a long table.

`observatory_complexity.py LIBRARY PARQUET OUT REPEATS` prints wall-clock and processor seconds of
each repeat as JSON; the first call, with imports and compilations, is not counted. The last result
is written to OUT.
"""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")


def run_hanse(frame):
    from hanse.observatory.relatedness.profile import compute_complexity_profile

    profile = compute_complexity_profile(frame, period="period")
    return profile.to_table(like=frame)


def run_ecomplexity(frame):
    from ecomplexity import ecomplexity

    names = {"time": "period", "loc": "region", "prod": "industry", "val": "employment"}
    return ecomplexity(frame, names, verbose=False)


def run_econcomplex(frame):
    from econcomplex.pipeline import compute_complexity

    names = {"time": "period", "loc": "region", "act": "industry", "val": "employment"}
    return compute_complexity(frame, names, compute_coi_cog=False)


def run_economic_complexity(frame):
    import pandas
    from economic_complexity import complexity, proximity, rca, relatedness

    parts = []
    for period, rows in frame.groupby("period"):
        matrix = rows.pivot(index="region", columns="industry", values="employment")
        quotients = rca(matrix)
        eci, pci = complexity(quotients)
        near = relatedness(quotients, proximities=proximity(quotients))
        long = quotients.stack().rename("lq").to_frame()
        long["density"] = near.stack()
        long = long.reset_index()
        long["eci"], long["pci"] = long["region"].map(eci), long["industry"].map(pci)
        long["period"] = period
        parts.append(long)
    return pandas.concat(parts)


def main():
    import pandas

    library, source, out, repeats = sys.argv[1:5]
    frame = pandas.read_parquet(source)
    run = globals()[f"run_{library}"]
    first = frame["period"].min()
    run(frame[(frame["region"] < "R0100") & (frame["period"] == first)])
    seconds, result = {"wall": [], "processor": []}, None
    for _ in range(int(repeats)):
        del result  # two results at once would be the harness' memory, not the library's
        result = None
        wall, processor = time.perf_counter(), time.process_time()
        result = run(frame)
        seconds["wall"].append(time.perf_counter() - wall)
        seconds["processor"].append(time.process_time() - processor)
    names = [n for n in ("region", "period", "eci") if n in result.columns]
    # Each region once for each period: its rows all carry the same index.
    result[names].drop_duplicates().astype({"region": str}).to_parquet(out)
    print(json.dumps(seconds))


main()
