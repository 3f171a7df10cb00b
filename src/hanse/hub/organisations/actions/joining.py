"""The way of a profile to being listed: submitting, deciding, and every change of state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.models import Organisation
from hanse.vocabulary import InputError

_S = Organisation.State
_LIVING = (_S.DRAFT, _S.SUBMITTED, _S.IN_REVIEW, _S.RETURNED, _S.PUBLISHED, _S.STALE, _S.ARCHIVED)

TRANSITIONS: dict[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.ARCHIVED, _S.MERGED}),
    # To draft: withdrawn by its own people.
    _S.SUBMITTED: frozenset(
        {_S.IN_REVIEW, _S.PUBLISHED, _S.RETURNED, _S.DRAFT, _S.ARCHIVED, _S.MERGED}
    ),
    # To submitted: the moderator lets go of it.
    _S.IN_REVIEW: frozenset(
        {_S.SUBMITTED, _S.PUBLISHED, _S.RETURNED, _S.DRAFT, _S.ARCHIVED, _S.MERGED}
    ),
    _S.RETURNED: frozenset({_S.SUBMITTED, _S.ARCHIVED, _S.MERGED}),
    _S.PUBLISHED: frozenset({_S.STALE, _S.ARCHIVED, _S.MERGED}),
    _S.STALE: frozenset({_S.PUBLISHED, _S.ARCHIVED, _S.MERGED}),
    # To published: by a moderator, without a second submission.
    _S.ARCHIVED: frozenset({_S.DRAFT, _S.PUBLISHED, _S.MERGED}),
    # A merge that is undone gives back the state from before it.
    _S.MERGED: frozenset(_LIVING),
}
"""From each state: where a profile may go."""


def set_state(organisation: Organisation, state: str, *, by: Any, reason: str = "") -> Organisation:
    """Move a profile to another state; the feed follows where that concerns the list.

    `by` is None for the machine. Raises InputError where the step is not one of `TRANSITIONS`.
    Rights are the caller's: this is the step itself. Where it already is, nothing happens.
    """
    set_states([organisation], state, by=by, reason=reason)
    return organisation


@transaction.atomic
def set_states(
    organisations: Sequence[Organisation], state: str, *, by: Any, reason: str = ""
) -> None:
    """As `set_state`, for many: all of them or, where one step is not allowed, none."""
    locked = Organisation.objects.select_for_update().in_bulk([each.pk for each in organisations])
    public = []
    for organisation in organisations:
        before = locked[organisation.pk].state
        organisation.state = before
        if before == state:
            continue
        if state not in TRANSITIONS[before]:
            raise _refuse(organisation, state)
        was_listed = organisation.is_listed
        _write_state(organisation, state)
        after = {"state": state} | ({"reason": reason} if reason else {})
        record(by, "organisations.set_state", organisation, before={"state": before}, after=after)
        if was_listed or organisation.is_listed:
            public.append(organisation)
    if public:
        record_change(public)


def _write_state(organisation: Organisation, state: str) -> None:
    came_from, now = organisation.state, timezone.now()
    organisation.state = state
    changed = ["state", "changed_at"]
    if state == _S.PUBLISHED and came_from not in (_S.STALE, _S.MERGED):
        # Whoever had it listed has just looked at it.
        organisation.confirmed_at = now
        organisation.published_at = organisation.published_at or now
        changed += ["confirmed_at", "published_at"]
    organisation.save(update_fields=changed)


def _refuse(organisation: Organisation, state: str) -> InputError:
    titles = dict(Organisation.State.choices)
    return InputError(
        _("A profile that is “%(now)s” cannot become “%(then)s”.")
        % {"now": titles[organisation.state], "then": titles[state]},
        field=organisation.name,
        mend=_("Load the page again: someone may have been quicker."),
    )
