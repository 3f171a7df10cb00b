"""A call tried on a page: the API's own answer, asked by a visitor without a key."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve

SHOWN = ("Content-Type", "ETag", "Link", "RateLimit-Limit", "RateLimit-Remaining", "Retry-After")
LONGEST = 20_000


@dataclass(frozen=True)
class Tried:
    """What came back."""

    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    is_cut: bool


def call(request: HttpRequest, path: str, query: str) -> Tried | None:
    """The answer to GET; None where the address is none of the API."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.namespaces[:1] != ["rest"]:
        return None
    inner = HttpRequest()
    inner.method = "GET"
    left_out = ("HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "CONTENT_LENGTH")
    inner.META = {k: v for k, v in request.META.items() if k not in left_out}
    inner.META |= {"REQUEST_METHOD": "GET", "QUERY_STRING": query, "PATH_INFO": path}
    inner.path = inner.path_info = path
    inner.GET = QueryDict(query)  # type: ignore[assignment]
    inner.resolver_match = match
    response: HttpResponse = match.func(inner, *match.args, **match.kwargs)
    text = _beautify(response)
    headers = tuple((name, response[name]) for name in SHOWN if name in response)
    address = request.build_absolute_uri(f"{path}?{query}" if query else path)
    return Tried(address, response.status_code, headers, text[:LONGEST], len(text) > LONGEST)


def _beautify(response: HttpResponse) -> str:
    try:
        return json.dumps(json.loads(response.content), indent=2, ensure_ascii=False)
    except ValueError:
        return response.content.decode("utf-8", "replace")
