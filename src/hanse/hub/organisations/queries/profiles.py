"""What a page shows of a profile: the fields that this person may see, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Prefetch
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hanse.classifications import get_classification
from hanse.hub.foundation.permissions import Actor, may
from hanse.hub.organisations.fields import Field, Stamp, get_field_set, get_vocabulary, is_empty
from hanse.hub.organisations.models import Label, Organisation
from hanse.hub.organisations.queries.values import get_value

NUTS = "nuts-2021"
_FIGURES = (
    "member_count",
    "staff_fte",
    "size_class",
    "employees",
    "budget",
    "partnership_type",
    "association_scope",
    "public_level",
    "founded",
)


@dataclass(frozen=True, kw_only=True)
class ShownField:
    """A field as one reader sees it."""

    field: Field
    title: str
    value: Any
    """As it is kept; of a text in several languages, the one that is shown."""
    items: tuple[str, ...]
    """What to read: one text, or the titles of what was chosen."""
    stamp: Stamp
    language: str = ""
    """Of the text, where that is not the reader's own."""
    is_machine: bool = False
    languages: tuple[str, ...] = ()
    """In which the text exists."""

    @property
    def text(self) -> str:
        """All in one line."""
        return ", ".join(self.items)

    @property
    def said(self) -> str:
        """Where it came from, in words."""
        return say_source(self.stamp.source)


def list_levels(organisation: Organisation, person: Actor) -> frozenset[str]:
    """The visibilities that are open to a person."""
    levels = {"public"}
    if may(person, "organisations.read_members_fields", organisation):
        levels.add("members")
    if may(person, "organisations.read_private_fields", organisation):
        levels.add("private")
    return frozenset(levels)


def list_shown_fields(organisation: Organisation, person: Actor, language: str) -> list[ShownField]:
    """The fields that hold something and that this person may see, in the order of the set."""
    levels = list_levels(organisation, person)
    shown = []
    for field in get_field_set(organisation.field_set).fields:
        value = get_value(organisation, field)
        stamp = field.read_stamp(organisation.stamps)
        if not is_empty(value) and stamp.visibility in levels:
            shown.append(show_value(field, value, stamp, language))
    return shown


def show_value(field: Field, value: Any, stamp: Stamp, language: str) -> ShownField:
    """One value in words."""
    written, languages = "", ()
    if field.translatable and isinstance(value, Mapping):
        languages = tuple(value)
        written = choose_language(languages, language)
        value = value[written]
    return ShownField(
        field=field,
        title=field.title_in(language),
        value=value,
        items=_read_out(field, value, language),
        stamp=stamp,
        language=written if written != language else "",
        is_machine=written in stamp.machine,
        languages=languages,
    )


def choose_language(languages: Iterable[str], wanted: str) -> str:
    """The language to read a text in: the reader's, else English, else the first."""
    known = tuple(languages)
    return next((each for each in (wanted, "en") if each in known), known[0])


def _read_out(field: Field, value: Any, language: str) -> tuple[str, ...]:
    if field.id == "region":
        return (name_region(value, language),)
    if field.vocabulary:
        vocabulary = get_vocabulary(field.vocabulary)
        terms = value if isinstance(value, list) else [value]
        return tuple(vocabulary.title(term, language) for term in terms)
    if field.type == "yes-no":
        return (pgettext("answer", "Yes") if value else pgettext("answer", "No"),)
    if field.type == "date":
        return (formats.date_format(date.fromisoformat(value)),)
    if field.type == "number":
        plain = f"{float(value):.{field.decimals}f}"
        digits = len(plain.rstrip("0").partition(".")[2])
        shown = formats.number_format(float(value), digits, force_grouping=True)
        return (f"{shown} {field.unit}".rstrip(),)
    if field.type == "url":
        return (name_address(value),)
    return (str(value),)


def name_address(address: str) -> str:
    """A web address as people say it."""
    parts = urlsplit(address)
    host = (parts.hostname or address).removeprefix("www.")
    return host if parts.path in ("", "/") and not parts.query else f"{host}{parts.path}"


@lru_cache(maxsize=4096)
def name_region(region: str, language: str) -> str:
    """Name and code of a NUTS region; the code alone where it is not known."""
    classification = get_classification(NUTS)
    if region not in classification.codes:
        return region
    return f"{classification.title(region, language)} ({region})"


def name_country(country: str, language: str) -> str:
    """Name of a country."""
    return get_vocabulary("countries").title(country, language)


def find_organisation(key: str) -> Organisation | None:
    """The profile with this key and its labels, merged ones included."""
    labels = Prefetch("labels", queryset=Label.objects.order_by("-valid_until", "scheme"))
    found = Organisation.objects.filter(key=key).select_related("merged_into")
    return found.prefetch_related(labels).first()


def list_valid_labels(organisation: Organisation, *, today: date) -> list[Label]:
    """Labels that hold on a day."""
    return [
        label
        for label in organisation.labels.all()
        if (label.valid_from is None or label.valid_from <= today)
        and (label.valid_until is None or label.valid_until >= today)
    ]


@dataclass(frozen=True)
class ShownSection:
    """A titled part of the page with its fields."""

    id: str
    title: str
    fields: list[ShownField]


def choose_figures(shown: Mapping[str, ShownField]) -> list[ShownField]:
    """The few numbers that stand large at the top."""
    return [shown[id] for id in _FIGURES if id in shown][:4]


def list_shown_sections(
    organisation: Organisation, shown: Iterable[ShownField], language: str
) -> list[ShownSection]:
    """The shown fields under the headings of their field set; no empty heading."""
    shown = list(shown)
    sections = []
    for section in get_field_set(organisation.field_set).sections:
        fields = [each for each in shown if each.field.section == section.id]
        if fields:
            sections.append(ShownSection(section.id, section.title_in(language), fields))
    return sections


def say_source(source: str) -> str:
    """Where a value came from, in words."""
    start, _colon, rest = source.partition(":")
    words = {
        "manager": _("entered by hand"),
        "import": _("imported from %(name)s") % {"name": rest},
        "restore": _("restored from version %(name)s") % {"name": rest},
        "gazetteer": _("found from the town"),
        "demonstration": _("invented for the demonstration"),
    }
    return words.get(start, source)


def say_visibility(level: str) -> str:
    """Who sees a value, in words."""
    words = {
        "public": _("seen by everyone"),
        "members": _("seen by members"),
        "private": _("only seen by us"),
    }
    return words.get(level, "")
