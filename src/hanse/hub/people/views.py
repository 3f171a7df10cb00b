"""The profile page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hanse.hub.foundation.permissions import ROLES, requires
from hanse.hub.people.actions import change_profile
from hanse.hub.people.forms import ProfileForm
from hanse.hub.people.models import Person


@requires("people.change_own_profile")
def profile(request: HttpRequest) -> HttpResponse:
    """See and change one's own profile."""
    person = Person.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        # The form has already put its values on its instance: read the person afresh.
        person = Person.objects.get(pk=person.pk)
        change_profile(person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        response = redirect("people:profile")
        if person.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax")
        return response
    roles = [ROLES[role] for role in ROLES if role in person.roles]
    return render(request, "people/profile.html", {"form": form, "roles": roles})
