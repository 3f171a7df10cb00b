"""One industry group: where it is, the ranking, and how concentrated it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hanse.hub.observatory.queries.clusters import Cluster, list_clusters, number
from hanse.hub.observatory.results import Results
from hanse.observatory.indicators.locational_gini import compute_locational_gini
from hanse.vocabulary import Flag


@dataclass(frozen=True)
class Concentration:
    """How unevenly a group is spread over the regions that have a figure."""

    regions: int
    without_figure: int
    gini: float | None
    """Locational Gini: 0 = spread like all jobs, 1 = all in one region."""
    top_5: float | None
    """Share of the five largest regions in the known employment, 0 to 1."""
    top_20: float | None
    employment: float
    lorenz: tuple[tuple[float, float], ...]
    """Cumulative shares of all jobs and of the group's, least specialised region first."""


@dataclass(frozen=True)
class IndustryPage:
    """All that the page of an industry group shows besides its map."""

    group: str
    title: str
    period: str
    clusters: list[Cluster]
    """Regions of the group, highest rated and largest first."""
    rated: tuple[int, ...]
    concentration: Concentration


def get_industry_page(results: Results, group: str, *, period: int) -> IndustryPage:
    """The page of `group`; raises InputError where the run does not have it."""
    g = results.require_group(group)
    known = results.column("employment_flag")[:, g, period] <= Flag.LOWER_BOUND
    ratings = np.nan_to_num(results.column("rating")[:, g, period]).astype(int)
    return IndustryPage(
        group=group,
        title=results.group_titles[group],
        period=results.periods[period],
        clusters=list_ranking(results, g, period),
        rated=tuple(np.bincount(ratings[known], minlength=len(results.ratings)).tolist()),
        concentration=measure_concentration(results, g, period),
    )


def list_ranking(
    results: Results, g: int, period: int, *, limit: int | None = None
) -> list[Cluster]:
    """The regions with figures for the group at `g`, highest rating and employment first."""

    def compute() -> list[int]:
        size = results.column("employment")[:, g, period]
        rating = results.column("rating")[:, g, period]
        known = np.flatnonzero(~np.isnan(size))
        order = np.lexsort((-size[known], -np.nan_to_num(rating[known], nan=-1)))
        return [int(r) for r in known[order]]

    order: list[int] = results.derive(("ranking", g, period), compute)
    return list_clusters(results, [(r, g, period) for r in order[:limit]])


def measure_concentration(results: Results, g: int, period: int) -> Concentration:
    """Concentration of the known employment of the group at position `g` over regions."""

    def compute() -> Concentration:
        size = results.column("employment")[:, g, period]
        known = np.sort(size[~np.isnan(size)])
        total, n = float(known.sum()), len(known)
        if not total:
            return Concentration(n, len(size) - n, None, None, None, total, ())
        return Concentration(
            regions=n,
            without_figure=len(size) - n,
            gini=number(_ginis(results, period)[g]),
            top_5=float(known[-5:].sum() / total),
            top_20=float(known[-20:].sum() / total),
            employment=total,
            lorenz=_lorenz(results, g, period),
        )

    concentration: Concentration = results.derive(("concentration", g, period), compute)
    return concentration


def _ginis(results: Results, period: int) -> np.ndarray:
    def compute() -> np.ndarray:
        return compute_locational_gini(
            results.column("employment")[:, :, period], weights="base", missing="known"
        )

    ginis: np.ndarray = results.derive(("ginis", period), compute)
    return ginis


def _lorenz(results: Results, g: int, period: int) -> tuple[tuple[float, float], ...]:
    """Cumulative shares of all jobs and of the group's, least specialised region first."""
    employment = results.column("employment")[:, :, period]
    known = ~np.isnan(employment[:, g])
    own, everything = employment[known, g], np.nansum(employment[known], axis=1)
    order = np.argsort(np.divide(own, everything, out=np.zeros_like(own), where=everything > 0))
    x = np.concatenate([[0.0], np.cumsum(everything[order]) / everything.sum()])
    y = np.concatenate([[0.0], np.cumsum(own[order]) / own.sum()])
    at = np.unique(np.linspace(0, len(x) - 1, 61).astype(int))
    return tuple((float(x[i]), float(y[i])) for i in at)
