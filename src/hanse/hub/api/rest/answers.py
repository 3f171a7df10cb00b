"""Answers that are ready as plain data: written as they are, with their ETag."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

JSON = "application/json; charset=utf-8"


def answer(data: Any, *, revision: int | None = None, media_type: str = JSON) -> HttpResponse:
    """The data as JSON; `revision` begins the ETag of what may be changed with If-Match."""
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    response = HttpResponse(content, content_type=media_type)
    if revision is not None:
        digest = hashlib.sha256(content).hexdigest()[:16]
        response["ETag"] = f'"{revision}.{digest}"'
    return response


def page_address(request: HttpRequest) -> str:
    """Address of a profile's page, with `{key}` where its key belongs."""
    path = reverse("organisations:profile", args=["KEY"])
    return request.build_absolute_uri(path).replace("{", "%7B").replace("KEY", "{key}")
