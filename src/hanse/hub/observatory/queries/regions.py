"""One region: its portfolio, how specialised it is, its likes, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hanse.hub.observatory.queries.clusters import Cluster, list_clusters, ranked
from hanse.hub.observatory.results import Results
from hanse.observatory.indicators.krugman_specialisation import compute_krugman_specialisation
from hanse.vocabulary import Flag


@dataclass(frozen=True)
class Peer:
    """Another region with an alike mix of industries; `similarity` is a cosine, 0 to 1."""

    region: str
    title: str
    similarity: float


@dataclass(frozen=True)
class Gaps:
    """How many of a region's groups have no complete figure."""

    groups: int
    missing: int
    suppressed: int
    lower_bound: int
    changeable: int
    """Groups whose rating missing cells could change."""

    @property
    def incomplete(self) -> int:
        """Groups without a complete figure."""
        return self.missing + self.suppressed + self.lower_bound

    @property
    def any(self) -> bool:
        """True where something is missing."""
        return self.incomplete > 0


@dataclass(frozen=True)
class RegionPage:
    """All that the page of a region shows."""

    region: str
    title: str
    period: str
    clusters: list[Cluster]
    """Every group of the region, highest rated and most specialised first."""
    employment: float | None
    specialisation: float | None
    """Krugman's index against all regions: 0 = the same mix, 2 = nothing in common."""
    specialisation_rank: int | None
    ranked_regions: int
    rated: tuple[int, ...]
    """How many groups hold each rating, lowest first."""
    gaps: Gaps
    similar: list[Peer]


def get_region_page(results: Results, region: str, *, period: int) -> RegionPage:
    """The page of `region`; raises InputError where the run does not have it."""
    r = results.require_region(region)
    index = specialisation_indices(results, period)
    position = _rank(index, r)
    ratings = np.nan_to_num(results.column("rating")[r, :, period]).astype(int)
    total = results.column("employment")[r, :, period]
    return RegionPage(
        region=region,
        title=results.region_titles[region],
        period=results.periods[period],
        clusters=list_portfolio(results, r, period),
        employment=float(np.nansum(total)) if (~np.isnan(total)).any() else None,
        specialisation=None if np.isnan(index[r]) else float(index[r]),
        specialisation_rank=position,
        ranked_regions=int((~np.isnan(index)).sum()),
        rated=tuple(np.bincount(ratings, minlength=len(results.ratings)).tolist()),
        gaps=count_gaps(results, r, period),
        similar=find_similar(results, r, period=period, limit=5),
    )


def list_portfolio(results: Results, r: int, period: int) -> list[Cluster]:
    """Every group of the region at position `r`, highest rating and quotient first."""
    clusters = list_clusters(results, [(r, g, period) for g in range(len(results.groups))])
    return sorted(clusters, key=lambda c: (-c.rating, -(c.lq if c.lq is not None else -1.0)))


def specialisation_indices(results: Results, period: int) -> np.ndarray:
    """Krugman's index of each region on its known groups, against all regions: shape (R,)."""

    def compute() -> np.ndarray:
        employment = results.column("employment")[:, :, period]
        return compute_krugman_specialisation(employment, missing="known")

    index: np.ndarray = results.derive(("specialisation", period), compute)
    return index


def mix(results: Results, period: int) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the groups in each region, (R, G), and in all regions, (G,), of known figures."""

    def compute() -> tuple[np.ndarray, np.ndarray]:
        known = np.nan_to_num(results.column("employment")[:, :, period])
        totals, base = known.sum(axis=1, keepdims=True), known.sum(axis=0)
        shares = np.divide(known, totals, out=np.zeros_like(known), where=totals > 0)
        return shares, base / base.sum() if base.sum() else base

    pair: tuple[np.ndarray, np.ndarray] = results.derive(("mix", period), compute)
    return pair


def find_similar(results: Results, r: int, *, period: int, limit: int) -> list[Peer]:
    """Regions whose mix of groups points the same way (cosine of the shares), nearest first."""

    def compute() -> list[Peer]:
        shares, _base = mix(results, period)
        lengths = np.sqrt((shares**2).sum(axis=1))
        if not lengths[r]:
            return []
        likeness = np.divide(
            shares @ shares[r], lengths * lengths[r], out=np.zeros(len(shares)), where=lengths > 0
        )
        likeness[r] = -1
        nearest = np.argsort(-likeness, kind="stable")[:limit]
        return [
            Peer(results.regions[i], results.region_titles[results.regions[i]], float(likeness[i]))
            for i in nearest
            if likeness[i] > 0
        ]

    peers: list[Peer] = results.derive(("similar", r, period, limit), compute)
    return peers


def count_gaps(results: Results, r: int, period: int) -> Gaps:
    """What is missing in the region at position `r`."""
    flags = results.column("employment_flag")[r, :, period]
    return Gaps(
        groups=len(flags),
        missing=int((flags == Flag.MISSING).sum()),
        suppressed=int((flags == Flag.SUPPRESSED).sum()),
        lower_bound=int((flags == Flag.LOWER_BOUND).sum()),
        changeable=int((results.column("certainty")[r, :, period] > 0).sum()),
    )


def _rank(values: np.ndarray, at: int) -> int | None:
    return None if np.isnan(values[at]) else int((values > values[at]).sum()) + 1


def list_quotients(results: Results, regions: Sequence[int], period: int) -> np.ndarray:
    """Location quotients of these regions, array of shape (len(regions), G)."""
    return results.column("lq")[list(regions), :, period]


def list_by_specialisation(results: Results, period: int) -> list[int]:
    """Positions of the regions from the most specialised to the least."""
    return list(ranked(results, specialisation_indices(results, period)))
