"""One event and one id a request; refusals as a page of the hub."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from hanse.hub.foundation.permissions import RefusedError

log = structlog.get_logger("hanse.hub.requests")
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_Answer = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """Give each request an id (or keep the proxy's), log one event, tell the server's time."""

    def __init__(self, get_response: _Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and log it."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        request.request_id = request_id  # type: ignore[attr-defined]
        start = time.perf_counter()
        response = self.get_response(request)
        milliseconds = round((time.perf_counter() - start) * 1000, 1)
        response["X-Request-ID"] = request_id
        response["Server-Timing"] = f"hub;dur={milliseconds}"
        if not request.path.startswith(settings.STATIC_URL):
            log.info(
                "answered",
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=milliseconds,
            )
        return response


class RefusalMiddleware:
    """Turn `RefusedError` into the sign-in page for visitors, or a page that names the right."""

    def __init__(self, get_response: _Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; any other error goes on."""
        if not isinstance(error, RefusedError):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        context = {"right": error.right}
        return render(request, "foundation/refused.html", context, status=403)
