"""Shapes of the API: organisations.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Count(TypedDict):
    """How many organisations have this value."""

    value: str

    title: str

    count: int


class Counts(TypedDict):
    """How many organisations fit the filters, as a whole and by the values of each facet."""

    total: int

    facets: dict[str, list[Count]]


class Identifier(TypedDict):
    """What others call the organisation."""

    scheme: str

    value: str


class Label(TypedDict):
    """An excellence label or recognition, and how long it holds."""

    scheme: str

    awarded_by: str

    valid_from: str | None

    valid_until: str | None


class Organisation(TypedDict):
    """A profile: what the reader may see of it."""

    key: str
    """Permanent, also in the address of the page."""

    kind: Literal[
        "cluster-organisation",
        "company",
        "research-organisation",
        "public-body",
        "other-member",
        "partnership",
        "association",
        "support-body",
    ]

    state: str
    """Published, or stale: not confirmed for long."""

    name: str

    acronym: str

    website: str

    country: str
    """ISO 3166-1 alpha-2, and XK."""

    place: str

    region: str
    """NUTS 2021, the finest level that is known; may be empty."""

    latitude: float | None

    longitude: float | None

    position_source: str
    """Given, gazetteer, region or country."""

    size_class: str
    """Micro, small, medium or large, of a company; else empty."""

    member_count: int | None

    is_demonstration: bool
    """Invented, to show what the hub can do."""

    identifiers: list[Identifier]

    labels: list[Label]

    field_set: str
    """Id@version of the fields below."""

    fields: dict[str, Any]
    """By field id; a text in several languages is an object by language."""

    revision: int
    """Number of the latest edit."""

    changed_at: str

    confirmed_at: str | None

    published_at: str | None

    page: str
    """Address of the profile's page."""


class OrganisationDetail(TypedDict):
    """One profile with the origin of each value."""

    key: str
    """Permanent, also in the address of the page."""

    kind: Literal[
        "cluster-organisation",
        "company",
        "research-organisation",
        "public-body",
        "other-member",
        "partnership",
        "association",
        "support-body",
    ]

    state: str
    """Published, or stale: not confirmed for long."""

    name: str

    acronym: str

    website: str

    country: str
    """ISO 3166-1 alpha-2, and XK."""

    place: str

    region: str
    """NUTS 2021, the finest level that is known; may be empty."""

    latitude: float | None

    longitude: float | None

    position_source: str
    """Given, gazetteer, region or country."""

    size_class: str
    """Micro, small, medium or large, of a company; else empty."""

    member_count: int | None

    is_demonstration: bool
    """Invented, to show what the hub can do."""

    identifiers: list[Identifier]

    labels: list[Label]

    field_set: str
    """Id@version of the fields below."""

    fields: dict[str, Any]
    """By field id; a text in several languages is an object by language."""

    revision: int
    """Number of the latest edit."""

    changed_at: str

    confirmed_at: str | None

    published_at: str | None

    page: str
    """Address of the profile's page."""

    stamps: dict[str, Stamp]
    """By field id."""


class OrganisationIn(TypedDict):
    """A new organisation: a draft, of which the key's owner is the first owner."""

    kind: Literal[
        "cluster-organisation",
        "company",
        "research-organisation",
        "public-body",
        "other-member",
        "partnership",
        "association",
        "support-body",
    ]

    values: dict[str, Any]
    """By field id; name and country at least."""

    visibility: NotRequired[dict[str, Literal["public", "members", "private"]]]
    """By field id."""


class OrganisationPage(TypedDict):
    """Organisations in their order."""

    items: list[Organisation]

    total: int
    """How many fit the filters."""

    next_cursor: str | None
    """Null on the last page."""


class OrganisationPatch(TypedDict):
    """What is to change; null takes a value away."""

    values: NotRequired[dict[str, Any]]
    """By field id."""

    visibility: NotRequired[dict[str, Literal["public", "members", "private"]]]
    """By field id."""


class Stamp(TypedDict):
    """Where a value came from, when, who may see it."""

    visibility: Literal["public", "members", "private"]

    source: str

    date: str

    machine: list[str]
    """Languages that a machine translated."""
