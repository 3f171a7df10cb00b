"""Why a rating: the tests with their numbers, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hanse.observatory.identification.cells import CERTAINTIES
from hanse.observatory.identification.result import FLAG_NAMES, Identification, Test

_OUTCOME = {1: "passed", 0: "failed", -1: "unknown"}
_SIGN = {">": "above", "≥": "at least"}


@dataclass(frozen=True)
class Reason:
    """One test of a cell; `sentence` tells it in words."""

    id: str
    title: str
    outcome: str
    """"passed", "failed" or "unknown"."""
    value: float
    threshold: float
    comparison: str
    unit: str
    sentence: str


@dataclass(frozen=True)
class Explanation:
    """A cell's rating with all that led to it."""

    region: str
    region_title: str
    group: str
    group_title: str
    period: str
    rating_title: str
    certainty: str
    headline: str
    figures: tuple[str, ...]
    reasons: tuple[Reason, ...]
    doubt: str


def format_number(value: float, unit: str = "") -> str:
    """A number for people: shares in per cent, jobs in whole numbers, "unknown" for NaN."""
    if np.isnan(value):
        return "unknown"
    if np.isinf(value):
        return "without limit"
    if unit == "share":
        return f"{100 * value:.2f} %"
    if unit == "rate a year":
        return f"{100 * value:+.1f} % a year"
    if unit in ("jobs", "plants"):
        return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:,.1f}"
    return f"{value:,.3f}" if abs(value) < 100 else f"{value:,.0f}"


def _give_reason(identification: Identification, test: Test, at: tuple) -> Reason:
    columns = identification.columns
    outcome = _OUTCOME[int(columns[f"test_{test.id}"][at])]
    value = float(columns[test.column][at])
    threshold = float(columns[f"threshold_{test.id}"][at])
    sentence = (
        f"{test.title}: {outcome}; it is {format_number(value, test.unit)}, "
        f"to be {_SIGN[test.comparison]} {format_number(threshold, test.unit)}."
    )
    return Reason(
        test.id, test.title, outcome, value, threshold, test.comparison, test.unit, sentence
    )


def _tell_figures(identification: Identification, at: tuple) -> tuple[str, ...]:
    columns = identification.columns
    number = {name: float(columns[name][at]) for name in columns if columns[name].dtype == float}
    flag = FLAG_NAMES[int(columns["employment_flag"][at])].replace("_", " ")
    told = [f"Employment {format_number(number['employment'], 'jobs')} ({flag})."]
    if not np.isnan(number["establishments"]):
        told.append(f"Establishments {format_number(number['establishments'], 'plants')}.")
    told.append(
        f"{format_number(number['region_share'], 'share')} of the region's employment and "
        f"{format_number(number['national_share'], 'share')} of the group's."
    )
    quotient = f"Location quotient {format_number(number['lq'])}"
    if not np.isnan(number["lq_lower"]):
        low, high = format_number(number["lq_lower"]), format_number(number["lq_upper"])
        quotient += f", from {low} to {high} at 95 %"
    told.append(f"{quotient}.")
    if not np.isnan(number["size_rank"]):
        told.append(
            f"Rank {number['size_rank']:.0f} by size"
            + ("" if np.isnan(number["lq_rank"]) else f", {number['lq_rank']:.0f} by quotient")
            + " among the regions."
        )
    if not np.isnan(number["growth"]):
        told.append(
            f"Employment has grown by {format_number(number['growth'], 'rate a year')} since "
            f"{identification.periods[0]}."
        )
    return tuple(told)


def _tell_doubt(identification: Identification, certainty: str, at: tuple) -> str:
    if certainty == "certain":
        return "No filling of the missing cells within their bounds changes the rating."
    if certainty == "unknown":
        return "The cell has no figure: the rating says only that nothing was found."
    low = format_number(float(identification.columns["lq_possible_low"][at]))
    high = float(identification.columns["lq_possible_high"][at])
    between = f"at least {low}, without upper limit"
    if not np.isinf(high):
        between = f"between {low} and {format_number(high)}"
    return f"Missing cells could change the rating: the location quotient is {between}."


def explain_cell(
    identification: Identification, region: str, group: str, period: str | None = None
) -> Explanation:
    """The rating of a region x group in a period (the last by default), told in words.

    Raises InputError for labels that the identification does not have.
    """
    at = identification.find(region, group, period)
    card, columns = identification.card, identification.columns
    certainty = CERTAINTIES[int(columns["certainty"][at])]
    rating = card.ratings[int(columns["rating"][at])]
    reasons = tuple(_give_reason(identification, test, at) for test in identification.tests)
    region_title = identification.get_title("region", region)
    group_title = identification.get_title("group", group)
    when = identification.periods[at[2]]
    place = region_title if region_title == region else f"{region_title} ({region})"
    headline = (
        f"{group_title} in {place}{f', {when}' if when else ''}: {rating} by {card.title}, "
        f"{certainty}."
    )
    return Explanation(
        region=region,
        region_title=region_title,
        group=group,
        group_title=group_title,
        period=when,
        rating_title=rating,
        certainty=certainty,
        headline=headline,
        figures=_tell_figures(identification, at),
        reasons=reasons,
        doubt=_tell_doubt(identification, certainty, at),
    )
