"""Who may hold keys and make files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.permissions import Actor, has_role, owns, right


@right("api.hold_keys", _("Make keys for programs"))
def may_hold_keys(person: Actor, thing: object | None = None) -> bool:
    """Everyone who signed in: a key can do no more than its owner."""
    return has_role(person, "member")


@right("api.revoke_key", _("Revoke a key"))
def may_revoke_key(person: Actor, thing: object | None = None) -> bool:
    """Its owner; administrators every key."""
    return owns(person, thing) or has_role(person)


@right("api.make_exports", _("Make the files of the bulk download anew"))
def may_make_exports(person: Actor, thing: object | None = None) -> bool:
    """Moderators and programme officers; the machine does so every night."""
    return has_role(person, "moderator", "programme-officer")
