"""What the views of acts share: finding the organisation, and telling how it went."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hanse.hub.foundation.permissions import require
from hanse.hub.organisations.models import Organisation
from hanse.vocabulary import InputError

OrganisationView = Callable[..., HttpResponse]


def with_organisation(right_id: str) -> Callable[[OrganisationView], OrganisationView]:
    """Hand the organisation of the address to the view, where the person holds the right on it."""

    def decorate(view: OrganisationView) -> OrganisationView:
        @wraps(view)
        def shown(request: HttpRequest, key: str, **rest: Any) -> HttpResponse:
            organisation = Organisation.objects.filter(key=key).first()
            if organisation is None:
                raise Http404(_("There is no such organisation."))
            require(right_id, request.user, organisation)
            return view(request, organisation, **rest)

        return shown

    return decorate


def act(
    request: HttpRequest, run: Callable[[], object], *, done: str, to: str, **address: Any
) -> HttpResponse:
    """Run an act, tell how it went, and go to a page; a refusal by the rules travels on."""
    try:
        run()
    except InputError as error:
        messages.error(request, tell(error))
    else:
        messages.success(request, done)
    return redirect(to, **address)


def tell(error: InputError) -> str:
    """What is wrong and how to mend it, without the words of tables."""
    what = f"{error.what} {error.field}." if error.field else error.what
    return f"{what} {error.mend}" if error.mend else what
