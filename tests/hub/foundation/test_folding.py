"""One spelling for all scripts: what is typed meets what was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.hub.foundation.folding import fold_text, fold_variants, fold_words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Łódź", "lodz"),
        ("München", "munchen"),
        ("Straße", "strasse"),
        ("Ærøskøbing", "aeroskobing"),
        ("Œuvre Þór Ðakovo ıI", "oeuvre thor dakovo ii"),
        ("ŻÓŁĆ ĦAMRUN ŋ", "zolc hamrun n"),
        ("İstanbul Şişli", "istanbul sisli"),
        ("Αθήνα", "athina"),
        ("ΑΘΗΝΑ", "athina"),
        ("Αυστρία Εύβοια Ουρανός", "afstria evvoia ouranos"),
        ("Μπουρνάζι Σύμβουλος", "bournazi symvoulos"),
        ("Пловдив", "plovdiv"),
        ("София", "sofia"),
        ("Българска агенция", "balgarska agentsia"),
        ("Крагујевац Чачак", "kragujevac cacak"),
        ("Київ Харків", "kyiv kharkiv"),
        ("R&D 4.0, S.p.A.", "r&d 4.0, s.p.a."),
        ("", ""),
    ],
)
def test_each_script_has_its_spelling(written: str, folded: str) -> None:
    assert fold_text(written) == folded


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("München", "muenchen"),
        ("Århus", "aarhus"),
        ("Ørsted", "oersted"),
        ("Ниш", "nis"),
        ("Ниш", "nish"),
        ("Клъстер", "kluster"),
        ("Сдружение", "sdruzenie"),
        ("Σύνδεσμος Επιχειρήσεων", "sindesmos epiheiriseon"),
        ("Đakovo", "djakovo"),
    ],
)
def test_other_usual_spellings_are_kept_too(written: str, typed: str) -> None:
    variants = fold_variants(written)
    assert typed in variants
    assert variants[0] == fold_text(written)
    assert len(set(variants)) == len(variants)


def test_words() -> None:
    assert fold_words("A.I.T.A. – Foo-Bar (Łódź), 4.0") == ["aita", "foo", "bar", "lodz", "4", "0"]


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text: str) -> None:
    folded = fold_text(text)
    assert fold_text(folded) == folded


@given(st.text(alphabet="łódźŻÉéüßΆήώςбїњЃќ aB", max_size=20))
def test_composed_and_decomposed_letters_are_one(text: str) -> None:
    assert fold_text(unicodedata.normalize("NFD", text)) == fold_text(text)


@given(st.text(alphabet="abcæøåßαβγδουψабвгджщъьюяїєљњџ -.", max_size=30))
def test_europes_letters_become_plain_ones(text: str) -> None:
    assert fold_text(text).isascii()
