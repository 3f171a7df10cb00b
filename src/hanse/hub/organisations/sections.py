"""What membership adds to a profile: members, groups, cooperation and the network.

Each section asks the database equally often for every kind of organisation, whether there is
something to show or not: the page must not take longer for some than for others.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hanse.hub.foundation.sections import Section
from hanse.hub.organisations.actions.privacy import note_contact_access
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.membership import (
    get_tally,
    list_cooperation,
    list_groups,
    list_members,
)
from hanse.hub.organisations.queries.networks import TYPES, read_network
from hanse.hub.organisations.queries.privacy import NAMED_CONTACT, list_named_contacts

_SHOWN = 12


def build_members(request: HttpRequest, group: Organisation) -> dict[str, Any] | None:
    """Who belongs to a group: what it states, what is confirmed here, and the first few."""
    found = list_members(group, everything=False).order_by("role", "member__name_folded")
    tally, first = get_tally(group), list(found[:_SHOWN])
    if not group.is_group:
        return None
    return {"tally": tally, "memberships": first, "more": tally.confirmed - len(first)}


def build_groups(request: HttpRequest, member: Organisation) -> dict[str, Any] | None:
    """Where an organisation is a member."""
    found = list(list_groups(member, everything=False)[: _SHOWN + 1])
    return {"memberships": found[:_SHOWN], "more": len(found) > _SHOWN} if found else None


def build_cooperation(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """Whom it works with."""
    found = list_cooperation(organisation, everything=False, limit=_SHOWN + 1)
    return {"ties": found[:_SHOWN], "more": len(found) > _SHOWN} if found else None


def build_network(request: HttpRequest, group: Organisation) -> dict[str, Any] | None:
    """The network of a group in three numbers."""
    from hanse.evaluation.networks.ei_index import compute_ei_index
    from hanse.evaluation.networks.reach import compute_reach

    found = read_network(group, beyond=False)
    network = found.network
    if not group.is_group or not len(network.ties):
        return None
    ei = compute_ei_index(network)
    return {
        "ties": len(network.ties),
        "tied": int((network.degrees > 0).sum()),
        "nodes": network.size,
        "cross_share": None if ei is None else (ei + 1) / 2,
        "reach": compute_reach(network, of=TYPES[:1], to=TYPES[1:2]),
    }


def build_named_contacts(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """People who agreed to be named to whoever signed in; that someone looked is noted."""
    if not request.user.is_authenticated:
        return None
    people = list_named_contacts(organisation)
    if not people:
        return None
    note_contact_access(organisation, request.user, [NAMED_CONTACT])
    return {"people": people}


def build_account(request: HttpRequest, person: Any) -> dict[str, Any]:
    """Ways from the account to one's organisations and one's data."""
    return {}


_FOLDER = "organisations/sections"
SECTIONS = (
    Section(
        page="organisation", id="named-contacts", order=20, build=build_named_contacts,
        template="organisations/privacy/named_contacts.html",
    ),
    Section(
        page="account", id="organisations", order=10, build=build_account,
        template="organisations/privacy/account.html",
    ),
    Section(
        page="organisation", id="members", order=30, build=build_members,
        template=f"{_FOLDER}/members.html",
    ),
    Section(
        page="organisation", id="network", order=32, build=build_network,
        template=f"{_FOLDER}/network.html",
    ),
    Section(
        page="organisation", id="groups", order=34, build=build_groups,
        template=f"{_FOLDER}/groups.html",
    ),
    Section(
        page="organisation", id="cooperation", order=36, build=build_cooperation,
        template=f"{_FOLDER}/cooperation.html",
    ),
)  # fmt: skip
