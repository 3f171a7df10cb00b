"""A rated run: what every method returns, and its long table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.cells import (
    CERTAINTIES,
    Assumption,
    Cells,
    add_other_groups,
    compute_known_growth,
    compute_national_shares,
    find_rows,
)
from hanse.observatory.identification.criteria import Criterion, Verdict, Verdicts, judge
from hanse.observatory.indicators.rows import Rows
from hanse.observatory.indicators.significance import (
    Significance,
    compute_false_discovery,
    compute_significance,
)
from hanse.observatory.indicators.size import compute_ranks
from hanse.vocabulary import Flag, InputError, MethodCard

FLAG_NAMES = tuple(flag.name.lower() for flag in Flag)
Rate = Callable[[Mapping[str, Verdict]], NDArray[np.int8]]
"""From the verdict of each criterion to the rating, a position in the card's ratings."""


@dataclass(frozen=True)
class Test:
    """A test of the method as people read it."""

    __test__ = False  # not a class of tests for pytest

    id: str
    title: str
    comparison: str
    unit: str
    column: str
    """The column of the long table that holds the number tested."""


def read_test(told: Mapping[str, str]) -> Test:
    """A test as the record of a run tells it; runs of early versions had a column for each."""
    return Test(**{"column": name_column(told["id"]), **told})


def name_column(test: str) -> str:
    """The column of a number that only this test has."""
    return f"value_{test}"


