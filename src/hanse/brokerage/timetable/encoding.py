"""The event as clauses: the model of Bofill et al. (JAIR 74, 2022) with implied constraints.

Variables: meeting m is held in slot t; participant p uses slot t; p begins a block of meetings in
slot t; p has begun more than k blocks by slot t. Breaks are blocks minus one, so no variable for
"idle" is needed. What the solver need not find out by itself: a participant uses exactly as many
slots as it has meetings; meetings that share a participant are at most one a slot, so they count
as one for the tables; slots must take the meetings that the other slots have no tables for; and
each participant has at least the breaks of its matching bound, hard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hanse.brokerage.timetable.domains import Domains
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.formula import Formula


@dataclass
class Encoding:
    """Clauses whose models are the timetables of an event, with its breaks to be avoided."""

    event: Event
    formula: Formula = field(default_factory=Formula)
    held: list[dict[int, int]] = field(default_factory=list)
    """For each meeting: slot -> variable."""
    used: list[dict[int, int]] = field(default_factory=list)
    """For each participant: slot -> literal."""
    breaks: list[list[int]] = field(default_factory=list)
    """For each participant: entry k holds where it has more than k breaks."""
    extra_breaks: list[int] = field(default_factory=list)
    """Of those, the ones above the matching bounds: each that holds costs one break."""
    base: int = 0
    """Breaks that the matching bounds impose."""

    def decode(self, model: Sequence[int]) -> tuple[int, ...]:
        """The slot of each meeting in a model (literals that hold, as solvers give them)."""
        true = {literal for literal in model if literal > 0}
        return tuple(
            next(slot for slot, variable in slots.items() if variable in true)
            for slots in self.held
        )

    def list_phases(self, slots: Sequence[int]) -> list[int]:
        """The literals of the meetings' slots in a timetable, as a hint to solvers."""
        return [
            variable if slot == slots[meeting] else -variable
            for meeting, variables in enumerate(self.held)
            for slot, variable in variables.items()
        ]


def encode(event: Event, domains: Domains, bounds: Sequence[int]) -> Encoding:
    """The clauses of an event.

    Parameters
    ----------
    domains : the slots left to each meeting (`compute_domains`), none empty.
    bounds : the fewest breaks of each participant (`compute_break_bounds`).
    """
    encoding = Encoding(event=event, base=sum(bounds))
    _encode_meetings(encoding, domains)
    _encode_precedences(encoding)
    _encode_participants(encoding)
    _encode_tables(encoding)
    _encode_breaks(encoding, bounds)
    _encode_fairness(encoding)
    return encoding


def _encode_meetings(encoding: Encoding, domains: Domains) -> None:
    formula = encoding.formula
    for slots in domains:
        variables = {slot: formula.new() for slot in sorted(slots)}
        formula.add(*variables.values())
        formula.at_most_one(list(variables.values()))
        encoding.held.append(variables)


def _encode_precedences(encoding: Encoding) -> None:
    """Not: the earlier meeting at slot t or after, and the later one at slot t or before."""
    formula, slots = encoding.formula, encoding.event.slots
    by: dict[int, list[int]] = {}
    since: dict[int, list[int]] = {}
    for earlier, later in encoding.event.precedences:
        if earlier not in since:
            since[earlier] = _running(formula, encoding.held[earlier], range(slots)[::-1])[::-1]
        if later not in by:
            by[later] = _running(formula, encoding.held[later], range(slots))
        formula.extend([-since[earlier][t], -by[later][t]] for t in range(slots))


def _running(formula: Formula, variables: dict[int, int], order: range) -> list[int]:
    """For each slot in `order` a literal that holds once the meeting has been held."""
    literals: list[int] = []
    for slot in order:
        literal = formula.new()
        if slot in variables:
            formula.add(-variables[slot], literal)
        if literals:
            formula.add(-literals[-1], literal)
        literals.append(literal)
    return literals


def _encode_participants(encoding: Encoding) -> None:
    formula = encoding.formula
    for meetings in encoding.event.meetings_of:
        used = {}
        for slot in range(encoding.event.slots):
            literals = [encoding.held[m][slot] for m in meetings if slot in encoding.held[m]]
            if literals:
                used[slot] = formula.define_any(literals)
                formula.at_most_one(literals)
        if meetings:
            formula.exactly(list(used.values()), len(meetings))
        encoding.used.append(used)


