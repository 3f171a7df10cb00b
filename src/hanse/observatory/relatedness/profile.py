"""Quotients, presence, density and complexity of all regions at once, from a table or cube."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.location_quotient import compute_location_quotients
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.complexity import find_complexity
from hanse.observatory.relatedness.density import compute_relatedness_density
from hanse.observatory.relatedness.presence import find_presence
from hanse.observatory.relatedness.proximity import compute_proximity
from hanse.observatory.tables import Cube, Labels, build_table, read_table
from hanse.observatory.threads import limit_products


@dataclass(frozen=True)
class ComplexityProfile:
    """Results over region, industry and period.

    labels : axis -> labels. cells : "lq", "presence", "density", each (R, I, T). regions : "eci"
    (R, T). industries : "pci" (I, T). connected : for each period whether the regions hang
    together; where not, ECI and PCI only tell the blocks apart.
    """

    labels: Mapping[str, Labels]
    cells: Mapping[str, Values]
    eci: Values
    pci: Values
    connected: tuple[bool, ...]

    def to_table(self, *, like: Any = None) -> Any:
        """One row a cell with all columns, in the library of `like` (default: Arrow)."""
        shape = next(iter(self.cells.values())).shape
        columns = dict(self.cells)
        columns["eci"] = np.broadcast_to(self.eci[:, None], shape)
        columns["pci"] = np.broadcast_to(self.pci[None], shape)
        return build_table(self.labels, columns, like=like)


def compute_complexity_profile(
    data: Any,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "employment",
    period: str | None = None,
    absent: Literal["missing", "zero"] = "missing",
    threshold: float = 1.0,
    own: Literal["excluded", "included"] = "excluded",
) -> ComplexityProfile:
    """LQ, presence, density, ECI and PCI of a `Cube` or of a long table of any library.

    The columns are named as for `read_table`; the conventions are those of each indicator's card.
    One period is worked on at a time, so that memory grows with the results only.
    """
    cube = (
        data
        if isinstance(data, Cube)
        else read_table(
            data, region=region, industry=industry, value=value, period=period, absent=absent
        )
    )
    shape = cube.values.shape
    cells: dict[str, Values] = {}
    eci, pci = np.empty((shape[0], shape[2])), np.empty((shape[1], shape[2]))
    connected = []
    with limit_products(), ThreadPoolExecutor(1) as beside:
        for t in range(shape[2]):
            values = np.ascontiguousarray(cube.values[..., t])
            lq = compute_location_quotients(values)
            presence = find_presence(values, lq, threshold=threshold)
            found = beside.submit(find_complexity, presence)
            density = compute_relatedness_density(presence, compute_proximity(presence), own=own)
            for name, result in (("lq", lq), ("presence", presence), ("density", density)):
                _keep_period(cells, name, result, t, shape)
            complexity = found.result()
            eci[:, t], pci[:, t] = complexity.regions, complexity.industries
            connected.append(complexity.connected)
    return ComplexityProfile(cube.labels, cells, eci, pci, tuple(connected))


def _keep_period(
    cells: dict[str, Values], name: str, found: Values, period: int, shape: tuple[int, ...]
) -> None:
    """Put one period's result in its place; a single period is its own place."""
    if shape[2] == 1:
        cells[name] = found[..., None]
        return
    if name not in cells:
        cells[name] = np.empty(shape)
    cells[name][..., period] = found
