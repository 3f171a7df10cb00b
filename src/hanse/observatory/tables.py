"""Long tables in and out: pandas, Polars, Arrow, DuckDB and whatever else narwhals understands.

The only place of the observatory that knows of data frames. Everything travels as Arrow columns;
labels are encoded once, so that a table of millions of rows becomes a cube in well under a second.
Needs the `arrow` extra.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import ConfigurationError, InputError

Labels = tuple[str, ...]
ROWS_LOOKED_AT = 4096
"""Rows from whose labels is guessed whether a table is sorted by them."""


@dataclass(frozen=True)
class Cube:
    """Values of shape (R, I, T) with the labels of the three axes; NaN is missing."""

    values: Values
    regions: Labels
    industries: Labels
    periods: Labels

    @property
    def labels(self) -> dict[str, Labels]:
        """Axis name -> labels."""
        return {"region": self.regions, "industry": self.industries, "period": self.periods}


def _import_arrow() -> tuple[Any, Any]:
    try:
        import narwhals
        import pyarrow
    except ImportError as error:
        raise ConfigurationError(
            "Tables need the packages narwhals and pyarrow.",
            mend="Install them with: pip install hanse[arrow]",
        ) from error
    return narwhals, pyarrow


def is_table(data: Any) -> bool:
    """Whether narwhals takes the object for a data frame."""
    if isinstance(data, (np.ndarray, Cube)):
        return False
    narwhals, _ = _import_arrow()
    return not isinstance(narwhals.from_native(data, pass_through=True), type(data))


def read_table(
    table: Any,
    *,
    region: str = "region",
    industry: str = "industry",
    value: str = "employment",
    period: str | None = None,
    absent: Literal["missing", "zero"] = "missing",
) -> Cube:
    """A cube from a long table with one row a cell; labels are sorted as text.

    absent : what a cell without a row means. "missing" is the safe reading; "zero" is right where
        the publisher leaves out zeros (trade statistics, patents).

    Raises InputError for unknown columns, cells that occur twice, empty labels and text values.
    """
    narwhals, _ = _import_arrow()
    frame = narwhals.from_native(table)
    names = [region, industry, *([period] if period else []), value]
    frame = _select(frame, names)
    # One column at a time: a table of many millions of rows is never held twice.
    flat, axes = np.zeros(len(frame), dtype=np.int64), []
    for name in names[:-1]:
        codes, labels = _encode(frame[name].to_arrow(), name)
        flat *= len(labels)
        flat += codes
        axes.append(labels)
    if period is None:
        axes.append(("",))
    shape = tuple(len(labels) for labels in axes)
    cells = np.full(shape, np.nan if absent == "missing" else 0.0)
    if len(flat):
        if np.bincount(flat).max() > 1:
            _complain_of_duplicate(flat, axes, shape)
        cells.ravel()[flat] = _read_numbers(frame[value].to_arrow(), value)
    return Cube(cells, *axes)


def read_columns(table: Any, names: list[str], *, labels: list[str]) -> list[Any]:
    """Columns of a table of any library: numbers as float64, those in `labels` as lists of text.

    Raises InputError for unknown columns, text where numbers are needed, and empty labels.
    """
    narwhals, _ = _import_arrow()
    frame = narwhals.from_native(table)
    frame = _select(frame, names)
    found: list[Any] = []
    for name in names:
        column = frame[name].to_arrow()
        if name not in labels:
            found.append(_read_numbers(column, name))
            continue
        if column.null_count:
            raise InputError("A row has no label.", field=name)
        found.append([str(label) for label in column.to_pylist()])
    return found


def _select(frame: Any, names: list[str]) -> Any:
    """These columns of a narwhals frame, in memory."""
    narwhals, _ = _import_arrow()
    known = frame.collect_schema().names()
    for name in names:
        if name not in known:
            raise InputError(
                f"The table has no column {name}.", mend=f"It has: {', '.join(known)}."
            )
    frame = frame.select(names)
    return frame.collect(backend="pyarrow") if isinstance(frame, narwhals.LazyFrame) else frame


def _encode(column: Any, name: str) -> tuple[np.ndarray, Labels]:
    """Codes and sorted labels of a label column."""
    _, pyarrow = _import_arrow()
    if column.null_count:
        raise InputError("A row has no label.", field=name)
    whole = column if isinstance(column, pyarrow.ChunkedArray) else pyarrow.chunked_array([column])
    whole, lengths = _find_runs(whole)
    if pyarrow.types.is_dictionary(whole.type):
        whole = whole.unify_dictionaries()
    else:
        whole = whole.dictionary_encode()
    if not len(whole):
        return np.zeros(0, dtype=np.int32), ()
    # Chunks share the dictionary; only its indices are put in a row.
    codes = np.concatenate([chunk.indices.to_numpy(zero_copy_only=False) for chunk in whole.chunks])
    labels = [str(label) for label in whole.chunk(0).dictionary.to_pylist()]
    used = np.flatnonzero(np.bincount(codes, minlength=len(labels))).tolist()
    ordered = sorted({labels[code] for code in used})
    place = {label: k for k, label in enumerate(ordered)}
    recode = np.array([place.get(label, -1) for label in labels], dtype=np.int32)
    codes = recode.take(codes)
    return (codes if lengths is None else np.repeat(codes, lengths)), tuple(ordered)


def _find_runs(column: Any) -> tuple[Any, np.ndarray | None]:
    """The labels of the runs of equal labels, with the runs' lengths.

    Tables are mostly sorted by one of their labels, whose text then need not be read row by row.
    Where the column's beginning holds many runs the column itself is returned, without lengths.
    """
    _, pyarrow = _import_arrow()
    from pyarrow.compute import run_end_encode

    kinds = (pyarrow.types.is_string, pyarrow.types.is_large_string, pyarrow.types.is_integer)
    beginning = column.slice(0, ROWS_LOOKED_AT)
    if len(beginning) < ROWS_LOOKED_AT or not any(kind(column.type) for kind in kinds):
        return column, None
    if sum(len(run.run_ends) for run in run_end_encode(beginning).chunks) > ROWS_LOOKED_AT // 8:
        return column, None
    runs = run_end_encode(column, run_end_type=pyarrow.int64()).chunks
    lengths = [np.diff(run.run_ends.to_numpy(), prepend=0) for run in runs]
    return pyarrow.chunked_array([run.values for run in runs]), np.concatenate(lengths)


def _read_numbers(column: Any, name: str) -> Values:
    try:
        numbers = column.cast("float64").to_numpy(zero_copy_only=False)
    except Exception as error:
        raise InputError(f"The values are no numbers: {error}", field=name) from error
    return np.asarray(numbers, dtype=np.float64)


def _complain_of_duplicate(flat: np.ndarray, axes: list[Labels], shape: tuple[int, ...]) -> None:
    cells, count = np.unique(flat, return_counts=True)
    place = np.unravel_index(cells[count > 1][0], shape)
    label = ", ".join(labels[k] for labels, k in zip(axes, place, strict=True)).rstrip(", ")
    raise InputError(
        f"{int((count > 1).sum())} cells occur more than once, the first is {label}.",
        mend="Add up or choose among these rows first.",
    )


def build_table(
    labels: Mapping[str, Labels], columns: Mapping[str, Any], *, like: Any = None
) -> Any:
    """A long table with one row a cell of the arrays, in the library of `like` (default: Arrow).

    labels : axis name -> labels, in the order of the arrays' axes. A period axis with the single
        label "" is left out. Values that are NaN become null.
    """
    narwhals, pyarrow = _import_arrow()
    sizes = [len(values) for values in labels.values()]
    arrays: dict[str, Any] = {}
    for k, (name, values) in enumerate(labels.items()):
        if values == ("",):
            continue
        inner, outer = int(np.prod(sizes[k + 1 :])), int(np.prod(sizes[:k]))
        codes = np.tile(np.repeat(np.arange(len(values), dtype=np.int32), inner), outer)
        arrays[name] = pyarrow.DictionaryArray.from_arrays(codes, list(values))
    for name, array in columns.items():
        flat = np.ravel(array)
        # Looking for NaN first is cheaper than letting Arrow build an empty mask.
        gaps = bool(np.isnan(flat).any())
        arrays[name] = pyarrow.array(flat, from_pandas=gaps)
    result = pyarrow.table(arrays)
    frame = None if like is None else narwhals.from_native(like)
    if frame is None or isinstance(frame, narwhals.LazyFrame):
        return result
    return narwhals.from_arrow(result, backend=frame.implementation).to_native()
