"""Who may do what with tables and results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.permissions import Actor, has_role, owns, right


@right("observatory.upload", _("Upload a table of one’s own and rate it"))
def may_upload(person: Actor, thing: object | None = None) -> bool:
    """Analysts."""
    return has_role(person, "analyst")


@right("observatory.read_upload", _("Read an uploaded table and its check report"))
def may_read_upload(person: Actor, thing: object | None = None) -> bool:
    """Whoever uploaded it, as long as they are analysts."""
    return may_upload(person) and (owns(person, thing) or has_role(person))


@right("observatory.read_run", _("Read a result"))
def may_read_run(person: Actor, thing: object | None = None) -> bool:
    """Everyone reads what is published; a draft, its owner."""
    if thing is None or getattr(thing, "is_public", False):
        return True
    return owns(person, thing) or has_role(person)


@right("observatory.publish_run", _("Publish or discard a result of one’s own"))
def may_publish_run(person: Actor, thing: object | None = None) -> bool:
    """Its owner."""
    return may_upload(person) and (owns(person, thing) or has_role(person))


@right("observatory.withdraw_run", _("Withdraw a published result"))
def may_withdraw_run(person: Actor, thing: object | None = None) -> bool:
    """Its owner; administrators also what the hub itself published."""
    return (may_upload(person) and owns(person, thing)) or has_role(person)
