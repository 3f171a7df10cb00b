"""Who may change people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.permissions import Actor, has_role, right


@right("people.change_own_profile", _("Change one's own profile"))
def may_change_own_profile(person: Actor, thing: object | None = None) -> bool:
    """Everyone who signed in."""
    return has_role(person, "member")


@right("people.give_roles", _("Give and take roles"))
def may_give_roles(person: Actor, thing: object | None = None) -> bool:
    """Administrators only."""
    return has_role(person)
