"""What choosing gives back: the meetings, the refusals with reasons, and who is served how well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hanse.brokerage.timetable.choosing.hours import find_unavailable
from hanse.brokerage.timetable.choosing.places import Places
from hanse.brokerage.timetable.choosing.requests import Request
from hanse.brokerage.timetable.choosing.selection import count_meetings
from hanse.brokerage.timetable.choosing.wishes import OpenEvent
from hanse.brokerage.timetable.event import Event, Meeting
from hanse.brokerage.timetable.solution import Break, Timetable


@dataclass(frozen=True)
class Refusal:
    """A request that was not granted, and why."""

    request: int
    kind: str
    """"absence", "one-sided", "limit", "diversity", "slots", "tables", "guarantee"."""
    reason: str
    """For those who wished it."""


@dataclass(frozen=True)
class Satisfaction:
    """What an attendee gets of what it wished."""

    attendee: int
    wishes: int
    granted: int
    strength: int
    """Sum of the strengths of its wishes."""
    granted_strength: int
    meetings: int
    """Its meetings, those that only others wished included."""

    @property
    def share(self) -> float:
        """Share of its wishes that is granted; 1 for an attendee without wishes."""
        return self.granted / self.wishes if self.wishes else 1.0


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The chosen meetings with their timetable, how good they are, and what was refused."""

    open_event: OpenEvent
    requests: tuple[Request, ...]
    granted: tuple[int, ...]
    """Position in `requests` of each meeting of `event`, in the order of its meetings."""
    refused: tuple[Refusal, ...]
    event: Event
    """The event to be timetabled: each representative is a participant of it."""
    attendee_of: tuple[int, ...]
    """The attendee of each participant of `event`."""
    timetable: Timetable
    places: Places
    """The timetable with how often people change place."""
    breaks: int
    breaks_bound: int
    """No timetable of the chosen meetings, shared out as they are, has fewer breaks."""
    break_reasons: tuple[Break, ...]
    """Why breaks are there, where the engine said it."""
    value: int
    """Value of the granted wishes."""
    bound: int
    """No choice as good in the guarantee has a higher value."""
    levels: tuple[int, ...]
    """Attendees with at least 1, 2 ... `guarantee` meetings."""
    level_bounds: tuple[int, ...]
    """No choice that is as good at the lower levels has more attendees at a level."""
    satisfaction: tuple[Satisfaction, ...]
    seconds: float

    @property
    def gap(self) -> float:
        """Value that might still be gained, as a share of the bound."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0

    @property
    def optimal(self) -> bool:
        """Whether no choice grants more: the guarantee and the value are at their bounds."""
        return self.value == self.bound and self.levels == self.level_bounds

    @property
    def statement(self) -> str:
        """What is proved about the choice, in words."""
        everybody = len(self.open_event.attendees)
        served = sum(own == everybody for own in self.levels)
        parts = [f"Everybody has at least {_count_meetings(served)}."] if served else []
        for level in range(served + 1, len(self.levels) + 1):
            own, most = self.levels[level - 1], self.level_bounds[level - 1]
            proof = "no choice has more" if own == most else f"more than {most} are impossible"
            parts.append(
                f"{own} of {everybody} participants have at least {_count_meetings(level)} "
                f"({proof})."
            )
        guarantee = " ".join(parts)
        if self.optimal:
            value = f"The wishes granted are worth {self.value}: no choice as good grants more."
        else:
            value = (
                f"The wishes granted are worth {self.value}; more than {self.bound} is proved "
                "impossible."
            )
        return f"{guarantee} {value}".strip()

    @property
    def granted_share(self) -> float:
        """Share of all wishes that is granted."""
        wishes = sum(one.wishes for one in self.satisfaction)
        return sum(one.granted for one in self.satisfaction) / wishes if wishes else 1.0

    @property
    def worst_off(self) -> Satisfaction | None:
        """Of those who wished something, the one with the fewest meetings, then least granted."""
        wishing = [one for one in self.satisfaction if one.wishes]
        return min(wishing, key=lambda one: (one.meetings, one.share), default=None)


def _count_meetings(number: int) -> str:
    return "1 meeting" if number == 1 else f"{number} meetings"


@dataclass(frozen=True)
class BuiltEvent:
    """The engine's event of granted requests, and how it hangs together with the open event."""

    event: Event
    attendee_of: tuple[int, ...]
    """The attendee of each participant."""
    granted: tuple[int, ...]
    """The request of each meeting."""
    slots: tuple[int, ...]
    """The slot of each meeting."""


