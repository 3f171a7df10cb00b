"""From a checked table to a bundle on disk: the whole bundle or nothing."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanse.vocabulary import InputError, find_cards
from hanse.vocabulary.cards import MethodCard

if TYPE_CHECKING:
    from hanse.observatory.identification.result import Identification
    from hanse.panel import Panel
    from hanse.vocabulary import Report

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Bundle:
    """A bundle that lies complete in its place."""

    run_id: str
    folder: Path
    facts: Mapping[str, Any]
    rows: int


def rate_panel(
    panel: Panel, *, method: str, grouping: str, parameters: Mapping[str, float]
) -> Identification:
    """The panel grouped and rated; raises InputError for an unknown method or grouping."""
    from hanse.classifications import get_grouping
    from hanse.panel.aggregate import group_industries

    methods = find_cards("hanse.observatory.identification", MethodCard)
    if method not in methods:
        raise InputError(
            f"There is no rating method called {method}.", mend=f"There are: {', '.join(methods)}."
        )
    _card, module = methods[method]
    grouped = group_industries(panel, get_grouping(grouping)) if grouping else panel
    identification: Identification = module.rate(grouped, dict(parameters))
    return identification


def store_bundle(
    runs: Path, identification: Identification, panel: Panel, report: Report
) -> Bundle:
    """Write the bundle beside its place and rename it there in one step.

    A process killed meanwhile leaves a folder that begins with a dot: no reader looks there, and
    `sweep_unfinished` removes it. A bundle that exists already is the same one: it is kept.
    """
    from hanse.observatory.identification.bundle import write_bundle

    runs.mkdir(parents=True, exist_ok=True)
    unfinished = runs / f".unfinished-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        write_bundle(unfinished, identification, panel, report)
        facts = json.loads((unfinished / "run.json").read_text("utf-8"))
        place = runs / str(facts["run_id"])
        if not place.exists():
            _flush(unfinished)
            unfinished.rename(place)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Bundle(str(facts["run_id"]), place, facts, _count_rows(place / "ratings.parquet"))


def _flush(folder: Path) -> None:
    """Bring the files to the disk before the name that makes them visible."""
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())


def _count_rows(path: Path) -> int:
    from hanse.panel.sql import connect, escape_path

    with connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM read_parquet(?)", [escape_path(path)]
        ).fetchone()
    return int(row[0]) if row else 0


def sweep_unfinished(runs: Path) -> int:
    """Remove what killed processes left behind; answers how many folders."""
    left = [path for path in runs.glob(".unfinished-*") if not _is_alive(path)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _is_alive(path: Path) -> bool:
    """True where the process that writes this folder still runs."""
    number = path.name.split("-")[1]
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True
