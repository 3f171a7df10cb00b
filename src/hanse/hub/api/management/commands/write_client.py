"""`hanse manage write_client`: write the generated modules of `hanse.client` anew (developers)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from hanse.hub.api.client_source import write_calls, write_models
from hanse.hub.api.rest.api import api

FOLDER = Path(__file__).parents[4] / "client"


def build_modules() -> dict[str, str]:
    """The generated modules by their paths, formatted as the repository is."""
    document = api.get_openapi_schema()
    models = {f"models/{name}.py": text for name, text in write_models(document).items()}
    written = {**models, "calls.py": write_calls(document)}
    return {name: _format(text, FOLDER / name) for name, text in written.items()}


def _format(text: str, path: Path) -> str:
    for arguments in (["check", "--fix", "--quiet", "--select", "I,F401"], ["format", "--quiet"]):
        text = subprocess.run(  # noqa: S603  our own tool on our own text
            [sys.executable, "-m", "ruff", *arguments, "--stdin-filename", str(path), "-"],
            input=text,
            cwd=FOLDER,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    return text


class Command(BaseCommand):
    """Needs ruff, of the `dev` extra."""

    help = "Write the generated modules of the typed client anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them."""
        for name, text in build_modules().items():
            path = FOLDER / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{name} written")
