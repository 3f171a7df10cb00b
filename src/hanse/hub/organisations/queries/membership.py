"""Members, groups and cooperation as pages show them.

Public is what both sides have confirmed, has not ended, and joins organisations that are listed.
The organisation's own people and moderators see the rest, with its state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.folding import fold_words
from hanse.hub.foundation.permissions import Actor, may
from hanse.hub.organisations.fields import get_field_set
from hanse.hub.organisations.models import Cooperation, Membership, Organisation
from hanse.hub.organisations.rules import seats_of

CONFIRMED = Q(
    until__isnull=True, confirmed_by_group__isnull=False, confirmed_by_member__isnull=False
)
STATES: dict[str, tuple[Any, Q]] = {
    "confirmed": (_("Confirmed by both"), CONFIRMED),
    "claimed": (
        _("Waits for the group"),
        Q(until__isnull=True, confirmed_by_group__isnull=True, confirmed_by_member__isnull=False),
    ),
    "invited": (
        _("Waits for the member"),
        Q(until__isnull=True, confirmed_by_group__isnull=False, confirmed_by_member__isnull=True),
    ),
    "unconfirmed": (
        _("Waits for both"),
        Q(until__isnull=True, confirmed_by_group__isnull=True, confirmed_by_member__isnull=True),
    ),
    "ended": (
        _("Ended"),
        Q(until__isnull=False, confirmed_by_group__isnull=False, confirmed_by_member__isnull=False),
    ),
    "declined": (
        _("Declined or withdrawn"),
        Q(until__isnull=False)
        & (Q(confirmed_by_group__isnull=True) | Q(confirmed_by_member__isnull=True)),
    ),
}
"""What became of a membership: its title and its condition."""
FIRMS = Organisation.Kind.COMPANY
SMALL = (
    Organisation.SizeClass.MICRO,
    Organisation.SizeClass.SMALL,
    Organisation.SizeClass.MEDIUM,
)
_HEAVY = ("fields", "stamps")
"""Columns that no list needs."""
_COOPERATION = Q(
    until__isnull=True, confirmed_by_first__isnull=False, confirmed_by_second__isnull=False
)


def find_state(membership: Membership) -> str:
    """Which of STATES a membership is in."""
    if membership.until is not None:
        return "ended" if membership.is_confirmed else "declined"
    if membership.is_confirmed:
        return "confirmed"
    if membership.confirmed_by_group is not None:
        return "invited"
    return "claimed" if membership.confirmed_by_member is not None else "unconfirmed"


def get_organisation(key: str, person: Actor) -> Organisation | None:
    """The organisation of this key that the person may read."""
    organisation = Organisation.objects.filter(key=key).first()
    readable = organisation is not None and may(person, "organisations.read", organisation)
    return organisation if readable else None


def sees_all(person: Actor, organisation: Organisation) -> bool:
    """True where the person sees what is not public of its ties."""
    return may(person, "organisations.read_private_fields", organisation)


def list_members(
    group: Organisation, *, everything: bool, state: str = "", kind: str = ""
) -> QuerySet[Membership]:
    """The memberships of a group by the member's name; `everything` beyond what is public."""
    found = Membership.objects.filter(group=group)
    wanted = STATES[state][1] if state in STATES and everything else None
    if wanted is not None:
        found = found.filter(wanted)
    elif everything:
        found = found.filter(until__isnull=True)
    else:
        found = found.filter(CONFIRMED, member__state__in=Organisation.LISTED)
    if kind:
        found = found.filter(member__kind=kind)
    return (
        found.select_related("member")
        .defer(*[f"member__{name}" for name in _HEAVY])
        .order_by("member__name_folded", "pk")
    )


def list_groups(member: Organisation, *, everything: bool) -> QuerySet[Membership]:
    """The memberships of an organisation by the group's name."""
    found = Membership.objects.filter(member=member)
    if not everything:
        found = found.filter(CONFIRMED, group__state__in=Organisation.LISTED)
    return (
        found.select_related("group")
        .defer(*[f"group__{name}" for name in _HEAVY])
        .order_by("until", "group__name_folded", "pk")
    )


