"""Before and after every address of the API: the key, the allowance, and the headers.

The API knows keys only. A session's cookie opens nothing here, so that any page of any other host
may be let in by CORS.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from hanse.hub.api.actions.keys import note_use
from hanse.hub.api.limits import Allowance, count_request, find_address, limit_of
from hanse.hub.api.models import ApiKey
from hanse.hub.api.queries.keys import find_key, get_holder
from hanse.hub.api.rest.problems import answer_problem

View = Callable[..., HttpResponse]
EXPOSED = "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"


def read_token(request: HttpRequest) -> str | None:
    """The token of `Authorization: Bearer ...`, None where the request names none."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return None
    return token.strip() if kind.lower() == "bearer" else ""


def guard(view: View) -> View:
    """Wrap an address of the API."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _answer_preflight()
        token = read_token(request)
        key = find_key(token) if token else None
        request.user = get_holder(key) if key else AnonymousUser()
        request.api_key = key  # type: ignore[attr-defined]
        allowance = _count(request, key)
        if allowance.is_spent:
            detail = _("More than %d requests a minute.") % allowance.limit
            response = answer_problem(429, detail)
        elif token is not None and key is None:
            response = answer_problem(401, _("This key is unknown, revoked or expired."))
        elif _holds_nul(request):
            response = answer_problem(422, _("There is a NUL character in the request."))
        else:
            if key is not None:
                note_use(key, now=timezone.now())
            response = _ask(view, request, *args, **kwargs)
        return _finish(response, allowance)

    return guarded


def _ask(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The view's answer; HEAD is asked as GET, and the server leaves the body out."""
    if request.method != "HEAD":
        return view(request, *args, **kwargs)
    request.method = "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = "HEAD"


def _holds_nul(request: HttpRequest) -> bool:
    """PostgreSQL has no NUL in its texts."""
    values = (value for _name, values in request.GET.lists() for value in values)
    return "\x00" in request.path or any("\x00" in value for value in values)


def _count(request: HttpRequest, key: ApiKey | None) -> Allowance:
    who = f"key:{key.pk}" if key else f"address:{find_address(request)}"
    return count_request(who, limit=limit_of(has_key=key is not None))


def _finish(response: HttpResponse, allowance: Allowance) -> HttpResponse:
    if response.status_code == 405 and not response["Content-Type"].startswith("application/"):
        refused = answer_problem(405, _("This address does not know that method."))
        refused["Allow"] = response["Allow"]
        response = refused
    for name, value in allowance.headers().items():
        response[name] = value
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    response.headers.setdefault("Cache-Control", "no-cache")
    patch_vary_headers(response, ["Authorization"])
    return response


def _answer_preflight() -> HttpResponse:
    """Pages of other hosts may read, with a key too; they may not write."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Authorization, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response
