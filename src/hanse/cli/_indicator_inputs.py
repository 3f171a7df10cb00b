"""Files that indicators take besides tables of regions and industries; progress bars."""

from __future__ import annotations

import csv
import inspect
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from hanse.vocabulary import InputError

if TYPE_CHECKING:
    from hanse.observatory.cluster_definitions.derive import ClusterDefinitions
    from hanse.observatory.input_output.system import InputOutput
    from hanse.observatory.space.weights import RegionWeights
    from hanse.panel import Panel


def require_file(file: Path) -> None:
    """Raise InputError where there is no such file."""
    if not file.is_file():
        raise InputError("There is no such file.", file=str(file), mend="Check the path.")


def find_kind(indicator: str) -> Literal["panel", "flows", "points"]:
    """What an indicator is computed from."""
    from hanse.observatory.compute import get_indicator

    first = next(iter(inspect.signature(get_indicator(indicator)[1]).parameters))
    return "flows" if first == "table" else "points" if first == "x" else "panel"


def read_flows(file: Path) -> InputOutput:
    """An input–output table from CSV: industry, a column for each industry, final demand columns.

    Raises InputError naming row and column of what is no number.
    """
    from hanse.observatory.input_output.system import build_input_output

    require_file(file)
    with file.open(newline="", encoding="utf-8-sig") as stream:
        head, *rows = list(csv.reader(stream)) or [[]]
    names = [row[0] for row in rows if row]
    if len(head) < len(names) + 2 or head[1 : len(names) + 1] != names:
        raise InputError(
            "The columns do not name the industries in the order of the rows, then final demand.",
            file=str(file),
            row=1,
            mend="Write: industry, a column for each industry in the same order, final demand.",
        )
    figures = []
    for number, row in enumerate((row for row in rows if row), start=2):
        if len(row) != len(head):
            raise InputError(
                f"{len(row)} cells where there are {len(head)}.", file=str(file), row=number
            )
        figures.append([_read_number(text, file, number, head[k + 1]) for k, text in
                        enumerate(row[1:])])  # fmt: skip
    count = len(names)
    return build_input_output(
        [row[:count] for row in figures], [row[count:] for row in figures], names
    )


def _read_number(text: str, file: Path, row: int, column: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(
            f"{text or 'An empty cell'} is no number.", file=str(file), row=row, field=column
        ) from None


def read_points(file: Path, columns: list[str], *, industry: str) -> Any:
    """The columns of a table of establishments as an Arrow table."""
    from hanse.panel.sql import connect, quote, quote_path

    with connect() as connection:
        known = connection.execute(
            f"SELECT column_name FROM (DESCRIBE SELECT * FROM {quote_path(file)})"
        ).fetchall()
        lacking = [name for name in columns if name not in {row[0] for row in known}]
        if lacking:
            raise InputError(
                f"The table has no column {lacking[0]}.",
                file=str(file),
                mend=f"It has: {', '.join(row[0] for row in known)}.",
            )
        chosen = ", ".join(
            f"{quote(name)}::{'VARCHAR' if name == industry else 'DOUBLE'} AS {quote(name)}"
            for name in columns
        )
        return connection.sql(f"SELECT {chosen} FROM {quote_path(file)}").to_arrow_table()


def read_neighbours(
    file: Path, key: str, *, within: float | None = None, nearest: int | None = None
) -> RegionWeights:
    """Which regions are neighbours, from GeoJSON: touching ones, or by the distance of centres."""
    from hanse.observatory.space.weights import build_contiguity, build_shape_distances

    require_file(file)
    try:
        features = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"This is no GeoJSON: {error}", file=str(file)) from error
    if not isinstance(features, dict) or "features" not in features:
        raise InputError("This is no collection of features.", file=str(file))
    if within is None and nearest is None:
        return build_contiguity(features, key=key)
    return build_shape_distances(features, key=key, within=within, nearest=nearest)


def read_occupations(file: Path, industries: Sequence[str]) -> list[list[float]]:
    """Jobs by occupation (rows) in each industry, from CSV: occupation, a column an industry.

    Raises InputError naming row and column of what is no number, and an industry without column.
    """
    require_file(file)
    with file.open(newline="", encoding="utf-8-sig") as stream:
        head, *rows = list(csv.reader(stream)) or [[]]
    lacking = [name for name in industries if name not in head[1:]]
    if lacking:
        raise InputError(f"No column is called {lacking[0]}.", file=str(file), row=1)
    places = [head.index(name, 1) for name in industries]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(head):
            raise InputError(
                f"{len(row)} cells where there are {len(head)}.", file=str(file), row=number
            )
    return [
        [_read_number(row[k], file, number, head[k]) for k in places]
        for number, row in enumerate(rows, start=2)
    ]


@contextmanager
def show_progress(indicator: str, options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The option that draws a bar while draws are made; nothing without draws."""
    draws = options.get("draws")
    if not isinstance(draws, int) or draws < 1:
        yield {}
        return
    with click.progressbar(
        length=draws, label=f"{indicator}, {draws} draws", file=sys.stderr
    ) as bar:
        yield {"progress": lambda done, _all: bar.update(done - bar.pos)}


def derive_definitions(
    panel: Panel,
    *,
    measure: str,
    flows: InputOutput | None,
    occupations: list[list[float]] | None,
    counts: range,
) -> ClusterDefinitions:
    """Benchmark cluster definitions of the last period of a panel, with a bar."""
    from hanse.observatory.cluster_definitions.derive import derive_cluster_definitions
    from hanse.observatory.cluster_definitions.similarity import build_similarities

    plants = panel.values("establishments")[..., -1] if "establishments" in panel.measures else None
    similarities = build_similarities(
        panel.values(measure)[..., -1],
        plants,
        flows=None if flows is None else flows.select(panel.industries).flows,
        occupations=occupations,
    )
    # Standard output is for tables.
    with click.progressbar(length=1, label="Comparing groupings", file=sys.stderr) as bar:

        def tell(done: int, steps: int, _name: str) -> None:
            bar.length = steps
            bar.update(done - bar.pos)

        return derive_cluster_definitions(
            similarities, panel.industries, counts=counts, progress=tell
        )
