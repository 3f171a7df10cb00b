"""People in organisations: inviting, asking to join, giving and taking seats, leaving.

An organisation never loses its last owner unless it is archived: every act that takes a seat or
lowers it looks for another one, with the organisation locked.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.foundation.permissions import RefusedError, get_right, require
from hanse.hub.organisations.mail import (
    describe_context,
    get_link,
    list_moderators,
    list_writers,
    send_letter,
    send_letters,
)
from hanse.hub.organisations.models import Invitation, JoinRequest, Organisation, Seat
from hanse.hub.organisations.rules import forget_seats, is_own
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

SEAT_PEOPLE = "organisations.seat_people"
_MOST_OPEN_INVITATIONS = 50
_RANK = {Seat.Role.VIEWER: 0, Seat.Role.EDITOR: 1, Seat.Role.OWNER: 2}


def hash_token(token: str) -> str:
    """What is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_person(organisation: Organisation, email: str, *, role: str, by: Any) -> Invitation:
    """Offer a seat by e-mail; a second invitation to the same address replaces the first."""
    require(SEAT_PEOPLE, by, organisation)
    _lock(organisation)
    _require_role(role)
    return _offer_seat(organisation, email.strip().lower(), role=role, by=by)


@transaction.atomic
def invite_first_owner(
    organisation: Organisation, email: str, *, group: Organisation, by: Any
) -> Invitation:
    """Offer the profile that a group named to somebody of the organisation itself.

    Only while nobody has a seat there, and to nobody of the group's own: a membership is confirmed
    by two sides. Raises InputError otherwise.
    """
    require("organisations.tie", by, group)
    organisation = _lock(organisation)
    email = email.strip().lower()
    if organisation.state != Organisation.State.DRAFT or organisation.seats.exists():
        raise InputError(
            _("%(name)s has people of its own already.") % {"name": organisation}, field="email"
        )
    if group.seats.filter(person__email__iexact=email).exists():
        raise InputError(
            _("This person looks after your own profile."),
            field="email",
            mend=_("Give the address of somebody at the member: they confirm the membership."),
        )
    return _offer_seat(organisation, email, role=Seat.Role.OWNER, by=by)


def _offer_seat(organisation: Organisation, email: str, *, role: str, by: Any) -> Invitation:
    if organisation.seats.filter(person__email=email).exists():
        raise InputError(_("This person has a seat already."), field=email)
    now = timezone.now()
    waiting = organisation.invitations.filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    )
    waiting.filter(email=email).update(withdrawn_at=now)
    if waiting.count() >= _MOST_OPEN_INVITATIONS:
        raise InputError(
            _("Too many invitations are waiting for an answer."),
            mend=_("Withdraw some of them first."),
        )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        token_hash=hash_token(token),
        invited_by=by,
        expires_at=now + timedelta(days=settings.HANSE_INVITATION_DAYS),
    )
    record(by, "organisations.invite_person", organisation, after={"email": email, "role": role})
    _send_invitation(invitation, token)
    return invitation


def _send_invitation(invitation: Invitation, token: str) -> None:
    link = get_link(reverse("organisations:invitation", args=[token]))
    known = Person.objects.filter(email=invitation.email, is_active=True).first()
    send_letter(
        "invitation",
        to=known or invitation.email,
        organisation=invitation.organisation,
        invitation=invitation,
        link=link,
    )


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Any) -> None:
    """The link in its letter no longer works."""
    organisation = invitation.organisation
    require(SEAT_PEOPLE, by, organisation)
    _require_open(_lock_invitation(invitation))
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    record(by, "organisations.withdraw_invitation", organisation, after={"email": invitation.email})


def find_invitation(token: str) -> Invitation | None:
    """The invitation that a letter's link belongs to."""
    found = Invitation.objects.select_related("organisation", "invited_by")
    return found.filter(token_hash=hash_token(token)).first()


def describe_invitation(invitation: Invitation) -> str:
    """Why it can no longer be accepted; empty where it can."""
    try:
        _require_open(invitation)
    except InputError as error:
        return str(error)
    return ""


def is_invited(person: Any, invitation: Invitation) -> bool:
    """True where the invitation went to an address of this person."""
    if person.email.lower() == invitation.email:
        return True
    own = EmailAddress.objects.filter(user=person, verified=True)
    return own.filter(email__iexact=invitation.email).exists()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Any) -> Seat:
    """Take the seat; only who was invited can. Whoever has a lower seat already gets this one."""
    organisation = _lock(invitation.organisation)  # first, as everywhere: nobody waits crosswise
    invitation = _lock_invitation(invitation)
    if not is_invited(by, invitation):
        raise InputError(
            _("This invitation went to another address."),
            mend=_("Sign in with that address, or ask for an invitation to yours."),
        )
    _require_open(invitation)
    seat = Seat.objects.filter(person=by, organisation=organisation).first()
    if seat is None:
        seat = Seat.objects.create(person=by, organisation=organisation, role=invitation.role)
    elif _RANK[Seat.Role(seat.role)] < _RANK[Seat.Role(invitation.role)]:
        seat.role = invitation.role
        seat.save(update_fields=["role"])
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())
    JoinRequest.objects.filter(
        person=by, organisation=organisation, state=JoinRequest.State.OPEN
    ).update(state=JoinRequest.State.ACCEPTED, decided_at=timezone.now())
    forget_seats(by)
    record(by, "organisations.accept_invitation", organisation, after={"role": seat.role})
    if invitation.invited_by is not None and invitation.invited_by.is_active:
        context = describe_context(organisation, person=by, role=seat.get_role_display())
        send_letter("joined", to=invitation.invited_by, **context)
    return seat


