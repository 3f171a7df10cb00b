"""`hanse manage permissions`: write the table of rights."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from hanse.hub.foundation.permissions_table import build_table


class Command(BaseCommand):
    """Writes the page, in English."""

    help = "Write the table of rights, from the predicates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("path", nargs="?", default="docs/reference/permissions.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        path = Path(options["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        with translation.override("en"):
            path.write_text(build_table(), "utf-8")
        self.stdout.write(f"wrote {path}")
