"""`hanse manage translations`: gather the texts of all rooms and compile the catalogues."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from hanse.hub.foundation.catalogues import (
    LOCALE,
    compile_catalogue,
    find_unfinished,
    list_catalogues,
)


class Command(BaseCommand):
    """Gathers with gettext where it is installed, compiles always."""

    help = "Gather the texts of all rooms and compile the catalogues."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--compile-only` leaves the `.po` files as they are."""
        parser.add_argument("--compile-only", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Gather and compile."""
        if not options["compile_only"] and shutil.which("xgettext"):
            import os

            os.chdir(LOCALE.parent)
            call_command(
                "makemessages",
                locale=["de", "fr"],
                no_location=True,
                no_obsolete=True,
                ignore_patterns=["static/*"],
                verbosity=0,
            )
        for path in list_catalogues():
            path.with_suffix(".mo").write_bytes(compile_catalogue(path))
            unfinished = find_unfinished(path)
            self.stdout.write(f"{path.parent.parent.name}: {len(unfinished)} to translate")
