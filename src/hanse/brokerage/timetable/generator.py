"""Synthetic events, seeded: popularity skew, sessions, availability, wishes of both sides.

How an event comes about (figures: what the published events of Bofill et al., JAIR 74, 2022, have
in common; `Habits` holds them):

- *Popularity*: participant number k of a random order is wished with weight 1 / k^skew (Zipf),
  mixed with affinity: participants have one of a few fields, and wish their own field more.
- *Activity*: another random order decides, in the same way, who wishes much and who little.
- *Wishes*: everybody wishes some others with strength 1 to 3; a wish is answered with a chance
  that grows with its strength, which makes mutual wishes as frequent as they are in practice.
- *Availability*: some miss a slot or two in a row (a talk, a late train), a few are there only in
  the morning or in the afternoon.
- *Sessions*: some meetings ask for a part of the day, nearly always the morning.
- *Tables*: published events have 1.1 to 1.9 times as many as their meetings need on average.

`generate_event` plants a timetable while it draws meetings, so that every event it returns has one.
"""

from __future__ import annotations

import math
import random
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate, islice

from hanse.brokerage.timetable.choosing.wishes import Attendee, OpenEvent, Wish
from hanse.brokerage.timetable.event import DEFAULT_FAIRNESS, Event, Meeting, Session
from hanse.vocabulary.errors import InputError

FIELDS = ("energy", "mobility", "health", "food", "textiles", "digital")
COUNTRIES = ("AT", "BE", "DE", "DK", "ES", "FI", "FR", "IT", "NL", "PL", "SE", "SI")
STRENGTH_WEIGHTS = (5, 3, 2)
"""How often wishes have strength 1, 2, 3."""
ANSWERED = (0.25, 0.45, 0.65)
"""Chance that a wish of strength 1, 2, 3 is answered by the other side."""


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How people behave; the defaults lie within what published brokerage events show."""

    skew: float = 0.7
    """0: all equally popular; 1: the second half as popular as the first, the third a third."""
    activity: float = 0.7
    """The same for how much everybody wishes. With 0.7 and 0.7 the numbers of meetings scatter by
    a half of their mean; in published events by 0.3 (most are fully booked) to 0.7."""
    affinity: float = 3.0
    """How many times likelier a wish within one's own field is."""
    half_day: float = 0.05
    """Share of participants that come for the morning or the afternoon only."""
    absent: float = 0.2
    """Share of participants that miss one slot or two in a row; in published events 0 to 0.31."""
    session: float = 0.15
    """Share of meetings tied to a part of the day; in published events 0 to 0.62."""
    morning: float = 0.95
    """Of these, the share tied to the morning: 0.95 in published events."""
    filled: float = 1.0
    """Share of its slots that a participant fills at most; 0.71 to 1 in published events."""
    spare: float = 0.43
    """Tables beyond the average need, as a share of it: the mean of five published events."""


def generate_event(
    participants: int,
    slots: int,
    meetings: int,
    *,
    seed: int,
    tables: int | None = None,
    fairness: int | None = DEFAULT_FAIRNESS,
    habits: Habits = Habits(),
) -> Event:
    """An event whose meetings are chosen already, and that has a timetable (fairness aside).

    Parameters
    ----------
    tables : in every slot; None: as many as `habits.spare` says.

    Raises InputError where so many meetings do not fit.
    """
    draw = random.Random(seed)  # noqa: S311 (reproducible, not secret)
    tables = tables or math.ceil(meetings * (1 + habits.spare) / slots)
    absent = [_draw_absence(draw, slots, habits) for _ in range(participants)]
    busy = [set(one) for one in absent]
    room = [max(1, int(habits.filled * (slots - len(one)))) for one in absent]
    load = [0] * slots
    chosen: list[Meeting] = []
    seen: set[tuple[int, int]] = set()
    for one, other in islice(_draw_pairs(draw, participants, habits), 400 * meetings + 1000):
        if len(chosen) == meetings:
            break
        pair = (min(one, other), max(one, other))
        if pair in seen or not (room[one] and room[other]):
            continue
        free = [t for t in range(slots) if load[t] < tables and t not in busy[one] | busy[other]]
        if not free:
            continue
        slot = draw.choice(free)
        seen.add(pair)
        load[slot] += 1
        for who in pair:
            busy[who].add(slot)
            room[who] -= 1
        half: Session = "morning" if slot < slots // 2 else "afternoon"
        share = habits.morning if half == "morning" else 1 - habits.morning
        session = half if draw.random() < 2 * share * habits.session else "any"
        chosen.append(Meeting(participants=pair, session=session))
    if len(chosen) < meetings:
        raise InputError(
            f"Only {len(chosen)} of {meetings} meetings fit.",
            field="meetings",
            mend="Ask for fewer meetings, or for more participants, slots or tables.",
        )
    return Event(
        title=f"Synthetic event {participants} x {slots} x {meetings}, seed {seed}",
        participants=participants,
        slots=slots,
        tables=tables,
        meetings=tuple(chosen),
        morning_slots=slots // 2,
        forbidden=tuple(absent),
        fairness=fairness,
    )


