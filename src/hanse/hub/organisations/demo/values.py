"""Believable values for invented organisations."""

from __future__ import annotations

from math import log
from random import Random
from typing import Any

from hanse.classifications import get_grouping
from hanse.hub.organisations.demo.words import (
    Country,
    list_countries,
    list_ecosystems,
    make_acronym,
    make_host,
    name_theme,
    read_patterns,
    read_technologies,
)
from hanse.hub.organisations.fields import get_vocabulary

MEAN_MEMBERS, SPREAD = 182, 0.75
SHARES = {"members_sme": (0.815, 0.07), "members_large": (0.093, 0.035),
          "members_research": (0.092, 0.035)}  # fmt: skip
"""Median share and its spread."""
_EMERGING = {
    "agri-food": "environmental-industries",
    "creative-cultural": "creative-industries",
    "digital": "digital-industries",
    "health": "medical-devices",
    "mobility-transport-automotive": "mobility-technologies",
    "tourism": "experience-industries",
    "retail": "logistical-services",
    "energy-renewables": "environmental-industries",
    "textiles": "advanced-packaging",
}
_PRIORITIES = {
    "aerospace-defence": ("vehicles-transport", "security-resilience"),
    "agri-food": ("agriculture-food", "agricultural-science", "bioeconomy"),
    "construction": ("construction-habitat", "circular-economy"),
    "creative-cultural": ("tourism-culture", "cultural-heritage"),
    "digital": ("information-services", "computing-science", "digital-transformation"),
    "electronics": ("electronics-optics", "key-technologies"),
    "energy-intensive": ("materials-chemistry", "materials-science", "circular-economy"),
    "energy-renewables": ("energy-utilities", "energy-science", "climate-neutrality"),
    "health": ("health-care", "medical-science", "healthy-ageing"),
    "mobility-transport-automotive": ("vehicles-transport", "sustainable-mobility"),
    "proximity-social-economy": ("business-finance", "social-innovation"),
    "retail": ("business-finance", "digital-transformation"),
    "textiles": ("textiles-fashion", "industrial-modernisation"),
    "tourism": ("tourism-culture", "blue-economy"),
}
_FIRST = ("Ana", "Jonas", "Marta", "Luca", "Sofia", "Emil", "Irena", "Pavel", "Elin", "Nikos")
_LAST = ("Sample", "Specimen", "Exempel", "Beispiel", "Exemple", "Ejemplo", "Esempio", "Przykład")


def make_basics(random: Random, name: str, country: Country, ecosystem: str) -> dict[str, Any]:
    """What every kind has: place, web site, contact, texts."""
    host = make_host(name, country.id)
    place = random.choice(country.towns).name
    return {
        "name": name,
        "acronym": make_acronym(name) if random.random() < 0.4 else None,
        "country": country.id,
        "place": place,
        "founded": random.randint(1988, 2023),
        "website": f"https://{host}/",
        "email": f"office@{host.removeprefix('www.')}",
        "contact_person": f"{random.choice(_FIRST)} {random.choice(_LAST)}",
        "contact_email": f"contact@{host.removeprefix('www.')}",
        "languages": sorted({"en", country.language}),
        "summary": write_text(random, "summary", country, ecosystem, place),
        "ecosystems": [ecosystem],
    }


def write_text(
    random: Random, kind: str, country: Country, ecosystem: str, place: str
) -> dict[str, str]:
    """A text in the country's language and, often, in English."""
    own = country.language
    codes = dict.fromkeys([own, "en"] if random.random() < 0.85 else [own])
    number = random.randrange(2)
    texts = {}
    for code in codes:
        patterns = read_patterns(code)[kind]
        pattern = patterns[number % len(patterns)]
        theme = name_theme(ecosystem, code)
        within = theme if code == "de" else theme.lower()  # only German writes nouns large
        texts[code] = pattern.format(theme=within, place=place)
    return texts


def make_cluster(random: Random, name: str, country: Country, ecosystem: str) -> dict[str, Any]:
    """A cluster organisation, with members in the shares that are usual."""
    values = make_basics(random, name, country, ecosystem)
    counts = count_members(random)
    total = sum(counts.values())
    web = values["website"]
    values |= counts | {
        "member_count": total,
        "members_url": f"{web}members",
        "description": write_text(random, "description", country, ecosystem, values["place"]),
        "website_english": web if country.language == "en" else f"{web}en/",
        "staff_fte": round(max(0.5, total / 55 * random.uniform(0.6, 1.5)), 1),
        "services": sorted(random.sample(list(get_vocabulary("services").terms), 5)),
        "services_url": f"{web}services",
        "activities_per_year": random.randint(3, 24),
        "innovation_driven": random.random() < 0.9,
        "technologies": list(read_technologies()[ecosystem][: random.randint(1, 4)]),
        "industries": list_industries(ecosystem),
        "transitions": random.sample(["green", "digital", "resilience"], random.randint(1, 2)),
        "emerging_industries": [_EMERGING[ecosystem]] if ecosystem in _EMERGING else None,
        "s3_priorities": list(_PRIORITIES[ecosystem]),
        "social_economy": ecosystem == "proximity-social-economy",
        "programme": "Invented national cluster programme" if random.random() < 0.45 else None,
        "newsletter": f"{web}newsletter" if random.random() < 0.5 else None,
        "private_funding_share": random.randint(15, 85),
        **make_cooperation(random, country),
    }
    if random.random() < 0.2:
        second = random.choice([each for each in list_ecosystems() if each != ecosystem])
        values["ecosystems"] = [ecosystem, second]
    return values


def count_members(random: Random) -> dict[str, int]:
    """Members by type; the mean of their number is about 170."""
    total = random.lognormvariate(log(MEAN_MEMBERS) - SPREAD**2 / 2, SPREAD)
    total = min(max(total, 15), 650)
    shares = {id: max(0.01, random.gauss(*around)) for id, around in SHARES.items()}
    scale = total / sum(shares.values())
    counts = {id: max(1, round(share * scale)) for id, share in shares.items()}
    return counts | {"members_public": random.randint(0, 4), "members_other": random.randint(0, 2)}


def make_cooperation(random: Random, country: Country) -> dict[str, Any]:
    """Whether and with whom it looks for partners."""
    if random.random() < 0.3:
        return {"cooperation": random.random() < 0.2}
    others = [each.id for each in list_countries() if each.id != country.id]
    return {
        "cooperation": True,
        "cooperation_wanted": sorted(random.sample(others, random.randint(2, 6))),
        "cooperation_countries": sorted(random.sample(others, random.randint(1, 5))),
        "cooperation_text": {
            "en": random.choice(
                [
                    "Partners for a joint application on shared test beds.",
                    "A cluster with complementary suppliers for a value chain without gaps.",
                    "Exchanges of staff and visits for our small members.",
                ]
            )
        },
    }


def list_industries(ecosystem: str) -> list[str]:
    """The NACE divisions that make up an ecosystem."""
    members = get_grouping("ecosystems-14").members
    known = get_vocabulary("industries")
    codes = {each.code.split(".")[0] for each in members if each.group == ecosystem}
    return sorted(code for code in codes if code in known)[:12]
