"""Who may do what with profiles: by their seat in the organisation, or as moderators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.permissions import Actor, has_role, owns, right
from hanse.hub.organisations.models import Membership, Organisation, Seat

_WRITERS = frozenset({Seat.Role.EDITOR, Seat.Role.OWNER})


def seats_of(person: Actor) -> dict[int, str]:
    """The person's role by organisation id; one query a request, then remembered."""
    if not person.is_authenticated:
        return {}
    known: dict[int, str] | None = person.__dict__.get("_seats")
    if known is None:
        rows = Seat.objects.filter(person=person.pk).values_list("organisation_id", "role")  # type: ignore[attr-defined]
        known = person.__dict__["_seats"] = dict(rows)
    return known


def forget_seats(person: Actor) -> None:
    """After a seat was given or taken."""
    person.__dict__.pop("_seats", None)


def _role(person: Actor, thing: object | None) -> str | None:
    return seats_of(person).get(thing.pk) if isinstance(thing, Organisation) else None


def is_own(person: Actor, thing: object | None) -> bool:
    """True where the person has a seat in the organisation."""
    return _role(person, thing) is not None


def _is_moderator(person: Actor) -> bool:
    return has_role(person, "moderator")


def _moderates(person: Actor, thing: object | None) -> bool:
    """A moderator, of an organisation that is not their own: there their seat decides."""
    return _is_moderator(person) and not is_own(person, thing)


def _is_merged(thing: object | None) -> bool:
    """Its successor is acted on instead."""
    return isinstance(thing, Organisation) and thing.state == Organisation.State.MERGED


def _writes(person: Actor, thing: object | None) -> bool:
    return _role(person, thing) in _WRITERS and not _is_merged(thing)


def _administers(person: Actor, thing: object | None) -> bool:
    return has_role(person) and not _is_merged(thing)


@right("organisations.create", _("Create a profile"))
def may_create(person: Actor, thing: object | None = None) -> bool:
    """Everyone who signed in."""
    return has_role(person, "member")


@right("organisations.read", _("Read a profile"))
def may_read(person: Actor, thing: object | None = None) -> bool:
    """Everyone, once it is listed; before that, its people and moderators."""
    if not isinstance(thing, Organisation) or thing.is_listed:
        return True
    return _role(person, thing) is not None or _is_moderator(person)


@right("organisations.read_members_fields", _("Read what only members see"))
def may_read_members_fields(person: Actor, thing: object | None = None) -> bool:
    """Its own people, people of its confirmed members, and moderators."""
    if not isinstance(thing, Organisation):
        return False
    if _role(person, thing) is not None or _is_moderator(person):
        return True
    own = list(seats_of(person))
    return (
        bool(own)
        and Membership.objects.filter(
            group=thing,
            member__in=own,
            until__isnull=True,
            confirmed_by_group__isnull=False,
            confirmed_by_member__isnull=False,
        ).exists()
    )


@right("organisations.read_private_fields", _("Read what is private to the organisation"))
def may_read_private_fields(person: Actor, thing: object | None = None) -> bool:
    """Its own people and moderators."""
    return _role(person, thing) is not None or _is_moderator(person)


@right("organisations.edit", _("Change a profile"))
def may_edit(person: Actor, thing: object | None = None) -> bool:
    """Owners and editors; moderators too, and the history shows it."""
    return _writes(person, thing) or (_is_moderator(person) and not _is_merged(thing))


@right("organisations.submit", _("Submit a profile for listing"))
def may_submit(person: Actor, thing: object | None = None) -> bool:
    """Owners and editors."""
    return _writes(person, thing) or _administers(person, thing)


@right("organisations.confirm", _("Confirm that a profile is still correct"))
def may_confirm(person: Actor, thing: object | None = None) -> bool:
    """Owners and editors."""
    return _writes(person, thing) or _administers(person, thing)


@right("organisations.tie", _("Declare and confirm members and cooperation"))
def may_tie(person: Actor, thing: object | None = None) -> bool:
    """Owners and editors, for their own side."""
    return _writes(person, thing) or _administers(person, thing)


@right("organisations.seat_people", _("Invite people and give or take their seats"))
def may_seat_people(person: Actor, thing: object | None = None) -> bool:
    """Owners; moderators where an organisation has lost its last one, or locks people out."""
    if _is_merged(thing):
        return False
    return _role(person, thing) == Seat.Role.OWNER or _moderates(person, thing)


@right("organisations.archive", _("Take a profile off the list and bring it back"))
def may_archive(person: Actor, thing: object | None = None) -> bool:
    """Owners and moderators."""
    if _is_merged(thing):
        return False
    return _role(person, thing) == Seat.Role.OWNER or _moderates(person, thing)


@right("organisations.moderate", _("Decide on submitted profiles"))
def may_moderate(person: Actor, thing: object | None = None) -> bool:
    """Registry moderators; nobody decides on an organisation of their own."""
    return _moderates(person, thing)


@right("organisations.merge", _("Decide on duplicates"))
def may_merge(person: Actor, thing: object | None = None) -> bool:
    """Registry moderators."""
    return _is_moderator(person)


@right("organisations.import", _("Import a file of organisations"))
def may_import(person: Actor, thing: object | None = None) -> bool:
    """Registry moderators and programme officers."""
    return has_role(person, "moderator", "programme-officer")


@right("organisations.keep_search", _("Keep a search and be told what is new"))
def may_keep_search(person: Actor, thing: object | None = None) -> bool:
    """Everyone who signed in; only their own."""
    return has_role(person, "member") and (thing is None or owns(person, thing))
