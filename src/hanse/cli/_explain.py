"""The steps of `hanse explain`: find or make the run, then tell the cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hanse.cli._identify_options import IdentifyOptions, parse_pairs
from hanse.observatory.identification import Identification, rate_panel, read_bundle
from hanse.observatory.identification.explanation import Explanation, explain_cell
from hanse.vocabulary import InputError


def explain(
    *,
    region: str,
    group: str,
    file: Path | None,
    run: Path | None,
    period: str | None,
    method: str,
    grouping: str | None,
    where: Sequence[str],
) -> Explanation:
    """The explanation of a cell; raises InputError where neither a run nor a file is given."""
    if (file is None) == (run is None):
        raise InputError(
            "Give either a file or a run to explain from.",
            mend="hanse explain REGION GROUP FILE, or hanse explain REGION GROUP --run FOLDER.",
        )
    if run is not None:
        identification = read_bundle(run)
    else:
        identification = _rate_file(Path(str(file)), method, grouping, where)
    region = _find_label(identification, "region", region)
    group = _find_label(identification, "group", group)
    return explain_cell(identification, region, group, period)


def _rate_file(
    file: Path, method: str, grouping: str | None, where: Sequence[str]
) -> Identification:
    from hanse.cli._identify_grouped import read_grouped

    options = IdentifyOptions(
        file=file,
        method=method,
        grouping=grouping,
        where=parse_pairs(where, option="--where"),
    )
    panel, *_ = read_grouped(options)
    return rate_panel(panel, method)


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
