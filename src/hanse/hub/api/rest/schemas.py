"""The shapes of what the API answers: the source of the OpenAPI document and of the client."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

Kind = Literal[
    "cluster-organisation", "company", "research-organisation", "public-body", "other-member",
    "partnership", "association", "support-body",
]  # fmt: skip


class Identifier(Schema):
    """What others call the organisation."""

    scheme: str
    value: str


class Label(Schema):
    """An excellence label or recognition, and how long it holds."""

    scheme: str
    awarded_by: str
    valid_from: date | None
    valid_until: date | None


class Organisation(Schema):
    """A profile: what the reader may see of it."""

    key: str = Field(description="permanent, also in the address of the page")
    kind: Kind
    state: str = Field(description="published, or stale: not confirmed for long")
    name: str
    acronym: str
    website: str
    country: str = Field(description="ISO 3166-1 alpha-2, and XK")
    place: str
    region: str = Field(description="NUTS 2021, the finest level that is known; may be empty")
    latitude: float | None
    longitude: float | None
    position_source: str = Field(description="given, gazetteer, region or country")
    size_class: str = Field(description="micro, small, medium or large, of a company; else empty")
    member_count: int | None
    is_demonstration: bool = Field(description="invented, to show what the hub can do")
    identifiers: list[Identifier]
    labels: list[Label]
    field_set: str = Field(description="id@version of the fields below")
    fields: dict[str, Any] = Field(
        description="by field id; a text in several languages is an object by language"
    )
    revision: int = Field(description="number of the latest edit")
    changed_at: datetime
    confirmed_at: datetime | None
    published_at: datetime | None
    page: str = Field(description="address of the profile's page")


class Stamp(Schema):
    """Where a value came from, when, who may see it."""

    visibility: Literal["public", "members", "private"]
    source: str
    date: str
    machine: list[str] = Field(description="languages that a machine translated")


class OrganisationDetail(Organisation):
    """One profile with the origin of each value."""

    stamps: dict[str, Stamp] = Field(description="by field id")


class OrganisationPage(Schema):
    """Organisations in their order."""

    items: list[Organisation]
    total: int = Field(description="how many fit the filters")
    next_cursor: str | None = Field(description="null on the last page")


class Reference(Schema):
    """An organisation, in short."""

    key: str
    name: str
    kind: Kind
    country: str


class Membership(Schema):
    """An organisation in a group; both sides have confirmed it."""

    group: Reference
    member: Reference
    role: Literal["member", "partner", "lead"]
    since: date | None


class MembershipPage(Schema):
    """Memberships, in a fixed order."""

    items: list[Membership]
    next_cursor: str | None = Field(description="null on the last page")


class Cooperation(Schema):
    """Two organisations that work together; both have confirmed it."""

    first: Reference
    second: Reference
    subject: str
    since: date | None


class CooperationPage(Schema):
    """Cooperation, in a fixed order."""

    items: list[Cooperation]
    next_cursor: str | None = Field(description="null on the last page")


class Change(Schema):
    """One entry of the feed."""

    change: int = Field(description="grows from change to change")
    verb: Literal["listed", "unlisted"] = Field(description="listed or changed; no longer listed")
    key: str
    at: datetime
    moved_to: str | None = Field(description="key of the organisation that it was merged into")
    organisation: Organisation | None = Field(
        description="its present public profile, with `records=true` and while it is listed"
    )


class ChangePage(Schema):
    """Changes in their order."""

    items: list[Change]
    last: int = Field(description="ask for what is `after` this number next time")
    more: bool = Field(description="there is more at once")


class Count(Schema):
    """How many organisations have this value."""

    value: str
    title: str
    count: int


class Counts(Schema):
    """How many organisations fit the filters, as a whole and by the values of each facet."""

    total: int
    facets: dict[str, list[Count]]


class Term(Schema):
    """One thing to choose."""

    id: str
    titles: dict[str, str] = Field(description="by language")
    group: str


class VocabularySummary(Schema):
    """A list to choose from, without its terms."""

    id: str
    titles: dict[str, str] = Field(description="by language")
    publisher: str
    licence: str
    size: int


class Vocabulary(VocabularySummary):
    """A list to choose from."""

    groups: dict[str, dict[str, str]] = Field(description="titles of groups of terms, by language")
    terms: list[Term]


class FieldDefinition(Schema):
    """One thing that a profile says of an organisation."""

    id: str
    titles: dict[str, str] = Field(description="by language")
    help: dict[str, str] = Field(description="by language")
    type: str
    section: str
    required: bool = Field(description="before the profile can be submitted")
    vocabulary: str | None
    translatable: bool = Field(description="an object by language")
    visibility: Literal["public", "members", "private"] = Field(
        description="unless the organisation says otherwise"
    )
    always_public: bool
    personal: bool = Field(description="it names or reaches a person")
    column: str | None = Field(description="it stands beside `fields` under this name")
    max_length: int | None
    minimum: float | None
    maximum: float | None
    unit: str


class FieldSet(Schema):
    """The fields of profiles of one kind in one group of countries."""

    name: str = Field(description="id@version")
    kind: Kind
    countries: str
    version: int
    fields: list[FieldDefinition]


class Criterion(Schema):
    """One thing that is asked of a profile."""

    id: str
    title: dict[str, str] = Field(description="by language")
    fields: list[str] = Field(description="ids of the fields where it is answered")
    waived_by: list[str] = Field(description="ids of the waivers that make it unnecessary")


class Waiver(Schema):
    """What makes criteria unnecessary."""

    id: str
    title: dict[str, str] = Field(description="by language")


class RuleSet(Schema):
    """The listing criteria of one programme, in one version."""

    name: str = Field(description="id@version")
    programme: str
    title: dict[str, str] = Field(description="by language")
    source: str
    reviewed_on: str
    kinds: list[Kind]
    countries: list[str] = Field(description="empty for every country")
    criteria: list[Criterion]
    waivers: list[Waiver]


class Run(Schema):
    """One rated result of the observatory."""

    id: str = Field(description="hash of input, method version and parameters")
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
    published_at: datetime | None
    page: str


class Rating(Schema):
    """A statistical cluster: one region x industry group in one period."""

    region: str
    region_title: str
    group: str
    group_title: str
    period: str
    employment: float | None = Field(description="null: missing or suppressed, see the flag")
    employment_flag: Literal["observed", "estimated", "lower_bound", "missing", "suppressed"]
    establishments: float | None
    lq: float | None = Field(description="location quotient")
    lq_lower: float | None
    lq_upper: float | None
    q_value: float | None
    region_share: float | None
    national_share: float | None
    growth: float | None
    size_rank: float | None
    lq_rank: float | None
    rating: int = Field(description="0 is the lowest")
    rating_title: str
    certainty: Literal["certain", "possible", "unknown"]


class RatingPage(Schema):
    """Ratings of one run, by period, region and group."""

    items: list[Rating]
    total: int
    next_cursor: str | None = Field(description="null on the last page")


class Seat(Schema):
    """What the key's owner is in an organisation."""

    organisation: Reference
    role: Literal["viewer", "editor", "owner"]
    state: str


class KeyOwner(Schema):
    """What this key may do."""

    title: str
    scopes: list[str]
    expires_at: datetime
    seats: list[Seat]


class OrganisationIn(Schema, extra="forbid"):
    """A new organisation: a draft, of which the key's owner is the first owner."""

    kind: Kind
    values: dict[str, Any] = Field(description="by field id; name and country at least")
    visibility: dict[str, Literal["public", "members", "private"]] = Field(
        default_factory=dict, description="by field id"
    )


class OrganisationPatch(Schema, extra="forbid"):
    """What is to change; null takes a value away."""

    values: dict[str, Any] = Field(default_factory=dict, description="by field id")
    visibility: dict[str, Literal["public", "members", "private"]] = Field(
        default_factory=dict, description="by field id"
    )
