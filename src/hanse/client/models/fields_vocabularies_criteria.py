"""Shapes of the API: fields vocabularies criteria.

Written by `hanse manage write_client` from the OpenAPI document: don't edit.
"""

from __future__ import annotations

from typing import Literal, TypedDict


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