def list_states(group: Organisation) -> list[tuple[str, str, int]]:
    """(state, its title, how many memberships are in it)."""
    counts = Membership.objects.filter(group=group).aggregate(
        **{name: Count("pk", filter=condition) for name, (_title, condition) in STATES.items()}
    )
    return [(name, str(title), counts[name]) for name, (title, _condition) in STATES.items()]


@dataclass(frozen=True)
class Tally:
    """Who the confirmed, listed members are; and what the profile itself states."""

    confirmed: int
    stated: int | None
    """`member_count` of the profile, None where it is not stated or not public."""
    kinds: tuple[tuple[str, int], ...]
    """(title of the kind, how many), most first."""
    countries: tuple[tuple[str, int], ...]
    """(code, how many), most first."""
    smes: int
    companies: int
    companies_of_unknown_size: int

    @property
    def differs(self) -> bool:
        """True where the profile states another number than is confirmed here."""
        return self.stated is not None and self.stated != self.confirmed


def get_tally(group: Organisation) -> Tally:
    """Count the members of a group."""
    rows = list(
        Membership.objects.filter(CONFIRMED, group=group, member__state__in=Organisation.LISTED)
        .order_by()
        .values_list("member__kind", "member__size_class", "member__country")
        .annotate(Count("pk"))
    )
    kinds: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for kind, _size, country, count in rows:
        kinds[str(Organisation.Kind(kind).label)] += count
        countries[country] += count
    sizes = [(size, count) for kind, size, _country, count in rows if kind == FIRMS]
    return Tally(
        confirmed=sum(kinds.values()),
        stated=get_stated_count(group),
        kinds=tuple(kinds.most_common()),
        countries=tuple(sorted(countries.items(), key=lambda pair: (-pair[1], pair[0]))),
        smes=sum(count for size, count in sizes if size in SMALL),
        companies=sum(count for _size, count in sizes),
        companies_of_unknown_size=sum(count for size, count in sizes if not size),
    )


def list_leads(group: Organisation) -> list[Organisation]:
    """Who leads the group, by name."""
    leading = Membership.objects.filter(CONFIRMED, group=group, role=Membership.Role.LEAD)
    listed = Organisation.objects.filter(
        pk__in=leading.values("member"), state__in=Organisation.LISTED
    )
    return list(listed.defer(*_HEAVY))


def get_stated_count(group: Organisation) -> int | None:
    """The number of members that the profile states to everyone."""
    try:
        field = get_field_set(group.field_set).by_id.get("member_count")
    except LookupError:
        return None
    if field is None or field.read_stamp(group.stamps).visibility != "public":
        return None
    return group.member_count


def list_cooperation(
    organisation: Organisation, *, everything: bool, limit: int | None = None
) -> list[dict[str, Any]]:
    """Whom it works with: the row, the other side, the state as this side sees it."""
    found = Cooperation.objects.filter(Q(first=organisation) | Q(second=organisation))
    if not everything:
        listed = Organisation.LISTED
        found = found.filter(_COOPERATION, first__state__in=listed, second__state__in=listed)
    found = found.select_related("first", "second").defer(
        *[f"{side}__{name}" for side in ("first", "second") for name in _HEAVY]
    )
    return [_see_cooperation(row, organisation) for row in found.order_by("until", "pk")[:limit]]


def _see_cooperation(row: Cooperation, organisation: Organisation) -> dict[str, Any]:
    is_first = row.first_id == organisation.pk
    own, theirs = row.confirmed_by_first, row.confirmed_by_second
    if not is_first:
        own, theirs = theirs, own
    if row.until is not None:
        state = "ended" if own and theirs else "declined"
    elif own and theirs:
        state = "confirmed"
    else:
        state = "proposed" if own else "asked"
    return {"row": row, "other": row.second if is_first else row.first, "state": state}


