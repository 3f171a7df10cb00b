"""Rows of County Business Patterns as arrays of codes and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.ma  # else it is loaded when the first rows arrive
from numpy.typing import NDArray

from hanse.panel.cube import Values
from hanse.sources.us_cbp.layouts import explain_failure
from hanse.sources.us_cbp.opened import CODED, OpenFile, list_codes


@dataclass(frozen=True)
class CbpCells:
    """N rows: codes of county, industry and year, figures, and what the Bureau says of them."""

    counties: NDArray[np.integer]
    industries: NDArray[np.integer]
    years: NDArray[np.integer]
    figures: dict[str, Values]
    """"employment", "establishments", and "payroll" where the file has it; 0 without a figure."""
    state: NDArray[np.uint8]
    """A sum of bits, see `hanse.sources.us_cbp.layouts`."""
    low: Values | None
    high: Values | None
    """Bounds by employment-size class, NaN without one."""


def read_cells(opened: OpenFile, industries: Sequence[int] | None = None) -> CbpCells:
    """The rows of an open file in its order, all or those of the industries with these codes.

    Rows are chosen first, so that nothing is computed for the others.
    """
    codes = ", ".join(f"{name}_labels.code AS {name}" for name in CODED)
    joined = " ".join(f"JOIN {name}_labels ON given.{name} = {name}_labels.label" for name in CODED)
    query = f"SELECT given.* REPLACE ({codes}) FROM given {joined}"
    if industries is not None:
        query += f" WHERE naics_labels.code IN {list_codes(industries)}"
    with explain_failure(opened.path):
        query = f"SELECT {opened.table.told} FROM ({query})"
        found = opened.connection.sql(query).fetchnumpy()
    figures = {measure: found[name] for name, measure in opened.measures.items()}
    low, high = (
        np.ma.filled(found[name], np.nan) if name in found else None
        for name in ("emp_low", "emp_high")
    )
    counties, industry, years = (found[name] for name in CODED)
    return CbpCells(counties, industry, years, figures, found["state"], low, high)
