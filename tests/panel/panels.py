"""Panels made by hypothesis: any shape, any mixture of gaps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st

from hanse.panel import Panel
from hanse.vocabulary import Flag

REGIONS = ("AT11", "AT12", "AT13", "AT21", "AT22", "BE10", "BE21")
INDUSTRIES = ("10", "11", "12", "13", "14", "41", "42", "43")


def make_panel(values: list[list[list[float]]], flags: list[list[list[int]]]) -> Panel:
    """Employment of Austrian and Belgian regions by NACE division."""
    cube, marks = np.array(values, np.float64), np.array(flags, np.uint8)
    cube[marks > Flag.LOWER_BOUND] = np.nan
    regions, industries, periods = cube.shape
    return Panel(
        REGIONS[:regions],
        INDUSTRIES[:industries],
        tuple(str(2015 + n) for n in range(periods)),
        {"employment": cube},
        {"employment": marks},
        region_classification="nuts-2013",
        industry_classification="nace-rev2",
    )


@st.composite
def panels(draw: Callable[..., int], flags: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Panel:
    """Panels of up to 7 x 8 x 3 cells with these flags and whole numbers."""
    shape = (draw(st.integers(1, 7)), draw(st.integers(1, 8)), draw(st.integers(1, 3)))
    count = int(np.prod(shape))
    numbers = draw(st.lists(st.integers(0, 10_000), min_size=count, max_size=count))
    marks = draw(st.lists(st.sampled_from(flags), min_size=count, max_size=count))
    return make_panel(
        np.array(numbers, np.float64).reshape(shape).tolist(),
        np.array(marks).reshape(shape).tolist(),
    )