def list_reachable(association: Organisation, *, deepest: int = 3) -> list[dict[str, Any]]:
    """Members, members of members and so on of a network of networks, a list a step.

    Each organisation stands once, at its shortest way; groups are followed, others are not.
    """
    seen, groups, steps = {association.pk}, [association.pk], []
    for step in range(1, deepest + 1):
        rows = Organisation.objects.filter(
            # Nobody has the number 0: asked all the same, so that all pages ask as often.
            pk__in=Membership.objects.filter(CONFIRMED, group__in=groups or [0]).values("member"),
            state__in=Organisation.LISTED,
        ).order_by("name_folded", "pk")
        found = [
            row
            for row in rows.values("pk", "key", "name", "kind", "country")
            if row["pk"] not in seen
        ]
        steps.append({"step": step, "organisations": found})
        seen.update(row["pk"] for row in found)
        groups = [row["pk"] for row in found if row["kind"] in Organisation.GROUPS]
    return [step for step in steps if step["organisations"]]


def find_candidates(
    text: str, *, besides: Organisation, kinds: Sequence[str] = (), limit: int = 20
) -> list[Organisation]:
    """Listed organisations whose name has all words of `text`, to choose one."""
    words = fold_words(text)[:6]
    if not words:
        return []
    found = Organisation.objects.filter(state__in=Organisation.LISTED).exclude(pk=besides.pk)
    if kinds:
        found = found.filter(kind__in=kinds)
    for word in words:
        found = found.filter(Q(name_folded__contains=word) | Q(acronym__iexact=word))
    return list(found.defer(*_HEAVY)[:limit])


@dataclass(frozen=True)
class Waiting:
    """What waits for the people of one organisation."""

    memberships: tuple[tuple[Membership, str, Organisation, Organisation], ...]
    """(row, the side that has to answer, own organisation, the other)."""
    cooperation: tuple[tuple[Cooperation, Organisation, Organisation], ...]
    """(row, own organisation, the other)."""

    @property
    def count(self) -> int:
        """How many answers are due."""
        return len(self.memberships) + len(self.cooperation)


def list_waiting(person: Actor) -> Waiting:
    """What waits for an answer by organisations in which the person may give one."""
    own = [key for key, role in seats_of(person).items() if role in ("editor", "owner")]
    asked = Membership.objects.filter(
        Q(group__in=own, confirmed_by_group__isnull=True)
        | Q(member__in=own, confirmed_by_member__isnull=True),
        until__isnull=True,
    ).select_related("group", "member")
    mine, memberships = set(own), []
    for row in asked:
        if row.group_id in mine and row.confirmed_by_group is None:
            memberships.append((row, "group", row.group, row.member))
        if row.member_id in mine and row.confirmed_by_member is None:
            memberships.append((row, "member", row.member, row.group))
    works = Cooperation.objects.filter(
        Q(first__in=own, confirmed_by_first__isnull=True)
        | Q(second__in=own, confirmed_by_second__isnull=True),
        until__isnull=True,
    ).select_related("first", "second")
    cooperation = []
    for tie in works:
        if tie.first_id in mine and tie.confirmed_by_first is None:
            cooperation.append((tie, tie.first, tie.second))
        if tie.second_id in mine and tie.confirmed_by_second is None:
            cooperation.append((tie, tie.second, tie.first))
    return Waiting(tuple(memberships), tuple(cooperation))


MEMBER_COLUMNS = (
    "key", "name", "kind", "country", "region", "size_class", "role", "since", "until", "state",
)  # fmt: skip


def list_member_rows(memberships: QuerySet[Membership]) -> Iterator[tuple[Any, ...]]:
    """The memberships as rows under MEMBER_COLUMNS, a few at a time."""
    for row in memberships.iterator(chunk_size=2000):
        member = row.member
        yield (
            member.key, member.name, member.kind, member.country, member.region,
            member.size_class, row.role, row.since, row.until, find_state(row),
        )  # fmt: skip
