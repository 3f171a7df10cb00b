"""Addresses: what the key itself may do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from hanse.hub.api.models import ApiKey
from hanse.hub.api.queries.keys import list_seats
from hanse.hub.api.queries.records import build_reference, write_moment
from hanse.hub.api.rest import schemas
from hanse.hub.api.rest.access import Key
from hanse.hub.api.rest.answers import answer

router = Router(tags=["Key"], auth=Key())


@router.get("/me", response=schemas.KeyOwner, summary="This key")
def get_me(request: HttpRequest) -> HttpResponse:
    """The scopes of the key, and the organisations in which its owner has a seat."""
    key: ApiKey = request.api_key  # type: ignore[attr-defined]
    sees_seats = ApiKey.Scope.READ_OWN in key.scopes or ApiKey.Scope.WRITE_OWN in key.scopes
    seats = list_seats(key.owner) if sees_seats else []
    return answer(
        {
            "title": key.title,
            "scopes": key.scopes,
            "expires_at": write_moment(key.expires_at),
            "seats": [
                {
                    "organisation": build_reference(seat.organisation),
                    "role": seat.role,
                    "state": seat.organisation.state,
                }
                for seat in seats
            ],
        }
    )
