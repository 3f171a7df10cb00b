"""Small random events for property tests: with and without timetables, every rule used."""

from __future__ import annotations

import random

from hanse.brokerage.timetable import Event, Meeting


def draw_event(seed: int, *, fairness: int | None = 2) -> Event:
    """Four to seven participants, four to six slots, five to nine meetings, some rules."""
    draw = random.Random(seed)  # noqa: S311 (reproducible, not secret)
    participants, slots = draw.randint(4, 7), draw.randint(4, 6)
    pairs = [(p, q) for p in range(participants) for q in range(p)]
    chosen = draw.sample(pairs, min(len(pairs), draw.randint(5, 9)))
    morning = draw.choice([slots, slots // 2])
    sessions = ["any", "any", "any", "morning", "afternoon" if morning < slots else "any"]
    meetings = []
    for pair in chosen:
        fixed = draw.randrange(slots) if draw.random() < 0.08 else None
        session = "any" if fixed is not None else draw.choice(sessions)
        closed = frozenset({draw.randrange(slots)} if draw.random() < 0.05 else ())
        meetings.append(
            Meeting(participants=pair, session=session, fixed_slot=fixed, forbidden_slots=closed)
        )
    numbers = range(len(meetings))
    return Event(
        participants=participants,
        slots=slots,
        tables=draw.randint(2, 3),
        meetings=tuple(meetings),
        morning_slots=morning,
        forbidden=tuple(
            frozenset(slot for slot in range(slots) if draw.random() < 0.08)
            for _ in range(participants)
        ),
        precedences=tuple(
            (earlier, later)
            for earlier in numbers
            for later in numbers
            if earlier < later and draw.random() < 0.03
        ),
        fairness=fairness,
    )
