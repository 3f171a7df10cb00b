"""What the embedded card of a profile shows: public fields only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hanse.hub.api.queries.records import build_record, with_parts
from hanse.hub.organisations.fields import get_vocabulary
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.profiles import choose_language, name_country

LONGEST = 240


@dataclass(frozen=True)
class Card:
    """A profile on a few lines."""

    key: str
    name: str
    kind: str
    place: str
    summary: str
    summary_language: str
    ecosystems: tuple[str, ...]
    members: int | None
    website: str
    logo: str
    confirmed_at: datetime | None
    address: str


def get_card(key: str, *, language: str) -> Card | None:
    """The card of a listed organisation."""
    listed = Organisation.objects.filter(key=key, state__in=Organisation.LISTED)
    organisation = with_parts(listed).first()
    if organisation is None:
        return None
    record = build_record(organisation)
    fields = record["fields"]
    summary, spoken = _choose(fields.get("summary") or fields.get("description"), language)
    country = name_country(record["country"], language) if record["country"] else ""
    ecosystems = get_vocabulary("ecosystems")
    return Card(
        key=organisation.key,
        name=organisation.name,
        kind=str(organisation.get_kind_display()),
        place=", ".join(part for part in (record["place"], country) if part),
        summary=summary if len(summary) <= LONGEST else f"{summary[:LONGEST].rsplit(' ', 1)[0]} …",
        summary_language=spoken,
        ecosystems=tuple(ecosystems.title(id, language) for id in fields.get("ecosystems", ())[:3]),
        members=record["member_count"],
        website=record["website"],
        logo=organisation.logo,
        confirmed_at=organisation.confirmed_at,
        address=organisation.get_absolute_url(),
    )


def _choose(texts: object, language: str) -> tuple[str, str]:
    if not isinstance(texts, dict) or not texts:
        return "", ""
    chosen = choose_language(texts, language)
    return str(texts[chosen]), "" if chosen in (language, "und") else chosen
