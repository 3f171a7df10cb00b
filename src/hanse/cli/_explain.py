"""The steps of `hanse explain`: find or make the run, then tell the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hanse.cli._identify import rate
from hanse.cli._identify_arguments import parse_options
from hanse.cli._identify_options import IdentifyOptions
from hanse.observatory.identification import Identification, read_bundle
from hanse.observatory.identification.explanation import Explanation, explain_cell
from hanse.sources.own_table.roles import is_period
from hanse.vocabulary import InputError


def require_one_source(file: Path | None, run: Path | None, reading: Sequence[str]) -> None:
    """Raise InputError unless there is a file, or a run and nothing that is said of files."""
    if (file is None) == (run is None):
        raise InputError(
            "Give either a file or a run to explain from.",
            mend="hanse explain REGION GROUP FILE, or hanse explain REGION GROUP --run FOLDER.",
        )
    if run is not None and reading:
        raise InputError(
            f"{reading[0]} says how a file is rated, but a run has been rated already.",
            mend=f"Leave out {', '.join(reading)}, or give the file in place of --run.",
        )


def explain_run(
    region: str, group: str, at: str | None, run: Path, period: str | None
) -> Explanation:
    """The explanation of a cell of a bundle, in the period asked for or the last one."""
    return _explain(read_bundle(run), region, group, at or period)


def explain_file(region: str, group: str, at: str | None, given: Mapping[str, Any]) -> Explanation:
    """The explanation of a cell of a file, rated with the options of `hanse identify`."""
    options = parse_options(given)
    identification, at = _rate_file(options, at)
    return _explain(identification, region, group, at)


def _rate_file(options: IdentifyOptions, at: str | None) -> tuple[Identification, str | None]:
    """What `hanse identify` rates with these options, and the period to explain.

    A year as --period that it refuses, as the file tells several, is the one to explain of them.
    """
    year = options.period
    if at is not None or year is None or not is_period(year):
        return rate(options)[0], at
    try:
        return rate(options)[0], None
    except InputError:
        return rate(replace(options, period=None))[0], year


def _explain(
    identification: Identification, region: str, group: str, period: str | None
) -> Explanation:
    region = _find_label(identification, "region", region)
    group = _find_label(identification, "group", group)
    return explain_cell(identification, region, group, period)


def _find_label(identification: Identification, axis: str, text: str) -> str:
    """The label that is meant: its code, or its title in any case where only one has it."""
    labels = identification.regions if axis == "region" else identification.groups
    if text in labels:
        return text
    wanted = text.casefold()
    titles = {label: identification.get_title(axis, label).casefold() for label in labels}
    same = [label for label in labels if wanted in (label.casefold(), titles[label])]
    found = same or [label for label in labels if wanted in titles[label]]
    if len(found) == 1:
        return found[0]
    near = [
        f"{label} {identification.get_title(axis, label)}"
        for label in labels
        if wanted[:4] in titles[label]
    ] or list(labels)
    raise InputError(
        f"There is no {axis} called {text}.", mend=f"There are, for example: {'; '.join(near[:6])}."
    )
