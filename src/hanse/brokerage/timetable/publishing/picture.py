"""The timetable as a picture: participants x slots, breaks marked with their reasons. SVG."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from hanse.brokerage.timetable.publishing.programme import Programme

CELL, HEIGHT, LABEL, TOP = 26, 15, 190, 40
SHOWN_LETTERS = 30


def draw_timetable(programme: Programme) -> str:
    """An SVG element: a row for each participant, a column for each slot.

    Colours come from the classes `meeting`, `break`, `absent` and `free` of the page around it.
    """
    event = programme.event
    width = LABEL + event.slots * CELL + 8
    height = TOP + event.participants * HEIGHT + 8
    parts = [
        f'<svg class="timetable" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="timetable-title timetable-about" '
        'xmlns="http://www.w3.org/2000/svg">',
        '<title id="timetable-title">Timetable: participants by slots</title>',
        f'<desc id="timetable-about">{escape(_describe(programme))}</desc>',
    ]
    parts += _draw_heads(programme)
    parts += _draw_rows(programme)
    if 0 < event.last_morning_slot < event.slots:
        x = LABEL + event.last_morning_slot * CELL
        parts.append(f'<line class="noon" x1="{x}" x2="{x}" y1="{TOP - 12}" y2="{height - 8}"/>')
    return "\n".join([*parts, "</svg>"])


def _describe(programme: Programme) -> str:
    event = programme.event
    return (
        f"{event.participants} participants, {event.slots} slots, {len(event.meetings)} meetings, "
        f"{len(programme.breaks)} breaks. The same is in the tables below."
    )


def _draw_heads(programme: Programme) -> Iterator[str]:
    for slot in range(programme.event.slots):
        x = LABEL + slot * CELL + CELL / 2
        name = programme.name_slot(slot)
        short = str(slot + 1) if len(name) > 5 else name
        yield (
            f'<text class="head" x="{x:g}" y="{TOP - 6}" text-anchor="middle">'
            f"<title>{escape(name)}</title>{escape(short)}</text>"
        )


def _draw_rows(programme: Programme) -> Iterator[str]:
    event, timetable = programme.event, programme.timetable
    reasons: dict[int, dict[int, str]] = {}
    for one in programme.breaks:
        for slot in range(one.first_slot, one.last_slot + 1):
            text = one.reason or f"{event.name_participant(one.participant)} has a break."
            reasons.setdefault(one.participant, {})[slot] = text
    for participant, meetings in enumerate(event.meetings_of):
        y = TOP + participant * HEIGHT
        name = event.name_participant(participant)
        short = name if len(name) <= SHOWN_LETTERS else f"{name[: SHOWN_LETTERS - 1]}…"
        yield (
            f'<text class="name" x="{LABEL - 6}" y="{y + HEIGHT - 4}" text-anchor="end">'
            f"<title>{escape(name)}</title>{escape(short)}</text>"
        )
        held = {timetable.slots[meeting]: meeting for meeting in meetings}
        for slot in range(event.slots):
            yield _draw_cell(programme, participant, slot, held, reasons.get(participant, {}), y)


def _draw_cell(
    programme: Programme,
    participant: int,
    slot: int,
    held: dict[int, int],
    reasons: dict[int, str],
    y: int,
) -> str:
    event, x = programme.event, LABEL + slot * CELL
    box = f'x="{x + 1}" y="{y + 1}" width="{CELL - 2}" height="{HEIGHT - 2}"'
    if slot in held:
        meeting = held[slot]
        others = [p for p in event.meetings[meeting].participants if p != participant]
        table = programme.timetable.tables[meeting]
        text = (
            f"{programme.name_slot(slot)}: with {', '.join(programme.name_all(others))}, "
            f"{programme.name_table(table)}"
        )
        return (
            f'<g><title>{escape(text)}</title><rect class="meeting" {box}/>'
            f'<text class="table" x="{x + CELL / 2:g}" y="{y + HEIGHT - 4}" '
            f'text-anchor="middle">{table + 1}</text></g>'
        )
    if slot in reasons:
        middle = y + HEIGHT / 2
        return (
            f'<g><title>{escape(reasons[slot])}</title><rect class="break" {box}/>'
            f'<path class="mark" d="M{x + 6} {middle:g}h{CELL - 12}"/></g>'
        )
    kind = "absent" if slot in event.forbidden[participant] else "free"
    return f'<rect class="{kind}" {box}/>'
