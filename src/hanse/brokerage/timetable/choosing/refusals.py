"""Why a request was refused, in words for those who wished it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hanse.brokerage.timetable.choosing.choice import Refusal
from hanse.brokerage.timetable.choosing.placement import Board
from hanse.brokerage.timetable.choosing.requests import (
    Request,
    compute_limits,
    list_tag_groups,
)
from hanse.brokerage.timetable.choosing.selection import count_meetings
from hanse.brokerage.timetable.choosing.wishes import OpenEvent


def explain_refusals(
    event: OpenEvent, requests: Sequence[Request], slot_of: Mapping[int, int]
) -> tuple[Refusal, ...]:
    """Each request that is not granted with the first reason that applies.

    The order of reasons: nobody can help it (absences, rules), then what stands in the way of
    granting it as it is (limits, diversity, busy slots, tables), last the guarantee for others.
    """
    board = Board(event, requests)
    for number, slot in slot_of.items():
        board.place(number, slot)
    context = _Context(event, requests, slot_of, board)
    return tuple(
        context.explain(number) for number in range(len(requests)) if number not in slot_of
    )


class _Context:
    def __init__(
        self,
        event: OpenEvent,
        requests: Sequence[Request],
        slot_of: Mapping[int, int],
        board: Board,
    ) -> None:
        self.event, self.requests, self.board = event, requests, board
        self.limits = compute_limits(event, requests)
        self.meetings = count_meetings(event, requests, tuple(slot_of))
        self.full: dict[int, list[tuple[int, str, str, int]]] = {}
        for one, tag, value, most, members in list_tag_groups(event, requests):
            if sum(member in slot_of for member in members) >= most:
                for member in members:
                    self.full.setdefault(member, []).append((one, tag, value, most))

    def name(self, attendee: int) -> str:
        return self.event.attendees[attendee].name

    def explain(self, number: int) -> Refusal:
        request = self.requests[number]
        who = _join([self.name(one) for one in request.participants])
        if not request.slots:
            return Refusal(number, "absence", f"{who} are never there in the same slot.")
        if not request.mutual and not self.event.one_sided:
            return Refusal(number, "one-sided", self._describe_one_sided(request))
        reached = [one for one in request.participants if self.meetings[one] >= self.limits[one]]
        if reached:
            return Refusal(number, "limit", self._describe_limit(number, reached))
        if number in self.full:
            one, tag, value, most = self.full[number][0]
            what = (
                f"{self.name(one)} already meets {most} with {tag} {value}, "
                "the most that the rules of diversity allow."
            )
            return Refusal(number, "diversity", what)
        return self._explain_slots(number, who)

    def _describe_one_sided(self, request: Request) -> str:
        wishing = {self.event.wishes[wish].wisher for wish in request.wishes}
        silent = [self.name(one) for one in request.participants if one not in wishing]
        return (
            f"{_join(silent)} did not ask for it, and this event grants only meetings that "
            "everybody in them wishes."
        )

    def _describe_limit(self, number: int, reached: Sequence[int]) -> str:
        parts = []
        for one in reached:
            own = self.event.attendees[one].most_meetings
            asked = self.event.most_meetings if own is None else own
            if asked == self.limits[one]:
                parts.append(f"{self.name(one)} has its limit of {self.limits[one]} meetings")
            else:
                parts.append(f"{self.name(one)} has a meeting in every slot in which it could")
        value = self.requests[number].value
        return f"{_join(parts)}; the others together served more than this one (value {value})."

    def _explain_slots(self, number: int, who: str) -> Refusal:
        request, board = self.requests[number], self.board
        common = [
            slot
            for slot in request.slots
            if all(len(board.at[one][slot]) < board.parallel[one] for one in request.participants)
        ]
        if not common:
            what = (
                f"{who} are free in no slot together: in each of the {len(request.slots)} in "
                "which they are there, one of them has another meeting."
            )
            return Refusal(number, "slots", what)
        if request.host is None and not any(board.fits(number, slot) for slot in common):
            names = _join([self.event.name_slot(slot) for slot in common[:4]])
            more = f" and {len(common) - 4} more" if len(common) > 4 else ""
            return Refusal(
                number, "tables", f"Every table is taken when {who} are free ({names}{more})."
            )
        what = f"{who} could meet, but only at the cost of the guarantee or of wishes worth more."
        return Refusal(number, "guarantee", what)


def _join(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
