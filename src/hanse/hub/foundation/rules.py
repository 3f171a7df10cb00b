"""Who may see the hub's own workings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.permissions import Actor, has_role, owns, right


@right("foundation.read_audit_trail", _("Read the audit trail"))
def may_read_audit_trail(person: Actor, thing: object | None = None) -> bool:
    """Moderators look after the registry, so they see who changed what."""
    return has_role(person, "moderator")


@right("foundation.watch_job", _("Watch a job in the background"))
def may_watch_job(person: Actor, thing: object | None = None) -> bool:
    """Whoever started it."""
    return owns(person, thing) or has_role(person, "administrator")
