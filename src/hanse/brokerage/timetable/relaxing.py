"""The smallest changes after which an impossible event has a timetable, each one tested."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.portfolio import measure_work
from hanse.brokerage.timetable.rules import (
    DROPPABLE,
    Kind,
    Rule,
    describe_rule,
    keep_rules,
    list_rules,
)
from hanse.brokerage.timetable.solution import Relaxation, count_breaks

Try = Callable[[Event], tuple[int, ...] | Literal["impossible", "open"]]
MOST_ADDED = 64
"""Tables, slots or breaks that are added at most."""


@dataclass
class _Search:
    event: Event
    try_event: Try
    seconds: float

    def __post_init__(self) -> None:
        self.stopwatch = measure_work()

    @property
    def over(self) -> bool:
        return self.stopwatch() > self.seconds


def find_relaxations(
    event: Event, try_event: Try, conflict: Sequence[Rule], *, seconds: float
) -> tuple[Relaxation, ...]:
    """Changes that make a timetable possible, cheapest first; none that was not tested.

    Of each sort at most one: giving up single rules, cancelling meetings, more tables, more slots
    at the end of the day, more tolerance in fairness. `seconds` of computing are for each sort.
    """
    kinds = {rule.kind for rule in conflict}

    def start() -> _Search:
        return _Search(event, try_event, seconds)

    found = [
        _give_up(start(), DROPPABLE, conflict),
        _add(
            start(), _relax_fairness, "let breaks differ by {} more", "break", kinds & {"fairness"}
        ),
        _add(start(), _add_tables, "{} more in every slot", "table", kinds & {"tables"}),
        _cancel(start(), conflict),
        _add(start(), _add_slots, "{} more at the end", "slot", kinds - {"fairness"}),
    ]
    return tuple(sorted((r for r in found if r is not None), key=lambda r: r.cost))


def _give_up(
    search: _Search, kinds: tuple[Kind, ...], conflict: Sequence[Rule]
) -> Relaxation | None:
    """The fewest rules of these kinds without which a timetable exists.

    Every impossible choice yields a further conflict; the next choice is a smallest set of rules
    that hits all conflicts so far, so the first choice that works is a smallest one.
    """
    from pysat.examples.hitman import Hitman

    every = list_rules(search.event)
    known = [rule for rule in conflict if rule.kind in kinds]
    if any(rule.kind == "fairness" for rule in conflict):
        # Meetings that the conflict leaves out can help to be fair: it need not be one with them.
        firm = [rule for rule in every if rule.kind not in kinds]
        if search.try_event(keep_rules(search.event, firm + known)) != "impossible":
            known = _shrink(search, every, kinds)
    if not known:
        return None
    with Hitman(solver="minisat22", htype="sorted") as choices:
        choices.hit(known)
        while not search.over:
            given_up = set(choices.get() or ())
            relaxed = keep_rules(search.event, [rule for rule in every if rule not in given_up])
            slots = search.try_event(relaxed)
            if isinstance(slots, tuple):
                return _describe_giving_up(search.event, relaxed, sorted(given_up), slots)
            rest = [rule for rule in every if rule not in given_up]
            core = _shrink(search, rest, kinds) if slots == "impossible" else []
            if not core:
                return None
            choices.hit(core)
    return None


def _cancel(search: _Search, conflict: Sequence[Rule]) -> Relaxation | None:
    """The fewest meetings without which a timetable exists.

    Under fairness an impossible event can become possible with a meeting *more*, so conflicts
    say nothing of choices beyond them: what `_give_up` finds is an upper limit, and every smaller
    choice is tried as well, as far as the time allows.
    """
    found = _give_up(search, ("meeting",), conflict)
    if search.event.fairness is None or (found is not None and found.cost == 1):
        return found
    every = list_rules(search.event)
    rules = frozenset(rule for rule in every if rule.kind == "meeting")
    unfair = Rule("fairness", 0)
    cores: list[frozenset[Rule]] = []
    for size in range(1, len(rules) + 1 if found is None else found.cost):
        for chosen in _list_choices(rules, cores, size):
            if search.over:
                return found
            rest = [rule for rule in every if rule not in chosen]
            relaxed = keep_rules(search.event, rest)
            slots = search.try_event(relaxed)
            if isinstance(slots, tuple):
                return _describe_giving_up(search.event, relaxed, sorted(chosen), slots)
            plain = [rule for rule in rest if rule != unfair]
            if search.try_event(keep_rules(search.event, plain)) == "impossible":
                cores.append(frozenset(_shrink(search, plain, ("meeting",))))
    return found


def _list_choices(
    rules: frozenset[Rule], cores: list[frozenset[Rule]], size: int
) -> Iterator[frozenset[Rule]]:
    """Every choice of so many rules that hits each core; cores may be added on the way."""
    seen: set[frozenset[Rule]] = set()

    def extend(chosen: frozenset[Rule]) -> Iterator[frozenset[Rule]]:
        if chosen in seen:
            return
        seen.add(chosen)
        missed = next((core for core in cores if core.isdisjoint(chosen)), None)
        if len(chosen) < size:
            for rule in sorted((rules if missed is None else missed) - chosen):
                yield from extend(chosen | {rule})
        elif missed is None:
            yield chosen

    yield from extend(frozenset())


def _shrink(search: _Search, rules: list[Rule], kinds: tuple[Kind, ...]) -> list[Rule]:
    """Rules of these kinds that are impossible together with all rules of other kinds."""
    firm = [rule for rule in rules if rule.kind not in kinds]
    kept = [rule for rule in rules if rule.kind in kinds]
    size = max(1, len(kept) // 2)
    while True:
        position = 0
        while position < len(kept) and not search.over:
            rest = kept[:position] + kept[position + size :]
            if search.try_event(keep_rules(search.event, firm + rest)) == "impossible":
                kept = rest
            else:
                position += size
        if size == 1 or search.over:
            return kept
        size //= 2


def _describe_giving_up(
    event: Event, relaxed: Event, rules: list[Rule], slots: tuple[int, ...]
) -> Relaxation:
    sentences = [describe_rule(event, rule).sentence for rule in rules]
    if rules[0].kind == "meeting":
        names = ", ".join(event.name_meeting(rule.subject) for rule in rules)
        sentence = f"cancel {names}"
    else:
        sentence = "give up: " + "; ".join(sentences)
    return Relaxation(
        sentence=sentence, event=relaxed, breaks=_total(relaxed, slots), cost=len(rules)
    )


def _total(event: Event, slots: tuple[int, ...]) -> int:
    return sum(count_breaks(event, slots))


def _add(
    search: _Search,
    change: Callable[[Event, int], Event],
    sentence: str,
    noun: str,
    sensible: set[Kind],
) -> Relaxation | None:
    """The smallest number added by `change` with which a timetable exists, up to a limit."""
    if not sensible:
        return None
    for number in _amounts():
        if search.over:
            return None
        relaxed = change(search.event, number)
        slots = search.try_event(relaxed)
        if isinstance(slots, tuple):
            amount = f"1 {noun}" if number == 1 else f"{number} {noun}s"
            return Relaxation(
                sentence=sentence.format(amount),
                event=relaxed,
                breaks=_total(relaxed, slots),
                cost=number,
            )
    return None


def _amounts() -> Iterator[int]:
    yield from range(1, 9)
    number = 12
    while number <= MOST_ADDED:
        yield number
        number += 4 if number < 24 else 8


def _add_tables(event: Event, number: int) -> Event:
    return replace(
        event,
        tables=event.tables + number,
        tables_by_slot=tuple(tables + number for tables in event.tables_by_slot),
    )


def _add_slots(event: Event, number: int) -> Event:
    last = event.tables_by_slot[-1:] * number
    morning = event.last_morning_slot
    return replace(
        event,
        slots=event.slots + number,
        morning_slots=event.slots + number if morning == event.slots else morning,
        tables_by_slot=event.tables_by_slot + last,
    )


def _relax_fairness(event: Event, number: int) -> Event:
    return replace(event, fairness=(event.fairness or 0) + number)
