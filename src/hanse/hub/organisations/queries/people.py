"""Who belongs to an organisation, who is invited, who asks, and where one belongs oneself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from hanse.hub.organisations.models import Invitation, JoinRequest, Organisation, Seat


@dataclass(frozen=True)
class Roster:
    """The people of one organisation."""

    seats: list[Seat]
    own: Seat | None
    invitations: list[Invitation]
    """Not answered yet; those that ran out included."""
    requests: list[JoinRequest]
    heirs: list[Seat]
    """Whom an owner can make the owner in their place."""
    has_owner: bool


def get_roster(organisation: Organisation, person: Any) -> Roster:
    """Seats by role, owners first, and what waits for an answer."""
    seats = sorted(
        organisation.seats.select_related("person"),
        key=lambda seat: (-_ORDER.index(seat.role), seat.since),
    )
    own = next((seat for seat in seats if seat.person_id == person.pk), None)
    invitations = organisation.invitations.select_related("invited_by").filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    requests = organisation.join_requests.select_related("person").filter(
        state=JoinRequest.State.OPEN
    )
    return Roster(
        seats=seats,
        own=own,
        invitations=list(invitations),
        requests=list(requests),
        heirs=[seat for seat in seats if seat is not own and seat.person.is_active],
        has_owner=any(_owns(seat) for seat in seats),
    )


_ORDER = (Seat.Role.VIEWER, Seat.Role.EDITOR, Seat.Role.OWNER)


def _owns(seat: Seat) -> bool:
    return seat.role == Seat.Role.OWNER and seat.person.is_active


def get_own_request(organisation: Organisation, person: Any) -> JoinRequest | None:
    """The person's open request, else the latest answered one."""
    requests = organisation.join_requests.filter(person=person)
    return requests.filter(state=JoinRequest.State.OPEN).first() or requests.first()


def list_own_seats(person: Any) -> list[Seat]:
    """Where a person belongs, with how many requests wait there."""
    waiting = Count(
        "organisation__join_requests",
        filter=Q(organisation__join_requests__state=JoinRequest.State.OPEN),
    )
    seats = Seat.objects.filter(person=person).select_related("organisation")
    return list(seats.annotate(waiting=waiting).order_by("organisation__name_folded", "pk"))


def list_own_invitations(person: Any) -> list[Invitation]:
    """Open invitations to the person's address; the letter holds the way to accept."""
    found = Invitation.objects.filter(
        email=person.email.lower(),
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    return list(found.select_related("organisation"))


def mask_address(address: str) -> str:
    """Enough of an address to recognise one's own: `j…@example.org`."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host}"
