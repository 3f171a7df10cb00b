"""One's own keys: made here, shown once, revoked with one click."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hanse.hub.api.actions.keys import make_key, revoke_key
from hanse.hub.api.forms.keys import KeyForm
from hanse.hub.api.queries.keys import find_revocable, list_keys
from hanse.hub.foundation.permissions import requires
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError


@never_cache
@requires("api.hold_keys")
def keys(request: HttpRequest) -> HttpResponse:
    """See one's keys and make one."""
    person = cast(Person, request.user)
    form = KeyForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = make_key(person, **form.cleaned_data)
            form = KeyForm()
        except InputError as error:
            form.add_error(error.field, f"{error.what} {error.mend or ''}")
    context = {"form": form, "made": made, "keys": list_keys(person)}
    return render(request, "api/keys.html", context)


@require_POST
@requires("api.hold_keys")
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """Revoke a key; somebody else's looks as if there were none."""
    person = cast(Person, request.user)
    key = find_revocable(prefix, person)
    if key is None:
        raise Http404(_("There is no such key."))
    revoke_key(key, by=person)
    messages.success(request, _("The key “%s” opens nothing any more.") % key.title)
    return redirect("api:keys")
