"""Checks a choice against its event from scratch; shares no code with what makes choices."""

from __future__ import annotations

from collections import Counter, defaultdict

from hanse.brokerage.timetable.choosing.choice import Choice


def list_broken_rules(choice: Choice) -> list[str]:
    """The rules of the event that the chosen timetable breaks, in words; empty if it is sound."""
    event, timetable = choice.open_event, choice.timetable
    broken: list[str] = []
    held: dict[tuple[int, int], int] = defaultdict(int)
    total: Counter[int] = Counter()
    partners: dict[int, list[tuple[int, int]]] = defaultdict(list)
    by_slot: Counter[int] = Counter(timetable.slots)
    places = Counter(zip(timetable.slots, timetable.tables, strict=True))
    broken += [
        f"table {k + 1} is used twice in slot {t + 1}" for (t, k), n in places.items() if n > 1
    ]
    for number, meeting in enumerate(choice.event.meetings):
        slot, table = timetable.slots[number], timetable.tables[number]
        who = [choice.attendee_of[person] for person in meeting.participants]
        if tuple(sorted(who)) != choice.requests[choice.granted[number]].participants:
            broken.append(f"meeting {number + 1} is not the granted request")
        broken += _check_wish(choice, number, who)
        owners = [one for one in who if event.attendees[one].tables]
        reserved = {k for a in event.attendees for k in a.tables}
        if owners and not any(table in event.attendees[one].tables for one in owners):
            broken.append(f"meeting {number + 1} is not at the table of its owner")
        if not owners and table in reserved:
            broken.append(f"meeting {number + 1} is at a table that belongs to somebody else")
        for one in who:
            held[one, slot] += 1
            total[one] += 1
            partners[one] += [(other, number) for other in who if other != one]
            if slot in event.attendees[one].absent:
                broken.append(f"{event.attendees[one].name} is absent in slot {slot + 1}")
    for (one, slot), number in held.items():
        if number > event.attendees[one].representatives:
            broken.append(f"{event.attendees[one].name} is in too many places in slot {slot + 1}")
    for slot, number in by_slot.items():
        tables = event.tables_by_slot[slot] if event.tables_by_slot else event.tables
        if number > tables:
            broken.append(f"slot {slot + 1} has {number} meetings at {tables} tables")
    for one, number in total.items():
        limit = event.attendees[one].most_meetings
        limit = event.most_meetings if limit is None else limit
        if limit is not None and number > limit:
            broken.append(f"{event.attendees[one].name} has more than {limit} meetings")
    return broken + _check_diversity(choice, partners)


def _check_wish(choice: Choice, number: int, who: list[int]) -> list[str]:
    event, group = choice.open_event, set(who)
    wishing = {w.wisher for w in event.wishes if {w.wisher, *w.wished} == group}
    if not wishing:
        return [f"nobody wishes meeting {number + 1}"]
    if not event.one_sided and wishing != group:
        return [f"not everybody wishes meeting {number + 1}"]
    return []


def _check_diversity(choice: Choice, partners: dict[int, list[tuple[int, int]]]) -> list[str]:
    event = choice.open_event
    broken = []
    for rule in event.diversity:
        for one, others in partners.items():
            alike = Counter(
                value
                for value, _ in {
                    (event.attendees[other].tags.get(rule.tag, ""), number)
                    for other, number in others
                }
                if value
            )
            broken += [
                f"{event.attendees[one].name} meets {number} with {rule.tag} {value}"
                for value, number in alike.items()
                if number > rule.most
            ]
    return broken
