"""Small panels for the tests of this folder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.panel import Panel
from hanse.vocabulary import Flag


def build_small_panel(
    measures: dict[str, NDArray | list], *, flag: Flag = Flag.MISSING, periods: int | None = None
) -> Panel:
    """A panel of (R, I) or (R, I, T) arrays; NaN cells carry `flag`."""
    arrays = {name: np.asarray(values, dtype=float) for name, values in measures.items()}
    arrays = {n: a[:, :, np.newaxis] if a.ndim == 2 else a for n, a in arrays.items()}
    regions, industries, times = next(iter(arrays.values())).shape
    return Panel(
        tuple(f"R{i}" for i in range(regions)),
        tuple(f"I{i}" for i in range(industries)),
        tuple(str(2015 + i) for i in range(times)),
        arrays,
        {n: np.where(np.isnan(a), flag, Flag.OBSERVED).astype(np.uint8) for n, a in arrays.items()},
    )
