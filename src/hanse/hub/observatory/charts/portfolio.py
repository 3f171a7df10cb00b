"""Size against specialisation: the industry groups of a region as bubbles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hanse.hub.observatory.charts.scales import LogScale, Tick, decades
from hanse.hub.observatory.figures import format_figure
from hanse.hub.observatory.queries.clusters import Cluster
from hanse.hub.observatory.queries.layers import rating_step

WIDTH, HEIGHT = 760, 430
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 14, 14, 46
_LQ_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 16)


@dataclass(frozen=True)
class Bubble:
    """One industry group; `label` is empty where there is no room for it."""

    x: float
    y: float
    radius: float
    step: int
    code: str
    text: str
    label: str
    anchor: str
    label_x: float


@dataclass(frozen=True)
class PortfolioChart:
    """Bubbles, ticks and the line of the average (quotient 1)."""

    bubbles: tuple[Bubble, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    average: float
    left_out: int
    """Groups without figures or with nobody employed: they have no place on a log scale."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def draw_portfolio(clusters: Sequence[Cluster], *, ratings: int) -> PortfolioChart | None:
    """The chart of a region's groups; None where none has a positive size and quotient."""
    drawn = [c for c in clusters if (c.employment or 0) > 0 and (c.lq or 0) > 0]
    if not drawn:
        return None
    sizes = [c.employment or 1.0 for c in drawn]
    quotients = [c.lq or 1.0 for c in drawn]
    low_y = max(min(sizes), max(sizes) / 2000) * 0.7
    y = LogScale(low_y, max(sizes) * 1.5, HEIGHT - _BOTTOM, _TOP)
    low_x = min(0.5, max(min(quotients) * 0.85, 0.08))
    x = LogScale(low_x, max(2.5, max(quotients) * 1.25), _LEFT, WIDTH - _RIGHT)
    places = [(x(c.lq or 1.0), y(c.employment or 1.0)) for c in drawn]
    labelled = _choose_labels(drawn, places)
    bubbles = tuple(
        _bubble(c, place, ratings, labelled=i in labelled)
        for i, (c, place) in enumerate(zip(drawn, places, strict=True))
    )
    return PortfolioChart(
        bubbles=bubbles,
        x_ticks=tuple(Tick(x(v), f"{v:g}") for v in _LQ_TICKS if low_x <= v <= x.high),
        y_ticks=tuple(
            Tick(y(v), format_figure(v, kind="employment")) for v in decades(low_y, y.high)
        ),
        average=x(1.0),
        left_out=len(clusters) - len(drawn),
    )


def _bubble(c: Cluster, place: tuple[float, float], ratings: int, *, labelled: bool) -> Bubble:
    share = c.region_share or 0.0
    radius = round(4 + 36 * math.sqrt(min(share, 0.25)) * 0.6, 1)
    to_left = place[0] > WIDTH * 0.66
    text = " · ".join(
        [
            c.group_title,
            format_figure(c.employment, kind="employment", flag=c.employment_flag),
            f"LQ {format_figure(c.lq, kind='lq')}",
            c.rating_title,
        ]
    )
    return Bubble(
        *place,
        radius,
        rating_step(c.rating, ratings),
        c.group,
        text,
        _short(c.group_title) if labelled else "",
        "end" if to_left else "start",
        round(place[0] + (-radius - 4 if to_left else radius + 4), 1),
    )


def _choose_labels(clusters: Sequence[Cluster], places: Sequence[tuple[float, float]]) -> set[int]:
    """The highest rated get a label, unless it would lie on another label or bubble."""
    order = sorted(
        range(len(clusters)),
        key=lambda i: (-clusters[i].rating, -(clusters[i].lq or 0)),
    )
    taken: list[tuple[float, float, float]] = []
    chosen: set[int] = set()
    for i in order:
        x, y = places[i]
        length = 6.4 * len(_short(clusters[i].group_title)) + 16
        left, right = (x - length, x) if x > WIDTH * 0.66 else (x, x + length)
        free = all(abs(y - v) > 15 or right < low or left > high for low, high, v in taken)
        bare = all(
            abs(y - v) > 9 or not left < u < right for k, (u, v) in enumerate(places) if k != i
        )
        if free and bare and len(chosen) < 12:
            chosen.add(i)
            taken.append((left, right, y))
    return chosen


def _short(title: str, *, most: int = 30) -> str:
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"
