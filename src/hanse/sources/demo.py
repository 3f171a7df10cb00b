"""The carried table: real figures for the first minute, without a network."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import numpy as np

from hanse.panel.build import build_panel
from hanse.sources.levels import find_titles
from hanse.sources.reading import ColumnRole, Detection, Reading, find_sha256
from hanse.vocabulary import Finding, Flag, Provenance, Report

DEMO_FILE = "eurostat_persons_employed_2015_nuts2_a38.csv"
DEMO_PERIOD = "2015"
ACKNOWLEDGEMENT = (
    "Source: Eurostat, structural business statistics by NUTS-2 regions and NACE Rev. 2"
    " (sbs_r_nuts06_r2), aggregated."
)


def find_demo_file() -> Path:
    """Path of the carried table inside the package."""
    return Path(str(files("hanse.sources.eurostat_sbs") / DEMO_FILE))


def read_demo() -> Reading:
    """Persons employed in 2015, 319 NUTS-2 regions x 28 A*38 groups.

    Conventions: no divisions missing is observed; some missing is a lower bound; blank is missing.
    All regions that have figures (283) are codes of NUTS 2013. The others are codes of other
    releases that the publisher lists without figures; their names are those of NUTS 2010.
    """
    path = find_demo_file()
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    values = np.array([float(row["persons_employed"] or "nan") for row in rows])
    partial = np.array([int(row["divisions_missing"]) > 0 for row in rows])
    flags = np.where(partial, Flag.LOWER_BOUND, Flag.OBSERVED).astype(np.uint8)
    flags[np.isnan(values)] = Flag.MISSING
    origin = Provenance(
        publisher="Eurostat",
        title="Persons employed by NUTS-2 region and A*38 industry group, 2015",
        licence="Reuse with acknowledgement (Commission Decision 2011/833/EU)",
        acknowledgement=ACKNOWLEDGEMENT,
        url="https://ec.europa.eu/eurostat/databrowser/view/sbs_r_nuts06_r2/default/table",
        vintage=DEMO_PERIOD,
        sha256=find_sha256(path),
        note=path.name,
    )
    regions = [row["region"] for row in rows]
    industries = [row["industry"] for row in rows]
    panel = build_panel(
        regions,
        industries,
        [DEMO_PERIOD] * len(rows),
        {"employment": values},
        flags={"employment": flags},
        region_classification="nuts-2013",
        industry_classification="nace-rev2-a38",
        region_titles=_find_names(set(regions)),
        industry_titles=find_titles("nace-rev2-a38", set(industries)),
        provenance=(origin,),
        file=path.name,
    )
    levels = ("nuts-2", "a38")
    detection = Detection(
        "long",
        (
            ColumnRole("region", "region"),
            ColumnRole("industry", "industry"),
            ColumnRole("persons_employed", "measure", "employment", DEMO_PERIOD),
            ColumnRole("divisions_missing", "flag", "employment"),
        ),
        "eurostat-sbs",
        "nuts-2013",
        "nace-rev2-a38",
    )
    return Reading(panel, _report(path, flags), origin, detection, {levels: panel}, levels)


def _find_names(regions: set[str]) -> dict[str, str]:
    """Names of the regions; those that NUTS 2013 does not have by the carried list of names."""
    path = find_demo_file().with_name("nuts2_names_2010.csv")  # Source: Eurostat, NUTS
    with path.open(encoding="utf-8", newline="") as stream:
        names = {row["region"]: row["name"] for row in csv.DictReader(stream)}
    return {r: names[r] for r in regions if r in names} | find_titles("nuts-2013", regions)


def _report(path: Path, flags: np.ndarray) -> Report:
    report = Report(source=path.name)
    partial, missing = int((flags == Flag.LOWER_BOUND).sum()), int((flags == Flag.MISSING).sum())
    report.add(
        Finding(
            "note",
            "lower-bound",
            "Some divisions of the group are not published.",
            "read as a lower bound",
            path.name,
            column="divisions_missing",
            count=partial,
        )
    )
    report.add(
        Finding(
            "note",
            "missing-value",
            "No division of the group is published.",
            "read as missing, not as zero",
            path.name,
            column="persons_employed",
            count=missing,
        )
    )
    report.facts |= {
        "rows": len(flags),
        "gaps": {"lower_bound": partial, "missing": missing},
        "periods": [DEMO_PERIOD],
    }
    return report
