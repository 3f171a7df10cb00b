"""Who belongs to what: proposed by one side, confirmed by the other.

Nothing is deleted: a tie that ends, or that the other side declines, gets its last day. Rights are
the caller's (`organisations.tie`, on the side for which somebody acts); `by` is None for the
machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.organisations.actions.people import invite_first_owner
from hanse.hub.organisations.actions.profiles import create_organisation
from hanse.hub.organisations.actions.ties import (
    ask_to_confirm,
    check_days,
    follow_listed,
    refuse_closed,
)
from hanse.hub.organisations.mail import get_link, list_writers, send_letters
from hanse.hub.organisations.models import Membership, Organisation
from hanse.vocabulary import InputError

Side = Literal["group", "member"]


@transaction.atomic
def propose_membership(
    group: Organisation,
    member: Organisation,
    *,
    side: Side,
    by: Any,
    role: str = Membership.Role.MEMBER,
    since: date | None = None,
    source: str = "",
) -> Membership:
    """One side says that the membership exists; where the other has said so, it is confirmed.

    Raises InputError where it cannot be, or where this side has said it before.
    """
    _check_ends(group, member)
    check_days(since, None)
    known = (
        Membership.objects.select_for_update()
        .filter(group=group, member=member, until__isnull=True)
        .first()
    )
    if known is not None:
        if getattr(known, f"confirmed_by_{side}") is not None:
            raise InputError(
                _("%(member)s is on the list of %(group)s already.")
                % {"member": member, "group": group},
                field="member",
            )
        confirm_memberships([known], side=side, by=by)
        known.refresh_from_db()
        return known
    membership = Membership.objects.create(
        group=group,
        member=member,
        role=role,
        since=since,
        source=source[:150],
        **{f"confirmed_by_{side}": timezone.now()},
    )
    record(by, "organisations.propose_membership", membership, after=_describe(membership, side))
    if side == "group":
        ask_to_confirm(member, other=group, tie="member")
    else:
        ask_to_confirm(group, other=member, tie="group")
    return membership


@transaction.atomic
def name_member(
    group: Organisation,
    values: Mapping[str, Any],
    *,
    kind: str,
    by: Any,
    role: str = Membership.Role.MEMBER,
    since: date | None = None,
    email: str = "",
) -> Membership:
    """The group names a member that has no profile: a draft is created and invited.

    Nobody gets a seat in it, least of all the group: with an `email` somebody there is invited to
    own the profile, and confirms the membership.
    """
    member = create_organisation(values, kind=kind, by=by, source=f"group:{group.key}")
    membership = propose_membership(group, member, side="group", by=by, role=role, since=since)
    if email:
        invite_first_owner(member, email, group=group, by=by)
    return membership


@transaction.atomic
def confirm_memberships(memberships: Iterable[Membership], *, side: Side, by: Any) -> int:
    """One side confirms; memberships that have ended or that it confirmed are passed over."""
    keys = [membership.pk for membership in memberships]
    column = f"confirmed_by_{side}"
    waiting = list(
        Membership.objects.select_for_update(of=("self",))
        .select_related("group", "member")
        .filter(pk__in=keys, until__isnull=True, **{f"{column}__isnull": True})
    )
    now = timezone.now()
    for membership in waiting:
        setattr(membership, column, now)
        record(
            by, "organisations.confirm_membership", membership, after=_describe(membership, side)
        )
    Membership.objects.bulk_update(waiting, [column], batch_size=500)
    whole = [membership for membership in waiting if membership.is_confirmed]
    _tell(whole)
    for membership in whole:
        _answer(membership, side, confirmed=True)
    return len(waiting)


@transaction.atomic
def decline_membership(
    membership: Membership, *, side: Side, by: Any, reason: str = ""
) -> Membership:
    """One side says no to what the other proposed."""
    if getattr(membership, f"confirmed_by_{side}") is not None:
        raise InputError(
            _("This membership has been confirmed by your side."),
            mend=_("End it instead: then its history stays true."),
        )
    closed = _close(membership, timezone.localdate(), "decline_membership", by=by, reason=reason)
    _answer(closed, side, confirmed=False, reason=reason)
    return closed


@transaction.atomic
def end_membership(
    membership: Membership, *, by: Any, until: date | None = None, reason: str = ""
) -> Membership:
    """Either side ends it: from then on it is history; a proposal is withdrawn by its own side."""
    day = until or timezone.localdate()
    check_days(membership.since, day)
    return _close(membership, day, "end_membership", by=by, reason=reason)


@transaction.atomic
def change_membership(
    membership: Membership, *, by: Any, role: str, since: date | None
) -> Membership:
    """The group corrects what the member is in it and since when."""
    check_days(since, membership.until)
    before = {"role": membership.role, "since": membership.since}
    membership.role, membership.since = role, since
    membership.save(update_fields=["role", "since"])
    after = {"role": role, "since": since}
    record(by, "organisations.change_membership", membership, before=before, after=after)
    if membership.is_confirmed:
        _tell([membership])
    return membership


def _close(
    membership: Membership, day: date, verb: str, *, by: Any, reason: str = ""
) -> Membership:
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.until is not None:
        raise InputError(_("This membership has ended already."))
    locked.until = day
    locked.save(update_fields=["until"])
    after = {"until": day, "group": locked.group.key, "member": locked.member.key}
    record(
        by, f"organisations.{verb}", locked, after=after | ({"reason": reason} if reason else {})
    )
    if locked.is_confirmed:
        _tell([locked])
    return locked


def _check_ends(group: Organisation, member: Organisation) -> None:
    if not group.is_group:
        raise InputError(
            _("%(name)s is no cluster, partnership or association: it has no members.")
            % {"name": group},
            field="group",
        )
    if group.pk == member.pk:
        raise InputError(_("Nobody is a member of itself."), field="member")
    refuse_closed(group, member)


def _describe(membership: Membership, side: Side) -> dict[str, str | datetime | date | None]:
    return {
        "group": membership.group.key,
        "member": membership.member.key,
        "side": side,
        "role": membership.role,
        "since": membership.since,
    }


def _tell(memberships: Sequence[Membership]) -> None:
    """Both ends of what is public go into the feed, each once, in one order."""
    ends = {end.pk: end for each in memberships for end in (each.group, each.member)}
    follow_listed([ends[key] for key in sorted(ends)])


def _answer(membership: Membership, side: Side, *, confirmed: bool, reason: str = "") -> None:
    """A letter to the side that had proposed."""
    own, other = membership.group, membership.member
    page = reverse("organisations:members", args=[own.key])
    if side == "group":
        own, other = other, own
        page = reverse("organisations:groups", args=[own.key])
    send_letters(
        "tie_answered",
        list_writers(own),
        organisation=own,
        other=other,
        confirmed=confirmed,
        reason=reason,
        link=get_link(page),
    )
