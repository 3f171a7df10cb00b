"""How often one may ask: so many requests a minute, counted in the cache.

Each server process with an in-memory cache counts for itself; a shared cache (HANSE_CACHE_URL)
makes the count exact.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

WINDOW = 60
"""Seconds."""


@dataclass(frozen=True)
class Allowance:
    """What is left of the present minute."""

    limit: int
    remaining: int
    resets_in: int

    @property
    def is_spent(self) -> bool:
        """True where this request was one too many."""
        return self.remaining < 0

    def headers(self) -> dict[str, str]:
        """The allowance as headers of the answer, `Retry-After` where it is spent."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.remaining, 0)),
            "RateLimit-Reset": str(self.resets_in),
        }
        return {**told, "Retry-After": str(self.resets_in)} if self.is_spent else told


def count_request(who: str, *, limit: int, cost: int = 1, now: float | None = None) -> Allowance:
    """Count one request of `who` in the present minute."""
    at = time.time() if now is None else now
    window = int(at // WINDOW)
    name = f"api-rate:{who}:{window}"
    cache.add(name, 0, WINDOW * 2)
    try:
        used = cache.incr(name, cost)
    except ValueError:  # dropped by the cache in between
        cache.set(name, cost, WINDOW * 2)
        used = cost
    return Allowance(limit, limit - used, WINDOW - int(at % WINDOW))


def find_address(request: HttpRequest) -> str:
    """The address that asks, as sign-in counts it too; "local" where the server tells none."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a unix socket has no address
        return "local"


def limit_of(*, has_key: bool) -> int:
    """Requests a minute with a key, and without one from one address."""
    return int(settings.HANSE_API_RATE_KEY if has_key else settings.HANSE_API_RATE)