def group_by_participant(event: Event) -> list[tuple[int, list[int]]]:
    """Every meeting once, in few groups of meetings that share a participant (greedy cover)."""
    left = [set(meetings) for meetings in event.meetings_of]
    remaining = len(event.meetings)
    groups = []
    while remaining:
        participant = max(range(event.participants), key=lambda p: len(left[p]))
        group = sorted(left[participant])
        for meeting in group:
            for other in event.meetings[meeting].participants:
                left[other].discard(meeting)
        remaining -= len(group)
        groups.append((participant, group))
    return groups


def _encode_tables(encoding: Encoding) -> None:
    event, formula = encoding.event, encoding.formula
    groups = group_by_participant(event)
    places = [min(event.capacity(slot), len(groups)) for slot in range(event.slots)]
    for slot in range(event.slots):
        literals: list[int] = []
        for participant, group in groups:
            if len(group) == len(event.meetings_of[participant]):
                literals += [encoding.used[participant].get(slot, 0)]
            else:
                held = [encoding.held[m][slot] for m in group if slot in encoding.held[m]]
                literals += [formula.define_any(held)] if held else []
        literals = [literal for literal in literals if literal]
        capacity = event.capacity(slot)
        needed = len(event.meetings) - (sum(places) - places[slot])
        if len(literals) < needed:
            formula.add()
        elif capacity == 0:
            formula.extend([-literal] for literal in literals)
        elif len(literals) > capacity or needed > 0:
            counts = formula.sorted_counts(literals, capacity + 1)
            formula.extend([-count] for count in counts[capacity:])
            formula.extend([count] for count in counts[: max(0, needed)])


def most_breaks(event: Event, bounds: Sequence[int]) -> list[int]:
    """The most breaks that each participant can have, fairness considered."""
    possible = [
        max(0, min(len(meetings) - 1, event.slots - len(meetings)))
        for meetings in event.meetings_of
    ]
    if event.fairness is None:
        return possible
    allowed = min(possible, default=0) + event.fairness
    return [min(most, allowed) for most in possible]


def _encode_breaks(encoding: Encoding, bounds: Sequence[int]) -> None:
    event, formula = encoding.event, encoding.formula
    for participant, most in enumerate(most_breaks(event, bounds)):
        used = encoding.used[participant]
        if len(event.meetings_of[participant]) <= 1:
            encoding.breaks.append([])
            continue
        counts = formula.running_counts(_encode_starts(formula, used), most + 2)
        for row, literal in zip(counts, used.values(), strict=True):
            formula.add(-literal, row[0])
            formula.extend([-count] for count in row[most + 1 :])
        blocks = counts[-1][: most + 1]
        least = bounds[participant]
        formula.extend([count] for count in blocks[: least + 1])
        if least >= len(blocks):
            formula.add()
        encoding.breaks.append(blocks[1:])
        encoding.extra_breaks += blocks[least + 1 :]


def _encode_starts(formula: Formula, used: dict[int, int]) -> list[int]:
    """For each slot that the participant can use, a literal: a block begins here."""
    starts = []
    for slot, literal in used.items():
        before = used.get(slot - 1)
        if before is None:
            starts.append(literal)
            continue
        start = formula.new()
        formula.extend([[-literal, before, start], [-start, literal], [-start, -before]])
        starts.append(start)
    return starts


def _encode_fairness(encoding: Encoding) -> None:
    """Whoever has k breaks: if somebody has k + d, everybody has k."""
    fairness, formula = encoding.event.fairness, encoding.formula
    if fairness is None:
        return
    longest = max((len(breaks) for breaks in encoding.breaks), default=0)
    for k in range(1, longest - fairness + 1):
        everybody = formula.new()
        for breaks in encoding.breaks:
            if len(breaks) >= k + fairness:
                formula.add(-breaks[k + fairness - 1], everybody)
            formula.add(-everybody, *breaks[k - 1 : k])
