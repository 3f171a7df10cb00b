"""The page of an organisation, its picture and its history."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hanse.hub.foundation.permissions import may, require
from hanse.hub.organisations.actions.privacy import note_contact_access
from hanse.hub.organisations.actions.profiles import restore_revision
from hanse.hub.organisations.locator import draw_locator
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.freshness import describe_freshness
from hanse.hub.organisations.queries.history import list_versions
from hanse.hub.organisations.queries.profiles import (
    ShownField,
    choose_figures,
    find_organisation,
    list_shown_fields,
    list_shown_sections,
    list_valid_labels,
    name_country,
)
from hanse.hub.organisations.views.acting import with_organisation
from hanse.vocabulary import InputError

_HEAD = ("name", "acronym", "country", "summary", "latitude", "longitude")
"""Fields that stand in the heading, not in the list."""


@require_safe
def profile(request: HttpRequest, key: str) -> HttpResponse:
    """All that this reader may see of an organisation."""
    organisation = find_organisation(key)
    if organisation is None:
        raise Http404(_("There is no such organisation."))
    if organisation.merged_into is not None:
        return redirect(organisation.merged_into, permanent=False)
    require("organisations.read", request.user, organisation)
    language = get_language() or "en"
    shown = list_shown_fields(organisation, request.user, language)
    by_id = {each.field.id: each for each in shown}
    figures = choose_figures(by_id)
    above = {*_HEAD, *(each.field.id for each in figures)}
    rest = [each for each in shown if each.field.id not in above]
    context = {
        "organisation": organisation,
        "shown": by_id,
        "all_shown": shown,
        "figures": figures,
        "sections": list_shown_sections(organisation, rest, language),
        "country": name_country(organisation.country, language),
        "labels": list_valid_labels(organisation, today=timezone.localdate()),
        "locator": _draw_place(organisation, by_id, language),
        "freshness": describe_freshness(organisation),
        "may_edit": may(request.user, "organisations.edit", organisation),
        "may_confirm": may(request.user, "organisations.confirm", organisation),
        "tab": "profile",
    }
    _put_on_record(request, organisation, shown)
    return render(request, "organisations/profile.html", context)


def _draw_place(organisation: Organisation, shown: dict[str, ShownField], language: str) -> str:
    if organisation.latitude is None or not {"place", "latitude"} & set(shown):
        return ""
    label = _("Map: %(place)s, %(country)s") % {
        "place": organisation.place,
        "country": name_country(organisation.country, language),
    }
    region = organisation.region
    return draw_locator(
        round(organisation.latitude, 3),
        round(organisation.longitude or 0.0, 3),
        region=region,
        label=label,
    )


def _put_on_record(
    request: HttpRequest, organisation: Organisation, shown: list[ShownField]
) -> None:
    """Whoever sees contact data that is not public is put on record."""
    personal = [
        each.field.id for each in shown if each.field.personal and each.stamp.visibility != "public"
    ]
    note_contact_access(organisation, request.user, personal)


@never_cache
@require_safe
@with_organisation("organisations.read_private_fields")
def history(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who changed what and when."""
    page = list_versions(organisation, get_language() or "en", page=request.GET.get("page"))
    context = {
        "organisation": organisation,
        "page": page,
        "may_edit": may(request.user, "organisations.edit", organisation),
        "tab": "history",
    }
    return render(request, "organisations/profile_history.html", context)


@require_POST
@with_organisation("organisations.edit")
def restore(request: HttpRequest, organisation: Organisation, number: int) -> HttpResponse:
    """Make the profile what it was at a version."""
    try:
        restored = restore_revision(organisation, number, by=request.user)
    except InputError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, _("It cannot be restored: ") + " ".join(error.messages))
    else:
        done = _("The profile is as it was at version %(number)d; this is version %(now)d.")
        messages.success(request, done % {"number": number, "now": restored.revision})
    return redirect("organisations:history", key=organisation.key)


@require_safe
def logo(request: HttpRequest, key: str) -> HttpResponse | FileResponse:
    """The picture, as we encoded it."""
    organisation = find_organisation(key)
    if organisation is None or not organisation.logo:
        raise Http404(_("There is no such picture."))
    require("organisations.read", request.user, organisation)
    place = Path(settings.HANSE_UPLOADS_DIR) / organisation.logo
    if not place.is_file():
        raise Http404(_("There is no such picture."))
    answer = FileResponse(place.open("rb"), content_type="image/png")
    answer["Cache-Control"] = "public, max-age=3600" if organisation.is_listed else "private"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = "inline; filename=logo.png"
    return answer
