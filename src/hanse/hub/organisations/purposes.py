"""Purposes that people agree to, each with the version of its text; the data is `purposes.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hanse.vocabulary import InputError


@dataclass(frozen=True)
class Purpose:
    """What a person may agree to."""

    id: str
    version: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    def title_in(self, language: str) -> str:
        """The title in a language, else in English."""
        return self.titles.get(language.split("-")[0]) or self.titles["en"]

    def text_in(self, language: str) -> str:
        """What exactly is agreed to, in a language, else in English."""
        return self.texts.get(language.split("-")[0]) or self.texts["en"]


@cache
def list_purposes() -> tuple[Purpose, ...]:
    """All purposes in their order."""
    data = tomllib.loads((files(__package__) / "purposes.toml").read_text("utf-8"))
    return tuple(
        Purpose(id, entry["version"], entry["title"], entry["text"]) for id, entry in data.items()
    )


def get_purpose(id: str) -> Purpose:
    """The purpose called `id`; InputError where there is none."""
    found = next((purpose for purpose in list_purposes() if purpose.id == id), None)
    if found is None:
        raise InputError(f"There is no purpose called {id}.")
    return found
