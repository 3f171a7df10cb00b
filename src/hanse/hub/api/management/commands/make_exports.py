"""`hanse manage make_exports`: write the files of the bulk download now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hanse.hub.api.actions.exports import make_exports


class Command(BaseCommand):
    """As the daily run does."""

    help = "Write the files of the bulk download now."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them and tell how many."""
        count = make_exports(timezone.now())
        self.stdout.write(f"{count} files written.")
