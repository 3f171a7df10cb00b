"""The translations: `.po` files for people, `.mo` files for the program.

The compiled files are committed, so that a fresh machine needs no gettext; `hanse manage
translations` makes them again after a change (with Babel, of the `dev` extra), and a test compares
them with their sources.
"""

from __future__ import annotations

import io
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "locale"


def list_catalogues(folder: Path = LOCALE) -> list[Path]:
    """The `.po` files, one a language."""
    return sorted(folder.glob("*/LC_MESSAGES/django.po"))


def compile_catalogue(path: Path) -> bytes:
    """The `.mo` file's bytes; fuzzy entries are left out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def find_unfinished(path: Path) -> list[str]:
    """The texts that lack a translation, or whose translation nobody has confirmed."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not _is_complete(message.string))
    ]


def _is_complete(translation: str | tuple[str, ...] | list[str] | None) -> bool:
    if translation is None or isinstance(translation, str):
        return bool(translation)
    return all(translation)
