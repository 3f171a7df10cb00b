"""`hanse organisations`: bring a list into the registry, look for duplicates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from hanse.hub.organisations.actions.import_plans import Plan

_KINDS = (
    "cluster-organisation",
    "company",
    "research-organisation",
    "public-body",
    "other-member",
    "partnership",
    "association",
    "support-body",
)


@click.group()
def command() -> None:
    """The registry: import a list of organisations, find duplicates."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--kind", type=click.Choice(_KINDS), default=_KINDS[0], show_default=True)
@click.option("--state", type=click.Choice(("draft", "published")), default="draft")
@click.option("--scheme", default="", help="Register that the file's own numbers come from.")
@click.option("--sheet", default="", help="Sheet of a workbook.")
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, every oddity included.")
def import_file(
    file: Path,
    dry_run: bool,
    kind: str,
    state: str,
    scheme: str,
    sheet: str,
    columns: tuple[str, ...],
    as_json: bool,
) -> None:
    """Bring the organisations of FILE (CSV, TSV, Excel) into the registry: all or none.

    Profiles are brought up to date by key, by the file's own numbers (with --scheme) or by name
    and country; what people of an organisation typed in stays.
    """
    from hanse.hub.foundation.serving import set_up_django

    set_up_django()
    from hanse.hub.organisations.actions.import_plans import Choices, build_plan
    from hanse.hub.organisations.actions.imports import carry_out
    from hanse.hub.organisations.importing import (
        Oddities,
        check_mapping,
        read_table,
        suggest_mapping,
    )

    table, report = read_table(file, sheet=sheet)
    mapping = suggest_mapping(table.header) | _read_columns(columns)
    check_mapping(mapping, table.header, file=file.name)
    oddities = Oddities(keep=100_000 if as_json else 5)
    oddities.add_report(report)
    choices = Choices(kind=kind, state=state, scheme=scheme, sheet=sheet)
    plan = build_plan(table, mapping, choices, oddities=oddities)
    if not dry_run:
        carry_out(plan, choices, by=None, file=file.name)
    _tell(plan, mapping, dry_run=dry_run, as_json=as_json)


def _read_columns(columns: tuple[str, ...]) -> dict[str, str]:
    from hanse.vocabulary import InputError

    pairs = [each.partition("=") for each in columns]
    for field, sign, column in pairs:
        if not (field and sign and column):
            raise InputError(
                f"“{field}{sign}{column}” is no FIELD=COLUMN.",
                mend="For example: --column place=Ort",
            )
    return {field: column for field, _, column in pairs}


def _tell(plan: Plan, mapping: dict[str, str], *, dry_run: bool, as_json: bool) -> None:
    from hanse.hub.organisations.importing import WORDS

    facts: dict[str, Any] = {
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "same": plan.same,
        "placed": plan.placed,
        "written": not dry_run,
        "columns": mapping,
        "oddities": dict(plan.oddities.counts.most_common()),
    }
    if as_json:
        found = [
            {"kind": o.kind, "row": o.row, "field": o.field, "value": o.value, "result": o.result}
            for o in plan.oddities.kept
        ]
        click.echo(json.dumps(facts | {"found": found}, ensure_ascii=False))
        return
    verb = "would be" if dry_run else "were"
    click.echo(f"{plan.rows} rows: {len(plan.new)} {verb} added, {len(plan.changed)} changed,")
    click.echo(f"{plan.same} stay as they are; {plan.placed} have their town on the map.")
    for kind, count in plan.oddities.counts.most_common():
        click.echo(f"{count:>7}  {WORDS[kind].seen}")
        for odd in [odd for odd in plan.oddities.kept if odd.kind == kind]:
            done = WORDS[kind].done % {"result": odd.result}
            click.echo(f"         row {odd.row} {odd.field}: {odd.value!r} {done}")


@command.command("duplicates")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--limit", type=int, default=50, show_default=True, help="How many to show.")
def find_duplicates(as_json: bool, limit: int) -> None:
    """Compare all profiles, keep the pairs for the moderators, and show the most likely ones."""
    from hanse.hub.foundation.serving import set_up_django

    set_up_django()
    from hanse.hub.organisations.actions.duplicates import scan_profiles
    from hanse.hub.organisations.models import DuplicatePair
    from hanse.hub.organisations.queries.duplicates import list_pairs

    count = scan_profiles(by=None)
    pairs = list(list_pairs(DuplicatePair.State.OPEN)[:limit])
    if as_json:
        rows = [
            {
                "score": pair.score,
                "first": {"key": pair.first.key, "name": pair.first.name},
                "second": {"key": pair.second.key, "name": pair.second.name},
                "reasons": pair.reasons,
            }
            for pair in pairs
        ]
        click.echo(json.dumps({"open": count, "pairs": rows}, ensure_ascii=False))
        return
    click.echo(f"{count} pairs wait for a decision.")
    for pair in pairs:
        click.echo(f"{pair.score:.2f}  {pair.first.name} | {pair.second.name}")
        click.echo("      " + ", ".join(f"{kind} {weight:+}" for kind, weight, _ in pair.reasons))
