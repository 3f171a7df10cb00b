"""Who must be told what after a repair, in sentences addressed to each participant."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.repair.repair import ChangedMeeting, Notice


def write_notices(event: Event, changed: Sequence[ChangedMeeting]) -> tuple[Notice, ...]:
    """One notice for each participant concerned, its sentences in the order of the day."""
    of: dict[int, list[tuple[int, str]]] = {}
    for change in changed:
        first = change.from_slot if change.from_slot is not None else change.to_slot
        for participant in change.participants:
            others = [p for p in change.participants if p != participant]
            sentence = _write_sentence(event, change, others)
            of.setdefault(participant, []).append((first or 0, sentence))
    return tuple(
        Notice(participant=who, sentences=tuple(text for _, text in sorted(of[who])))
        for who in sorted(of)
    )


def _write_sentence(event: Event, change: ChangedMeeting, others: Sequence[int]) -> str:
    whom = " and ".join(event.name_participant(other) for other in others) or "nobody else"
    before = _name_place(event, change.from_slot, change.from_table)
    now = _name_place(event, change.to_slot, change.to_table)
    why = change.reason
    if change.kind == "moved":
        return f"Your meeting with {whom} moves from {before} to {now}: {why}."
    if change.kind == "table":
        where = f"table {(change.to_table or 0) + 1}"
        return f"Your meeting with {whom}, {before}, is held at {where} instead: {why}."
    if change.kind == "added":
        return f"You have a new meeting with {whom}: {now}."
    if change.kind == "smaller":
        return f"Your meeting with {whom}, {before}, is held with fewer people: {why}."
    return f"Your meeting with {whom}, {before}, is not held: {why}."


def _name_place(event: Event, slot: int | None, table: int | None) -> str:
    if slot is None:
        return ""
    at = "" if table is None else f" at table {table + 1}"
    return f"{event.name_slot(slot)}{at}"
