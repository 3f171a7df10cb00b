"""From long columns to the cube: one pass, no cell overwritten in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hanse.panel.cube import Flags, Panel, Values
from hanse.vocabulary import Flag, InputError, Provenance

Combine = Literal["error", "sum", "first", "last", "mean"]


@dataclass(frozen=True)
class Axis:
    """One label column of a long table: `labels` are unique, `codes` (N,) are positions in them."""

    codes: NDArray[np.integer]
    labels: tuple[str, ...]


def factorise(values: Iterable[object], *, labels: Sequence[str] | None = None) -> Axis:
    """Positions of each value among the labels: sorted ones, or those given (the rest raises)."""
    if isinstance(values, np.ndarray):
        values = values.tolist()
    texts = values if isinstance(values, list) else list(values)
    index: dict[object, int] = {}
    raw = np.fromiter(
        (index.setdefault(text, len(index)) for text in texts), np.int32, count=len(texts)
    )
    seen = [str(text) for text in index]
    wanted = sorted(set(seen)) if labels is None else list(labels)
    place = {label: i for i, label in enumerate(wanted)}
    unknown = [label for label in seen if label not in place]
    if unknown:
        raise InputError(f"The label {unknown[0]} is not among those of the axis.")
    order = np.array([place[label] for label in seen], np.int32)
    return Axis(order[raw] if len(order) else raw, tuple(wanted))


def build_panel(
    regions: Axis | Iterable[object],
    industries: Axis | Iterable[object],
    periods: Axis | Iterable[object],
    measures: Mapping[str, NDArray],
    *,
    flags: Mapping[str, NDArray] | None = None,
    combine: Combine = "error",
    region_classification: str = "",
    industry_classification: str = "",
    region_titles: Mapping[str, str] | None = None,
    industry_titles: Mapping[str, str] | None = None,
    provenance: tuple[Provenance, ...] = (),
    file: str | None = None,
    rows: NDArray[np.integer] | None = None,
) -> Panel:
    """A panel from N long rows; cells without a row are missing.

    Parameters
    ----------
    regions, industries, periods : the label of each row, or an `Axis` of codes and labels (which
        also fixes the order and keeps labels that have no row). Otherwise labels are sorted.
    measures : name -> (N,) numbers; NaN is missing unless its flag says suppressed.
    flags : name -> (N,) values of `Flag`; observed where left out.
    combine : what to do with several rows for one cell. "sum" adds what is known and marks a lower
        bound where a part is not; "mean" averages what is known, an estimate where a part is not;
        "first" and "last" keep one row. "error" raises.
    file, rows : where the rows come from, for the message about duplicates.

    Raises
    ------
    InputError : duplicates under "error", lengths that differ, or infinite values.
    """
    axes = [a if isinstance(a, Axis) else factorise(a) for a in (regions, industries, periods)]
    shape = (len(axes[0].labels), len(axes[1].labels), len(axes[2].labels))
    lengths = {len(a.codes) for a in axes} | {len(v) for v in measures.values()}
    if len(lengths) > 1:
        raise InputError(f"The columns of a table differ in length: {sorted(lengths)}.")
    keys = _find_keys(axes, shape)
    repeated = _find_repeated(keys, shape)
    if repeated is not None and combine == "error":
        raise _describe_duplicates(axes, keys, repeated, file=file, rows=rows)
    cubes: dict[str, Values] = {}
    cube_flags: dict[str, Flags] = {}
    for name, column in measures.items():
        values, marks = _settle(name, column, (flags or {}).get(name))
        at = keys
        if repeated is not None:
            at, values, marks = _combine(keys, values, marks, combine)
        cubes[name], cube_flags[name] = _spread(at, values, marks, shape)
    return Panel(
        axes[0].labels,
        axes[1].labels,
        axes[2].labels,
        measures=cubes,
        flags=cube_flags,
        region_classification=region_classification,
        industry_classification=industry_classification,
        region_titles=region_titles or {},
        industry_titles=industry_titles or {},
        provenance=provenance,
    )


def _find_keys(axes: list[Axis], shape: tuple[int, int, int]) -> NDArray[np.int64]:
    keys = axes[0].codes.astype(np.int64)
    for axis, size in zip(axes[1:], shape[1:], strict=True):
        keys *= size
        keys += axis.codes
    return keys


def _find_repeated(keys: NDArray[np.int64], shape: tuple[int, int, int]) -> NDArray | None:
    """The keys that occur more than once, or None."""
    if len(keys) < 2 or np.all(keys[1:] > keys[:-1]):
        return None
    seen = np.zeros(int(np.prod(shape)), np.bool_)
    seen[keys] = True
    if int(seen.sum()) == len(keys):
        return None
    unique, counts = np.unique(keys, return_counts=True)
    return unique[counts > 1]


def _describe_duplicates(
    axes: list[Axis],
    keys: NDArray[np.int64],
    repeated: NDArray,
    *,
    file: str | None,
    rows: NDArray[np.integer] | None,
) -> InputError:
    places = np.flatnonzero(keys == keys[np.isin(keys, repeated)][0])
    first, second = int(places[0]), int(places[1])
    cell = ", ".join(axis.labels[axis.codes[first]] for axis in axes)
    where = "" if rows is None else f" (rows {rows[first]} and {rows[second]})"
    return InputError(
        f"{len(repeated)} cells of region x industry x period occur more than once,"
        f" the first is {cell}{where}.",
        file=file,
        row=None if rows is None else int(rows[second]),
        mend='Remove the duplicates, or say how to combine them: "sum", "mean", "first", "last".',
    )


def _settle(name: str, column: NDArray, marks: NDArray | None) -> tuple[Values, Flags]:
    values = np.asarray(column, np.float64)
    if np.isinf(values).any():
        raise InputError(f"The measure {name} holds an infinite value.")
    empty = np.isnan(values)
    if marks is None:
        return values, np.where(empty, Flag.MISSING, Flag.OBSERVED).astype(np.uint8)
    settled = np.asarray(marks, np.uint8).copy()
    settled[empty & (settled <= Flag.LOWER_BOUND)] = Flag.MISSING
    withheld = settled > Flag.LOWER_BOUND
    return np.where(withheld, np.nan, values), settled


def _spread(
    keys: NDArray[np.int64], values: Values, marks: Flags, shape: tuple[int, int, int]
) -> tuple[Values, Flags]:
    cube = np.full(int(np.prod(shape)), np.nan)
    flags = np.full(cube.shape, Flag.MISSING, np.uint8)
    cube[keys], flags[keys] = values, marks
    return cube.reshape(shape), flags.reshape(shape)


def _combine(
    keys: NDArray[np.int64], values: Values, marks: Flags, combine: Combine
) -> tuple[NDArray[np.int64], Values, Flags]:
    order = np.argsort(keys, kind="stable")
    keys, values, marks = keys[order], values[order], marks[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    if combine in ("first", "last"):
        chosen = starts if combine == "first" else np.r_[starts[1:], len(keys)] - 1
        return keys[chosen], values[chosen], marks[chosen]
    known = marks <= Flag.LOWER_BOUND
    count = np.add.reduceat(known.astype(np.int64), starts)
    size = np.diff(np.r_[starts, len(keys)])
    total = np.add.reduceat(np.where(known, values, 0.0), starts)
    flag = np.maximum.reduceat(np.where(known, marks, 0), starts).astype(np.uint8)
    partly = Flag.LOWER_BOUND if combine == "sum" else Flag.ESTIMATED
    flag[count < size] = np.maximum(flag[count < size], partly)
    nothing = count == 0
    flag[nothing] = np.maximum.reduceat(marks, starts)[nothing]
    divisor = np.maximum(count, 1) if combine == "mean" else 1
    return keys[starts], np.where(nothing, np.nan, total / divisor), flag
