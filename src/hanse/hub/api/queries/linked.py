"""Organisations as linked data, and linked data as Turtle."""

from __future__ import annotations

from typing import Any

from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.linked_data import describe_linked


def get_node(key: str, *, address: str) -> dict[str, Any] | None:
    """The JSON-LD node of the listed organisation of this key."""
    organisation = Organisation.objects.filter(key=key, state__in=Organisation.LISTED).first()
    return describe_linked(organisation, address=address) if organisation else None


def write_turtle(document: dict[str, Any]) -> str:
    """A JSON-LD document with a context of its own as Turtle."""
    from rdflib import Graph
    from rdflib.plugins.parsers.jsonld import to_rdf

    graph = Graph()
    to_rdf(document, graph)
    for prefix, name in document["@context"].items():
        if isinstance(name, str) and not prefix.startswith("@"):
            graph.bind(prefix, name)
    return str(graph.serialize(format="turtle"))
