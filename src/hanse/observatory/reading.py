"""Amounts by region and industry from whatever holds them: panel, cube, array, or long table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hanse.observatory.tables import Cube, is_table, read_table
from hanse.panel import Panel
from hanse.vocabulary import InputError


def read_cube(data: Any, measure: str, columns: Mapping[str, Any]) -> Cube:
    """The amounts as a labelled cube; `columns` are the options of `read_table`."""
    if isinstance(data, Panel):
        return Cube(data.values(measure), data.regions, data.industries, data.periods)
    if isinstance(data, Cube):
        return data
    if isinstance(data, (np.ndarray, list)):
        values = np.asarray(data, dtype=np.float64)
        if values.ndim not in (2, 3):
            raise InputError(f"The array has {values.ndim} axes; region x industry is needed.")
        values = values[..., None] if values.ndim == 2 else values
        numbers = [tuple(str(k) for k in range(n)) for n in values.shape]
        return Cube(values, numbers[0], numbers[1], numbers[2] if values.shape[2] > 1 else ("",))
    if not is_table(data):
        raise InputError(f"A {type(data).__name__} is neither a panel, an array nor a table.")
    return read_table(data, value=measure, **columns)


def read_plants(data: Any, named: Any, columns: Mapping[str, Any], cube: Cube) -> Any:
    """Establishments in the cube's shape, from an array, a measure or a column; None for none."""
    if isinstance(data, Panel):
        name = named if isinstance(named, str) else "establishments"
        if named is None and name not in data.measures:
            return None
        return data.values(name) if named is None or isinstance(named, str) else named
    if isinstance(named, str):
        plants = read_table(data, value=named, **columns)
        if plants.labels != cube.labels:
            raise InputError("Employment and establishments have different cells.")
        return plants.values
    if named is None:
        return None
    array = np.asarray(named, dtype=np.float64)
    return array[..., None] if array.ndim == 2 else array
