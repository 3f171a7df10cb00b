"""A second factor for everyone who acts on what belongs to others."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hanse.hub.foundation.permissions import STAFF_ROLES, roles_of

_OPEN_PREFIXES = ("/account/", "/static/", "/health/", "/preferences/")


class SecondFactorMiddleware:
    """Staff without a second factor are led to set one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the second factor."""
        if self._lacks_factor(request):
            messages.warning(request, _("Your role needs a second factor. Set it up to go on."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _lacks_factor(request: HttpRequest) -> bool:
        if not settings.HANSE_MFA_REQUIRED or request.path.startswith(_OPEN_PREFIXES):
            return False
        if not request.user.is_authenticated or STAFF_ROLES.isdisjoint(roles_of(request.user)):
            return False
        return not is_mfa_enabled(request.user)