def generate_wishes(
    participants: int,
    slots: int,
    tables: int,
    *,
    seed: int,
    wishes: int = 10,
    most_meetings: int | None = None,
    guarantee: int = 2,
    habits: Habits = Habits(),
) -> OpenEvent:
    """An event whose meetings are still to be chosen, with about `wishes` wishes a participant."""
    draw = random.Random(seed)  # noqa: S311 (reproducible, not secret)
    attendees = tuple(
        Attendee(
            name=f"Organisation {number + 1:04}",
            organisation=f"Organisation {number + 1:04}",
            absent=_draw_absence(draw, slots, habits),
            tags={
                "field": FIELDS[number % len(FIELDS)],
                "country": draw.choice(COUNTRIES),
            },
        )
        for number in range(participants)
    )
    strength: dict[tuple[int, int], int] = {}
    pairs = _draw_pairs(draw, participants, habits)
    wanted = min(participants * wishes, participants * (participants - 1))
    for one, other in islice(pairs, 50 * wanted):
        if len(strength) >= wanted:
            break
        if (one, other) in strength:
            continue
        strength[one, other] = draw.choices((1, 2, 3), STRENGTH_WEIGHTS)[0]
        if (other, one) not in strength and draw.random() < ANSWERED[strength[one, other] - 1]:
            strength[other, one] = draw.choices((1, 2, 3), STRENGTH_WEIGHTS)[0]
    return OpenEvent(
        title=f"Synthetic wishes {participants} x {slots}, seed {seed}",
        attendees=attendees,
        wishes=tuple(
            Wish(wisher=one, wished=(other,), strength=strong)
            for (one, other), strong in strength.items()
        ),
        slots=slots,
        tables=tables,
        most_meetings=most_meetings,
        guarantee=guarantee,
    )


def _draw_absence(draw: random.Random, slots: int, habits: Habits) -> frozenset[int]:
    absent: set[int] = set()
    if draw.random() < habits.absent:
        length = min(slots, draw.choice((1, 2)))
        first = draw.randrange(slots - length + 1)
        absent.update(range(first, first + length))
    if draw.random() < habits.half_day:
        half = slots // 2
        absent.update(range(half) if draw.random() < 0.5 else range(half, slots))
    return frozenset(absent)


def _draw_weights(draw: random.Random, participants: int, skew: float) -> list[float]:
    """Running sums of 1 / k^skew in a random order of the participants."""
    order = list(range(participants))
    draw.shuffle(order)
    weights = [0.0] * participants
    for rank, one in enumerate(order, 1):
        weights[one] = rank**-skew
    return list(accumulate(weights))


def _draw_pairs(draw: random.Random, participants: int, habits: Habits):  # type: ignore[no-untyped-def]
    """Endless pairs (wisher, wished): by activity, by popularity and field."""
    if participants < 2:
        return
    activity = _draw_weights(draw, participants, habits.activity)
    popularity = _draw_weights(draw, participants, habits.skew)
    while True:
        one, other = (
            min(bisect(sums, draw.random() * sums[-1]), participants - 1)
            for sums in (activity, popularity)
        )
        if other == one:
            continue
        same = one % len(FIELDS) == other % len(FIELDS)
        if same or draw.random() < 1 / habits.affinity:
            yield one, other
