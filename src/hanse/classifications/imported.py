"""What `hanse classification import` stores in the user's data directory, and reads back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.own import read_classification
from hanse.classifications.tables import read_table
from hanse.vocabulary import Provenance
from hanse.vocabulary.folders import find_data_dir

Vintage = tuple[tuple[str, int], ...]
"""Stored files with their time of change: the key under which what they hold is cached."""

NOTES = ("include", "include_also", "exclude")
OWN = "own.csv"


def find_folder(identifier: str = "") -> Path:
    """Folder of the imported files of a classification, or of all."""
    return find_data_dir() / "classifications" / identifier


def find_vintage(identifier: str) -> Vintage:
    """The stored files of a classification, empty where nothing was imported."""
    folder = find_folder(identifier)
    if not folder.is_dir():
        return ()
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(folder.glob("*.csv")))


def list_own() -> tuple[str, ...]:
    """Ids of the code systems of the user's own that were imported."""
    folder = find_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{OWN}")))


def read_own(identifier: str) -> Classification:
    """A stored code system of the user's own."""
    path = find_folder(identifier) / OWN
    kind = json.loads(path.with_suffix(".json").read_text("utf-8")).get("kind", "")
    return read_classification(path, identifier=identifier, kind=kind)


def read_codes(identifier: str) -> dict[str, Code]:
    """Codes of an imported official classification with the titles of each imported language."""
    found: dict[str, Code] = {}
    for path in sorted(find_folder(identifier).glob("*.csv")):
        for record in read_table(path).records:
            code = record.get("code")
            titles = dict(found[code].titles) if code in found else {}
            titles[path.stem] = record.get("title")
            found[code] = Code(code, record.get("level"), record.get("parent") or None, titles)
    return found


def read_all_notes(identifier: str, language: str) -> dict[str, dict[str, str]]:
    """Code -> its notes that are not blank, as imported in this language; empty where none are."""
    path = find_folder(identifier) / f"{language}.csv"
    if not path.is_file():
        return {}
    return {
        record.get("code"): {note: record.get(note) for note in NOTES if record.get(note)}
        for record in read_table(path).records
    }


def read_notes(identifier: str, code: str, language: str = "en") -> Mapping[str, str]:
    """Explanatory notes of a code: `include`, `include_also`, `exclude`; empty where not imported.

    Falls back to English where the language was not imported.
    """
    for name in (language, "en"):
        notes = read_all_notes(identifier, name).get(code)
        if notes:
            return notes
    return {}


def read_provenance(identifier: str) -> tuple[Provenance, ...]:
    """Where the stored files of a classification come from, one entry a file."""
    paths = sorted(find_folder(identifier).glob("*.json"))
    return tuple(Provenance(**json.loads(path.read_text("utf-8"))["provenance"]) for path in paths)
