"""Choosing meetings: wishes in, the best provable choice with its timetable out.

1. An integer program grants requests slots aside: guarantee first, then value; its optimum is a
   bound that no choice exceeds.
2. Tabu search gives slots to what was granted. Where it succeeds, the choice is optimal: proved.
3. Where it does not, places left are offered to other requests, and a joint model of choice and
   slots goes on from there.
4. The engine makes the timetable of the chosen meetings with the fewest breaks, and tables are
   numbered so that people change place as rarely as possible.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hanse.brokerage.timetable.choosing.choice import (
    BuiltEvent,
    Choice,
    build_event,
    measure_satisfaction,
)
from hanse.brokerage.timetable.choosing.compaction import close_breaks
from hanse.brokerage.timetable.choosing.greedy import choose_greedily
from hanse.brokerage.timetable.choosing.joint import choose_jointly
from hanse.brokerage.timetable.choosing.placement import place_meetings, refill
from hanse.brokerage.timetable.choosing.places import Venue, assign_places
from hanse.brokerage.timetable.choosing.refusals import explain_refusals
from hanse.brokerage.timetable.choosing.requests import Request, build_requests, find_grantable
from hanse.brokerage.timetable.choosing.selection import (
    Selection,
    count_levels,
    select_requests,
)
from hanse.brokerage.timetable.choosing.wishes import OpenEvent
from hanse.brokerage.timetable.engine import find_timetable
from hanse.brokerage.timetable.solution import Break, Solution, count_breaks, list_violations

Progress = Callable[[str, float], None]
"""Called with what is being done, and the share of the time limit that is used."""
SELECTING, PLACING, JOINING = 0.25, 0.35, 0.6
"""Shares of the time limit at which each stage ends at the latest."""
FINISHING = 0.94
"""Share of the time limit after which only tables and reasons are still written."""
STEPS = 400_000
CLOSING = 0.25
"""Share of what is left for closing breaks without the engine, before it takes over."""


@dataclass
class _Clock:
    """How much time is left, for whom."""

    limit: float
    progress: Progress | None
    cancel: Callable[[], bool] | None
    begin: float

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begin

    def left(self, share: float = 1.0) -> float:
        """Seconds until a share of the limit is used; 0 after a cancel."""
        if self.cancel is not None and self.cancel():
            return 0.0
        return max(0.0, share * self.limit - self.seconds)

    def start(self, share: float) -> Callable[[], float]:
        """A stage that may use a share of what is left: what is left of it, from now on."""
        end = self.seconds + share * self.left()
        return lambda: min(self.left(), end - self.seconds)

    def tell(self, what: str) -> None:
        if self.progress is not None:
            self.progress(what, min(1.0, self.seconds / self.limit))


def choose_meetings(
    event: OpenEvent,
    *,
    time_limit: float = 120.0,
    workers: int = 2,
    seed: int = 1,
    closing: Literal["engine", "moves"] = "engine",
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Choice:
    """Which requests to grant, and when: guarantee first, then wishes, then fewest breaks.

    Parameters
    ----------
    time_limit : seconds for everything; less where all is proved before.
    workers : processes or threads that work at the same time.
    seed : of the searches; it may change which of several equally good choices is found.
    closing : who closes breaks once the meetings are chosen: the engine, with what is left of the
        time, or moves of single meetings only (a second or less, no bound).
    progress, cancel : cancel is asked a few times a second; True keeps the best so far.
    """
    clock = _Clock(FINISHING * time_limit, progress, cancel, time.monotonic())
    requests = build_requests(event)
    candidates = find_grantable(event, requests)
    clock.tell("granting requests")
    selection = select_requests(
        event, requests, candidates, seconds_left=lambda: clock.left(SELECTING)
    )
    clock.tell("placing meetings")
    slot_of = place_meetings(
        event,
        requests,
        selection.granted,
        seed=seed,
        steps=STEPS,
        seconds_left=lambda: clock.left(PLACING),
    )
    slot_of = refill(event, requests, candidates, slot_of)
    proved = False
    if not _is_settled(event, requests, selection, slot_of) and clock.left(JOINING) > 0:
        clock.tell("choosing and placing together")
        joint = choose_jointly(
            event,
            requests,
            candidates,
            slot_of,
            seconds=clock.left(JOINING),
            workers=workers,
            seed=seed,
            cancel=cancel,
        )
        slot_of, proved = joint.slot_of, joint.optimal
    clock.tell("closing breaks")
    compact = close_breaks(event, requests, slot_of, seed=seed, seconds_left=clock.start(CLOSING))
    if closing == "moves" or clock.left() <= 0:
        own = build_event(event, requests, compact)
        return _finish(event, requests, compact, selection, proved, own, None, clock)
    return _ask_engine(event, requests, compact, selection, proved, clock, workers, seed)


def choose_as_usual(event: OpenEvent, *, time_limit: float = 10.0) -> Choice:
    """The greedy choice that most tools make, in the same shape, for comparison.

    Its bounds are those of the integer program, computed within `time_limit` seconds.
    """
    clock = _Clock(time_limit, None, None, time.monotonic())
    requests = build_requests(event)
    candidates = find_grantable(event, requests)
    selection = select_requests(event, requests, candidates, seconds_left=clock.left)
    slot_of = choose_greedily(event, requests, candidates)
    own = build_event(event, requests, slot_of)
    return _finish(event, requests, slot_of, selection, False, own, None, clock)


def _is_settled(
    event: OpenEvent,
    requests: Sequence[Request],
    selection: Selection,
    slot_of: Mapping[int, int],
) -> bool:
    levels = count_levels(event, requests, tuple(slot_of))
    value = sum(requests[number].value for number in slot_of)
    return levels == selection.level_bounds and value == selection.bound


def _ask_engine(
    event: OpenEvent,
    requests: Sequence[Request],
    compact: Mapping[int, int],
    selection: Selection,
    proved: bool,
    clock: _Clock,
    workers: int,
    seed: int,
) -> Choice:
    """Let the engine try to have fewer breaks; the better timetable is kept.

    The engine does not know tables that belong to somebody: where its timetable needs more free
    ones than there are, it is not used.
    """
    own = build_event(event, requests, compact)
    solution = find_timetable(
        own.event,
        time_limit=clock.left(),
        workers=workers,
        seed=seed,
        cancel=clock.cancel,
        progress=lambda *_: clock.tell("closing breaks"),
        explain=False,
    )
    if solution.timetable is not None and solution.breaks is not None:
        slots = solution.timetable.slots
        fewer = solution.breaks <= sum(count_breaks(own.event, own.slots))
        unfair = bool(list_violations(own.event, own.slots))
        if (fewer or unfair) and _has_room(event, requests, own.granted, slots):
            compact = dict(zip(own.granted, slots, strict=True))
            own = replace(own, slots=slots)
    return _finish(event, requests, compact, selection, proved, own, solution, clock)


def _has_room(
    event: OpenEvent, requests: Sequence[Request], granted: Sequence[int], slots: Sequence[int]
) -> bool:
    """Whether the meetings of each slot fit at the tables that belong to nobody."""
    load = [0] * event.slots
    for number, slot in zip(granted, slots, strict=True):
        load[slot] += requests[number].host is None
    return all(load[slot] <= event.free_capacity(slot) for slot in range(event.slots))


def _finish(
    event: OpenEvent,
    requests: Sequence[Request],
    slot_of: Mapping[int, int],
    selection: Selection,
    proved: bool,
    own: BuiltEvent,
    solution: Solution | None,
    clock: _Clock,
) -> Choice:
    built, granted, slots = own.event, own.granted, own.slots
    reasons: tuple[Break, ...] = ()
    if solution and solution.timetable and solution.timetable.slots == tuple(slots):
        reasons = solution.break_reasons
    venue = make_venue(event, requests, granted)
    places = assign_places(built, slots, venue)
    value = sum(requests[number].value for number in granted)
    levels = count_levels(event, requests, granted)
    at_bounds = levels == selection.level_bounds
    bound = selection.bound if at_bounds else selection.free_bound
    return Choice(
        open_event=event,
        requests=tuple(requests),
        granted=granted,
        refused=explain_refusals(event, requests, slot_of),
        event=built,
        attendee_of=own.attendee_of,
        timetable=places.timetable,
        places=places,
        breaks=sum(count_breaks(built, slots)),
        break_reasons=reasons,
        breaks_bound=0 if solution is None else solution.lower_bound,
        value=value,
        bound=value if proved else bound,
        levels=levels,
        level_bounds=levels if proved else selection.level_bounds,
        satisfaction=measure_satisfaction(event, requests, granted),
        seconds=clock.seconds,
    )


def make_venue(event: OpenEvent, requests: Sequence[Request], granted: Sequence[int]) -> Venue:
    """What the choice of tables has to look at."""
    own = [
        () if (host := requests[number].host) is None else event.attendees[host].tables
        for number in granted
    ]
    return Venue(
        rooms=event.rooms,
        walking_minutes=event.walking_minutes,
        slot_starts=event.slot_starts,
        slot_minutes=event.slot_minutes,
        own_tables=tuple(own) if any(a.tables for a in event.attendees) else (),
    )
