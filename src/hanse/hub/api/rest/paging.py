"""Pages by cursor: a place in an order, not a number of rows to skip.

What appears or disappears before the place moves nothing after it, so that nothing is read twice
or missed. A cursor is opaque to its reader; one that was not made here is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hanse.vocabulary import InputError

DEFAULT_LIMIT, MOST = 100, 1000


def write_cursor(*place: str | int | float | None) -> str:
    """A place as text."""
    plain = json.dumps(place, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(text: str, *kinds: type) -> tuple[Any, ...]:
    """The place in a cursor; raises InputError where it is not of these kinds."""
    try:
        padded = text + "=" * (-len(text) % 4)
        place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        place = None
    fits = isinstance(place, list) and len(place) == len(kinds)
    if not fits or not all(
        type(v) is k and _is_sound(v) for v, k in zip(place, kinds, strict=True)
    ):
        raise InputError(
            _("This cursor was not made here."), field="cursor", mend=_("Begin without one.")
        )
    return tuple(place)


def _is_sound(value: object) -> bool:
    """A value that every database can compare with."""
    if isinstance(value, int):
        return abs(value) < 2**63
    return not isinstance(value, str) or (value.isprintable() and len(value) <= 400)


def link_next(request: HttpRequest, response: HttpResponse, cursor: str | None) -> HttpResponse:
    """The response, with the next page in its `Link` header."""
    if cursor is None:
        return response
    pairs = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name != "cursor"
    ]
    address = request.build_absolute_uri(
        f"{request.path}?{urlencode([*pairs, ('cursor', cursor)])}"
    )
    response["Link"] = f'<{address}>; rel="next"'
    return response
