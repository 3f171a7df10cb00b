"""What is looked for: plain data that an address holds, so that a search has a permanent one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from hanse.hub.organisations.search.facets import FACETS

LONGEST = 200
"""Characters of the text."""
MOST_VALUES = 60
"""Values that are chosen of one facet."""
SORTS = ("relevance", "name", "new", "current", "members")

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""


@dataclass(frozen=True)
class Query:
    """A text, the chosen values of each facet, an area on the map, an order.

    Values of one facet are alternatives; facets narrow each other.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    box: Box | None = None
    sort: str = ""

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted(self.chosen.items())), self.box, self.sort))

    @property
    def is_open(self) -> bool:
        """True where nothing narrows the search."""
        return not self.text and not self.chosen and self.box is None

    def list_pairs(self) -> list[tuple[str, str]]:
        """The query as names and values of an address, always in the same order."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(facet, value) for facet in FACETS for value in self.chosen.get(facet, ())]
        if self.box:
            pairs.append(("box", ",".join(f"{edge:g}" for edge in self.box)))
        if self.sort:
            pairs.append(("sort", self.sort))
        return pairs

    def to_address(self, *more: tuple[str, str]) -> str:
        """The part of an address after the question mark."""
        return urlencode([*self.list_pairs(), *more])


def read_query(given: QueryDict) -> Query:
    """The query of an address; what cannot be understood is left out."""
    chosen = {}
    for facet in FACETS:
        values = [value for value in given.getlist(facet) if value and len(value) <= 60]
        if values:
            chosen[facet] = tuple(sorted(dict.fromkeys(values))[:MOST_VALUES])
    sort = given.get("sort", "")
    return Query(
        text=" ".join(given.get("q", "").replace("\0", " ")[:LONGEST].split()),
        chosen=chosen,
        box=_read_box(given.get("box", "")),
        sort=sort if sort in SORTS else "",
    )


def read_address(address: str) -> Query:
    """The query of the part of an address after the question mark."""
    return read_query(QueryDict(address))


def _read_box(text: str) -> Box | None:
    try:
        west, south, east, north = (float(edge) for edge in text.split(","))
    except ValueError:
        return None
    in_order = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if in_order else None


def change_chosen(query: Query, facet: str, values: Collection[str]) -> Query:
    """The query with other values of one facet."""
    chosen = {id: kept for id, kept in query.chosen.items() if id != facet}
    if values:
        chosen[facet] = tuple(sorted(values))
    return Query(query.text, chosen, query.box, query.sort)
