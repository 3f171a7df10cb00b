"""A profile as linked data: schema.org Organization and W3C ORG, public fields only.

The document names its vocabularies by itself and fetches none, so that readers need no network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

CONTEXT = {
    "@vocab": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "url": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
    "memberOf": {"@type": "@id"},
    "org:memberOf": {"@type": "@id"},
}
_TYPES = {
    "company": ["Organization", "org:FormalOrganization"],
    "research-organisation": ["ResearchOrganization", "org:FormalOrganization"],
    "public-body": ["GovernmentOrganization", "org:FormalOrganization"],
    "partnership": ["Organization", "org:OrganizationalCollaboration"],
}
_SCRIPT_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}
Node = dict[str, Any]


def build_json_ld(
    values: Mapping[str, Any],
    *,
    kind: str,
    page: str,
    labels: Sequence[Mapping[str, Any]] = (),
    identifiers: Sequence[Mapping[str, str]] = (),
    groups: Iterable[Mapping[str, str]] = (),
) -> Node:
    """The node of one organisation.

    Parameters
    ----------
    values : public values by field id, columns included.
    kind : kind of the organisation.
    page : address of its page, which is its identifier too.
    labels : `scheme`, `awarded_by`, `valid_until` each.
    identifiers : `scheme` and `value` each.
    groups : `page` and `name` of each group that it belongs to.
    """
    return _drop_empty(
        {
            "@context": CONTEXT,
            "@id": page,
            "@type": _TYPES.get(kind, ["Organization", "org:Organization"]),
            "name": values.get("name"),
            "skos:prefLabel": values.get("name"),
            "alternateName": [*_texts(values.get("acronym")), *_texts(values.get("other_names"))],
            "description": _tagged(values.get("summary") or values.get("description")),
            "url": values.get("website") or page,
            "mainEntityOfPage": {"@id": page},
            "identifier": [
                {"@type": "PropertyValue", "propertyID": i["scheme"], "value": i["value"]}
                for i in identifiers
            ],
            "org:classification": kind,
            "address": _build_address(values),
            "location": _build_location(values),
            "email": values.get("email"),
            "telephone": values.get("telephone"),
            "foundingDate": _year(values.get("founded")),
            "numberOfEmployees": _count(values.get("staff_count") or values.get("employees")),
            "knowsLanguage": values.get("languages"),
            "award": [_describe_label(label) for label in labels],
            "memberOf": [group["page"] for group in groups],
            "org:memberOf": [group["page"] for group in groups],
        }
    )


def write_script(node: Node) -> str:
    """The node for the inside of a `<script>`: nothing in it can end the element."""
    return json.dumps(node, ensure_ascii=False).translate(_SCRIPT_ESCAPES)


def _drop_empty(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for text in value.values() if text]
    if isinstance(value, (list, tuple)):
        return [str(text) for text in value if text]
    return [value] if value else []


def _tagged(value: Any) -> Any:
    """A text with its language, where that is known."""
    if not isinstance(value, Mapping):
        return value
    return [
        {"@value": text} if language == "und" else {"@value": text, "@language": language}
        for language, text in value.items()
    ]


def _build_address(values: Mapping[str, Any]) -> Node:
    parts = _drop_empty(
        {
            "streetAddress": values.get("address"),
            "addressLocality": values.get("place"),
            "addressRegion": values.get("region"),
            "addressCountry": values.get("country"),
        }
    )
    return {"@type": "PostalAddress", **parts} if parts else {}


def _build_location(values: Mapping[str, Any]) -> Node:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if latitude is None or longitude is None:
        return {}
    geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return {"@type": "Place", "geo": geo}


def _year(value: Any) -> Any:
    return {"@value": f"{int(value):04d}", "@type": "xsd:gYear"} if value else None


def _count(value: Any) -> Node:
    return {"@type": "QuantitativeValue", "value": int(value)} if value else {}


def _describe_label(label: Mapping[str, Any]) -> str:
    awarded_by = label.get("awarded_by")
    return f"{label['scheme']}, {awarded_by}" if awarded_by else str(label["scheme"])
