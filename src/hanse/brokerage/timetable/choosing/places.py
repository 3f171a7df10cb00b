"""Tables after slots: as few changes of place as possible, and rooms that can be reached in time.

Slot by slot the meetings are assigned to tables at the least cost, given where those who meet come
from and go to (an exact assignment), in sweeps over the slots until nothing improves. The bound
says how many changes no numbering of tables can spare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.solution import Timetable
from hanse.vocabulary.errors import InputError

if TYPE_CHECKING:
    import numpy as np

OTHER_TABLE, OTHER_ROOM, TOO_FAR = 1.0, 20.0, 10_000.0
"""Costs of a change; being late outweighs any number of other changes of an event."""
FORBIDDEN = 1e9
SWEEPS = 12


@dataclass(frozen=True, kw_only=True)
class Venue:
    """Rooms, ways and whose tables: what the choice of tables looks at."""

    rooms: tuple[str, ...] = ()
    """The room of each table; empty: one room."""
    walking_minutes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    slot_starts: tuple[datetime, ...] = ()
    slot_minutes: int = 20
    own_tables: tuple[tuple[int, ...], ...] = ()
    """For each meeting the tables at which it must be held, () where any free one will do."""
    closed: frozenset[tuple[int, int]] = frozenset()
    """Pairs (slot, table) that cannot be used."""

    def list_reserved(self) -> frozenset[int]:
        """Tables that only their owners use."""
        return frozenset(table for tables in self.own_tables for table in tables)

    def pause(self, before: int, after: int) -> float:
        """Minutes between the end of a slot and the beginning of a later one.

        Without times, slots follow each other without a pause and a slot between is enough for
        any way.
        """
        if not self.slot_starts:
            return 0.0 if after == before + 1 else float("inf")
        end = self.slot_starts[before] + timedelta(minutes=self.slot_minutes)
        return (self.slot_starts[after] - end).total_seconds() / 60

    def walk(self, one: int, other: int) -> int:
        """Minutes from one table to another."""
        if not self.rooms:
            return 0
        pair = (self.rooms[one], self.rooms[other])
        return self.walking_minutes.get(pair, self.walking_minutes.get(pair[::-1], 0))


@dataclass(frozen=True, kw_only=True)
class Places:
    """A timetable with its tables, and how often people change place."""

    timetable: Timetable
    changes: int
    """Times that somebody's next meeting is at another table."""
    changes_bound: int
    """No numbering of the tables has fewer, with these slots."""
    room_changes: int
    late: tuple[tuple[int, int, int], ...]
    """(participant, meeting, next meeting) whose rooms are too far apart for the pause between."""


def assign_places(event: Event, slots: Sequence[int], venue: Venue | None = None) -> Places:
    """Tables for all meetings; raises InputError where a slot has too few tables for its own."""
    import numpy as np

    venue = venue or Venue()
    n_tables = max([event.tables, *event.tables_by_slot, len(venue.rooms), 1])
    steps = _list_steps(event, slots)
    in_slot: list[list[int]] = [[] for _ in range(event.slots)]
    for meeting, slot in enumerate(slots):
        in_slot[slot].append(meeting)
    costs = _Costs(venue, n_tables)
    steps_at: list[list[tuple[int, int, int]]] = [[] for _ in range(event.slots)]
    for step in steps:
        steps_at[slots[step[1]]].append(step)
        steps_at[slots[step[2]]].append(step)
    table = np.full(len(slots), -1, np.int64)
    total = float("inf")
    for _ in range(SWEEPS):
        before = table.copy()
        for slot, meetings in enumerate(in_slot):
            if meetings:
                table[meetings] = _assign_slot(
                    event, venue, costs, slots, steps_at[slot], table, slot, meetings
                )
        now = costs.sum(steps, slots, table)
        if now >= total:
            table = before if now > total else table
            break
        total = now
    tables = tuple(int(one) for one in table)
    return measure_places(event, Timetable(slots=tuple(slots), tables=tables), venue)


def measure_places(event: Event, timetable: Timetable, venue: Venue | None = None) -> Places:
    """Count the changes of place of a timetable as it is."""
    venue = venue or Venue()
    changes, room_changes = 0, 0
    late = []
    steps = _list_steps(event, timetable.slots)
    for who, one, other in steps:
        here, there = timetable.tables[one], timetable.tables[other]
        changes += here != there
        room_changes += bool(venue.rooms) and venue.rooms[here] != venue.rooms[there]
        pause = venue.pause(timetable.slots[one], timetable.slots[other])
        if venue.walk(here, there) > pause:
            late.append((who, one, other))
    return Places(
        timetable=timetable,
        changes=changes,
        changes_bound=len(steps) - _count_keepable(steps, timetable.slots, venue),
        room_changes=room_changes,
        late=tuple(late),
    )


