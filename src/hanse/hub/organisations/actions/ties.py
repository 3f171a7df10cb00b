"""What memberships and cooperation share: their days, who cannot be tied, letters, the feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.mail import get_link, list_writers, send_letters
from hanse.hub.organisations.models import Organisation
from hanse.vocabulary import InputError

_CLOSED = (Organisation.State.MERGED, Organisation.State.ARCHIVED)


def refuse_closed(*organisations: Organisation) -> None:
    """Raise InputError where a profile takes no new ties."""
    for organisation in organisations:
        if organisation.state in _CLOSED:
            raise InputError(
                _("The profile of %(name)s is closed.") % {"name": organisation}, field="member"
            )


def check_days(since: date | None, until: date | None) -> None:
    """Raise InputError where the days of a tie cannot be."""
    today = timezone.localdate()
    if since is not None and since > today:
        raise InputError(_("This day is yet to come."), field="since")
    if until is not None and until > today:
        raise InputError(
            _("This day is yet to come."), field="until", mend=_("End it when it has come.")
        )
    if since is not None and until is not None and until < since:
        raise InputError(_("It cannot end before it began."), field="until")


def ask_to_confirm(
    organisation: Organisation, *, other: Organisation, tie: str, subject: str = ""
) -> None:
    """A letter to those who can confirm."""
    send_letters(
        "tie_asked",
        list_writers(organisation),
        organisation=organisation,
        other=other,
        tie=tie,
        subject=subject,
        link=get_link(reverse("organisations:waiting")),
    )


def follow_listed(organisations: Sequence[Organisation]) -> None:
    """What is public of these changed: search and feed follow."""
    listed = [organisation for organisation in organisations if organisation.is_listed]
    if listed:
        record_change(listed)
