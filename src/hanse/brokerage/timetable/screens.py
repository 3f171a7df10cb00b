"""Reasons, found by counting alone, why an event has no timetable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hanse.brokerage.timetable.bounds import compute_break_bounds
from hanse.brokerage.timetable.domains import Domains, compute_domains
from hanse.brokerage.timetable.encoding import most_breaks
from hanse.brokerage.timetable.event import Event

Ground = Literal["slots", "tables", "fairness"]


@dataclass(frozen=True)
class Screening:
    """What counting says of an event."""

    domains: Domains
    bounds: tuple[int, ...]
    """Empty where a ground against every timetable was found before."""
    ground: Ground | None
    """Why there is no timetable: meetings without a slot, too few tables for a stretch of slots,
    breaks that fairness does not allow. None: counting finds no such ground."""


def screen_event(event: Event) -> Screening:
    """Narrow the slots of the meetings and look for grounds against every timetable."""
    domains = compute_domains(event)
    if not all(domains):
        return Screening(domains, (), "slots")
    if count_placeable(event, domains) < len(event.meetings):
        return Screening(domains, (), "tables")
    bounds = compute_break_bounds(event, domains)
    most = most_breaks(event, bounds)
    if any(least > cap for least, cap in zip(bounds, most, strict=True)):
        return Screening(domains, bounds, "fairness")
    return Screening(domains, bounds, None)


def count_placeable(event: Event, domains: Sequence[frozenset[int]]) -> int:
    """How many meetings find a place in one of their slots, tables considered, clashes not."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import maximum_flow

    alike = Counter(frozenset(slots) for slots in domains)
    if not alike:
        return 0
    source, sink = 0, 1 + len(alike) + event.slots
    arcs = [(source, 1 + k, number) for k, number in enumerate(alike.values())]
    for k, (slots, number) in enumerate(alike.items()):
        arcs += [(1 + k, 1 + len(alike) + slot, number) for slot in slots]
    for slot in range(event.slots):
        if event.capacity(slot):
            arcs.append((1 + len(alike) + slot, sink, event.capacity(slot)))
    tails, heads, widths = np.array(arcs, np.int32).T
    graph = coo_array((widths, (tails, heads)), shape=(sink + 1, sink + 1)).tocsr()
    return int(maximum_flow(graph, source, sink).flow_value)
