"""The facets of a page: what each value is called, how many have it, what is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.hub.foundation.templatetags.foundation import number
from hanse.hub.organisations.fields import get_vocabulary
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.search.entries import list_regions_above
from hanse.hub.organisations.search.facets import FACETS, LABEL_STATES, YES_TITLES
from hanse.hub.organisations.search.finding import Found
from hanse.hub.organisations.search.query import Query, change_chosen

AT_ONCE = 7
"""Values that are shown before one asks for more."""
OPEN = ("kind", "country", "ecosystem")
"""Facets that are open from the start."""


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many organisations one would see with it."""

    value: str
    title: str
    count: int
    is_chosen: bool
    depth: int = 0


@dataclass(frozen=True)
class FacetPanel:
    """One facet with its choices, as the page shows it."""

    id: str
    title: str
    first: SafeString
    more: SafeString
    more_count: int
    is_open: bool
    is_waiting: bool = False
    """Nothing can be chosen before something else is."""


@dataclass(frozen=True)
class Chip:
    """An active filter, and the address without it."""

    facet: str
    title: str
    address: str


def list_panels(found: Found) -> list[FacetPanel]:
    """The facets that divide the result or are chosen, in their order."""
    panels = []
    for id, facet in FACETS.items():
        choices = _list_regions(found) if id == "region" else list_choices(found, id)
        if not choices and id != "region":
            continue
        first = choices if id == "region" else choices[:AT_ONCE]
        more = choices[len(first) :]
        # What is chosen stays in sight.
        first = [*first, *(choice for choice in more if choice.is_chosen)]
        more = [choice for choice in more if not choice.is_chosen]
        is_open = id in OPEN or id in found.query.chosen or (id == "region" and bool(choices))
        panels.append(
            FacetPanel(
                id,
                str(facet.title),
                _draw(id, first),
                _draw(id, more),
                len(more),
                is_open,
                is_waiting=not choices,
            )
        )
    return panels


def list_choices(found: Found, facet: str) -> list[Choice]:
    """The values of a facet: by the vocabulary's order or by how many have them."""
    counts = found.counts[facet]
    chosen = found.query.chosen.get(facet, ())
    values = {*counts, *chosen}
    language = get_language() or "en"
    choices = [
        Choice(value, name_value(facet, value, language), counts.get(value, 0), value in chosen)
        for value in values
    ]
    vocabulary = FACETS[facet].vocabulary
    if FACETS[facet].is_ordered and vocabulary:
        order = list(get_vocabulary(vocabulary).terms)
        return sorted(choices, key=lambda c: order.index(c.value) if c.value in order else 99)
    return sorted(choices, key=lambda choice: (-choice.count, choice.title))


def _list_regions(found: Found) -> list[Choice]:
    """A tree as far as it was opened: the largest regions of the countries in question, and what
    lies in those that are chosen."""
    counts = found.counts["region"]
    chosen = set(found.query.chosen.get("region", ()))
    opened = {code for region in chosen for code in list_regions_above(region)}
    nuts = {_nuts_prefix(country) for country in found.query.chosen.get("country", ())}
    nuts |= {region[:2] for region in chosen}
    if not nuts and len(found.counts["country"]) <= 2:
        nuts = {_nuts_prefix(country) for country in found.counts["country"]}
    known = sorted(code for code in {*counts, *opened} if code[:2] in nuts)
    language = get_language() or "en"
    choices: list[Choice] = []
    shown: set[str] = set()
    for code in known:
        above = code[:-1]
        alone = [other for other in known if len(other) == 3 and other[:2] == code[:2]]
        is_first = len(code) == 3
        if is_first or above in opened or (above in shown and alone == [above]):
            shown.add(code)
            title = name_value("region", code, language)
            choices.append(
                Choice(code, title, counts.get(code, 0), code in chosen, depth=len(code) - 3)
            )
    return choices


def _nuts_prefix(country: str) -> str:
    return {"GR": "EL", "GB": "UK"}.get(country, country)


def list_chips(found: Found, path: str) -> list[Chip]:
    """Every active filter with the address that one gets by taking it away."""
    query = found.query
    language = get_language() or "en"
    chips = []
    if query.text:
        chips.append(
            Chip(_("Text"), f"“{query.text}”", _address(path, Query("", query.chosen, query.box)))
        )
    for facet, values in query.chosen.items():
        for value in values:
            rest = change_chosen(query, facet, [other for other in values if other != value])
            title = name_value(facet, value, language)
            chips.append(Chip(str(FACETS[facet].title), title, _address(path, rest)))
    if query.box:
        rest = Query(query.text, query.chosen, None, query.sort)
        chips.append(Chip(_("Map"), _("chosen area"), _address(path, rest)))
    return chips


def _address(path: str, query: Query) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query.to_address()}".rstrip("?&")


@lru_cache(maxsize=8000)
def name_value(facet: str, value: str, language: str) -> str:
    """What a value is called in a language; unknown ones keep their own words."""
    if facet == "kind":
        known = dict(Organisation.Kind.choices)
        return str(known.get(value, value))
    if facet == "label":
        scheme, _, state = value.rpartition(".")
        title = scheme.replace("-", " ").capitalize()
        return f"{title} ({LABEL_STATES[state]})" if state in LABEL_STATES else value
    if value == "yes" and facet in YES_TITLES:
        return str(YES_TITLES[facet])
    vocabulary = FACETS[facet].vocabulary
    title = get_vocabulary(vocabulary).title(value, language) if vocabulary else value
    return f"{value} {title}" if facet == "region" and title != value else title


def name_values(facet: str, values: Iterable[str]) -> list[str]:
    """What values are called in the active language."""
    language = get_language() or "en"
    return [name_value(facet, value, language) for value in values]


def _draw(facet: str, choices: Iterable[Choice]) -> SafeString:
    """Lines of checkboxes; many a page, so that they are put together without a template."""
    lines = []
    for choice in choices:
        value = escape(choice.value)
        depth = f' class="deep-{choice.depth}"' if choice.depth else ""
        checked = " checked" if choice.is_chosen else ""
        lines.append(
            f'<li{depth}><label><input type="checkbox" id="f-{facet}-{value}" name="{facet}" '
            f'value="{value}"{checked}>{escape(choice.title)} '
            f"<b>{number(choice.count)}</b></label></li>"
        )
    return mark_safe("".join(lines))  # noqa: S308 (each part is escaped above)


def describe_query(query: Query) -> str:
    """A query in words, for the title of a saved search."""
    parts: list[str] = [f"“{query.text}”"] if query.text else []
    chosen: Mapping[str, tuple[str, ...]] = query.chosen
    parts += [" / ".join(name_values(facet, values)) for facet, values in chosen.items()]
    if query.box:
        parts.append(_("an area of the map"))
    return ", ".join(parts) or _("All organisations")
