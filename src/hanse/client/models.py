"""Shapes of what the API answers.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Change(TypedDict):
    """One entry of the feed."""

    change: int
    """Grows from change to change."""

    verb: Literal["listed", "unlisted"]
    """Listed or changed; no longer listed."""

    key: str

    at: str

    moved_to: str | None
    """Key of the organisation that it was merged into."""

    organisation: Organisation | None
    """Its present public profile, with `records=true` and while it is listed."""


class ChangePage(TypedDict):
    """Changes in their order."""

    items: list[Change]

    last: int
    """Ask for what is `after` this number next time."""

    more: bool
    """There is more at once."""


class Cooperation(TypedDict):
    """Two organisations that work together; both have confirmed it."""

    first: Reference

    second: Reference

    subject: str

    since: str | None


class CooperationPage(TypedDict):
    """Cooperation, in a fixed order."""

    items: list[Cooperation]

    next_cursor: str | None
    """Null on the last page."""


class Count(TypedDict):
    """How many organisations have this value."""

    value: str

    title: str

    count: int


class Counts(TypedDict):
    """How many organisations fit the filters, as a whole and by the values of each facet."""

    total: int

    facets: dict[str, list[Count]]


class Criterion(TypedDict):
    """One thing that is asked of a profile."""

    id: str

    title: dict[str, str]
    """By language."""

    fields: list[str]
    """Ids of the fields where it is answered."""

    waived_by: list[str]
    """Ids of the waivers that make it unnecessary."""


class FieldDefinition(TypedDict):
    """One thing that a profile says of an organisation."""

    id: str

    titles: dict[str, str]
    """By language."""

    help: dict[str, str]
    """By language."""

    type: str

    section: str

    required: bool
    """Before the profile can be submitted."""

    vocabulary: str | None

    translatable: bool
    """An object by language."""

    visibility: Literal["public", "members", "private"]
    """Unless the organisation says otherwise."""

    always_public: bool

    personal: bool
    """It names or reaches a person."""

    column: str | None
    """It stands beside `fields` under this name."""

    max_length: int | None

    minimum: float | None

    maximum: float | None

    unit: str


class FieldSet(TypedDict):
    """The fields of profiles of one kind in one group of countries."""

    name: str
    """Id@version."""

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

    countries: str

    version: int

    fields: list[FieldDefinition]


class Filters(TypedDict):
    """Values of one filter are alternatives; filters narrow each other."""

    q: str
    """Words, in any spelling or script."""

    kind: list[
        Literal[
            "cluster-organisation",
            "company",
            "research-organisation",
            "public-body",
            "other-member",
            "partnership",
            "association",
            "support-body",
        ]
    ]
    """Kind of organisation."""

    country: list[str]
    """ISO 3166-1 alpha-2, and XK."""

    region: list[str]
    """NUTS 2021, any level."""

    ecosystem: list[str]
    """Industrial ecosystem."""

    emerging_industry: list[str]
    """Emerging industry."""

    technology: list[str]
    """Technology."""

    s3_priority: list[str]
    """Smart specialisation priority."""

    label: list[str]
    """Label, with .valid or .expired."""

    language: list[str]
    """Working language."""

    size: list[str]
    """Size class."""

    cooperation: list[Literal["yes"]]
    """Interested in cooperation."""

    social_economy: list[Literal["yes"]]
    """Of the social economy."""

    support_service: list[str]
    """Support service."""

    box: str
    """West,south,east,north in degrees."""


class Identifier(TypedDict):
    """What others call the organisation."""

    scheme: str

    value: str


class KeyOwner(TypedDict):
    """What this key may do."""

    title: str

    scopes: list[str]

    expires_at: str

    seats: list[Seat]


class Label(TypedDict):
    """An excellence label or recognition, and how long it holds."""

    scheme: str

    awarded_by: str

    valid_from: str | None

    valid_until: str | None


class Membership(TypedDict):
    """An organisation in a group; both sides have confirmed it."""

    group: Reference

    member: Reference

    role: Literal["member", "partner", "lead"]

    since: str | None


class MembershipPage(TypedDict):
    """Memberships, in a fixed order."""

    items: list[Membership]

    next_cursor: str | None
    """Null on the last page."""


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


class Reference(TypedDict):
    """An organisation, in short."""

    key: str

    name: str

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

    country: str


class RuleSet(TypedDict):
    """The listing criteria of one programme, in one version."""

    name: str
    """Id@version."""

    programme: str

    title: dict[str, str]
    """By language."""

    source: str

    reviewed_on: str

    kinds: list[
        Literal[
            "cluster-organisation",
            "company",
            "research-organisation",
            "public-body",
            "other-member",
            "partnership",
            "association",
            "support-body",
        ]
    ]

    countries: list[str]
    """Empty for every country."""

    criteria: list[Criterion]

    waivers: list[Waiver]


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


class Seat(TypedDict):
    """What the key's owner is in an organisation."""

    organisation: Reference

    role: Literal["viewer", "editor", "owner"]

    state: str


class Stamp(TypedDict):
    """Where a value came from, when, who may see it."""

    visibility: Literal["public", "members", "private"]

    source: str

    date: str

    machine: list[str]
    """Languages that a machine translated."""


class Term(TypedDict):
    """One thing to choose."""

    id: str

    titles: dict[str, str]
    """By language."""

    group: str


class Vocabulary(TypedDict):
    """A list to choose from."""

    id: str

    titles: dict[str, str]
    """By language."""

    publisher: str

    licence: str

    size: int

    groups: dict[str, dict[str, str]]
    """Titles of groups of terms, by language."""

    terms: list[Term]


class VocabularySummary(TypedDict):
    """A list to choose from, without its terms."""

    id: str

    titles: dict[str, str]
    """By language."""

    publisher: str

    licence: str

    size: int


class Waiver(TypedDict):
    """What makes criteria unnecessary."""

    id: str

    title: dict[str, str]
    """By language."""
