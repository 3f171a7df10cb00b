"""Pages of privacy: what one agreed to, one's data, erasing it, who saw contact data."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hanse.hub.foundation.permissions import may, requires
from hanse.hub.organisations.actions import privacy as acts
from hanse.hub.organisations.actions.erasure import erase_person
from hanse.hub.organisations.fields import list_fields
from hanse.hub.organisations.forms.privacy import EraseForm, EraseOtherForm
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.personal_data import (
    build_export,
    find_people,
    list_orphans,
)
from hanse.hub.organisations.queries.privacy import list_agreements, list_contact_accesses
from hanse.hub.organisations.views.acting import act, tell, with_organisation
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

_OWN = "people.change_own_profile"
_OTHERS = "people.give_roles"
_PAGE = 50


@require_safe
@requires(_OWN)
def privacy(request: HttpRequest) -> HttpResponse:
    """What one agreed to, and what one can do with one's data."""
    language = get_language() or "en"
    agreements = [
        (each, each.purpose.title_in(language), each.purpose.text_in(language))
        for each in list_agreements(request.user)
    ]
    return render(request, "organisations/privacy/privacy.html", {"agreements": agreements})


@require_POST
@requires(_OWN)
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Agree to a purpose, or take it back."""
    if request.POST.get("answer") == "give":
        return act(
            request,
            lambda: acts.give_consent(request.user, purpose),
            done=_("Thank you. You can take it back at any time."),
            to="organisations:privacy",
        )
    return act(
        request,
        lambda: acts.withdraw_consent(request.user, purpose),
        done=_("You have taken it back."),
        to="organisations:privacy",
    )


@never_cache
@require_POST
@requires(_OWN)
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about oneself, as a file."""
    return _send_export(get_object_or_404(Person, pk=request.user.pk))


def _send_export(person: Person) -> HttpResponse:
    name = f"hanse-my-data-{timezone.localdate().isoformat()}.zip"
    return HttpResponse(
        build_export(person),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@never_cache
@requires(_OWN)
def erase(request: HttpRequest) -> HttpResponse:
    """Erase oneself, after typing one's address."""
    person = get_object_or_404(Person, pk=request.user.pk)
    form = EraseForm(request.POST or None, expected=person.email)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(person, by=person)
        except InputError as error:
            messages.error(request, tell(error))
            return redirect("organisations:erase")
        logout(request)
        messages.success(request, _("Your account and your data are erased."))
        return redirect("/")
    context = {"form": form, "orphans": list_orphans(person)}
    return render(request, "organisations/privacy/erase.html", context)


@never_cache
@require_safe
@requires(_OTHERS)
def people(request: HttpRequest) -> HttpResponse:
    """An administrator finds the person who wrote in, for a copy of their data or erasure."""
    text = request.GET.get("q", "")[:200]
    context = {"text": text, "found": find_people(text)}
    return render(request, "organisations/privacy/people.html", context)


@never_cache
@require_POST
@requires(_OTHERS)
def export_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is kept about a person, to be sent to them."""
    person = get_object_or_404(Person, pk=pk)
    acts.note_export(person, by=request.user)
    return _send_export(person)


@never_cache
@requires(_OTHERS)
def erase_other(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator erases a person who asked for it by letter."""
    person = get_object_or_404(Person, pk=pk)
    form = EraseOtherForm(request.POST or None, expected=person.email)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(person, by=request.user, ground=form.cleaned_data["ground"])
        except InputError as error:
            messages.error(request, tell(error))
            return redirect("organisations:erase_other", pk)
        messages.success(request, _("The person and their data are erased."))
        return redirect("organisations:people_data")
    context = {"form": form, "person": person, "orphans": list_orphans(person)}
    return render(request, "organisations/privacy/erase_other.html", context)


@require_safe
@with_organisation("organisations.read_private_fields")
def contact_accesses(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who saw the organisation's contact data."""
    page = Paginator(list_contact_accesses(organisation), _PAGE).get_page(request.GET.get("page"))
    language, known = get_language() or "en", list_fields()
    rows = [
        (
            each,
            ", ".join(
                known[id].title_in(language) if id in known else _("named contacts")
                for id in each.fields
            ),
        )
        for each in page
    ]
    context = {
        "organisation": organisation,
        "tab": "people",
        "may_edit": may(request.user, "organisations.edit", organisation),
        "page": page,
        "rows": rows,
    }
    return render(request, "organisations/privacy/contact_accesses.html", context)
