"""Why an event has no timetable, in as few rules as possible, and what would help.

A minimal explanation is a set of rules that cannot hold together while any smaller part of it
can. It is found by leaving rules out, halves first, as long as the rest stays impossible; each
test is counting (`screen_event`) and, where that finds nothing, a SAT solver. Relaxations are
smallest sets of rules that hit every such explanation met so far, until a timetable exists; each
one reported was tested by making the timetable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from hanse.brokerage.timetable.encoding import encode
from hanse.brokerage.timetable.event import Event
from hanse.brokerage.timetable.portfolio import measure_work
from hanse.brokerage.timetable.proving import find_within
from hanse.brokerage.timetable.relaxing import find_relaxations
from hanse.brokerage.timetable.rules import Rule, describe_rule, keep_rules, list_rules
from hanse.brokerage.timetable.screens import Screening, screen_event
from hanse.brokerage.timetable.solution import Conflict, Infeasibility
from hanse.brokerage.timetable.summaries import summarise_conflict

CONFLICTS = 50_000
"""Conflicts of the SAT solver after which a question is left open."""
SECONDS = 10.0
"""Computing time for the explanation and for the relaxations, each."""
Answer = tuple[int, ...] | Literal["impossible", "open"]


def try_event(event: Event) -> Answer:
    """The slots of a timetable, "impossible" (proved), or "open" (too hard to settle here)."""
    screening = screen_event(event)
    if screening.ground is not None:
        return "impossible"
    return find_within(encode(event, screening.domains, screening.bounds), CONFLICTS)


def explain_infeasibility(
    event: Event, screening: Screening, *, seconds: float = SECONDS
) -> Infeasibility:
    """Explain why an event, proved to have no timetable, has none.

    Parameters
    ----------
    screening : what counting says of it (`screen_event`).
    seconds : of computing; then the explanation found so far is given (`minimal` tells);
        the search for relaxations has half of that for each sort.
    """
    stopwatch = measure_work()
    rules, minimal = find_conflict(
        event, by_counting=screening.ground is not None, time_is_up=lambda: stopwatch() > seconds
    )
    relaxations = find_relaxations(event, try_event, rules, seconds=seconds / 2)
    return Infeasibility(
        summary=summarise_conflict(event, rules),
        conflicts=tuple(_merge(event, rules)),
        minimal=minimal,
        relaxations=relaxations,
    )


def find_conflict(
    event: Event, *, by_counting: bool, time_is_up: Callable[[], bool]
) -> tuple[list[Rule], bool]:
    """Rules that cannot hold together, and whether none of them is superfluous (tested)."""

    def counted(rules: Sequence[Rule]) -> bool:
        return screen_event(keep_rules(event, rules)).ground is not None

    def solved(rules: Sequence[Rule]) -> bool:
        return try_event(keep_rules(event, rules)) == "impossible"

    rules = list_rules(event)
    if by_counting:
        rules = leave_out(rules, counted, time_is_up)
    rules = leave_out(rules, solved, time_is_up, halves=not by_counting)
    while not time_is_up():
        without = [[other for other in rules if other != rule] for rule in rules]
        answers = [try_event(keep_rules(event, rest)) for rest in without]
        if "impossible" not in answers:
            return rules, "open" not in answers
        # Under fairness a rule can become superfluous once a later meeting was left out.
        rules = leave_out(rules, solved, time_is_up, halves=False)
    return rules, False


def leave_out(
    rules: Sequence[Rule],
    impossible: Callable[[Sequence[Rule]], bool],
    time_is_up: Callable[[], bool],
    *,
    halves: bool = True,
) -> list[Rule]:
    """Leave rules out, large parts first, as long as the rest is impossible."""
    kept = list(rules)
    size = max(1, len(kept) // 2) if halves else 1
    while True:
        position = 0
        while position < len(kept) and not time_is_up():
            rest = kept[:position] + kept[position + size :]
            if impossible(rest):
                kept = rest
            else:
                position += size
        if size == 1 or time_is_up():
            return kept
        size //= 2


def _merge(event: Event, rules: Iterable[Rule]) -> Iterable[Conflict]:
    """Each rule in words; that a meeting is held goes without saying where another rule says it."""
    told = {
        meeting
        for rule in rules
        if rule.kind != "meeting"
        for meeting in describe_rule(event, rule).meetings
    }
    for rule in rules:
        if rule.kind != "meeting" or rule.subject not in told:
            yield describe_rule(event, rule)
