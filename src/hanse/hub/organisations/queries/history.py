"""The history of a profile: who changed what and when, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from hanse.hub.organisations.fields import Field, get_field_set, is_empty
from hanse.hub.organisations.models import Organisation, Revision
from hanse.hub.organisations.queries.profiles import say_source, say_visibility, show_value
from hanse.vocabulary import InputError

PAGE = 20


@dataclass(frozen=True)
class Difference:
    """One field in two neighbouring versions, in words; empty where nothing was said."""

    title: str
    before: str
    after: str
    seen_by: tuple[str, str]
    """Who saw it before and after; empty where nothing is to be said of it."""


@dataclass(frozen=True)
class Version:
    """One revision with what it changed."""

    revision: Revision
    source: str
    differences: list[Difference]
    is_present: bool


def list_versions(organisation: Organisation, language: str, *, page: Any) -> Page[Any]:
    """The versions of a profile, newest first; `object_list` holds `Version`s."""
    found = organisation.revisions.select_related("by").order_by("-number")
    shown: Page[Any] = Paginator(found, PAGE).get_page(page)
    revisions = list(shown.object_list)
    earlier = _read_earlier(organisation, revisions)
    fields = _know_fields(organisation)
    shown.object_list = [
        Version(
            each,
            say_source(each.source),
            _compare(before, each, fields, language),
            each.number == organisation.revision,
        )
        for each, before in zip(revisions, [*revisions[1:], earlier], strict=True)
    ]
    return shown


def _read_earlier(organisation: Organisation, revisions: Sequence[Revision]) -> Revision | None:
    """The one before the last of the page."""
    lowest = revisions[-1].number if revisions else 0
    return organisation.revisions.filter(number__lt=lowest).order_by("-number").first()


def _know_fields(organisation: Organisation) -> Mapping[str, Field]:
    return get_field_set(organisation.field_set).by_id


def _compare(
    before: Revision | None, after: Revision, fields: Mapping[str, Field], language: str
) -> list[Difference]:
    old = before.values if before else {"values": {}, "stamps": {}}
    known = {**fields, **_fields_of(old), **_fields_of(after.values)}
    order = {id: place for place, id in enumerate(known)}
    return [
        Difference(
            known[id].title_in(language),
            say_value(known[id], old["values"].get(id), language),
            say_value(known[id], after.values["values"].get(id), language),
            _compare_visibility(known[id], old, after.values),
        )
        for id in sorted(set(after.changed) & set(known), key=order.__getitem__)
    ]


def _fields_of(snapshot: Mapping[str, Any]) -> Mapping[str, Field]:
    """The fields that the profile had then."""
    try:
        return get_field_set(snapshot["field_set"]).by_id
    except (KeyError, InputError):
        return {}


def _compare_visibility(
    field: Field, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[str, str]:
    """Who saw it before and after, where that is worth saying; two empty texts otherwise."""
    levels = [
        field.read_stamp(each["stamps"]).visibility if field.id in each["values"] else ""
        for each in (old, new)
    ]
    if levels[0] == levels[1] or set(levels) == {"", "public"}:
        return "", ""
    return say_visibility(levels[0]), say_visibility(levels[1])


def say_value(field: Field, value: Any, language: str) -> str:
    """A value in words, every language of a text included."""
    if is_empty(value):
        return ""
    stamp = field.read_stamp({})
    if field.translatable and isinstance(value, Mapping):
        if len(value) == 1:
            return str(next(iter(value.values())))
        return "\n".join(f"{code}: {text}" for code, text in value.items())
    return show_value(field, value, stamp, language).text