def measure_satisfaction(
    event: OpenEvent, requests: Sequence[Request], granted: Sequence[int]
) -> tuple[Satisfaction, ...]:
    """How well each attendee is served by the granted requests."""
    number = count_meetings(event, requests, granted)
    fulfilled = {wish for request in granted for wish in requests[request].wishes}
    own: list[list[int]] = [[] for _ in event.attendees]
    for position, wish in enumerate(event.wishes):
        own[wish.wisher].append(position)
    return tuple(
        Satisfaction(
            attendee=one,
            wishes=len(wishes),
            granted=sum(wish in fulfilled for wish in wishes),
            strength=sum(event.wishes[wish].strength for wish in wishes),
            granted_strength=sum(event.wishes[w].strength for w in wishes if w in fulfilled),
            meetings=number[one],
        )
        for one, wishes in enumerate(own)
    )


def build_event(
    event: OpenEvent, requests: Sequence[Request], slot_of: Mapping[int, int]
) -> BuiltEvent:
    """The engine's event of the granted requests, shared out over representatives."""
    granted = tuple(sorted(slot_of))
    first: list[int] = []
    attendee_of: list[int] = []
    names: list[str] = []
    for number, attendee in enumerate(event.attendees):
        first.append(len(attendee_of))
        people = event.parallel(number)
        attendee_of += [number] * people
        names += [
            attendee.name if people == 1 else f"{attendee.name} ({person + 1} of {people})"
            for person in range(people)
        ]
    person_of = _share_out(event, requests, slot_of)
    absent = _list_absences(event)
    built = Event(
        title=event.title,
        participants=len(attendee_of),
        participant_names=tuple(names),
        slots=event.slots,
        slot_names=event.slot_names,
        tables=event.tables,
        tables_by_slot=event.tables_by_slot,
        morning_slots=event.morning_slots,
        fairness=event.fairness,
        forbidden=tuple(absent[one] for one in attendee_of),
        meetings=tuple(
            Meeting(
                participants=tuple(
                    first[one] + person_of[one, number] for one in requests[number].participants
                ),
            )
            for number in granted
        ),
    )
    slots = tuple(slot_of[number] for number in granted)
    return BuiltEvent(built, tuple(attendee_of), granted, slots)


def _share_out(
    event: OpenEvent, requests: Sequence[Request], slot_of: Mapping[int, int]
) -> dict[tuple[int, int], int]:
    """Which representative of an attendee holds a meeting: in parallel slots different ones,
    otherwise the one with the fewest meetings so far."""
    person_of: dict[tuple[int, int], int] = {}
    load = [[0] * event.parallel(one) for one in range(len(event.attendees))]
    busy: set[tuple[int, int, int]] = set()
    for number, slot in sorted(slot_of.items(), key=lambda item: (item[1], item[0])):
        for one in requests[number].participants:
            free = [p for p in range(len(load[one])) if (one, p, slot) not in busy]
            person = min(free, key=lambda p: load[one][p])
            load[one][person] += 1
            busy.add((one, person, slot))
            person_of[one, number] = person
    return person_of


def _list_absences(event: OpenEvent) -> list[frozenset[int]]:
    """The slots in which each attendee is away, working hours considered."""
    return [
        attendee.absent | away
        for attendee, away in zip(event.attendees, find_unavailable(event), strict=True)
    ]
