"""Rooms and the ways between them, from the options of `hanse timetable choose`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

from hanse.cli._timetable_numbers import read_count
from hanse.vocabulary.errors import InputError


def add_rooms(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --room and --walk."""
    for option in (
        click.option(
            "--walk", multiple=True, metavar="ROOM;ROOM=MINUTES",
            help="Minutes between two rooms; needs --begins.",
        ),
        click.option(
            "--room", multiple=True, metavar="NAME=TABLES",
            help="Which tables are in a room, as in Hall=1-10. Every table needs one.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def read_rooms(given: tuple[str, ...], tables: int) -> tuple[str, ...]:
    """The room of each table; empty where no --room was given. Raises InputError."""
    from hanse.brokerage.timetable.json_text import require_printable

    rooms: list[str] = [""] * tables if given else []
    for text in given:
        name, _, numbers = (part.strip() for part in text.rpartition("="))
        found = re.fullmatch(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?", numbers, re.ASCII)
        if not name or not found:
            what = f"{text!r} does not say which tables are in which room."
            raise InputError(what, field="--room", mend="As in Hall=1-10.")
        require_printable(name, field="--room")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= tables:
            what = f"{text!r} names tables beyond 1 to {tables}."
            raise InputError(what, field="--room", mend="Name tables that exist.")
        for table in range(first - 1, last):
            if rooms[table]:
                what = f"Table {table + 1} is in {rooms[table]} and in {name}."
                raise InputError(what, field="--room", mend="Name it for one room.")
            rooms[table] = name
    if "" in rooms:
        what = f"Table {rooms.index('') + 1} is in no room."
        raise InputError(what, field="--room", mend="Name a room for every table.")
    return tuple(rooms)


def read_walks(
    given: tuple[str, ...], rooms: tuple[str, ...], *, timed: bool
) -> dict[tuple[str, str], int]:
    """Minutes between rooms, for slots with times (`timed`). Raises InputError."""
    walks = {}
    for text in given:
        pair, _, minutes = (part.strip() for part in text.rpartition("="))
        first, sign, second = (part.strip() for part in pair.partition(";"))
        number = read_count(minutes)
        if not sign or number is None:
            what = f"{text!r} is no way between two rooms."
            raise InputError(what, field="--walk", mend="As in Hall;Gallery=5.")
        for name in (first, second):
            if name not in rooms:
                what = f"There is no room {name!r}."
                raise InputError(what, field="--walk", mend="Name rooms as --room does.")
        if not timed:
            what = "Minutes between rooms mean nothing where slots have no times."
            raise InputError(what, field="--walk", mend="Say when the slots begin: --begins.")
        walks[first, second] = number
    return walks
