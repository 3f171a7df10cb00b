"""The published results, read where they lie: which file and which fairness each stands for."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FILE_OF_VARIANT = {
    "forb0.3": "forb0003",
    "forb0.7": "forb0007",
    "fixed20": "fixed020-Forb",
    "fixed40": "fixed040-Forb",
    "prec15": "prec15",
    "prec25": "prec25",
}


@dataclass(frozen=True)
class Published:
    """One row of `best_known.csv`."""

    instance: str
    variant: str
    file: Path
    fairness: int | None
    breaks: int | None
    """None: proved that no timetable exists."""
    maxsat_seconds: str


def list_published(shared_data: Path) -> list[Published]:
    """Every published result."""
    folder = shared_data / "b2b"
    found = []
    with (folder / "best_known.csv").open(newline="") as table:
        for row in list(csv.reader(table))[1:]:
            instance, variant, best, seconds = row[:4]
            fairness: int | None = 2
            if variant.startswith("fair_d"):
                fairness = int(variant[6:]) if variant[6:].isdecimal() else None
            file = (
                folder / "instances" / f"{instance}.{FILE_OF_VARIANT.get(variant, 'original')}.dzn"
            )
            breaks = None if best == "-" else int(best)
            found.append(Published(instance, variant, file, fairness, breaks, seconds))
    return found
