"""`hanse ...`: the same functions, for terminals and schedulers.

Each module of this package that holds a click command called `command` is a subcommand, named
after its module. A command is imported only when it is called, so that start-up stays short.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from pathlib import Path

import click

from hanse import __version__


class _LazyCommands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (path.stem for path in Path(__file__).parent.glob("*.py"))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.command(cls=_LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hanse")
def root() -> None:
    """Find, rate and map industrial clusters, and help them to act."""


def _end_at_once() -> None:
    """End the process, for a command that has closed its files and holds much memory.

    The system takes memory back faster than the interpreter tidies it up.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def main() -> None:
    """Run the command line; an error meant for people is printed as one paragraph."""
    gc.set_threshold(100_000)  # what is loaded stays: looking for garbage in it finds none
    try:
        root(prog_name="hanse", obj=_end_at_once)
    except Exception as error:
        sys.exit(_tell(error))


def _tell(error: Exception) -> int:
    """Tell an error meant for people; gives the exit code. Any other error is raised again."""
    from hanse.vocabulary.errors import HanseError, InputError

    if type(error).__name__ == "InterruptException":  # Ctrl+C while DuckDB is at work
        click.echo("Aborted!", err=True)
        return 1
    if isinstance(error, HanseError):
        click.echo(f"hanse: {error}", err=True)
        return error.exit_code
    if isinstance(error, OSError):  # a folder without the right to write, a full disk ...
        place = "" if error.filename is None else f"{error.filename}: "
        click.echo(f"hanse: {place}{error.strerror or error}.", err=True)
        return InputError.exit_code
    raise error
