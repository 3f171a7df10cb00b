"""Published runs of the observatory and their ratings, a page at a time."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from django.contrib.auth.models import AnonymousUser

from hanse.hub.observatory.models import Run
from hanse.hub.observatory.queries.clusters import list_clusters
from hanse.hub.observatory.queries.runs import get_results, get_run, list_published
from hanse.hub.observatory.results import Results
from hanse.vocabulary import InputError


def list_runs() -> list[Run]:
    """Published runs, those of the hub itself first."""
    return list_published()


def find_run(run_id: str) -> Run | None:
    """The published run of this id."""
    run = get_run(run_id, AnonymousUser())
    return run if run is not None and run.is_public else None


def take_ratings(
    run: Run,
    *,
    region: str,
    group: str,
    period: str,
    at_least: int,
    after: int,
    limit: int,
) -> tuple[list[dict[str, Any]], int, int | None]:
    """Ratings behind position `after`, how many fit in all, and the position to go on from.

    A run never changes, so a position in it holds for ever. An unknown label raises InputError.
    """
    results = get_results(run)
    key = ("api", region, group, period, at_least)
    cells = results.derive(key, lambda: _choose(results, region, group, period, at_least), keep=64)
    start = int(np.searchsorted(cells, after, side="right"))
    shown = cells[start : start + limit]
    regions, groups = len(results.regions), len(results.groups)
    at = [
        (int(c) // groups % regions, int(c) % groups, int(c) // (groups * regions)) for c in shown
    ]
    items = [asdict(cluster) for cluster in list_clusters(results, at)]
    is_last = start + limit >= len(cells)
    return items, len(cells), None if is_last else int(shown[-1])


def _choose(results: Results, region: str, group: str, period: str, at_least: int) -> Any:
    """Positions of the cells that fit, by period, region, group."""
    shape = results.shape
    fits = np.ones((shape[2], shape[0], shape[1]), dtype=bool)
    if at_least:
        rating = np.nan_to_num(results.column("rating"), nan=0)
        fits &= np.moveaxis(rating, 2, 0) >= at_least
    if region:
        fits &= _only(shape[0], results.require_region(region))[None, :, None]
    if group:
        fits &= _only(shape[1], results.require_group(group))[None, None, :]
    if period:
        if period not in results.period_at:
            raise InputError(f"This run has no period {period[:40]}.", field="period")
        fits &= _only(shape[2], results.period_at[period])[:, None, None]
    return np.flatnonzero(fits)


def _only(size: int, position: int) -> Any:
    return np.arange(size) == position
