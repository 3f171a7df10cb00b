"""The panel of listing criteria, live: with the values that a form holds at this moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from hanse.hub.foundation.permissions import requires
from hanse.hub.organisations.criteria import Evaluation
from hanse.hub.organisations.criteria.rule_sets import say
from hanse.hub.organisations.fields import (
    Field,
    InvalidValueError,
    find_field_set,
    read_value,
)
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.criteria import evaluate_profile, evaluate_values
from hanse.hub.organisations.queries.evidence import prove
from hanse.hub.organisations.queries.values import get_values
from hanse.hub.organisations.views.acting import with_organisation

_LANGUAGE = re.compile(r"[a-z]{2,3}")


@with_organisation("organisations.edit")
def criteria(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The panel alone, for the form that is being filled in; a page of its own otherwise."""
    values = read_form(organisation.kind, request.POST) if request.method == "POST" else {}
    evaluation = evaluate_profile(organisation, values)
    context = describe_criteria(evaluation, get_values(organisation) | values)
    name = "_criteria" if request.htmx else "joining/criteria"  # type: ignore[attr-defined]
    context |= {"organisation": organisation, "tab": "joining", "may_edit": True}
    return render(request, f"organisations/{name}.html", context)


@require_POST
@requires("organisations.create")
def new(request: HttpRequest) -> HttpResponse:
    """The panel for a profile that does not exist yet; `kind` says of what."""
    kind = request.POST.get("kind", "")
    if kind not in Organisation.Kind.values:
        return HttpResponse(status=204)
    values = read_form(kind, request.POST)
    context = describe_criteria(evaluate_values(kind, values), values)
    return render(request, "organisations/_criteria.html", context)


def describe_criteria(evaluation: Evaluation, values: Mapping[str, Any]) -> dict[str, Any]:
    """The context of `_criteria.html`; pages that include it add it to their own."""
    language = get_language() or "en"
    return {
        "evaluation": evaluation,
        "criteria_title": say(evaluation.rule_set.title, language),
        "proofs": prove(evaluation, values, language),
    }


def read_form(kind: str, data: QueryDict) -> dict[str, Any]:
    """What a form holds, by field id; None for what is empty or cannot be read yet."""
    field_set = find_field_set(kind, data.get("country", ""))
    return {field.id: _read(field, data) for field in field_set.fields if _names(field, data)}


def _names(field: Field, data: QueryDict) -> list[str]:
    """The form's names for a field: itself, and one a language for a translatable one."""
    if not field.translatable:
        # Of a list where nothing is ticked a browser sends nothing; `kind` tells a whole form.
        is_empty_list = field.type == "choices" and "kind" in data
        return [field.id] if field.id in data or is_empty_list else []
    pattern = re.compile(rf"{field.id}(?:[-_]+{_LANGUAGE.pattern})?")
    return [name for name in data if pattern.fullmatch(name)]


def _read(field: Field, data: QueryDict) -> Any:
    try:
        if field.translatable:
            texts = {re.split("[-_]+", name)[-1]: data[name] for name in _names(field, data)}
            return read_value(field, {code: text for code, text in texts.items() if text})
        many = field.type == "choices"
        return read_value(field, data.getlist(field.id) if many else data[field.id])
    except InvalidValueError:
        return None