class _Costs:
    """Cost of a step between two tables, by the pause between the meetings."""

    def __init__(self, venue: Venue, n_tables: int) -> None:
        self.venue, self.n_tables = venue, n_tables
        self.known: dict[float, np.ndarray] = {}

    def matrix(self, before: int, after: int) -> np.ndarray:
        """(table, table) costs of a step from one slot to a later one."""
        import numpy as np

        pause = self.venue.pause(before, after)
        if pause not in self.known:
            matrix = np.full((self.n_tables, self.n_tables), OTHER_TABLE)
            np.fill_diagonal(matrix, 0.0)
            if self.venue.rooms:
                for one in range(len(self.venue.rooms)):
                    for other in range(len(self.venue.rooms)):
                        if self.venue.rooms[one] != self.venue.rooms[other]:
                            matrix[one, other] = OTHER_ROOM
                        if self.venue.walk(one, other) > pause:
                            matrix[one, other] += TOO_FAR
            self.known[pause] = matrix
        return self.known[pause]

    def sum(
        self, steps: Sequence[tuple[int, int, int]], slots: Sequence[int], table: np.ndarray
    ) -> float:
        return float(
            sum(
                self.matrix(slots[one], slots[other])[table[one], table[other]]
                for _, one, other in steps
            )
        )


def _list_steps(event: Event, slots: Sequence[int]) -> list[tuple[int, int, int]]:
    """(participant, meeting, next meeting) for everybody, in the order of the slots."""
    steps = []
    for who, meetings in enumerate(event.meetings_of):
        ordered = sorted(meetings, key=lambda meeting: slots[meeting])
        steps += [(who, one, other) for one, other in pairwise(ordered)]
    return steps


def _assign_slot(
    event: Event,
    venue: Venue,
    costs: _Costs,
    slots: Sequence[int],
    steps: Sequence[tuple[int, int, int]],
    table: np.ndarray,
    slot: int,
    meetings: Sequence[int],
) -> np.ndarray:
    """The cheapest tables for the meetings of a slot, given those before and after.

    `steps` are those that begin or end in this slot.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if len(meetings) > costs.n_tables:
        raise InputError(f"{event.name_slot(slot)} has more meetings than tables.")
    row_of = {meeting: row for row, meeting in enumerate(meetings)}
    cost = np.where(_list_usable(event, venue, costs.n_tables, slot, meetings), 0.0, FORBIDDEN)
    for _, one, other in steps:
        if other in row_of and table[one] >= 0:
            cost[row_of[other]] += costs.matrix(slots[one], slot)[table[one]]
        elif one in row_of and table[other] >= 0:
            cost[row_of[one]] += costs.matrix(slot, slots[other])[:, table[other]]
    cost += np.arange(costs.n_tables) * 1e-6  # low numbers first where nothing else decides
    rows, columns = linear_sum_assignment(cost)
    if (cost[rows, columns] >= FORBIDDEN).any():
        raise InputError(f"{event.name_slot(slot)} has too few tables for its meetings.")
    return np.asarray(columns, np.int64)


def _list_usable(
    event: Event, venue: Venue, n_tables: int, slot: int, meetings: Sequence[int]
) -> np.ndarray:
    """(meeting, table) bool: where each meeting may be held."""
    import numpy as np

    reserved = venue.list_reserved()
    is_open = np.ones(n_tables, np.bool_)
    closed = [table for at, table in venue.closed if at == slot and table < n_tables]
    is_open[closed] = False
    shared = is_open.copy()
    shared[[table for table in reserved if table < n_tables]] = False
    # Fewer tables in this slot, without saying which: the highest numbers are missing.
    surplus = int(shared.sum()) - max(0, event.capacity(slot) - len(reserved))
    if surplus > 0 and not closed:
        shared[np.flatnonzero(shared)[-surplus:]] = False
    usable = np.tile(shared, (len(meetings), 1))
    for row, meeting in enumerate(meetings):
        own = venue.own_tables[meeting] if venue.own_tables else ()
        if own:
            usable[row] = False
            usable[row, list(own)] = is_open[list(own)]
    return usable


def _count_keepable(
    steps: Sequence[tuple[int, int, int]], slots: Sequence[int], venue: Venue
) -> int:
    """The most steps that can stay at their table.

    Between two slots "is held at the same table as" is a matching of meetings; the heaviest one
    (people who stay) bounds what these two slots can keep, and the sum over all pairs of slots
    bounds the event.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    pairs: dict[tuple[int, int], dict[tuple[int, int], int]] = {}
    for _, one, other in steps:
        weights = pairs.setdefault((slots[one], slots[other]), {})
        weights[one, other] = weights.get((one, other), 0) + 1
    kept = 0
    for weights in pairs.values():
        rows = {m: i for i, m in enumerate(sorted({one for one, _ in weights}))}
        columns = {m: i for i, m in enumerate(sorted({other for _, other in weights}))}
        matrix = np.zeros((len(rows), len(columns)))
        for (one, other), weight in weights.items():
            if (
                not venue.own_tables
                or set(venue.own_tables[one]) & set(venue.own_tables[other])
                or venue.own_tables[one] == venue.own_tables[other] == ()
            ):
                matrix[rows[one], columns[other]] = weight
        chosen = linear_sum_assignment(-matrix)
        kept += int(matrix[chosen].sum())
    return kept
