"""The MiniZinc data format of the published benchmark, read and written.

Keys: `nBusiness`, `nMeetings`, `nTables`, `nTotalSlots`, `nMorningSlots`, `requested` (rows p, q,
session: 1 morning, 2 afternoon, 3 any), `meetingsxBusiness` (the meetings of each participant,
shifted by one behind a dummy meeting 1), `nMeetingsBusiness`, `forbidden` (absent slots, {0} or
{} = none), `fixed` (slot or 0) and `precedences` (meetings held before this one, see
`PRECEDENCE_IS_EARLIER`). `requested` is the authority; the two redundant keys are checked
against it. The format carries no fairness: the caller says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hanse.brokerage.timetable.dzn_values import DznError, Number, Parser, Row, SetOf
from hanse.brokerage.timetable.event import (
    DEFAULT_FAIRNESS,
    MOST_SLOTS,
    Event,
    Meeting,
    Session,
)
from hanse.vocabulary.errors import InputError

SIZES = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots")
SESSIONS: dict[int, Session] = {1: "morning", 2: "afternoon", 3: "any"}
PRECEDENCE_IS_EARLIER = True
"""`precedences[m] = {k}` says that meeting k is held before meeting m."""


def read_dzn(path: Path, *, fairness: int | None = DEFAULT_FAIRNESS) -> Event:
    """Read an event from a MiniZinc data file.

    Raises InputError with file, line and key where the file is not a complete, consistent event.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror}.", file=str(path)) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DznError("This is not text (UTF-8).", file=path.name, line=line, key="") from error
    return parse_dzn(text, fairness=fairness, file=path.name)


def parse_dzn(text: str, *, fairness: int | None = DEFAULT_FAIRNESS, file: str = "") -> Event:
    """Read an event from the text of a MiniZinc data file; `file` names it in errors."""
    return _Reader(Parser(text, file).parse(), file).build_event(fairness)


def write_dzn(event: Event) -> str:
    """The event in the published format.

    Raises InputError where the format cannot hold it: meetings of other than two participants,
    numbers of tables that differ by slot, slots forbidden to a single meeting. JSON holds all.
    """
    _require_expressible(event)
    meetings = event.meetings
    codes = {session: code for code, session in SESSIONS.items()}
    rows = [f"{', '.join(str(p + 1) for p in m.participants)},{codes[m.session]}" for m in meetings]
    before: list[list[int]] = [[] for _ in meetings]
    for earlier, later in event.precedences:
        before[later].append(earlier + 1)
    sizes = (event.participants, len(meetings), event.tables, event.slots, event.last_morning_slot)
    parts = [f"{key} = {size};" for key, size in zip(SIZES, sizes, strict=True)]
    parts += [
        "\nrequested = [|" + ", \n|".join(rows) + "|];" if rows else "\nrequested = [||];",
        _write_sets("meetingsxBusiness", [[1, *(m + 2 for m in ms)] for ms in event.meetings_of]),
        _write_list("nMeetingsBusiness", [len(ms) for ms in event.meetings_of]),
        _write_sets("forbidden", [[s + 1 for s in sorted(f)] or [0] for f in event.forbidden]),
        _write_list("fixed", [0 if m.fixed_slot is None else m.fixed_slot + 1 for m in meetings]),
        _write_sets("precedences", [sorted(numbers) for numbers in before]),
    ]
    return "\n".join(parts) + "\n"


def _require_expressible(event: Event) -> None:
    mend = "Write it as JSON."
    for number, meeting in enumerate(event.meetings):
        place = f"meeting {number + 1}"
        if len(meeting.participants) != 2:
            raise InputError("A dzn file holds meetings of two only.", field=place, mend=mend)
        if meeting.forbidden_slots:
            what = "A dzn file cannot forbid a slot to one meeting."
            raise InputError(what, field=place, mend=mend)
    if event.tables_by_slot:
        what = "A dzn file has one number of tables for all slots."
        raise InputError(what, field="tables_by_slot", mend=mend)


def _write_list(key: str, numbers: list[int]) -> str:
    return f"\n{key} = [{','.join(map(str, numbers))}];"


def _write_sets(key: str, sets: list[list[int]]) -> str:
    return f"\n{key} = [" + ",\n".join("{" + ",".join(map(str, s)) + "}" for s in sets) + "];"


