"""A rated run: what every method returns, and its long table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hanse.observatory.identification.cells import (
    CERTAINTIES,
    Assumption,
    Cells,
    add_other_groups,
    compute_national_shares,
    list_years,
)
from hanse.observatory.identification.criteria import Criterion, Verdict, Verdicts, judge
from hanse.observatory.indicators.growth import compute_growth
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
    columns: Mapping[str, NDArray]
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

    def find_rows(self) -> NDArray[np.intp]:
        """Flat positions of the cells that the long table has a row for, region by region.

        Missing cells have one, unless they are more than all others, as in a table of counties:
        then a cell without a row is a missing one. Suppressed cells always have a row.
        """
        missing = self.columns["employment_flag"].ravel() == Flag.MISSING
        if 2 * np.count_nonzero(missing) <= missing.size:
            return np.arange(missing.size)
        return np.flatnonzero(~missing)

    def to_table(self) -> dict[str, NDArray]:
        """The long table, column name -> array of N rows, one for each of `find_rows`.

        Null is NaN in numbers, a mask in integers and truth values, None in texts.
        """
        rows = self.find_rows()
        every = len(rows) == np.prod(self.shape)
        places = np.unravel_index(rows, self.shape)
        table: dict[str, NDArray] = {}
        for name, labels, titles, axis in (
            ("region", self.regions, self.region_titles, 0),
            ("group", self.groups, self.group_titles, 1),
            ("period", self.periods, None, 2),
        ):
            table[name] = np.array(labels, dtype=object)[places[axis]]
            if titles is not None:
                texts = np.array([titles.get(label, label) for label in labels], dtype=object)
                table[f"{name}_title"] = texts[places[axis]]
        for name, array in self.columns.items():
            chosen = array.ravel() if every else array.ravel()[rows]
            for column, values in _spell_out(name, chosen, self.card).items():
                table[column] = values
        return table


def _spell_out(name: str, values: NDArray, card: MethodCard) -> dict[str, NDArray]:
    """The table's column or columns of one array of the identification."""
    if name == "rating":
        titles = np.array(card.ratings, dtype=object)
        return {name: values.astype(np.int32), "rating_title": titles[values]}
    if name == "certainty":
        return {name: np.array(CERTAINTIES, dtype=object)[values]}
    if name == "employment_flag":
        return {name: np.array(FLAG_NAMES, dtype=object)[values]}
    if name.endswith("_rank"):
        return {name: np.ma.masked_array(np.nan_to_num(values).astype(np.int32), np.isnan(values))}
    if values.dtype == np.int8:
        return {name: np.ma.masked_array(values == 1, values == -1)}
    return {name: values}


def compute_common_columns(cells: Cells) -> dict[str, NDArray]:
    """The columns that every method has, in the order of the table."""
    panel, employment, lq = cells.panel, cells.employment, cells.lq
    columns: dict[str, NDArray] = {
        "employment": employment.value,
        "employment_flag": np.asarray(panel.flags["employment"]),
    }
    nothing = np.full(panel.shape, np.nan)
    columns["establishments"] = panel.measures.get("establishments", nothing)
    columns["lq"] = lq.value
    if "establishments" in panel.measures:
        found = _compute_significance(cells)
        q_values = [compute_false_discovery(p) for p in np.moveaxis(found.p_value, -1, 0)]
        columns |= {"lq_lower": found.lower, "lq_upper": found.upper, "p_value": found.p_value}
        columns["q_value"] = np.stack(q_values, axis=-1)
    else:
        columns |= dict.fromkeys(("lq_lower", "lq_upper", "p_value", "q_value"), nothing)
    columns |= {"lq_possible_low": lq.low, "lq_possible_high": lq.high}
    columns["region_share"] = cells.focus.value
    columns["national_share"] = compute_national_shares(cells)
    columns["growth"] = compute_growth(employment.value, years=list_years(panel.periods))
    columns["size_rank"] = compute_ranks(employment.value)
    columns["lq_rank"] = compute_ranks(lq.value)
    return columns


def _compute_significance(cells: Cells) -> Significance:
    employment = cells.employment.value
    establishments = cells.panel.measures["establishments"]
    if cells.national is None:
        return compute_significance(employment, establishments)
    found = compute_significance(
        add_other_groups(employment), add_other_groups(establishments), national=cells.national
    )
    return Significance(found.lower[:, :-1], found.upper[:, :-1], found.p_value[:, :-1])


def build_identification(
    cells: Cells,
    *,
    card: MethodCard,
    parameters: Mapping[str, float],
    criteria: Sequence[Criterion],
    rate: Rate,
    draw_outcomes: Callable[[Mapping[str, Verdict]], dict[str, Verdict]] | None = None,
) -> Identification:
    """Judge the criteria, rate every cell now, at the least and at the most, and collect it all.

    `rate` must never fall when a verdict goes from failed to passed; then the ratings at the
    least and at the most enclose the rating under every filling of the unknown cells.
    """
    panel = cells.panel
    verdicts: dict[str, Verdicts] = {criterion.id: judge(criterion) for criterion in criteria}
    observed = {name: verdict.observed for name, verdict in verdicts.items()}
    rating = rate(observed)
    least = rate({name: verdict.least for name, verdict in verdicts.items()})
    most = rate({name: verdict.most for name, verdict in verdicts.items()})
    certainty = np.where(least == most, 0, 1).astype(np.int8)
    certainty[np.isnan(cells.employment.value)] = 2
    columns = compute_common_columns(cells)
    columns |= {"rating": rating, "certainty": certainty}
    outcomes = draw_outcomes(observed) if draw_outcomes else {}
    columns |= outcomes
    for criterion in criteria:
        columns[f"test_{criterion.id}"] = observed[criterion.id]
        columns[f"value_{criterion.id}"] = np.broadcast_to(criterion.figure.value, panel.shape)
        columns[f"threshold_{criterion.id}"] = np.broadcast_to(
            criterion.threshold.value, panel.shape
        )
    return Identification(
        card=card,
        parameters=dict(parameters),
        regions=panel.regions,
        groups=panel.industries,
        periods=panel.periods,
        columns=columns,
        tests=tuple(Test(c.id, c.title, c.comparison, c.unit) for c in criteria),
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
