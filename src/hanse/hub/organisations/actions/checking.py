"""Values against their field set, with what is wrong in words beside each field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.hub.organisations.fields import (
    VISIBILITIES,
    Field,
    FieldSet,
    InvalidValueError,
    get_vocabulary,
    read_value,
)

_WORDS = {
    "language": gettext_lazy("“%(language)s” is not a language of the list."),
    "text": gettext_lazy("Enter a text."),
    "control": gettext_lazy("Take out the control characters."),
    "line": gettext_lazy("Enter one line only."),
    "length": gettext_lazy("At most %(limit)d characters; these are %(length)d."),
    "number": gettext_lazy("Enter a number."),
    "whole": gettext_lazy("Enter a whole number."),
    "minimum": gettext_lazy("Enter %(limit)g or more."),
    "maximum": gettext_lazy("Enter %(limit)g or less."),
    "year": gettext_lazy("Enter a year with four digits."),
    "url": gettext_lazy("Enter a web address such as https://example.org."),
    "email": gettext_lazy("Enter an e-mail address such as office@example.org."),
    "telephone": gettext_lazy("Enter a telephone number such as +32 2 123 45 67."),
    "choice": gettext_lazy("“%(value)s” is not one of the choices."),
    "list": gettext_lazy("Enter a list of choices."),
    "many": gettext_lazy("Choose %(limit)d at most."),
    "yes-no": gettext_lazy("Answer with yes or no."),
    "date": gettext_lazy("Enter a date such as 2026-03-31."),
}
_BASIC = ("name", "country")
"""Without these there is no profile, not even a draft."""


def check_values(field_set: FieldSet, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept, None for what is taken away.

    Raises ValidationError with a list of sentences by field id.
    """
    checked, faults = {}, {}
    for id, raw in values.items():
        field = field_set.by_id.get(id)
        if field is None:
            faults[id] = [_("This kind of profile has no such field.")]
            continue
        try:
            checked[id] = read_value(field, raw)
        except InvalidValueError as error:
            faults[id] = [str(_WORDS[error.code]) % error.parameters]
            continue
        if checked[id] is None and id in _BASIC:
            faults[id] = [_("This is needed even for a draft.")]
    if faults:
        raise ValidationError(faults)
    return checked


def check_visibility(field_set: FieldSet, visibility: Mapping[str, str]) -> dict[str, str]:
    """What may be said of who sees which field; raises ValidationError by field id."""
    faults = {}
    for id, level in visibility.items():
        field = field_set.by_id.get(id)
        if field is None or level not in VISIBILITIES:
            faults[id] = [_("Choose who may see it: public, members or private.")]
        elif field.always_public and level != "public":
            faults[id] = [_("Everyone sees this of a listed organisation.")]
    if faults:
        raise ValidationError(faults)
    return dict(visibility)


def check_together(field_set: FieldSet, values: Mapping[str, Any]) -> None:
    """What no field can see alone; raises ValidationError by field id."""
    faults = {
        **_check_position(values),
        **_check_region(values),
        **_check_dates(values),
        **_check_members(field_set.by_id, values),
    }
    if faults:
        raise ValidationError({id: [fault] for id, fault in faults.items()})


def _check_position(values: Mapping[str, Any]) -> dict[str, str]:
    pair = ("latitude", "longitude")
    given = [id for id in pair if values.get(id) is not None]
    if len(given) != 1:
        return {}
    lacking = pair[1 - pair.index(given[0])]
    return {lacking: _("Give both latitude and longitude, or neither.")}


def _check_region(values: Mapping[str, Any]) -> dict[str, str]:
    region, country = values.get("region"), values.get("country")
    if not region or not country:
        return {}
    term = get_vocabulary("countries").terms.get(country)
    prefix = term.more.get("nuts", "") if term else ""
    if prefix and region.startswith(prefix):
        return {}
    return {"region": _("This region does not lie in the country.")}


def _check_dates(values: Mapping[str, Any]) -> dict[str, str]:
    starts, ends = values.get("starts"), values.get("ends")
    return {"ends": _("It ends before it begins.")} if starts and ends and ends < starts else {}


def _check_members(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, str]:
    total = values.get("member_count")
    kinds = ("sme", "large", "research", "public", "other")
    parts = sum(values.get(f"members_{kind}") or 0 for kind in kinds)
    if "member_count" not in fields or total is None or parts <= total:
        return {}
    return {
        "member_count": _("The members by type add up to %(parts)d, more than these.")
        % {"parts": parts}
    }
