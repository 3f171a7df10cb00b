"""`hanse demo`: a hub with real figures on this machine, made in front of one's eyes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hanse.hub.people.actions import DemoAccount


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on; by default 8000 or the next free one.")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demonstration keeps its data; by default var/demo.",
)
@click.option("--prepare-only", is_flag=True, help="Make everything ready, do not serve.")
def command(host: str, port: int | None, data_dir: Path | None, prepare_only: bool) -> None:
    """Set up a demonstration with official employment figures and serve it."""
    from hanse.hub.foundation.serving import find_port, prepare_hub, serve_hub, set_up_django
    from hanse.vocabulary.folders import find_data_dir

    os.environ["HANSE_DATA_DIR"] = str(data_dir or find_data_dir() / "demo")
    os.environ["HANSE_DEMO"] = "1"
    set_up_django()
    prepare_hub(click.echo)
    accounts = _fill()
    if prepare_only:
        return
    port = find_port(host, port)
    click.echo(_describe(f"http://{host}:{port}/", accounts))
    serve_hub(host=host, port=port, workers=1, threads=4)


def _fill() -> tuple[DemoAccount, ...]:
    from hanse.hub.observatory.actions import publish_demo
    from hanse.hub.organisations.actions.demonstration import create_demonstration
    from hanse.hub.people.actions import create_demo_accounts

    accounts = create_demo_accounts()
    click.echo("Inventing organisations, their members and what waits for a moderator")
    create_demonstration()
    click.echo("Identifying the clusters of Europe from official employment figures")
    publish_demo()
    return accounts


def _describe(address: str, accounts: tuple[DemoAccount, ...]) -> str:
    width = max(len(account.email) for account in accounts)
    lines = [f"  {account.email:<{width}}  {account.password}" for account in accounts]
    sign_ins = "\n".join(lines)
    return f"\nHanse is ready: {address}\n\nSign in with\n{sign_ins}\n\nStop with Ctrl+C."
