"""Shapes of the API: observatory.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from typing import Literal, TypedDict


class Rating(TypedDict):
    """A statistical cluster: one region x industry group in one period."""

    region: str

    region_title: str

    group: str

    group_title: str

    period: str

    employment: float | None
    """Null: missing or suppressed, see the flag."""

    employment_flag: Literal["observed", "estimated", "lower_bound", "missing", "suppressed"]

    establishments: float | None

    lq: float | None
    """Location quotient."""

    lq_lower: float | None

    lq_upper: float | None

    q_value: float | None

    region_share: float | None

    national_share: float | None

    growth: float | None

    size_rank: float | None

    lq_rank: float | None

    rating: int
    """0 is the lowest."""

    rating_title: str

    certainty: Literal["certain", "possible", "unknown"]


class RatingPage(TypedDict):
    """Ratings of one run, by period, region and group."""

    items: list[Rating]

    total: int

    next_cursor: str | None
    """Null on the last page."""


class Run(TypedDict):
    """One rated result of the observatory."""

    id: str
    """Hash of input, method version and parameters."""

    title: str

    method: str

    method_version: str

    source: str

    licence: str

    acknowledgement: str

    region_classification: str

    industry_classification: str

    grouping: str

    periods: list[str]

    regions: int

    groups: int

    published_at: str | None

    page: str
