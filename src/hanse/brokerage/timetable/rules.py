"""The rules of an event one by one, as people know them: to be left out, kept, and put in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from hanse.brokerage.timetable.event import Event, Meeting
from hanse.brokerage.timetable.solution import Conflict

Kind = Literal[
    "fairness", "tables", "session", "precedence", "absence", "closed", "fixed", "meeting"
]
DROPPABLE: tuple[Kind, ...] = ("session", "precedence", "absence", "closed", "fixed")
"""Rules that an organiser can give up one by one without cancelling a meeting."""


@dataclass(frozen=True, order=True)
class Rule:
    """One rule: its kind and what it is about (see `list_rules`)."""

    kind: Kind
    subject: int
    """Meeting, precedence, participant or slot; 0 for fairness."""
    slot: int = -1
    """The slot of an absence or of a slot closed to a meeting."""


def list_rules(event: Event) -> list[Rule]:
    """Every rule of the event, those first that explanations should do without.

    "fairness"; "tables" of a slot; "session", "fixed" and "closed" (a forbidden slot) of a
    meeting; "precedence" by its position; "absence" of a participant in a slot; "meeting": that
    it must be held.
    """
    rules = [Rule("fairness", 0)] if event.fairness is not None else []
    rules += [Rule("tables", slot) for slot in range(event.slots)]
    numbered = list(enumerate(event.meetings))
    rules += [Rule("session", m) for m, meeting in numbered if meeting.session != "any"]
    rules += [Rule("precedence", k) for k in range(len(event.precedences))]
    rules += [
        Rule("absence", participant, slot)
        for participant, slots in enumerate(event.forbidden)
        for slot in sorted(slots)
    ]
    rules += [Rule("closed", m, s) for m, meeting in numbered for s in meeting.forbidden_slots]
    rules += [Rule("fixed", m) for m, meeting in numbered if meeting.fixed_slot is not None]
    return rules + [Rule("meeting", m) for m, _ in numbered]


def keep_rules(event: Event, kept: Collection[Rule]) -> Event:
    """The event with only these rules; meetings that need not be held are left out.

    The other meetings keep their order, not their numbers.
    """
    rules = set(kept)
    held = [m for m in range(len(event.meetings)) if Rule("meeting", m) in rules]
    number = {meeting: position for position, meeting in enumerate(held)}
    return replace(
        event,
        meetings=tuple(_keep_of_meeting(event.meetings[m], m, rules) for m in held),
        forbidden=tuple(
            frozenset(slot for slot in slots if Rule("absence", participant, slot) in rules)
            for participant, slots in enumerate(event.forbidden)
        ),
        precedences=tuple(
            (number[earlier], number[later])
            for k, (earlier, later) in enumerate(event.precedences)
            if Rule("precedence", k) in rules and earlier in number and later in number
        ),
        tables_by_slot=tuple(
            event.capacity(slot) if Rule("tables", slot) in rules else len(held)
            for slot in range(event.slots)
        ),
        fairness=event.fairness if Rule("fairness", 0) in rules else None,
    )


def _keep_of_meeting(meeting: Meeting, number: int, rules: set[Rule]) -> Meeting:
    return replace(
        meeting,
        session=meeting.session if Rule("session", number) in rules else "any",
        fixed_slot=meeting.fixed_slot if Rule("fixed", number) in rules else None,
        forbidden_slots=frozenset(
            slot for slot in meeting.forbidden_slots if Rule("closed", number, slot) in rules
        ),
    )


def describe_rule(event: Event, rule: Rule) -> Conflict:
    """The rule in words."""
    if rule.kind == "fairness":
        sentence = f"the breaks of any two participants differ by at most {event.fairness}"
        return Conflict(kind="fairness", sentence=sentence)
    if rule.kind == "tables":
        tables = event.capacity(rule.subject)
        noun = "table" if tables == 1 else "tables"
        sentence = f"{event.name_slot(rule.subject)} has {tables} {noun}"
        return Conflict(kind="tables", sentence=sentence, slots=(rule.subject,))
    if rule.kind == "absence":
        who = event.name_participant(rule.subject)
        sentence = f"{who} is absent in {event.name_slot(rule.slot)}"
        return Conflict(
            kind="absence", sentence=sentence, participants=(rule.subject,), slots=(rule.slot,)
        )
    if rule.kind == "precedence":
        earlier, later = event.precedences[rule.subject]
        sentence = f"{event.name_meeting(earlier)} is held before {event.name_meeting(later)}"
        return Conflict(kind="precedence", sentence=sentence, meetings=(earlier, later))
    return _describe_meeting_rule(event, rule)


def _describe_meeting_rule(event: Event, rule: Rule) -> Conflict:
    meeting = event.meetings[rule.subject]
    name = event.name_meeting(rule.subject)
    slots: tuple[int, ...] = ()
    if rule.kind == "session":
        sentence = f"{name} is held in the {meeting.session}"
    elif rule.kind == "fixed" and meeting.fixed_slot is not None:
        slots = (meeting.fixed_slot,)
        sentence = f"{name} is fixed in {event.name_slot(meeting.fixed_slot)}"
    elif rule.kind == "closed":
        slots = (rule.slot,)
        sentence = f"{name} cannot be held in {event.name_slot(rule.slot)}"
    else:
        sentence = f"{name} is held"
    return Conflict(
        kind=rule.kind,
        sentence=sentence,
        participants=meeting.participants,
        meetings=(rule.subject,),
        slots=slots,
    )
