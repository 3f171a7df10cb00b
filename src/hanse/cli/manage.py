"""`hanse manage ...`: Django's own commands, with the hub's settings."""

from __future__ import annotations

import sys

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run a command of Django: migrate, createsuperuser, work ..."""
    from django.core.management import execute_from_command_line

    from hanse.hub.foundation.serving import set_up_django

    set_up_django()
    execute_from_command_line([f"{sys.argv[0]} manage", *arguments])