@transaction.atomic
def ask_to_join(organisation: Organisation, *, by: Any, message: str = "") -> JoinRequest:
    """Ask the owners for a seat; moderators are asked where there is no owner."""
    require("organisations.create", by)
    require("organisations.read", by, organisation)
    _lock(organisation)
    if organisation.state == Organisation.State.MERGED:
        raise InputError(_("This profile was merged into another one."))
    if is_own(by, organisation):
        raise InputError(_("You have a seat here already."))
    if JoinRequest.objects.filter(
        person=by, organisation=organisation, state=JoinRequest.State.OPEN
    ).exists():
        raise InputError(_("You have asked already."), mend=_("Please wait for the answer."))
    asked = JoinRequest.objects.create(organisation=organisation, person=by, message=message)
    record(by, "organisations.ask_to_join", organisation)
    people_page = get_link(reverse("organisations:people", args=[organisation.key]))
    readers = list_writers(organisation, owners_only=True) or list_moderators()
    send_letters(
        "join_request",
        readers,
        organisation=organisation,
        person=by,
        message=message,
        link=people_page,
    )
    return asked


@transaction.atomic
def accept_request(asked: JoinRequest, *, role: str, by: Any) -> Seat:
    """Give the person who asked a seat."""
    asked = _begin_answer(asked, by=by)
    _require_role(role)
    seat, _is_new = Seat.objects.get_or_create(
        person=asked.person, organisation=asked.organisation, defaults={"role": role}
    )
    _answer(asked, JoinRequest.State.ACCEPTED, by=by, reason="")
    after = {"person": asked.person_id, "role": seat.role}
    record(by, "organisations.accept_request", asked.organisation, after=after)
    return seat


@transaction.atomic
def decline_request(asked: JoinRequest, *, by: Any, reason: str = "") -> None:
    """Say no, with the reason."""
    asked = _begin_answer(asked, by=by)
    _answer(asked, JoinRequest.State.DECLINED, by=by, reason=reason)
    after = {"person": asked.person_id, "reason": reason}
    record(by, "organisations.decline_request", asked.organisation, after=after)


@transaction.atomic
def withdraw_request(organisation: Organisation, *, by: Any) -> None:
    """Take one's own request back."""
    changed = JoinRequest.objects.filter(
        person=by, organisation=organisation, state=JoinRequest.State.OPEN
    ).update(state=JoinRequest.State.WITHDRAWN, decided_at=timezone.now())
    if not changed:
        raise InputError(_("You have no open request here."))
    record(by, "organisations.withdraw_request", organisation)


def _begin_answer(asked: JoinRequest, *, by: Any) -> JoinRequest:
    require(SEAT_PEOPLE, by, asked.organisation)
    locked = (
        JoinRequest.objects.select_for_update()
        .filter(pk=asked.pk, state=JoinRequest.State.OPEN)
        .first()
    )
    if locked is None:
        raise InputError(_("This request is answered already."), mend=_("Load the page again."))
    return locked


def _answer(asked: JoinRequest, state: str, *, by: Any, reason: str) -> None:
    asked.state, asked.decided_by, asked.reason = state, by, reason
    asked.decided_at = timezone.now()
    asked.save(update_fields=["state", "decided_by", "reason", "decided_at"])
    letter = "request_accepted" if state == JoinRequest.State.ACCEPTED else "request_declined"
    if asked.person.is_active:
        context = describe_context(asked.organisation, reason=reason)
        send_letter(letter, to=asked.person, **context)


@transaction.atomic
def change_seat(seat: Seat, *, role: str, by: Any) -> None:
    """Give a person another role."""
    organisation = _lock(seat.organisation)
    require(SEAT_PEOPLE, by, organisation)
    _require_role(role)
    seat = _reread(seat)
    before = seat.role
    if before == role:
        return
    if before == Seat.Role.OWNER:
        _require_another_owner(seat)
    seat.role = role
    seat.save(update_fields=["role"])
    _tell_seat(seat, by=by, before={"role": before}, after={"role": role})


@transaction.atomic
def remove_seat(seat: Seat, *, by: Any) -> None:
    """Take a person's seat away."""
    organisation = _lock(seat.organisation)
    require(SEAT_PEOPLE, by, organisation)
    seat = _reread(seat)
    _require_another_owner(seat)
    seat.delete()
    _tell_seat(seat, by=by, before={"role": seat.role}, after={"role": ""})


