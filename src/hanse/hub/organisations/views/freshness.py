"""Still correct: on the profile's page, and by the link in a reminder."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hanse.hub.organisations.actions.freshness import confirm_profile, read_token
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.freshness import describe_freshness
from hanse.hub.organisations.views.acting import act, tell, with_organisation
from hanse.vocabulary import InputError


@require_POST
@with_organisation("organisations.confirm")
def confirm(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Confirm from the profile."""
    return act(
        request,
        lambda: confirm_profile(organisation, by=request.user),
        done=_("Thank you: the profile counts as current from today."),
        to=organisation.get_absolute_url(),
    )


@never_cache
def by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """What the reminder's link shows; only the button confirms, for mail programs follow links."""
    letter = read_token(token)
    if letter is None:
        return render(request, "organisations/freshness/expired.html", status=410)
    context = {
        "organisation": letter.organisation,
        "person": letter.person,
        "is_used": letter.is_used,
        "freshness": describe_freshness(letter.organisation),
    }
    if request.method != "POST" or letter.is_used:
        return render(request, "organisations/freshness/confirm.html", context)
    try:
        confirm_profile(letter.organisation, by=letter.person, through="letter")
    except InputError as error:
        messages.error(request, tell(error))
        return render(request, "organisations/freshness/confirm.html", context)
    messages.success(request, _("Thank you: the profile counts as current from today."))
    return redirect(letter.organisation.get_absolute_url())
