"""The steps of `hanse identify`: read, group, rate, write, tell."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from hanse.cli._identify_options import IdentifyOptions
from hanse.cli._outputs import replaces
from hanse.cli._ratings_files import (
    require_bundle_folder,
    require_writable,
    write_ratings,
    write_short_table,
)
from hanse.observatory.identification import (
    Identification,
    get_method,
    rate_panel,
    write_bundle,
)
from hanse.observatory.identification.cells import CERTAINTIES
from hanse.panel import Panel
from hanse.vocabulary import InputError, Report

if TYPE_CHECKING:
    from hanse.sources.named_columns import NamedTable


@dataclass(frozen=True)
class Input:
    """What was read: the panel to rate, and the file's own rows where codes are as they stand."""

    panel: Panel
    report: Report
    named: NamedTable | None = None
    traded: tuple[str, ...] | None = None


@contextmanager
def _show_step(text: str) -> Iterator[None]:
    """A spinner with the step's name on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


def run(options: IdentifyOptions, begun: Future[Any] | None = None) -> None:
    """Do what was asked for; raises HanseError with one paragraph for people.

    `begun` is the reading of the file, where `begin_reading` was called before.
    """
    if options.out is not None:
        require_writable(options.out)
        if replaces(options.out, options.file):
            raise InputError(
                "--out names the file that is read.", mend="Give the result another name."
            )
    if options.bundle is not None:
        require_bundle_folder(options.bundle)
    identification, given = rate(options, begun)
    with _show_step("Writing"):
        run_id = _write(options, identification, given)
    _tell(options, identification, given, run_id)


def rate(
    options: IdentifyOptions, begun: Future[Any] | None = None
) -> tuple[Identification, Input]:
    """Read and rate the file as the options say."""
    card, _ = get_method(options.method)
    if options.traded and options.grouping is None:
        raise InputError(
            "--traded needs a grouping that says which groups are traded.",
            mend="Give --grouping, or choose the rows with --where.",
        )
    require_file(options.file)
    with _show_step(f"Reading {options.file.name}"):
        if options.takes_codes_as_they_stand:
            given = _read_as_it_stands(options)
        else:
            given = _read(options, begun)
    national = _read_base(options, given.panel)
    with _show_step(f"Rating by {card.title}"):
        identification = rate_panel(
            given.panel,
            options.method,
            options.parameters,
            national=national,
            traded=given.traded,
            assume=options.assumption,
        )
    return identification, given


def require_file(path: Path) -> None:
    """Raise InputError where there is nothing, or a folder."""
    if path.is_dir():
        raise InputError("This is a folder.", file=str(path), mend="Name a file in it.")
    if not path.is_file():
        raise InputError("There is no such file.", file=str(path), mend="Check the path.")


def _read_as_it_stands(options: IdentifyOptions) -> Input:
    from hanse.sources.named_columns import read_named_columns

    report = Report(source=options.file.name)
    named = read_named_columns(
        options.file,
        region=str(options.region),
        industry=str(options.industry),
        period=options.period,
        measures=options.measures,
        where=options.where,
        combine=options.combine,
        decimal=options.decimal or ".",
        sheet=options.sheet,
        report=report,
    )
    return Input(named.panel, report, named=named)


def _read(options: IdentifyOptions, begun: Future[Any] | None = None) -> Input:
    from hanse.cli._identify_grouped import read_grouped

    panel, report, traded = read_grouped(options, begun)
    return Input(panel, report, traded=traded)


def _read_base(options: IdentifyOptions, panel: Panel) -> Mapping[str, float] | None:
    if options.national is None:
        return None
    from hanse.sources.named_columns import match_industries, read_national

    require_file(options.national)
    base = match_industries(read_national(options.national), panel.industries)
    lacking = [label for label in panel.industries if label not in base]
    if len(lacking) == len(panel.industries):
        raise InputError(
            f"None of the file's industries is in the national table, for example {lacking[0]}.",
            file=options.national.name,
            mend=f"It has {', '.join(list(base)[:5])} ...",
        )
    worked = np.any(np.nan_to_num(panel.values("employment"), nan=1.0) > 0, axis=(0, 2))
    lacking = [
        label
        for label, any_job in zip(panel.industries, worked, strict=True)
        if any_job and label not in base
    ]
    if lacking:
        raise InputError(
            f"{len(lacking)} of the file's industries have no figure in the national table, the "
            f"first is {lacking[0]}; without them its total would be too small.",
            file=options.national.name,
            mend="Add them, or leave their rows out with --where.",
        )
    return base


def _write(options: IdentifyOptions, identification: Identification, given: Input) -> str | None:
    if options.out is not None:
        if options.wants_short_columns:
            write_short_table(options.out, identification, given.named)
        else:
            write_ratings(options.out, identification, given.panel, given.report)
    if options.bundle is None:
        return None
    return write_bundle(options.bundle, identification, given.panel, given.report)


def summarise(identification: Identification) -> dict[str, Any]:
    """Numbers of the run: how many cells have which rating and how sure they are."""
    rating, certainty = identification.columns["rating"], identification.columns["certainty"]
    card = identification.card
    figures = identification.columns["employment"]
    return {
        "method": card.id,
        "version": card.version,
        "parameters": dict(identification.parameters),
        "assume": identification.assume,
        "regions": len(identification.regions),
        "groups": len(identification.groups),
        "periods": list(identification.periods),
        "cells": int(rating.size),
        "cells_with_figure": int(np.count_nonzero(~np.isnan(figures))),
        "ratings": {
            title: int(np.count_nonzero(rating == level))
            for level, title in enumerate(card.ratings)
        },
        "certainty": {
            name: int(np.count_nonzero(certainty == number))
            for number, name in enumerate(CERTAINTIES)
        },
        "outcomes": {
            name: int(np.count_nonzero(identification.columns[name] == 1))
            for name in identification.outcomes
        },
    }


def _tell(
    options: IdentifyOptions, identification: Identification, given: Input, run_id: str | None
) -> None:
    summary = summarise(identification)
    if options.as_json:
        summary |= {
            "file": str(options.file),
            "out": None if options.out is None else str(options.out),
            "bundle": None if options.bundle is None else str(options.bundle),
            "run_id": run_id,
            "findings": dict(given.report.counts),
        }
        click.echo(json.dumps(summary, ensure_ascii=False, indent=1))
        return
    regions, groups, periods = identification.shape
    click.echo(
        f"{identification.card.title}: {regions} regions x {groups} groups x {periods} periods, "
        f"{summary['cells_with_figure']:,} of {summary['cells']:,} cells have a figure."
    )
    for title, count in summary["ratings"].items():
        click.echo(f"{count:>10,}  {title}")
    unsure = summary["certainty"]["possible"]
    if unsure:
        click.echo(f"{unsure:>10,}  of these could change with the figures that are missing")
    for kind, count in given.report.counts.items():
        click.echo(f"{count:>10,}  findings in the file: {kind}")
    for place in filter(None, (options.out, options.bundle)):
        click.echo(f"Written to {place}.")
