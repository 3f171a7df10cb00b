"""Matching the meetings of one participant to slots, one meeting a slot.

Kuhn's augmenting paths: the sets of slots that can be filled are the independent sets of a
matroid, so a set that cannot be filled stays so when slots are added to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


class Filling:
    """Slots filled with meetings, each meeting in one of its allowed slots.

    Parameters
    ----------
    allowed : for each meeting of the participant the slots in which it can be held.
    """

    def __init__(self, allowed: Sequence[AbstractSet[int]]) -> None:
        self.allowed = allowed
        self.slot_of: dict[int, int] = {}

    def copy(self) -> Filling:
        """An independent copy."""
        other = Filling(self.allowed)
        other.slot_of = dict(self.slot_of)
        return other

    def add(self, slot: int) -> bool:
        """Fill one slot more, moving meetings between filled slots; False where impossible."""
        return self._augment(slot, set())

    def _augment(self, slot: int, seen: set[int]) -> bool:
        for meeting, slots in enumerate(self.allowed):
            if slot not in slots or meeting in seen:
                continue
            seen.add(meeting)
            if meeting not in self.slot_of or self._augment(self.slot_of[meeting], seen):
                self.slot_of[meeting] = slot
                return True
        return False


def fill_all(allowed: Sequence[AbstractSet[int]]) -> Filling:
    """A largest filling: it holds every meeting unless some of them have too few slots."""
    filling = Filling(allowed)
    for slot in sorted(set().union(*allowed)):
        if len(filling.slot_of) == len(allowed):
            break
        filling.add(slot)
    return filling


def find_crowded(allowed: Sequence[AbstractSet[int]]) -> tuple[tuple[int, ...], frozenset[int]]:
    """Meetings that have fewer slots between them than they are, and those slots.

    Returns positions in `allowed` and the slots; both empty where all meetings find a slot. By
    Hall's theorem such a group exists whenever they do not.
    """
    filling = fill_all(allowed)
    left_over = [meeting for meeting in range(len(allowed)) if meeting not in filling.slot_of]
    if not left_over:
        return (), frozenset()
    holder = {slot: meeting for meeting, slot in filling.slot_of.items()}
    crowd, slots, queue = {left_over[0]}, set[int](), [left_over[0]]
    while queue:
        for slot in allowed[queue.pop()]:
            if slot not in slots:
                slots.add(slot)
                meeting = holder[slot]
                if meeting not in crowd:
                    crowd.add(meeting)
                    queue.append(meeting)
    return tuple(sorted(crowd)), frozenset(slots)


def keep_matchable(allowed: Sequence[frozenset[int]]) -> list[frozenset[int]] | None:
    """For each meeting the slots that some complete filling gives it; None without one.

    Régin's filter for "all different": a pair (meeting, slot) outside the present filling is
    possible where it lies on an alternating cycle, or on an alternating path to a free slot.
    """
    filling = fill_all(allowed)
    if len(filling.slot_of) < len(allowed):
        return None
    holder = {slot: meeting for meeting, slot in filling.slot_of.items()}
    reach = _reachable(allowed, holder)
    return [
        frozenset(
            slot
            for slot in slots
            if slot == filling.slot_of[meeting]
            or slot not in holder
            or -1 in reach[holder[slot]]
            or meeting in reach[holder[slot]]
        )
        for meeting, slots in enumerate(allowed)
    ]


def _reachable(allowed: Sequence[AbstractSet[int]], holder: dict[int, int]) -> list[set[int]]:
    """Meetings that must or can move when a meeting leaves its slot; -1 = a free slot."""
    next_of = [{holder.get(slot, -1) for slot in slots} - {m} for m, slots in enumerate(allowed)]
    reach = []
    for start in range(len(allowed)):
        seen, queue = {start}, [start]
        while queue:
            for other in next_of[queue.pop()]:
                if other not in seen:
                    seen.add(other)
                    if other >= 0:
                        queue.append(other)
        reach.append(seen)
    return reach
