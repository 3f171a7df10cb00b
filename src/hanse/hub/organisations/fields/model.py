"""A field, the section it stands in, and the set that a profile is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

Visibility = Literal["public", "members", "private"]
VISIBILITIES: tuple[Visibility, ...] = get_args(Visibility)
"""From everyone to the organisation's own people."""

FieldType = Literal[
    "text",
    "long-text",
    "number",
    "year",
    "url",
    "email",
    "telephone",
    "choice",
    "choices",
    "yes-no",
    "date",
]
TYPES: tuple[FieldType, ...] = get_args(FieldType)

FACETS = (
    "country",
    "region",
    "ecosystem",
    "emerging_industry",
    "technology",
    "s3_priority",
    "kind",
    "label",
    "language",
    "size",
    "cooperation",
    "support_service",
    "social_economy",
)
"""What the search counts by; `kind` and `label` come from no field."""

UNDETERMINED = "und"
"""The language of a text of which nobody said it (BCP 47)."""

Titles = Mapping[str, str]


def choose_title(titles: Titles, language: str) -> str:
    """The title in a language, else in English."""
    return titles.get(language.split("-")[0]) or titles["en"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of one value: who may see it, where it came from and when, what a machine translated."""

    visibility: Visibility
    source: str = ""
    date: str = ""
    machine: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the form and of the page."""

    id: str
    titles: Titles

    def title_in(self, language: str) -> str:
        """The title in a language, else in English."""
        return choose_title(self.titles, language)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that a profile says of an organisation."""

    id: str
    titles: Titles
    type: FieldType
    section: str
    required: bool = False
    vocabulary: str | None = None
    translatable: bool = False
    visibility: Visibility = "public"
    """Unless the organisation says otherwise."""
    always_public: bool = False
    personal: bool = False
    """It names or reaches a person: showing it to someone is put on record."""
    column: str | None = None
    """Name of the column of the table that holds it; None: it lives in `fields`."""
    facet: str | None = None
    helps: Titles = field(default_factory=dict)
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    unit: str = ""
    verified: bool = True
    """False where no source was seen that registries ask for it."""

    @property
    def title(self) -> str:
        """The title in English."""
        return self.titles["en"]

    def title_in(self, language: str) -> str:
        """The title in a language, else in English."""
        return choose_title(self.titles, language)

    def help_in(self, language: str) -> str:
        """The help in a language, else in English; empty where it needs none."""
        return choose_title(self.helps, language) if self.helps else ""

    def read_stamp(self, stamps: Mapping[str, Any]) -> Stamp:
        """The field's stamp among an organisation's, with what holds where nothing was said."""
        kept = stamps.get(self.id) or {}
        visibility: Visibility = kept.get("visibility", self.visibility)
        if self.always_public:
            visibility = "public"
        return Stamp(
            visibility,
            kept.get("source", ""),
            kept.get("date", ""),
            tuple(kept.get("machine", ())),
        )


@dataclass(frozen=True)
class FieldSet:
    """The fields of profiles of one kind in one group of countries, in their order."""

    kind: str
    countries: str
    """Id of a group of countries, or "any"."""
    version: int
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]

    @property
    def id(self) -> str:
        """Kind and countries: "company.any"."""
        return f"{self.kind}.{self.countries}"

    @property
    def name(self) -> str:
        """As organisations keep it: "company.any@1"."""
        return f"{self.id}@{self.version}"

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """The fields by their ids."""
        return {field.id: field for field in self.fields}

    @cached_property
    def required(self) -> tuple[Field, ...]:
        """The fields that a profile needs before it can be submitted."""
        return tuple(field for field in self.fields if field.required)

    def list_sections(self) -> list[tuple[Section, list[Field]]]:
        """Each section with its fields, in order."""
        return [
            (section, [field for field in self.fields if field.section == section.id])
            for section in self.sections
        ]
