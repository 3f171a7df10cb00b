"""The engine: published answers, checked independently; cancelled and killed runs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hanse.brokerage.timetable import Event, Meeting
from hanse.brokerage.timetable.dzn import read_dzn
from hanse.brokerage.timetable.engine import choose_plan, find_timetable
from hanse.brokerage.timetable.files import describe_solution, write_event
from hanse.brokerage.timetable.verify import verify_answer

from .published import list_published

REPRESENTATIVE = {
    ("tic-12", "original_d2"),
    ("forumt-14crafd", "original_d2"),
    ("ticf-13crafc", "fair_d1"),
    ("forum-13", "forb0.7"),
    ("tic-13crafb", "fixed40"),
    ("tic-12", "fixed40"),
    ("tic-13", "prec15"),
    ("forum-13", "prec25"),
    ("forumt-14", "fair_d0"),
}


@pytest.mark.shared
def test_published_answers(shared_data: Path) -> None:
    """One of every sort; `benchmarks/timetable.py` runs them all."""
    chosen = [p for p in list_published(shared_data) if (p.instance, p.variant) in REPRESENTATIVE]
    assert len(chosen) == len(REPRESENTATIVE)
    for published in chosen:
        event = read_dzn(published.file, fairness=published.fairness)
        solution = find_timetable(event, time_limit=110, explain=False)
        name = f"{published.instance} {published.variant}"
        if published.breaks is None:
            assert solution.status == "infeasible", name
        else:
            assert (solution.status, solution.breaks) == ("optimal", published.breaks), name
        answer = json.loads(json.dumps(describe_solution(event, solution)))
        assert verify_answer(published.file, answer) == [], name
        assert all(item.reason for item in solution.break_reasons)
        assert len(solution.break_reasons) == (solution.breaks or 0)


@pytest.mark.shared
def test_most_originals_need_no_solver_for_their_certificate(shared_data: Path) -> None:
    from hanse.brokerage.timetable.screens import screen_event

    originals = [p for p in list_published(shared_data) if p.variant == "original_d2"]
    equal = [p for p in originals if sum(screen_event(read_dzn(p.file)).bounds) == p.breaks]
    assert len(originals) == 14
    assert {p.instance for p in originals} - {p.instance for p in equal} == {"ticf-13crafc"}


def make_event(participants: int = 3, slots: int = 3, tables: int = 1) -> Event:
    """Everybody meets everybody."""
    pairs = [(p, q) for p in range(participants) for q in range(p)]
    meetings = tuple(Meeting(participants=pair) for pair in pairs)
    return Event(participants=participants, slots=slots, tables=tables, meetings=meetings)


def test_three_who_meet_at_one_table_need_one_break() -> None:
    seen: list[tuple[int | None, int, float]] = []
    solution = find_timetable(make_event(), progress=lambda *news: seen.append(news))
    assert (solution.status, solution.breaks, solution.lower_bound) == ("optimal", 1, 1)
    assert solution.certificate.kind == "solver proof"
    assert solution.certificate.needs_solver
    assert solution.gap == 0
    (gap,) = solution.break_reasons
    assert gap.proven and "in total" in gap.reason
    assert seen and seen[-1][:2] == (1, 1)


def test_a_forced_break_is_told_with_what_forces_it() -> None:
    meetings = (Meeting(participants=(0, 1), fixed_slot=0), Meeting(participants=(0, 2)))
    absent = (frozenset[int](), frozenset[int](), frozenset({0, 1}))
    event = Event(participants=3, slots=3, tables=2, meetings=meetings, forbidden=absent)
    solution = find_timetable(event)
    assert solution.certificate.kind == "matching bound"
    (gap,) = solution.break_reasons
    assert (gap.participant, gap.first_slot, gap.last_slot, gap.proven) == (0, 1, 1, True)
    assert "meeting 1 is fixed in slot 1" in gap.reason
    assert "whatever the others do" in gap.reason


def test_events_without_meetings_without_tables_and_without_anything() -> None:
    nobody = Event(participants=0, slots=0, tables=0, meetings=())
    assert find_timetable(nobody).status == "optimal"
    assert find_timetable(Event(participants=2, slots=1, tables=1, meetings=())).breaks == 0
    no_tables = find_timetable(make_event(tables=0))
    assert no_tables.status == "infeasible"
    assert no_tables.timetable is None
    assert no_tables.certificate.kind == "counting argument"


def test_a_cancelled_run_keeps_the_best(tmp_path: Path) -> None:
    """A regular tournament of 12 in 12 slots: good timetables at once, no proof for long."""
    event = make_event(12, 12, 6)
    best: list[int] = []
    out = tmp_path / "best.json"

    def watch(breaks: int | None, bound: int, seconds: float) -> None:
        best.extend([] if breaks is None else [breaks])

    solution = find_timetable(event, progress=watch, cancel=lambda: bool(best), out=out)
    assert solution.timetable is not None
    write_event(event, tmp_path / "event.json")
    answer = json.loads(out.read_text())
    assert answer["breaks"] == solution.breaks
    assert verify_answer(tmp_path / "event.json", answer) == []


def test_a_killed_run_leaves_the_best_on_disk_whole(tmp_path: Path) -> None:
    event = make_event(14, 16, 6)
    write_event(event, tmp_path / "event.json")
    out = tmp_path / "best.json"
    start = "from hanse.cli import main; main()"
    command = [sys.executable, "-c", start, "timetable", "event.json", "--out", "best.json"]
    with subprocess.Popen(
        [*command, "--time-limit", "60", "--json"], cwd=tmp_path, stdout=subprocess.PIPE
    ) as run:
        for _ in range(600):
            if out.exists() or run.poll() is not None:
                break
            time.sleep(0.1)
        run.send_signal(signal.SIGKILL)
    answer = json.loads(out.read_text())
    assert answer["status"] in ("feasible", "optimal")
    assert verify_answer(tmp_path / "event.json", answer) == []
    assert not list(tmp_path.glob("*.part")) or out.stat().st_size > 0


def test_the_plan_fits_the_size() -> None:
    small = choose_plan(1_000, workers=3, seed=1, time_limit=60)
    assert {step[0] for steps in small for step in steps} == {"search", "any", "at bounds", "cores"}
    large = choose_plan(600_000, workers=2, seed=1, time_limit=60)
    assert {step[0] for steps in large for step in steps} == {"search"}
    assert len({steps[0][2] for steps in large}) == 2, "different seeds"
    assert len(choose_plan(1_000, workers=1, seed=1, time_limit=60)) == 1
    assert len(choose_plan(1_000, workers=5, seed=1, time_limit=60)) == 5
