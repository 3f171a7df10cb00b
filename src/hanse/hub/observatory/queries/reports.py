"""The check report of an upload as plain data for its page."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hanse.hub.observatory.models import Upload

if TYPE_CHECKING:
    from hanse.sources.reading import Reading

_MOST = 300


def describe_reading(reading: Reading) -> dict[str, Any]:
    """Findings, what is in the file, and how its columns and codes were understood."""
    panel, report, detection = reading.panel, reading.report, reading.detection
    regions, industries, _ = panel.shape
    described: dict[str, Any] = {
        "findings": [asdict(finding) for finding in report.findings[:_MOST]],
        "counts": dict(report.counts),
        "facts": json.loads(json.dumps(report.facts, default=str)),
        "regions": regions,
        "industries": industries,
        "periods": list(panel.periods),
        "measures": list(panel.measures),
        "region_classification": panel.region_classification,
        "industry_classification": panel.industry_classification,
        "roles": {},
        "columns": [],
    }
    if detection is not None:
        described |= {
            "layout": detection.layout,
            "columns": [asdict(column) for column in detection.columns],
            "region_misfits": list(detection.region_misfits),
            "industry_misfits": list(detection.industry_misfits),
            "roles": {c.role: c.column for c in reversed(detection.columns)},
        }
    return described


def suggest_groupings(upload: Upload) -> list[tuple[str, str]]:
    """(id, title) of the groupings whose members are codes of the upload's classification."""
    from hanse.classifications import list_groupings

    found = str(upload.report.get("industry_classification", ""))
    return [
        (grouping.id, grouping.title)
        for grouping in list_groupings()
        if grouping.classification == found
    ]