@dataclass
class _Reader:
    """Turns parsed assignments into an event; every complaint names line and key."""

    values: dict[str, Number | list[Number] | list[SetOf] | list[Row]]
    file: str

    def build_event(self, fairness: int | None) -> Event:
        participants, n_meetings, tables, slots, morning = (self._size(key) for key in SIZES)
        if morning.value > slots.value:
            what = f"The morning has {morning.value} slots, the event only {slots.value}."
            raise self._error(what, morning.line, "nMorningSlots")
        if slots.value > MOST_SLOTS:
            what = f"The event has {slots.value:,} slots; at most {MOST_SLOTS:,} are supported."
            raise self._error(what, slots.line, "nTotalSlots")
        requested = self._requested(participants.value, n_meetings.value)
        fixed = self._fixed(n_meetings.value, slots.value)
        forbidden = self._sets("forbidden", participants.value, slots.value, "slot", zero=True)
        before = self._sets("precedences", n_meetings.value, n_meetings.value, "meeting", zero=True)
        self._check_redundant(requested, participants.value)
        return Event(
            participants=participants.value,
            slots=slots.value,
            tables=tables.value,
            morning_slots=morning.value,
            meetings=tuple(
                Meeting(participants=(p - 1, q - 1), session=SESSIONS[session], fixed_slot=slot)
                for (p, q, session), slot in zip(requested, fixed, strict=True)
            ),
            forbidden=tuple(frozenset(s - 1 for s in slots_) for slots_ in forbidden),
            precedences=tuple(
                (k - 1, m) if PRECEDENCE_IS_EARLIER else (m, k - 1)
                for m, numbers in enumerate(before)
                for k in sorted(numbers)
            ),
            fairness=fairness,
        )

    def _error(self, what: str, line: int, key: str) -> DznError:
        return DznError(what, file=self.file, line=line, key=key)

    def _size(self, key: str) -> Number:
        value = self._get(key)
        if not isinstance(value, Number):
            raise self._error("This must be a single number.", self._line(value), key)
        if value.value < 0:
            raise self._error(f"{value.value} is negative.", value.line, key)
        return value

    def _get(self, key: str) -> Number | list[Number] | list[SetOf] | list[Row]:
        if key not in self.values:
            raise self._error("The key is missing.", 0, key)
        return self.values[key]

    def _line(self, value: Number | list[Number] | list[SetOf] | list[Row]) -> int:
        if isinstance(value, list):
            return value[0].line if value else 0
        return value.line

    def _requested(self, participants: int, meetings: int) -> list[tuple[int, int, int]]:
        rows = self._list("requested", Row, "rows |p, q, session|", meetings)
        found = []
        for row in rows:
            if len(row.numbers) != 3:
                what = f"A row has {len(row.numbers)} numbers; it needs p, q and session."
                raise self._error(what, row.line, "requested")
            p, q, session = row.numbers
            for participant in (p, q):
                if not 1 <= participant <= participants:
                    what = f"There is no participant {participant}; they are 1 to {participants}."
                    raise self._error(what, row.line, "requested")
            if p == q:
                raise self._error(f"Participant {p} cannot meet itself.", row.line, "requested")
            if session not in SESSIONS:
                what = f"Session {session} is none of 1 (morning), 2 (afternoon), 3 (any)."
                raise self._error(what, row.line, "requested")
            found.append((p, q, session))
        return found

    def _fixed(self, meetings: int, slots: int) -> list[int | None]:
        if "fixed" not in self.values:
            return [None] * meetings
        numbers = self._list("fixed", Number, "numbers", meetings)
        for position, number in enumerate(numbers):
            if not 0 <= number.value <= slots:
                what = f"Meeting {position + 1} is fixed in slot {number.value} of {slots}."
                raise self._error(what, number.line, "fixed")
        return [number.value - 1 if number.value else None for number in numbers]

    def _sets(self, key: str, size: int, top: int, noun: str, *, zero: bool) -> list[set[int]]:
        if key not in self.values:
            return [set() for _ in range(size)]
        found = []
        for position, entry in enumerate(self._list(key, SetOf, "sets {...}", size)):
            for number in entry.numbers:
                if not (0 if zero else 1) <= number <= top:
                    what = (
                        f"Entry {position + 1}: there is no {noun} {number}; they are 1 to {top}."
                    )
                    raise self._error(what, entry.line, key)
            if key == "precedences" and position + 1 in entry.numbers:
                what = f"Meeting {position + 1} cannot precede itself."
                raise self._error(what, entry.line, key)
            found.append(set(entry.numbers) - {0})
        return found

    def _list(self, key: str, kind: type, noun: str, size: int) -> list:
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(entry, kind) for entry in value):
            raise self._error(f"This must be a list of {noun}.", self._line(value), key)
        if len(value) != size:
            what = f"The list has {len(value)} entries, but {size} were announced."
            raise self._error(what, self._line(value), key)
        return value

    def _check_redundant(self, requested: list[tuple[int, int, int]], participants: int) -> None:
        """The two redundant keys, where given, must tell what `requested` tells."""
        of: list[set[int]] = [set() for _ in range(participants)]
        for number, (p, q, _) in enumerate(requested):
            of[p - 1].add(number)
            of[q - 1].add(number)
        if "nMeetingsBusiness" in self.values:
            counts = self._list("nMeetingsBusiness", Number, "numbers", participants)
            for position, count in enumerate(counts):
                if count.value != len(of[position]):
                    what = (
                        f"Participant {position + 1} should have {count.value} meetings, "
                        f"but 'requested' has {len(of[position])}."
                    )
                    raise self._error(what, count.line, "nMeetingsBusiness")
        if "meetingsxBusiness" in self.values:
            sets = self._list("meetingsxBusiness", SetOf, "sets {...}", participants)
            # A file counts in one way throughout: behind the dummy meeting 1, or without it.
            ways = [
                [{1} | {number + 2 for number in numbers} for numbers in of],
                [{number + 1 for number in numbers} for numbers in of],
            ]
            wrong = [_find_other(sets, way) for way in ways]
            if None not in wrong:
                position = max(one for one in wrong if one is not None)
                what = (
                    f"The meetings of participant {position + 1} are not those of 'requested', "
                    "counted as those before."
                    if position
                    else "The meetings of participant 1 are not those of 'requested'."
                )
                raise self._error(what, sets[position].line, "meetingsxBusiness")


def _find_other(sets: list[SetOf], way: list[set[int]]) -> int | None:
    """The first participant whose set is not as expected; None: all are."""
    pairs = enumerate(zip(sets, way, strict=True))
    return next((k for k, (entry, wanted) in pairs if set(entry.numbers) != wanted), None)
