"""Making a profile and changing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hanse.hub.foundation.permissions import requires
from hanse.hub.organisations.actions.conflicts import EditConflictError
from hanse.hub.organisations.actions.logos import change_logo, remove_logo
from hanse.hub.organisations.actions.profiles import create_organisation, write_profile
from hanse.hub.organisations.fields import find_field_set, get_vocabulary
from hanse.hub.organisations.forms.profiles import (
    LogoForm,
    ProfileForm,
    StartForm,
    list_languages,
)
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.criteria import evaluate_profile, evaluate_values
from hanse.hub.organisations.queries.history import say_value
from hanse.hub.organisations.queries.profiles import name_region
from hanse.hub.organisations.queries.values import get_given_values, get_values
from hanse.hub.organisations.views.acting import act, with_organisation
from hanse.hub.organisations.views.criteria import describe_criteria
from hanse.vocabulary import InputError


@never_cache
@requires("organisations.create")
def new(request: HttpRequest) -> HttpResponse:
    """First what it is and where, then the form that suits."""
    asked = request.POST if request.method == "POST" else request.GET
    start = StartForm(asked if "kind" in asked else None)
    if not start.is_valid():
        context = {"start": start, "kinds": Organisation.Kind.choices}
        status = 422 if start.errors else 200
        return render(request, "organisations/profile_start.html", context, status=status)
    kind, country = start.cleaned_data["kind"], start.cleaned_data["country"]
    form = _build_form(request, kind, country, values={"country": country})
    if request.method == "POST" and "add" not in request.POST and form.is_valid():
        values = {id: value for id, value in form.values.items() if value not in (None, "", [], {})}
        try:
            made = create_organisation(
                values, kind=kind, by=request.user, visibility=form.visibility
            )
        except ValidationError as faults:
            form.add_faults(faults)
        else:
            messages.success(request, _("Saved as a draft. Nobody but you sees it yet."))
            return redirect("organisations:edit", key=made.key)
    return _render_form(request, form, kind=kind)


@never_cache
@with_organisation("organisations.edit")
def edit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Change a profile, section by section."""
    form = _build_form(
        request,
        organisation.kind,
        request.POST.get("country") or organisation.country,
        values=get_given_values(organisation),
        organisation=organisation,
    )
    if request.method == "POST" and "add" not in request.POST and form.is_valid():
        try:
            written = write_profile(
                organisation,
                form.values,
                by=request.user,
                revision=form.cleaned_data["revision"],
                visibility=form.visibility,
                machine=form.machine,
            )
        except ValidationError as faults:
            form.add_faults(faults)
        except EditConflictError as conflict:
            return _show_conflict(request, organisation, conflict)
        else:
            return _go_on(request, organisation, written)
    return _render_form(request, form, kind=organisation.kind, organisation=organisation)


def _go_on(request: HttpRequest, organisation: Organisation, written: Organisation) -> HttpResponse:
    changed = written.revision != organisation.revision
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    if request.POST.get("save") == "show":
        return redirect(written)
    return redirect("organisations:edit", key=written.key)


def _build_form(
    request: HttpRequest,
    kind: str,
    country: str,
    *,
    values: Mapping[str, Any],
    organisation: Organisation | None = None,
) -> ProfileForm:
    posted = request.method == "POST"
    adds = posted and "add" in request.POST
    asked = request.POST.getlist("languages_shown") + (
        [request.POST["add_language"]] if adds else []
    )
    form = ProfileForm(
        request.POST if posted else None,
        field_set=find_field_set(kind, country),
        languages=list_languages(values, get_language() or "en", asked),
        values=values,
        stamps=organisation.stamps if organisation else {},
        revision=organisation.revision if organisation else None,
        derived=_describe_derived(organisation) if organisation else {},
        country=country,
    )
    if adds:
        form.only_show()
    return form


def _describe_derived(organisation: Organisation) -> dict[str, str]:
    """What the hub found from the town, to be read beside the empty fields."""
    found = {id: value for id, value in get_values(organisation).items() if value not in ("", None)}
    given = get_given_values(organisation)
    language = get_language() or "en"
    words = {"region": lambda value: name_region(value, language)}
    return {
        id: words.get(id, lambda value: f"{value:.3f}")(found[id])
        for id in ("region", "latitude", "longitude")
        if id in found and id not in given
    }


def _show_conflict(
    request: HttpRequest, organisation: Organisation, conflict: EditConflictError
) -> HttpResponse:
    """The form again, on top of what is saved now: with the writer's own changes and theirs."""
    organisation.refresh_from_db()
    now = get_given_values(organisation)
    language = get_language() or "en"
    field_set = find_field_set(organisation.kind, organisation.country)
    values = {**now, **conflict.mine}
    form = ProfileForm(
        field_set=field_set,
        languages=list_languages({**now, **values}, language),
        values=values,
        stamps=organisation.stamps,
        revision=conflict.revision,
        derived=_describe_derived(organisation),
        clashes={
            clash.field: say_value(field_set.by_id[clash.field], clash.theirs, language)
            for clash in conflict.clashes
        },
    )
    return _render_form(
        request, form, kind=organisation.kind, organisation=organisation, conflict=conflict
    )


def _render_form(
    request: HttpRequest,
    form: ProfileForm,
    *,
    kind: str,
    organisation: Organisation | None = None,
    conflict: EditConflictError | None = None,
) -> HttpResponse:
    if organisation is None:
        evaluation = evaluate_values(kind, dict(form.kept))
        panel = describe_criteria(evaluation, form.kept)
        address = reverse("organisations:criteria_new")
    else:
        panel = describe_criteria(evaluate_profile(organisation), get_values(organisation))
        address = reverse("organisations:criteria", args=[organisation.key])
    context = {
        "form": form,
        "kind": kind,
        "kind_title": Organisation.Kind(kind).label,
        "organisation": organisation,
        "conflict": conflict,
        "all_languages": get_vocabulary("languages").terms.values(),
        "criteria_url": address,
        "criteria_form": "profile-form",
        "tab": "edit",
        **panel,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "organisations/profile_form.html", context, status=status)


@never_cache
@with_organisation("organisations.edit")
def picture(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The picture beside the name."""
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_logo(organisation, form.cleaned_data["file"], by=request.user)
        except InputError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The picture is changed."))
            return redirect(organisation)
    status = 422 if form.errors else 200
    context = {"organisation": organisation, "form": form, "tab": "logo"}
    return render(request, "organisations/profile_logo.html", context, status=status)


@require_POST
@with_organisation("organisations.edit")
def remove_picture(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """No picture any more."""
    return act(
        request,
        lambda: remove_logo(organisation, by=request.user),
        done=_("The picture is removed."),
        to="organisations:profile",
        key=organisation.key,
    )
