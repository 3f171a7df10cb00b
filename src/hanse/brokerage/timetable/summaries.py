"""The explanation of an impossible event in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.brokerage.timetable.domains import compute_domains
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.rules import Rule, keep_rules


def summarise_conflict(event: Event, rules: Sequence[Rule]) -> str:
    """One sentence for a minimal set of rules that cannot hold together."""
    kinds = {rule.kind for rule in rules}
    meetings = [rule.subject for rule in rules if rule.kind == "meeting"]
    shared = find_shared_participant(event, meetings)
    if {"fairness", "tables"} <= kinds:
        return (
            f"Fairness and tables: with the tables there are, {len(meetings)} meetings cannot be "
            f"held so that the breaks of any two participants differ by at most {event.fairness}."
        )
    if "fairness" in kinds:
        return (
            f"Fairness: the breaks of any two participants may differ by {event.fairness} only, "
            "but these meetings force more breaks on some participants than on others."
        )
    if "tables" in kinds:
        return _summarise_tables(event, rules, meetings)
    if shared is not None and "precedence" not in kinds:
        return _summarise_participant(event, rules, meetings, shared)
    if kinds <= {"precedence", "meeting"} and shared is None:
        return (
            f"Precedences: {len(meetings)} meetings must follow one another, which "
            f"{event.slots} slots do not allow."
        )
    if kinds <= {"precedence", "meeting", "session", "absence", "fixed", "closed"}:
        who = "" if shared is None else f" of {event.name_participant(shared)}"
        return (
            f"{len(meetings)} meetings{who} have too few slots left between them, given "
            f"{_list_kinds(rules)}."
        )
    return f"{len(meetings)} meetings cannot be held together, given {_list_kinds(rules)}."


def find_shared_participant(event: Event, meetings: Sequence[int]) -> int | None:
    """A participant of all these meetings, or None."""
    if not meetings:
        return None
    shared = set(event.meetings[meetings[0]].participants)
    for meeting in meetings[1:]:
        shared &= set(event.meetings[meeting].participants)
    return min(shared, default=None)


def _summarise_participant(
    event: Event, rules: Sequence[Rule], meetings: Sequence[int], participant: int
) -> str:
    kept = keep_rules(event, rules)
    slots = frozenset[int]().union(*kept.allowed_slots)
    who = event.name_participant(participant)
    who = f"{who[:1].upper()}{who[1:]}"
    number = len(meetings)
    have = "1 meeting" if number == 1 else f"{number} meetings"
    free = "1 slot" if len(slots) == 1 else f"{len(slots)} slots"
    if {rule.kind for rule in rules} <= {"meeting", "absence"} and all(
        rule.subject == participant for rule in rules if rule.kind == "absence"
    ):
        return f"{who} has {have} but is free in {free}."
    return f"{who} has {have} that can be held in {free} only, given {_list_kinds(rules)}."


def _summarise_tables(event: Event, rules: Sequence[Rule], meetings: Sequence[int]) -> str:
    limited = sorted(rule.subject for rule in rules if rule.kind == "tables")
    places = sum(event.capacity(slot) for slot in limited)
    domains = compute_domains(keep_rules(event, rules))
    where = _name_stretch(event, limited)
    if all(domains) and all(slots <= set(limited) for slots in domains):
        return (
            f"Tables: {len(meetings)} meetings must fall in {where}, which "
            f"{'has' if len(limited) == 1 else 'have'} {places} places."
        )
    return (
        f"Tables: {len(meetings)} meetings cannot be held with the {places} places of {where}, "
        f"given {_list_kinds(rules)}."
    )


def _name_stretch(event: Event, slots: Sequence[int]) -> str:
    if list(slots) == list(range(event.last_morning_slot)) and len(slots) < event.slots:
        return "the morning"
    if list(slots) == list(range(event.last_morning_slot, event.slots)) and slots:
        return "the afternoon"
    if len(slots) > 1 and list(slots) == list(range(slots[0], slots[-1] + 1)):
        return f"{event.name_slot(slots[0])} to {event.name_slot(slots[-1])}"
    return ", ".join(event.name_slot(slot) for slot in slots)


def _list_kinds(rules: Sequence[Rule]) -> str:
    words = {
        "absence": ("absence", "absences"),
        "fixed": ("fixed slot", "fixed slots"),
        "closed": ("slot closed to a meeting", "slots closed to meetings"),
        "session": ("meeting bound to a part of the day", "meetings bound to a part of the day"),
        "precedence": ("precedence", "precedences"),
    }
    parts = []
    for kind, (one, many) in words.items():
        number = sum(rule.kind == kind for rule in rules)
        if number:
            parts.append(f"{number} {one if number == 1 else many}")
    return " and ".join(parts) if parts else "that nobody is in two meetings at once"
