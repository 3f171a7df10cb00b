"""Finding a region or an industry group by a piece of its name or code."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from hanse.hub.observatory.results import Results
from hanse.vocabulary import InputError

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def fold(text: str) -> str:
    """`text` in lower case without diacritics: "Łódź" becomes "lodz"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@dataclass(frozen=True)
class Hit:
    """One region or industry group that fits what was typed."""

    kind: Literal["region", "industry"]
    code: str
    title: str


def search_labels(results: Results, text: str, *, limit: int = 12) -> list[Hit]:
    """Regions and industry groups of which a word or the code begins with `text`.

    Those that merely contain it come after; within each rank the order is alphabetical.
    """
    wanted = fold(text).strip()
    if not wanted:
        return []
    found = []
    for hit, code, title in results.derive("search", lambda: _index(results)):
        if code.startswith(wanted) or title.startswith(wanted):
            found.append((0, title, hit))
        elif f" {wanted}" in title:
            found.append((1, title, hit))
        elif wanted in title:
            found.append((2, title, hit))
    found.sort(key=lambda entry: entry[:2])
    return [hit for _, _, hit in found[:limit]]


def find_region(results: Results, text: str) -> str:
    """Code of the region that is meant by a code, a name, or a part of one that no other has.

    Raises InputError where there is none, or more than one.
    """
    if text in results.region_at:  # codes of one's own may differ in their case alone
        return text
    wanted = fold(text).strip()
    everything = len(results.regions) + len(results.groups)
    labels = search_labels(results, text, limit=everything)
    hits = [hit for hit in labels if hit.kind == "region"]
    exact = [hit for hit in hits if wanted in (fold(hit.code), fold(hit.title))]
    found = exact or hits
    if len(found) == 1:
        return found[0].code
    if not found:
        raise InputError(_("There is no region called %(text)s in these figures.") % {"text": text})
    shown = ", ".join(f"{hit.title} ({hit.code})" for hit in found[:5])
    raise InputError(
        _("Several regions fit %(text)s: %(shown)s …") % {"text": text, "shown": shown}
    )


def _index(results: Results) -> list[tuple[Hit, str, str]]:
    hits = [Hit("region", code, title) for code, title in results.region_titles.items()]
    hits += [Hit("industry", code, title) for code, title in results.group_titles.items()]
    return [(hit, fold(hit.code), _spaced(fold(hit.title))) for hit in hits]


def _spaced(text: str) -> str:
    for mark in "-/(&,":
        text = text.replace(mark, " ")
    return text
