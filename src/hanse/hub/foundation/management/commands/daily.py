"""`hanse manage daily`: what has to be done once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hanse.hub.foundation.daily import run_day


class Command(BaseCommand):
    """Runs the steps of every app; fails where one of them failed."""

    help = "Do what is due once a day: reminders, alerts, retention."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and tell."""
        done = run_day()
        for id, numbers in done.items():
            if numbers is not None:
                told = ", ".join(f"{number} {name}" for name, number in numbers.items())
                self.stdout.write(f"{id}: {told}")
        failed = [id for id, numbers in done.items() if numbers is None]
        if failed:
            raise CommandError(f"failed, see the log: {', '.join(failed)}")