class Columns(Mapping[str, NDArray]):
    """Column name -> cube of shape (R, G, T), kept as arrays of the rows and spread when asked for.

    An array may also hold one value for each group and period, shape (1, G, T).
    """

    def __init__(
        self,
        arrays: Mapping[str, NDArray],
        rows: Rows,
        absent: Mapping[str, NDArray | float] | None = None,
    ) -> None:
        self._arrays, self._rows, self._absent = arrays, rows, absent or {}

    def __getitem__(self, name: str) -> NDArray:
        return self._rows.spread(self._arrays[name], self._find_absent(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def _find_absent(self, name: str) -> NDArray | float:
        """What a column has in the cells that are not among the rows: all of them are missing."""
        if name in self._absent:
            return self._absent[name]
        fixed = {
            "rating": 0,
            "certainty": CERTAINTIES.index("unknown"),
            "employment_flag": Flag.MISSING,
        }
        if name in fixed:
            return fixed[name]
        return -1 if self._arrays[name].dtype == np.int8 else np.nan

    def list_rows(self) -> Rows:
        """The cells that the long table has a row for, see `find_rows`."""
        if self._rows.places is not None:
            return self._rows
        flags = np.asarray(self["employment_flag"])
        return Rows(self._rows.shape, find_rows(flags))

    def list_values(self, name: str, rows: Rows) -> NDArray:
        """The column at the cells of `list_rows`, in one axis."""
        array = self._arrays[name]
        return array if array.ndim == 1 else rows.list_values(array)


@dataclass(frozen=True)
class Identification:
    """Ratings of region x group x period with the numbers behind them.

    `columns` maps a name to an array of shape (R, G, T). Numbers are float64 with NaN for null;
    `rating`, `certainty` (a position in "certain", "possible", "unknown"), `employment_flag` and
    the verdicts `test_<id>` (1 passed, 0 failed, -1 unknown) are small integers. `outcomes` names
    further verdict columns that the method draws from its tests, such as `strong`.

    Certainty: "certain" means that no filling of the panel's unknown cells within their bounds
    gives another rating; "possible" that the bounds do not exclude another one; "unknown" that
    the cell itself has no figure, so that the rating shown says only that nothing was found.
    Bounds of a number and of the threshold that it is compared with are taken one by one, which
    is sound but cautious: some cells called "possible" would turn out certain.
    """

    card: MethodCard
    parameters: Mapping[str, float]
    regions: tuple[str, ...]
    groups: tuple[str, ...]
    periods: tuple[str, ...]
    columns: Columns
    tests: tuple[Test, ...]
    outcomes: tuple[str, ...] = ()
    region_titles: Mapping[str, str] = field(default_factory=dict)
    group_titles: Mapping[str, str] = field(default_factory=dict)
    region_classification: str = ""
    group_classification: str = ""
    assume: Assumption = "nothing"
    """What the bounds behind the certainty take for granted of unknown cells."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of regions, groups and periods."""
        return len(self.regions), len(self.groups), len(self.periods)

    def find(self, region: str, group: str, period: str | None = None) -> tuple[int, int, int]:
        """Position of a cell; the last period by default. Raises InputError for unknown labels."""
        period = self.periods[-1] if period is None else period
        position = []
        for axis, labels, label in (
            ("region", self.regions, region),
            ("group", self.groups, group),
            ("period", self.periods, period),
        ):
            if label not in labels:
                shown = ", ".join(labels[:8])
                raise InputError(
                    f"There is no {axis} called {label}.", mend=f"There are, among others: {shown}."
                )
            position.append(labels.index(label))
        return position[0], position[1], position[2]

    def get_title(self, axis: str, label: str) -> str:
        """Title of a region or group for people; the label where none is known."""
        titles = self.region_titles if axis == "region" else self.group_titles
        return titles.get(label, label)

    def build_columns(self) -> dict[str, NDArray | Texts]:
        """The long table, column name -> N rows: all cells, or those that are not missing.

        Null is NaN in numbers and a mask in integers and truth values.
        """
        rows = self.columns.list_rows()
        table: dict[str, NDArray | Texts] = {}
        for axis, (name, labels) in enumerate(
            (("region", self.regions), ("group", self.groups), ("period", self.periods))
        ):
            place = np.arange(len(labels)).reshape([-1 if i == axis else 1 for i in range(3)])
            codes = rows.list_values(place)
            table[name] = Texts(labels, codes)
            if name != "period":
                titles = tuple(self.get_title(name, label) for label in labels)
                table[f"{name}_title"] = Texts(titles, codes)
        for name in self.columns:
            table |= _spell_out(name, self.columns.list_values(name, rows), self.card)
        return table

    def to_table(self) -> dict[str, NDArray]:
        """The long table of `build_columns` with texts as objects."""
        return {
            name: column.spell_out() if isinstance(column, Texts) else column
            for name, column in self.build_columns().items()
        }


@dataclass(frozen=True)
class Texts:
    """A column of few different texts, None for null, and the number of each row's."""

    labels: tuple[str | None, ...]
    codes: NDArray[np.integer]

    def spell_out(self) -> NDArray:
        """An array of objects."""
        return np.asarray(np.array(self.labels, dtype=object)[self.codes])


def _spell_out(name: str, values: NDArray, card: MethodCard) -> dict[str, NDArray | Texts]:
    """The table's column or columns of one array of the identification."""
    if name == "rating":
        return {name: values.astype(np.int32), "rating_title": Texts(card.ratings, values)}
    if name == "certainty":
        return {name: Texts(CERTAINTIES, values)}
    if name == "employment_flag":
        return {name: Texts(FLAG_NAMES, values)}
    if name.endswith("_rank"):
        return {name: np.ma.masked_array(np.nan_to_num(values).astype(np.int32), np.isnan(values))}
    if values.dtype == np.int8:
        return {name: np.ma.masked_array(values == 1, values == -1)}
    return {name: values}


def _collect_figures(cells: Cells) -> dict[str, NDArray]:
    panel, rows, employment, lq = cells.panel, cells.rows, cells.employment, cells.lq
    columns: dict[str, NDArray] = {
        "employment": employment.value,
        "employment_flag": rows.take(np.asarray(panel.flags["employment"])),
    }
    nothing = np.full(employment.value.shape, np.nan)
    if "establishments" in panel.measures:
        columns["establishments"] = rows.take(panel.measures["establishments"])
        columns["lq"] = lq.value
        found = _compute_significance(cells)
        columns |= {"lq_lower": found.lower, "lq_upper": found.upper, "p_value": found.p_value}
        columns["q_value"] = np.empty(found.p_value.shape)
        for period in rows.list_periods():
            columns["q_value"][period] = compute_false_discovery(found.p_value[period])
    else:
        columns |= {"establishments": nothing, "lq": lq.value}
        columns |= dict.fromkeys(("lq_lower", "lq_upper", "p_value", "q_value"), nothing)
    return columns | {"lq_possible_low": lq.low, "lq_possible_high": lq.high}


def _compute_shares(cells: Cells) -> dict[str, NDArray]:
    return {
        "region_share": cells.focus.value,
        "national_share": compute_national_shares(cells),
        "growth": compute_known_growth(cells),
    }


def _rank_sizes(cells: Cells) -> dict[str, NDArray]:
    return {"size_rank": compute_ranks(cells.employment.value, rows=cells.rows)}


def _rank_quotients(cells: Cells) -> dict[str, NDArray]:
    return {"lq_rank": compute_ranks(cells.lq.value, rows=cells.rows)}


_COMMON = (_collect_figures, _compute_shares, _rank_sizes, _rank_quotients)
"""What gives the columns that every method has, in the order of the table; arrays of the rows."""


def _compute_significance(cells: Cells) -> Significance:
    employment = cells.panel.values("employment")
    establishments = cells.panel.values("establishments")
    if cells.national is None:
        return compute_significance(employment, establishments, rows=cells.rows)
    found = compute_significance(
        add_other_groups(employment), add_other_groups(establishments), national=cells.national
    )
    return Significance(
        p_value=cells.rows.take(found.p_value[:, :-1]),
        lower=cells.rows.take(found.lower[:, :-1]),
        upper=cells.rows.take(found.upper[:, :-1]),
    )


def build_identification(
    cells: Cells,
    *,
    card: MethodCard,
    parameters: Mapping[str, float],
    criteria: Callable[[], Sequence[Criterion]],
    rate: Rate,
    draw_outcomes: Callable[[Mapping[str, Verdict]], dict[str, Verdict]] | None = None,
) -> Identification:
    """Judge the criteria, rate every cell now, at the least and at the most, and collect it all.

    `criteria` is called here, because what needs no test is computed in a thread meanwhile; what
    has not been begun when the tests are done is computed beside it.
    `rate` must never fall when a verdict goes from failed to passed; then the ratings at the
    least and at the most enclose the rating under every filling of the unknown cells.
    """
    panel, rows = cells.panel, cells.rows
    with ThreadPoolExecutor(1) as beside:
        begun = [beside.submit(compute, cells) for compute in _COMMON]
        tested = criteria()
        verdicts: dict[str, Verdicts] = {c.id: judge(c, rows) for c in tested}
        observed = {name: verdict.observed for name, verdict in verdicts.items()}
        rating = rate(observed)
        least = rate({name: verdict.least for name, verdict in verdicts.items()})
        most = rate({name: verdict.most for name, verdict in verdicts.items()})
        certainty = np.where(least == most, 0, 1).astype(np.int8)
        certainty[np.isnan(cells.employment.value)] = 2
        outcomes = draw_outcomes(observed) if draw_outcomes else {}
        here = {
            part: compute(cells)
            for part, compute in reversed(list(zip(begun, _COMMON, strict=True)))
            if part.cancel()
        }
    columns: dict[str, NDArray] = {}
    for part in begun:
        columns |= here[part] if part in here else part.result()
    columns |= {"rating": rating, "certainty": certainty} | outcomes
    for criterion in tested:
        columns[f"test_{criterion.id}"] = observed[criterion.id]
        if criterion.column is None:
            columns[name_column(criterion.id)] = criterion.figure.value
        columns[f"threshold_{criterion.id}"] = criterion.threshold.value
    absent = {"lq_possible_low": cells.lq.rest[0], "lq_possible_high": cells.lq.rest[1]}
    return Identification(
        card=card,
        parameters=dict(parameters),
        regions=panel.regions,
        groups=panel.industries,
        periods=panel.periods,
        columns=Columns(columns, rows, absent),
        tests=tuple(
            Test(c.id, c.title, c.comparison, c.unit, c.column or name_column(c.id)) for c in tested
        ),
        outcomes=tuple(outcomes),
        region_titles=panel.region_titles,
        group_titles=panel.industry_titles,
        region_classification=panel.region_classification,
        group_classification=panel.industry_classification,
        assume=cells.assume,
    )


def choose_parameters(card: MethodCard, given: Mapping[str, float] | None) -> dict[str, float]:
    """The card's parameters with the given ones in place; raises InputError for unusable ones."""
    chosen = {parameter.id: parameter.default for parameter in card.parameters}
    limits = {parameter.id: parameter for parameter in card.parameters}
    for name, value in (given or {}).items():
        if name not in limits:
            known = ", ".join(limits) or "none"
            raise InputError(f"{card.title} has no parameter {name}.", mend=f"It has: {known}.")
        if not limits[name].minimum <= value <= limits[name].maximum:
            raise InputError(
                f"The parameter {name} must be between {limits[name].minimum:g} and "
                f"{limits[name].maximum:g}, not {value:g}."
            )
        chosen[name] = float(value)
    return chosen
