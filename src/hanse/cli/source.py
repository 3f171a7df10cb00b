"""`hanse source ...`: the publishers that Hanse reads, and fetching their official tables."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hanse.vocabulary import InputError, SourceCard, find_cards

if TYPE_CHECKING:
    from hanse.sources.downloads import Progress


def _list_cards() -> dict[str, SourceCard]:
    found = find_cards("hanse.sources", SourceCard)
    return {identifier: card for identifier, (card, _) in found.items()}


@click.group()
def command() -> None:
    """List and show the sources of statistics, and fetch their official tables."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def list_all(as_json: bool) -> None:
    """List the sources."""
    cards = _list_cards()
    if as_json:
        click.echo(json.dumps([asdict(c) for c in cards.values()], ensure_ascii=False, indent=1))
        return
    width = max(map(len, cards))
    for identifier, card in cards.items():
        click.echo(f"{identifier:<{width}}  {card.publisher}: {card.title}")


@command.command()
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def show(source: str, as_json: bool) -> None:
    """Show the card of a SOURCE: what it is, its licence, and how its cells are read."""
    card = _get_card(source)
    if as_json:
        click.echo(json.dumps(asdict(card), ensure_ascii=False, indent=1))
        return
    click.echo(f"{card.title} ({card.publisher})\n\n{card.definition}\n")
    for name, value in (
        ("Licence", card.licence),
        ("Acknowledge as", card.acknowledgement),
        ("Address", card.url),
        ("Reference", card.reference),
        ("Measures", ", ".join(card.measures)),
        ("Formats", "; ".join(card.formats)),
    ):
        if value:
            click.echo(f"{name}: {value}")
    click.echo("\nHow its cells are read:")
    for convention in card.conventions:
        click.echo(f"- {convention}")


@command.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The copy to write.")
def sample(out: Path) -> None:
    """Copy the real table that Hanse carries: a file of your own to try things on."""
    from hanse.sources.demo import find_demo_file

    if out.exists():
        raise InputError("There is a file already.", file=str(out), mend="Name another one.")
    shutil.copyfile(find_demo_file(), out)
    click.echo(str(out))


def _get_card(source: str) -> SourceCard:
    cards = _list_cards()
    if source not in cards:
        raise InputError(
            f"There is no source called {source}.", mend=f"There are: {', '.join(cards)}."
        )
    return cards[source]


@command.command()
@click.argument("source")
@click.option(
    "--table", help="Which table; by default the first of the source, or all: --table all."
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder to keep the files in; the current one by default.",
)
@click.option(
    "--format", "form", type=click.Choice(["tsv", "csv"]), default="tsv", show_default=True
)
@click.option("--refresh", is_flag=True, help="Fetch again even if the file is here.")
@click.option("--url", "base_url", help="Another server that answers like the publisher's.")
@click.option("--attempts", default=5, show_default=True, help="How often to try.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def fetch(
    source: str,
    table: str | None,
    folder: Path,
    form: str,
    refresh: bool,
    base_url: str | None,
    attempts: int,
    as_json: bool,
) -> None:
    """Fetch the official table of a SOURCE, for example eurostat-sbs.

    The download shows its progress, continues where it stopped, and keeps a checksum beside the
    file.
    """
    _get_card(source)
    if source != "eurostat-sbs":
        raise InputError(
            f"{source} has nothing to fetch.", mend="The source to fetch from is eurostat-sbs."
        )
    from hanse.sources.eurostat_sbs.fetch import BASE_URL, TABLES, fetch_eurostat_sbs

    wanted = tuple(TABLES) if table == "all" else (table or next(iter(TABLES)),)
    fetched = []
    for name in wanted:
        with _show_progress(name) as progress:
            download = fetch_eurostat_sbs(
                folder,
                table=name,
                form=form,  # type: ignore[arg-type]
                base_url=base_url or BASE_URL,
                refresh=refresh,
                attempts=attempts,
                progress=progress,
            )
        fetched.append({**asdict(download), "path": str(download.path)})
        if not as_json:
            state = "fetched" if download.fresh else "here already"
            click.echo(f"{download.path}: {state}, {download.size:,} bytes")
            click.echo(f"sha256 {download.sha256}")
    if as_json:
        click.echo(json.dumps(fetched, ensure_ascii=False, indent=1))


@contextmanager
def _show_progress(name: str) -> Iterator[Progress | None]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    import rich.progress as bars
    from rich.console import Console

    columns = (bars.TextColumn("{task.description}"), bars.BarColumn())
    rates = (bars.DownloadColumn(), bars.TransferSpeedColumn())
    with bars.Progress(*columns, *rates, console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=None)

        def show(here: int, total: int | None) -> None:
            bar.update(task, completed=here, total=total)

        yield show
