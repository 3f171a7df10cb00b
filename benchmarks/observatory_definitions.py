"""The full derivation of benchmark cluster definitions, and its scores beside the published ones.

Employment and establishments of the traded NAICS industries in 179 economic areas (County Business
Patterns 2017), and who buys from whom (BEA 2017, detail). Every number of clusters from 30 to 60,
three methods, on each similarity matrix and on their average. Needs the real data; no peer exists.
Scores are the validation scores of Delgado, Porter and Stern (2016), on the same matrices for the
published definitions, which rest on other years, occupations and the judgement of people.
"""

from __future__ import annotations

import csv
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Row, find_shared_data

if TYPE_CHECKING:
    from hanse.observatory.cluster_definitions.validation import ValidationScores

COUNTS = range(30, 61)
TITLE = "Benchmark cluster definitions derived for the United States: scores in per cent"


def measure(folder: Path, repeats: int) -> list[Row]:
    shared = find_shared_data()
    if shared is None:
        return [Row("Hanse", "–", "–", "–", "not run: the real data are absent")]
    import numpy as np

    from hanse.observatory.cluster_definitions.candidates import number_groups
    from hanse.observatory.cluster_definitions.similarity import build_similarities

    jobs, plants, industries, clusters = read_areas(shared)
    matrices = build_similarities(jobs, plants)
    names = sorted(set(clusters))
    published = number_groups(np.array([names.index(name) for name in clusters]))
    rows = []
    for added, more in (("", {}), (" and input–output", {"IO": read_flows(shared, industries)})):
        rows += _derive(
            f"co-location, coagglomeration{added}", matrices | more, industries, published
        )
    return rows


def _derive(title: str, matrices: Any, industries: list[str], published: Any) -> list[Row]:
    from hanse.observatory.cluster_definitions.derive import derive_cluster_definitions
    from hanse.observatory.cluster_definitions.similarity import standardise_similarity
    from hanse.observatory.cluster_definitions.validation import compute_validation_scores

    standard = {name: standardise_similarity(matrix) for name, matrix in matrices.items()}
    theirs = compute_validation_scores(standard, published)
    started = time.perf_counter()
    found = derive_cluster_definitions(matrices, industries, counts=COUNTS)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = (
        f"{_tell(found.scores)}; {found.groups.max() + 1} clusters of {len(industries)} industries "
        f"({found.winner.name}), won among {len(found.candidates)}, {len(found.moves)} moved; "
        f"{_agree(found.groups, published):.2f} adjusted Rand index with the published ones"
    )
    return [
        Row(f"published definitions; {title}", "–", "–", "–",
            f"{_tell(theirs)}; {published.max() + 1} clusters"),
        Row(f"Hanse; {title}", f"{seconds:.0f}", "–", f"{peak:.0f}", told),
    ]  # fmt: skip


def _tell(scores: ValidationScores) -> str:
    return (
        f"overall {scores.overall:.1f}, clusters {scores.clusters:.1f}, "
        f"industries {scores.industries:.1f}"
    )


def _agree(one: Any, other: Any) -> float:
    """Adjusted Rand index: 1 where two groupings are the same, 0 where they agree by chance."""
    import numpy as np

    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: Any) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns, whole = pairs(table.sum(1)), pairs(table.sum(0)), pairs(table.sum())
    chance = rows * columns / whole
    return (pairs(table) - chance) / ((rows + columns) / 2 - chance)


def read_areas(shared: Path) -> tuple[Any, Any, list[str], list[str]]:
    """Jobs and plants (areas, industries), the industries, and the published cluster of each."""
    import duckdb
    import numpy as np
    import xlrd

    sheet = xlrd.open_workbook(shared / "us" / "bea_economic_areas_counties.xls").sheet_by_index(1)
    area = {sheet.cell_value(k, 0): sheet.cell_value(k, 2) for k in range(1, sheet.nrows)}
    with (shared / "us" / "bcd_naics2012_to_cluster.csv").open(encoding="utf-8") as file:
        cluster = {
            row["naics"]: row["cluster"]
            for row in csv.DictReader(file)
            if row["traded_local"] == "Traded"
        }
    path = shared / "us" / "cbp_county_naics6_2017_2021.parquet"
    table = duckdb.sql(
        f"SELECT Fips f, naics n, Emp e, Est p FROM '{path}' WHERE year = 2017"
    ).fetchnumpy()
    areas = np.array([area.get(f, "") for f in table["f"]])
    kept = (areas != "") & np.array([n in cluster for n in table["n"]])
    names, r = np.unique(areas[kept], return_inverse=True)
    industries, i = np.unique(np.asarray(table["n"], dtype=str)[kept], return_inverse=True)
    jobs, plants = np.zeros((2, len(names), len(industries)))
    np.add.at(jobs, (r, i), table["e"][kept])
    np.add.at(plants, (r, i), table["p"][kept])
    return jobs, plants, industries.tolist(), [cluster[n] for n in industries]


def read_flows(shared: Path, industries: list[str]) -> Any:
    """Input–output similarity of NAICS industries: that of the BEA industries that hold them."""
    import numpy as np

    from hanse.observatory.cluster_definitions.similarity import compute_input_output_similarity

    with (shared / "io" / "flowsa_NAICS_to_BEA_Crosswalk_2017.csv").open(encoding="utf-8") as file:
        holder = {
            row["NAICS_2012_Code"]: row["BEA_2017_Detail_Code"] for row in csv.DictReader(file)
        }
    path = shared / "io" / "flowsa_BEA_Detail_Use_SUT_2017_17sch.csv"
    with path.open(encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    use = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    codes = [code for code in head[1:] if code in use]
    flows = np.array([[float(use[i][j] or 0.0) for j in codes] for i in codes])
    similarity = compute_input_output_similarity(np.maximum(flows, 0.0))
    place = {code: k for k, code in enumerate(codes)}

    def find(naics: str) -> int | None:
        for length in range(6, 1, -1):
            if holder.get(naics[:length]) in place:
                return place[holder[naics[:length]]]
        return None

    at = [find(naics) for naics in industries]
    known = np.array([k is not None for k in at])
    index = np.array([0 if k is None else k for k in at])
    matrix = similarity[np.ix_(index, index)]
    matrix[~known] = np.nan
    matrix[:, ~known] = np.nan
    return matrix
