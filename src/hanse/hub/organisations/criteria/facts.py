"""What criteria may ask of a profile, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Facts = Mapping[str, Any]
"""Values by the names in `FACTS`; what is not said yet is None or left out."""

FACTS: dict[str, str] = {
    "country": "country, ISO 3166-1 alpha-2",
    "website": "address of the web site",
    "website_english": "address of its pages in English",
    "contact": "an e-mail address or telephone number for first contact",
    "description": "what the organisation does",
    "years_since_founding": "this year less the year in which it was founded",
    "staff_fte": "dedicated management, in full-time equivalents",
    "member_count": "committed members",
    "member_firms": "companies among the members",
    "member_types": "types of members: sme, large-company, research, public-body, other",
    "public_collaboration": "how public bodies take part, where none is a member",
    "programme": "the national or regional cluster programme that recognises it officially",
    "social_economy": "it is a social-economy cluster",
    "activities_per_year": "distinct activities of the last twelve months that others can verify",
    "activities_text": "these activities, so that they can be verified",
    "services": "services that it offers",
    "services_published": "services that it tells publicly, in words or by a link",
    "innovation_driven": "innovation is a declared aim",
    "groups": "clusters, partnerships and associations of the registry that it belongs to",
    "partners": "organisations of the registry that belong to it",
}

_MEMBERS = {
    "sme": "members_sme",
    "large-company": "members_large",
    "research": "members_research",
    "public-body": "members_public",
    "other": "members_other",
}
_FIRMS = ("members_sme", "members_large")
_TAKEN_OVER = (
    "country",
    "website",
    "website_english",
    "staff_fte",
    "member_count",
    "public_collaboration",
    "programme",
    "social_economy",
    "activities_per_year",
    "activities_text",
    "innovation_driven",
)


def build_facts(
    values: Mapping[str, Any], *, year: int, groups: int | None, partners: int | None
) -> dict[str, Any]:
    """The facts of a profile from the values of its fields.

    `year` is the present one; `groups` and `partners` are counted in the registry by the caller,
    None where the profile is not kept there yet.
    """
    founded = values.get("founded")
    firms = [values[name] for name in _FIRMS if values.get(name) is not None]
    facts = {name: _plain(values.get(name)) for name in _TAKEN_OVER}
    return facts | {
        "contact": _first(values, "email", "telephone", "contact_email", "contact_telephone"),
        "description": _first(values, "summary", "description", "services_text"),
        "years_since_founding": None if founded is None else max(year - int(founded), 0),
        "member_firms": sum(firms) if firms else None,
        "member_types": _list_types(values),
        "services": values.get("services")
        or values.get("support_services")
        or _first(values, "services_text", "services_url"),
        "services_published": _first(values, "services_url", "services_text"),
        "groups": groups,
        "partners": partners,
    }


def _list_types(values: Mapping[str, Any]) -> list[str] | None:
    """Types with at least one member, and those that were ticked; None where neither is told."""
    counted = {kind: values.get(name) for kind, name in _MEMBERS.items()}
    ticked = values.get("member_types")
    if not ticked and all(number is None for number in counted.values()):
        return None
    return sorted({kind for kind, number in counted.items() if number} | set(ticked or ()))


def _first(values: Mapping[str, Any], *names: str) -> Any:
    return next((found for name in names if (found := _plain(values.get(name)))), None)


def _plain(value: Any) -> Any:
    """A text in several languages as one of them, blank as None; English where it is there."""
    if isinstance(value, Mapping):
        texts = [value.get("en"), *value.values()]
        return next((text for text in texts if text), None)
    return None if value == "" else value
