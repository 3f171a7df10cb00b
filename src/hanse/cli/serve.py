"""`hanse serve`: the hub for real use."""

from __future__ import annotations

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."
)
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="In each process."
)
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the hub: migrations and static files first, jobs in the background.

    Settings come from the environment; `docs/reference/settings.md` lists them.
    """
    from hanse.hub.foundation.serving import find_port, prepare_hub, serve_hub, set_up_django

    set_up_django()
    prepare_hub(click.echo)
    port = find_port(host, port)
    click.echo(f"Hanse listens on http://{host}:{port}/")
    serve_hub(host=host, port=port, workers=workers, threads=threads)
