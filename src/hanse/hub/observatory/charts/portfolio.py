"""Size against specialisation: the industry groups of a region as bubbles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hanse.hub.observatory.charts.scales import LogScale, Tick, decades
from hanse.hub.observatory.figures import format_figure
from hanse.hub.observatory.queries.clusters import Cluster
from hanse.hub.observatory.queries.layers import rating_step

WIDTHS = {"wide": 760, "narrow": 360}
"""Drawn for a desk and for a telephone, where the wide one would be too small to read."""
HEIGHT = 430
MOST_LABELS = 12
Circle = tuple[float, float, float]
"""Centre and radius."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 14, 14, 46
_LQ_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 16)


@dataclass(frozen=True)
class Label:
    """A name beside its bubble, from `left` to `right` in the height `y`."""

    text: str
    x: float
    y: float
    anchor: str
    left: float
    right: float


@dataclass(frozen=True)
class Bubble:
    """One industry group; without a label where there is no room for it."""

    x: float
    y: float
    radius: float
    step: int
    code: str
    text: str
    label: Label | None


@dataclass(frozen=True)
class PortfolioChart:
    """Bubbles, ticks and the line of the average (quotient 1)."""

    bubbles: tuple[Bubble, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    average: float
    left_out: int
    """Groups without figures or with nobody employed: they have no place on a log scale."""
    size: str
    """ "wide" or "narrow"."""
    width: int
    right: int
    height: int = HEIGHT
    left: int = _LEFT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def draw_portfolios(clusters: Sequence[Cluster], *, ratings: int) -> tuple[PortfolioChart, ...]:
    """The chart of a region's groups in each width; none without a positive size and quotient."""
    charts = (_draw(clusters, ratings, size) for size in WIDTHS)
    return tuple(chart for chart in charts if chart is not None)


def _draw(clusters: Sequence[Cluster], ratings: int, size: str) -> PortfolioChart | None:
    width = WIDTHS[size]
    drawn = [c for c in clusters if (c.employment or 0) > 0 and (c.lq or 0) > 0]
    if not drawn:
        return None
    sizes = [c.employment or 1.0 for c in drawn]
    quotients = [c.lq or 1.0 for c in drawn]
    low_y = max(min(sizes), max(sizes) / 2000) * 0.7
    y = LogScale(low_y, max(sizes) * 1.5, HEIGHT - _BOTTOM, _TOP)
    low_x = min(0.5, max(min(quotients) * 0.85, 0.08))
    x = LogScale(low_x, max(2.5, max(quotients) * 1.25), _LEFT, width - _RIGHT)
    circles = [(x(c.lq or 1.0), y(c.employment or 1.0), _find_radius(c)) for c in drawn]
    labels = _place_labels(drawn, circles, width)
    bubbles = tuple(
        Bubble(*circle, rating_step(c.rating, ratings), c.group, _describe(c), labels.get(i))
        for i, (c, circle) in enumerate(zip(drawn, circles, strict=True))
    )
    return PortfolioChart(
        bubbles=bubbles,
        x_ticks=tuple(Tick(x(v), f"{v:g}") for v in _LQ_TICKS if low_x <= v <= x.high),
        y_ticks=tuple(
            Tick(y(v), format_figure(v, kind="employment")) for v in decades(low_y, y.high)
        ),
        average=x(1.0),
        left_out=len(clusters) - len(drawn),
        size=size,
        width=width,
        right=width - _RIGHT,
    )


def _find_radius(c: Cluster) -> float:
    return round(4 + 36 * math.sqrt(min(c.region_share or 0.0, 0.25)) * 0.6, 1)


def _describe(c: Cluster) -> str:
    return " · ".join(
        [
            c.group_title,
            format_figure(c.employment, kind="employment", flag=c.employment_flag),
            f"LQ {format_figure(c.lq, kind='lq')}",
            c.rating_title,
        ]
    )


def _place_labels(
    clusters: Sequence[Cluster], circles: Sequence[Circle], width: int
) -> dict[int, Label]:
    """Labels by the number of their bubble: the highest rated first, where there is room."""
    order = sorted(
        range(len(clusters)),
        key=lambda i: (-clusters[i].rating, -(clusters[i].lq or 0)),
    )
    highest = clusters[order[0]].rating
    chosen: dict[int, Label] = {}
    for i in order:
        others = [circle for k, circle in enumerate(circles) if k != i]
        places = _list_places(_short(clusters[i].group_title), circles[i], width)
        # Below or above one has to look twice: only for the names that must not be missing.
        for label in places if clusters[i].rating == highest else places[:2]:
            if len(chosen) < MOST_LABELS and _is_free(label, others, chosen.values(), width):
                chosen[i] = label
                break
    return chosen


def _list_places(text: str, circle: Circle, width: int) -> list[Label]:
    """Where a label may stand: behind its bubble, before it, below and above it."""
    x, y, radius = circle
    length, gap = 6.4 * len(text), radius + 4
    behind = Label(text, x + gap, y, "start", x + gap, x + gap + length)
    before = Label(text, x - gap, y, "end", x - gap - length, x - gap)
    left = min(max(x - length / 2, _LEFT), width - _RIGHT - length)
    stacked = [
        Label(text, left, at, "start", left, left + length) for at in (y + gap + 6, y - gap - 6)
    ]
    return [behind, before, *stacked]


def _is_free(label: Label, circles: Sequence[Circle], labels: Iterable[Label], width: int) -> bool:
    """Whether a label is on the ground of the chart and on nothing else."""
    inside = label.left >= _LEFT and label.right <= width and _TOP < label.y < HEIGHT - _BOTTOM
    return (
        inside
        and all(
            abs(label.y - y) > 0.7 * radius + 4 or x < label.left or x > label.right
            for x, y, radius in circles
        )
        and all(
            abs(label.y - other.y) > 15 or label.right < other.left or label.left > other.right
            for other in labels
        )
    )


def _short(title: str, *, most: int = 30) -> str:
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"
