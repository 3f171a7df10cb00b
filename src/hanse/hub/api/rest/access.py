"""What an address asks of a key."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from hanse.hub.api.models import ApiKey
from hanse.hub.api.rest.problems import ProblemError
from hanse.hub.people.models import Person


class Key(HttpBearer):
    """A key is wanted; the gate has looked it up already."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key, or None where it is none."""
        return getattr(request, "api_key", None)


def require_scope(request: HttpRequest, scope: ApiKey.Scope) -> ApiKey:
    """The request's key; raises ProblemError where it lacks the scope."""
    key: ApiKey = request.api_key  # type: ignore[attr-defined]
    if scope not in key.scopes:
        raise ProblemError(403, _("This key lacks the scope %s.") % scope.value)
    return key


def get_reader(request: HttpRequest) -> Person | None:
    """The person whose seats open more than the public fields; None where there is none.

    Who may write their own organisations may read them.
    """
    key: ApiKey | None = getattr(request, "api_key", None)
    opens = {ApiKey.Scope.READ_OWN, ApiKey.Scope.WRITE_OWN}
    return key.owner if key is not None and opens.intersection(key.scopes) else None
