"""From figures to places on the paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what is written there."""

    at: float
    text: str


@dataclass(frozen=True)
class LogScale:
    """Logarithmic: equal ratios are equal distances. Values outside are put at the ends."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Place of `value`, rounded to a tenth of a unit."""
        bounded = min(max(value, self.low), self.high)
        part = math.log(bounded / self.low) / math.log(self.high / self.low)
        return round(self.start + part * (self.end - self.start), 1)


@dataclass(frozen=True)
class LinearScale:
    """Equal differences are equal distances. Values outside are put at the ends."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Place of `value`, rounded to a tenth of a unit."""
        bounded = min(max(value, self.low), self.high)
        span = self.high - self.low or 1.0
        return round(self.start + (bounded - self.low) / span * (self.end - self.start), 1)


def decades(low: float, high: float) -> list[float]:
    """Powers of ten between two positive numbers, both ends included where they are powers."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    return [10.0**power for power in range(first, last + 1)]


def nice_top(values: Sequence[float]) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below any value."""
    highest = max(values, default=1.0)
    if highest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= highest * 0.999999)
