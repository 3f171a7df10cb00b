"""`hanse classification ...`: code systems, groupings, import of official files, recognition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hanse.classifications import Classification, Grouping, Recognition
    from hanse.classifications.registry import Kind

_KINDS = click.Choice(["region", "industry"])
_LANGUAGES = click.Choice(["en", "de", "fr"])


@click.group()
def command() -> None:
    """List, show and import classifications, and recognise codes."""


def _print_json(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _print_table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


@command.command("list")
@click.option("--kind", type=_KINDS, help="Only those of regions, or of industries.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def list_all(kind: Kind | None, as_json: bool) -> None:
    """List classifications and groupings."""
    from hanse.classifications import list_classifications, list_groupings

    cards = list_classifications(kind)
    groupings = [] if kind == "region" else list_groupings()
    if as_json:
        _print_json(
            {
                "classifications": [
                    {"id": c.id, "title": c.title, "kind": c.kind, "levels": c.levels}
                    for c in cards
                ],
                "groupings": [
                    {
                        "id": g.id,
                        "title": g.title,
                        "classification": g.classification,
                        "groups": len(g.groups),
                        "verified": g.provenance.verified,
                    }
                    for g in groupings
                ],
            }
        )
        return
    rows = [(c.id, c.kind, c.title, " > ".join(c.levels)) for c in cards]
    _print_table(("CLASSIFICATION", "KIND", "TITLE", "LEVELS"), rows)
    if groupings:
        click.echo()
        lines = [
            (
                g.id,
                g.classification,
                str(len(g.groups)),
                g.title + ("" if g.provenance.verified else " (not verified)"),
            )
            for g in groupings
        ]
        _print_table(("GROUPING", "OF", "GROUPS", "TITLE"), lines)


@command.command("show")
@click.argument("identifier", metavar="ID")
@click.argument("code", required=False)
@click.option("--language", type=_LANGUAGES, default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def show(identifier: str, code: str | None, language: str, as_json: bool) -> None:
    """Show a classification (an id or your own CSV file), a grouping, or a code with its notes."""
    from hanse.classifications import get_classification, get_grouping, list_groupings

    if identifier in (grouping.id for grouping in list_groupings()):
        _show_grouping(get_grouping(identifier), language, as_json)
        return
    classification = get_classification(identifier)
    if code is None:
        _show_classification(classification, language, as_json)
    else:
        _show_code(classification, code, language, as_json)


def _show_classification(classification: Classification, language: str, as_json: bool) -> None:
    card, origin = classification.card, classification.provenance
    counts = {level: len(classification.at_level(level)) for level in classification.levels}
    if as_json:
        codes = [
            {"code": c.code, "level": c.level, "parent": c.parent, "titles": dict(c.titles)}
            for c in classification.codes.values()
        ]
        _print_json({"id": card.id, "title": card.title, "levels": counts, "codes": codes})
        return
    click.echo(f"{card.title} ({card.id})\n{card.definition}\n{origin.acknowledgement}\n")
    _print_table(("LEVEL", "CODES"), [(level, str(count)) for level, count in counts.items()])
    click.echo()
    top = classification.at_level(classification.levels[0])
    _print_table(("CODE", "TITLE"), [(c, classification.title(c, language)) for c in top])


def _show_code(classification: Classification, text: str, language: str, as_json: bool) -> None:
    from hanse.classifications.imported import read_notes

    code = classification.normalise(text) or text
    entry = classification.get(code)
    notes = read_notes(classification.id, code, language)
    children = classification.children(code)
    if as_json:
        _print_json(
            {
                "code": code,
                "title": classification.title(code, language),
                "level": entry.level,
                "parent": entry.parent,
                "children": children,
                "notes": dict(notes),
            }
        )
        return
    click.echo(f"{code}  {classification.title(code, language)}\n{entry.level}")
    if entry.parent:
        click.echo(f"part of {entry.parent}  {classification.title(entry.parent, language)}")
    for child in children:
        click.echo(f"  {child}  {classification.title(child, language)}")
    for name, note in notes.items():
        click.echo(f"\n{name.replace('_', ' ')}: {note}")


def _show_grouping(grouping: Grouping, language: str, as_json: bool) -> None:
    origin = grouping.provenance
    members: dict[str, list[str]] = {group: [] for group in grouping.groups}
    for member in grouping.members:
        share = "" if member.weight == 1 else f" x {member.weight:g}"
        members[member.group].append(member.code + share)
    if as_json:
        groups = [
            {"id": g, "title": grouping.group_title(g, language), "members": members[g]}
            for g in grouping.groups
        ]
        about = {"id": grouping.id, "title": grouping.title, "version": grouping.version}
        _print_json(about | {"verified": origin.verified, "groups": groups})
        return
    doubt = "" if origin.verified else "Not verified. "
    click.echo(
        f"{grouping.title} ({grouping.id}, {grouping.classification}, version {grouping.version})"
        f"\n{origin.acknowledgement}\n{doubt}{origin.note}\n"
    )
    rows = [(g, grouping.group_title(g, language), " ".join(members[g])) for g in members]
    _print_table(("GROUP", "TITLE", "MEMBERS"), rows)


@command.command("export")
@click.argument("identifier", metavar="GROUPING")
@click.argument("file", type=click.Path(path_type=Path))
def export(identifier: str, file: Path) -> None:
    """Write a grouping as CSV, to edit it and use it as your own."""
    import csv

    from hanse.classifications import get_grouping
    from hanse.classifications.groupings.files import list_rows
    from hanse.vocabulary import InputError

    rows = list_rows(get_grouping(identifier))
    try:
        with file.open("x", encoding="utf-8", newline="") as target:
            csv.writer(target, lineterminator="\n").writerows(rows)
    except FileExistsError:
        raise InputError(
            "The file is already there.", file=str(file), mend="Give another name."
        ) from None
    except OSError as error:
        raise InputError(f"The file cannot be written: {error}.", file=str(file)) from None
    click.echo(f"Wrote {len(rows) - 1} members to {file}. Edit it, then use --grouping {file}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "identifier", default="", help="Name of your own code system.")
@click.option("--language", type=_LANGUAGES, help="Language of the titles, if not in the name.")
@click.option("--kind", type=_KINDS, default="industry", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def import_file(
    file: Path, identifier: str, language: str | None, kind: Kind, as_json: bool
) -> None:
    """Import Eurostat's official NACE file, or a code system of your own."""
    from hanse.classifications.official_files import import_classification

    done = import_classification(file, identifier=identifier, language=language or "", kind=kind)
    if as_json:
        _print_json(
            {
                "id": done.identifier,
                "language": done.language,
                "levels": done.levels,
                "path": str(done.path),
            }
        )
        return
    counts = ", ".join(f"{count} of level {level}" for level, count in done.levels.items())
    tongue = f" in {done.language}" if done.language else ""
    click.echo(f"Imported {done.identifier}{tongue}: {counts}.\nStored in {done.path}")


