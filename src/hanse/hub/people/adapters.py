"""Where signing in meets the hub's own settings."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is open or closed by a setting; the person's language comes with them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """HANSE_SIGN_UP."""
        return bool(settings.HANSE_SIGN_UP)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Show the hub in the language of the person's profile."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response
