from __future__ import annotations

import gettext
import io
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from hanse.hub.foundation.catalogues import (
    LOCALE,
    compile_catalogue,
    find_unfinished,
    list_catalogues,
)

CATALOGUES = [pytest.param(path, id=path.parts[-3]) for path in list_catalogues()]
PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[sdf]|%%|<[^>]+>")


def test_german_and_french_are_there() -> None:
    assert [path.parts[-3] for path in list_catalogues()] == ["de", "fr"]


@pytest.mark.parametrize("path", CATALOGUES)
def test_nothing_is_left_untranslated(path: Path) -> None:
    assert find_unfinished(path) == []


@pytest.mark.parametrize("path", CATALOGUES)
def test_the_compiled_file_fits_its_source(path: Path) -> None:
    def read(data: bytes) -> dict[object, str]:
        texts: dict[object, str] = gettext.GNUTranslations(io.BytesIO(data))._catalog  # type: ignore[attr-defined]
        return {key: text for key, text in texts.items() if key}

    committed = read(path.with_suffix(".mo").read_bytes())
    assert committed == read(compile_catalogue(path)), "run `hanse manage translations`"


@pytest.mark.parametrize("path", CATALOGUES)
def test_placeholders_and_tags_are_kept(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        allowed = sorted(PLACEHOLDER.findall(sources[-1]))
        for text in texts:
            assert sorted(PLACEHOLDER.findall(text)) == allowed, f"{sources[0]!r} -> {text!r}"


@pytest.mark.parametrize("path", CATALOGUES)
def test_unfinished_texts_are_found(path: Path, tmp_path: Path) -> None:
    broken = tmp_path / "django.po"
    broken.write_text(
        path.read_text("utf-8")
        + '\nmsgid "brand new"\nmsgstr ""\n\n#, fuzzy\nmsgid "guessed"\nmsgstr "geraten"\n',
        "utf-8",
    )
    assert find_unfinished(broken) == ["brand new", "guessed"]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_every_text_of_the_rooms_is_in_the_catalogues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.management import call_command

    hub = tmp_path / "hub"
    shutil.copytree(LOCALE.parent, hub, ignore=shutil.ignore_patterns("static", "__pycache__"))
    monkeypatch.chdir(hub)
    call_command("makemessages", locale=["de"], no_location=True, verbosity=0)
    with (LOCALE / "de/LC_MESSAGES/django.po").open("rb") as file:
        committed = {message.id for message in read_po(file)}
    with (hub / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
        gathered = {message.id for message in read_po(file)}
    assert gathered - committed == set(), "run `hanse manage translations` and translate"