@command.command("recognise")
@click.argument("codes", nargs=-1, required=True, metavar="FILE|CODE...")
@click.option("--kind", type=_KINDS, default="industry", show_default=True)
@click.option("--column", default="", help="Column of the file; by default the first one.")
@click.option("--figures", default="", help="Column of figures: codes without any don't decide.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def recognise(codes: tuple[str, ...], kind: Kind, column: str, figures: str, as_json: bool) -> None:
    """Tell which classification and release codes are written in, and which don't fit."""
    from hanse.classifications import recognise_codes

    filled: set[str] | None = None
    if len(codes) == 1 and Path(codes[0]).is_file():
        codes, filled = _read_column(Path(codes[0]), column, figures)
    found = recognise_codes(codes, kind=kind, with_figures=filled)
    if as_json:
        _print_json(
            {
                "classification": found.classification,
                "fits": found.fits,
                "unfit": found.unfit,
                "candidates": dict(found.candidates),
                "levels": dict(found.levels),
                "ambiguous_with": found.ambiguous_with,
                "note": found.note,
            }
        )
        return
    _print_recognition(found)


def _read_column(path: Path, column: str, figures: str) -> tuple[tuple[str, ...], set[str] | None]:
    """The codes of a column, and those of them with a figure where a column of figures is named."""
    from hanse.classifications.tables import read_table

    table = read_table(path)
    name = column or table.columns[0]
    table.require_columns(name, *([figures] if figures else []))
    codes = tuple(record.get(name) for record in table.records)
    if not figures:
        return codes, None
    return codes, {record.get(name) for record in table.records if record.get(figures)}


def _print_recognition(found: Recognition) -> None:
    click.echo(found.note)
    if found.candidates:
        click.echo()
        rows = [(identifier, str(count)) for identifier, count in found.candidates.items()]
        _print_table(("CLASSIFICATION", "CODES THAT FIT"), rows)
    if found.unfit:
        click.echo(f"\nCodes that don't fit {found.classification or 'any'}:")
        for code in found.unfit:
            there = ", ".join(found.elsewhere.get(code, ())) or "nowhere known"
            click.echo(f"  {code}  ({there})")