@transaction.atomic
def leave_organisation(organisation: Organisation, *, by: Any) -> None:
    """Give up one's own seat."""
    organisation = _lock(organisation)
    seat = Seat.objects.filter(person=by, organisation=organisation).first()
    if seat is None:
        raise RefusedError(get_right("organisations.read_private_fields"))
    _require_another_owner(seat)
    seat.delete()
    forget_seats(by)
    record(by, "organisations.leave", organisation, before={"role": seat.role})
    context = describe_context(organisation, person=by)
    send_letters("left", list_writers(organisation, owners_only=True), **context)


@transaction.atomic
def transfer_ownership(organisation: Organisation, *, to: Seat, by: Any) -> None:
    """Make a colleague the owner in one's own place; oneself stays as an editor."""
    organisation = _lock(organisation)
    own = Seat.objects.filter(person=by, organisation=organisation, role=Seat.Role.OWNER).first()
    if own is None:
        raise RefusedError(get_right(SEAT_PEOPLE))
    heir = _reread(to)
    if heir.organisation_id != organisation.pk or heir.pk == own.pk:
        raise InputError(_("Choose a colleague who has a seat here."))
    before = heir.role
    Seat.objects.filter(pk=heir.pk).update(role=Seat.Role.OWNER)
    Seat.objects.filter(pk=own.pk).update(role=Seat.Role.EDITOR)
    heir.role = Seat.Role.OWNER
    forget_seats(by)
    record(by, "organisations.transfer_ownership", organisation, after={"to": heir.person_id})
    _tell_seat(heir, by=by, before={"role": before}, after={"role": heir.role})


@transaction.atomic
def seat_owner(organisation: Organisation, email: str, *, evidence: str, by: Any) -> None:
    """A moderator seats an owner where the present ones cannot or will not.

    Without an account under the address the person is invited. The present owners are told, and
    the evidence stays on record.
    """
    organisation = _lock(organisation)
    require(SEAT_PEOPLE, by, organisation)
    require("organisations.moderate", by, organisation)
    if not evidence.strip():
        raise InputError(
            _("Evidence is needed."),
            mend=_("Say how you know that the person speaks for the organisation."),
        )
    owners = list_writers(organisation, owners_only=True)
    email = email.strip().lower()
    person = Person.objects.filter(email=email, is_active=True).first()
    if person == by:
        raise InputError(_("Nobody seats themselves: ask another moderator."))
    record(
        by,
        "organisations.seat_owner",
        organisation,
        after={"email": email, "evidence": evidence, "is_invited": person is None},
    )
    if person is None:
        invite_person(organisation, email, role=Seat.Role.OWNER, by=by)
    else:
        seat, _is_new = Seat.objects.update_or_create(
            person=person, organisation=organisation, defaults={"role": Seat.Role.OWNER}
        )
        _tell_seat(seat, by=by, before=None, after={"role": seat.role})
    others = [owner for owner in owners if owner != person]
    context = describe_context(organisation, address=email, reason=evidence)
    send_letters("owner_seated", others, **context)


def _lock(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _lock_invitation(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",))
    found = found.select_related("organisation", "invited_by")
    return found.get(pk=invitation.pk)


def _require_open(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise InputError(_("This invitation was accepted already."))
    if invitation.withdrawn_at is not None:
        raise InputError(_("This invitation was withdrawn."), mend=_("Ask for a new one."))
    if invitation.expires_at <= timezone.now():
        raise InputError(_("This invitation has run out."), mend=_("Ask for a new one."))
    if invitation.organisation.state == Organisation.State.MERGED:
        raise InputError(_("This profile was merged into another one."))


def _reread(seat: Seat) -> Seat:
    found = Seat.objects.select_related("person", "organisation").filter(pk=seat.pk).first()
    if found is None:
        raise InputError(_("This person has no seat here any more."))
    return found


def _require_role(role: str) -> None:
    if role not in Seat.Role.values:
        raise InputError(_("There is no such role."), field=role)


def _require_another_owner(seat: Seat) -> None:
    """Raise InputError where the organisation would be left without an owner who can sign in."""
    organisation = seat.organisation
    if seat.role != Seat.Role.OWNER or organisation.state in (
        Organisation.State.ARCHIVED,
        Organisation.State.MERGED,
    ):
        return
    others = organisation.seats.filter(role=Seat.Role.OWNER, person__is_active=True)
    if not others.exclude(pk=seat.pk).exists():
        raise InputError(
            _("The organisation would be left without an owner."),
            field=organisation.name,
            mend=_("Make a colleague the owner first, or archive the profile."),
        )


def _tell_seat(
    seat: Seat, *, by: Any, before: dict[str, Any] | None, after: dict[str, Any]
) -> None:
    person, organisation = seat.person, seat.organisation
    forget_seats(person)
    forget_seats(by)
    named = {"person": person.pk}
    record(
        by,
        "organisations.change_seat",
        organisation,
        before=None if before is None else named | before,
        after=named | after,
    )
    if person != by and person.is_active:
        role = seat.get_role_display() if after["role"] else ""
        send_letter("seat", to=person, **describe_context(organisation, role=role))
