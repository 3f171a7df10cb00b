"""Charts of one statistical cluster: tests as bullets, the interval of the quotient, the trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanse.hub.observatory.charts.scales import LinearScale, LogScale, Tick, nice_top
from hanse.hub.observatory.figures import format_figure
from hanse.hub.observatory.queries.verdicts import ClusterPage, Moment, Verdict

BULLET_WIDTH = 240


@dataclass(frozen=True)
class Bullet:
    """A bar of the value against the mark of the threshold, 0 to BULLET_WIDTH."""

    verdict: Verdict
    kind: str
    bar: float
    mark: float | None
    width: int = BULLET_WIDTH


def draw_bullets(page: ClusterPage) -> tuple[Bullet, ...]:
    """One bullet a test, each on its own scale: to the larger of value and threshold."""
    return tuple(_bullet(verdict) for verdict in page.verdicts)


_KINDS = {"jobs": "employment", "share": "share", "ratio": "ratio", "growth": "growth"}


def _bullet(verdict: Verdict) -> Bullet:
    value, threshold = verdict.value, verdict.threshold
    top = max(abs(value or 0), abs(threshold or 0)) * 1.15 or 1.0
    scale = LinearScale(0, top, 0, BULLET_WIDTH)
    return Bullet(
        verdict,
        _KINDS.get(verdict.unit, "number"),
        scale(value) if value is not None else 0.0,
        scale(threshold) if threshold is not None else None,
    )


@dataclass(frozen=True)
class IntervalChart:
    """The quotient with its 95 % interval and, thinner, what missing cells allow."""

    point: float
    interval: tuple[float, float] | None
    possible: tuple[float, float] | None
    average: float
    ticks: tuple[Tick, ...]
    width: int = 560
    height: int = 84


def draw_interval(page: ClusterPage) -> IntervalChart | None:
    """The chart of the quotient's uncertainty; None where there is no positive quotient."""
    c = page.cluster
    low, high = page.possible
    given = [c.lq, c.lq_lower, c.lq_upper, low, high, 1.0]
    known = [v for v in given if v is not None and 0 < v < float("inf")]
    if not c.lq:
        return None
    x = LogScale(max(min(known) * 0.7, 0.02), min(max(known) * 1.4, 200.0), 12, 548)
    steps = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
    return IntervalChart(
        point=x(c.lq),
        interval=None
        if c.lq_lower is None or c.lq_upper is None
        else (x(max(c.lq_lower, x.low)), x(c.lq_upper)),
        possible=None if low is None or high is None else (x(max(low, x.low)), x(high)),
        average=x(1.0),
        ticks=tuple(Tick(x(v), f"{v:g}") for v in steps if x.low <= v <= x.high),
    )


@dataclass(frozen=True)
class TrendPoint:
    """One period of the trend."""

    x: float
    y: float
    text: str
    period: str


@dataclass(frozen=True)
class TrendChart:
    """Employment through the periods; a gap in the figures is a gap in the line."""

    lines: tuple[str, ...]
    points: tuple[TrendPoint, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    width: int = 560
    height: int = 190
    left: int = 64
    right: int = 546
    bottom: int = 160


def draw_trend(moments: Sequence[Moment]) -> TrendChart | None:
    """The trend of employment from zero; None for fewer than two periods with figures."""
    sizes = [m.employment for m in moments if m.employment is not None]
    if len(sizes) < 2:
        return None
    top = nice_top(sizes)
    x = LinearScale(0, len(moments) - 1, 80, 534)
    y = LinearScale(0, top, 160, 14)
    lines: list[list[str]] = [[]]
    points = []
    for i, moment in enumerate(moments):
        if moment.employment is None:
            lines.append([])
            continue
        lines[-1].append(f"{x(i)},{y(moment.employment)}")
        text = format_figure(moment.employment, kind="employment", flag=moment.flag)
        points.append(TrendPoint(x(i), y(moment.employment), text, moment.period))
    every = max(1, -(-len(moments) // 10))
    return TrendChart(
        lines=tuple(" ".join(line) for line in lines if line),
        points=tuple(points),
        x_ticks=tuple(Tick(x(i), m.period) for i, m in enumerate(moments) if i % every == 0),
        y_ticks=tuple(Tick(y(v), format_figure(v, kind="employment")) for v in (0, top / 2, top)),
    )
