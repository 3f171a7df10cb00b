"""The invented organisations and what ties them, from one seed and one date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from hanse.hub.organisations.actions.profiles import Row
from hanse.hub.organisations.demo.values import make_basics, make_cluster, make_cooperation
from hanse.hub.organisations.demo.words import (
    Country,
    Names,
    list_countries,
    list_ecosystems,
    name_theme,
    read_technologies,
)
from hanse.hub.organisations.fields import find_field_set
from hanse.hub.organisations.models import Organisation
from hanse.hub.places.gazetteer import Place

SEED = 20_260_401
CLUSTERS, COMPANIES, RESEARCH, PUBLIC = 94, 200, 46, 24
SHOWCASES = 10
"""Cluster organisations of which many members have a profile, so that their network is alive."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_STATES = ("draft",) * 4 + ("submitted",) * 4 + ("in-review", "returned") + ("archived",) * 2
_STALE = 6
_K = Organisation.Kind


@dataclass(frozen=True)
class Tie:
    """A membership or, with a subject, a cooperation; organisations by their place in the list."""

    first: int
    second: int
    since: date
    role: str = "member"
    confirmed: tuple[bool, bool] = (True, True)
    subject: str = ""


@dataclass(frozen=True)
class Demonstration:
    """All that is to be written."""

    rows: list[Row]
    memberships: list[Tie]
    cooperation: list[Tie]
    own: dict[str, list[int]] = field(default_factory=dict)
    """What the demonstration's manager holds, by state."""


def build_demonstration(*, today: date, seed: int = SEED) -> Demonstration:
    """The same seed and date give the same organisations."""
    return _Builder(today, Random(seed)).build()  # noqa: S311 (nothing secret is made)


@dataclass
class _Builder:
    today: date
    random: Random
    rows: list[Row] = field(default_factory=list)
    memberships: dict[tuple[int, int], Tie] = field(default_factory=dict)
    cooperation: dict[tuple[int, int], Tie] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = Names(self.random)
        self.countries = {each.id: each for each in list_countries()}

    def build(self) -> Demonstration:
        clusters = [self._add_cluster(country) for country in self._spread(CLUSTERS)]
        self._set_states(clusters)
        listed = [n for n in clusters if self.rows[n].state in ("published", "stale")]
        self._add_members(listed)
        self._add_cooperation(listed[:SHOWCASES])
        self._add_partnerships(listed)
        self._add_associations(listed)
        self._add_support()
        self._add_near_duplicates(listed[SHOWCASES:])
        own = self._choose_own(clusters)
        return Demonstration(
            self.rows, list(self.memberships.values()), list(self.cooperation.values()), own
        )

    def _spread(self, count: int) -> list[Country]:
        """Each country at least once, then in proportion."""
        every = list(self.countries.values())
        weights = [each.share for each in every]
        return [*every, *self.random.choices(every, weights, k=count - len(every))]

    def _add(self, kind: str, values: dict[str, Any], **more: Any) -> int:
        known = find_field_set(kind, values["country"]).by_id
        given = {id: v for id, v in values.items() if id in known and v not in (None, "", [])}
        age = self.random.randint(3, 300)
        machine = {"summary": ["en"]} if self._is_translated(given) else {}
        key = "".join(self.random.choice(_LETTERS) for _ in range(8))
        row = Row(
            kind=kind,
            values=given,
            machine=machine,
            state="published",
            confirmed_at=self._ago(age),
            is_demonstration=True,
            key=key,
            found=self._find(given),
        )
        self.rows.append(replace(row, **more))
        return len(self.rows) - 1

    def _find(self, values: dict[str, Any]) -> Place:
        country = self.countries[values["country"]]
        towns = {town.name: town for town in country.towns}
        town = towns[values["place"]]
        return Place(town.name, country.id, town.latitude, town.longitude, town.region, how="name")

    def _is_translated(self, values: dict[str, Any]) -> bool:
        texts = values.get("summary", {})
        return len(texts) > 1 and "en" in texts and self.random.random() < 0.35

    def _ago(self, days: int) -> datetime:
        day = self.today - timedelta(days=days)
        return datetime.combine(day, time(9), tzinfo=UTC)

    def _add_cluster(self, country: Country) -> int:
        ecosystem = self.random.choice(list_ecosystems())
        name = self.names.make("cluster", country.language, ecosystem)
        values = make_cluster(self.random, name, country, ecosystem)
        return self._add(_K.CLUSTER_ORGANISATION, values, labels=self._make_labels())

    def _make_labels(self) -> tuple[dict[str, Any], ...]:
        """Some have a label; of some it has expired."""
        if self.random.random() > 0.3:
            return ()
        awarded = self.today - timedelta(days=self.random.randint(30, 1000))
        return (
            {
                "scheme": self.random.choices(["bronze", "silver", "gold"], [5, 2, 2])[0],
                "awarded_by": "Invented label office",
                "valid_from": awarded,
                "valid_until": awarded + timedelta(days=730),
                "source": "demonstration",
            },
        )

    def _set_states(self, clusters: list[int]) -> None:
        """Drafts, what waits, what was returned, what is stale: the last of the list."""
        for number, state in zip(reversed(clusters), _STATES, strict=False):
            self.rows[number] = replace(self.rows[number], state=state, confirmed_at=None)
        rest = clusters[: len(clusters) - len(_STATES)]
        for number in rest[-_STALE:]:
            long_ago = self._ago(self.random.randint(370, 600))
            self.rows[number] = replace(self.rows[number], state="stale", confirmed_at=long_ago)
        for number in clusters[-2:]:
            for id in ("staff_fte", "summary", "ecosystems"):
                self.rows[number].values.pop(id, None)  # type: ignore[attr-defined]

    def _add_members(self, listed: list[int]) -> None:
        """Companies, research organisations and public bodies, most of them around showcases."""
        homes = listed[:SHOWCASES] * 14 + listed * 2
        counts = (
            (COMPANIES, "company", _K.COMPANY, 0.25),
            (RESEARCH, "research", _K.RESEARCH_ORGANISATION, 0.8),
            (PUBLIC, "public", _K.PUBLIC_BODY, 0.6),
            (10, "support", _K.OTHER_MEMBER, 0.1),
        )
        for count, pattern, kind, again in counts:
            for _ in range(count):
                self._add_member(self.random.choice(homes), pattern, kind, again, listed)

    def _add_member(
        self, home: int, pattern: str, kind: str, again: float, listed: list[int]
    ) -> None:
        country = self.countries[self.rows[home].values["country"]]
        ecosystem = self.rows[home].values["ecosystems"][0]
        name = self.names.make(pattern, country.language, ecosystem)
        values = make_basics(self.random, name, country, ecosystem)
        if kind != _K.PUBLIC_BODY:
            values["technologies"] = read_technologies()[ecosystem][: self.random.randint(1, 3)]
        else:
            values |= {"public_level": self.random.choice(["local", "regional", "national"])}
            values.pop("founded")
        if kind == _K.COMPANY:
            values |= self._size() | make_cooperation(self.random, country)
        member = self._add(kind, values)
        self._join(home, member)
        near = [
            n
            for n in listed
            if n != home
            and (
                self.rows[n].values["country"] == country.id
                or ecosystem in self.rows[n].values["ecosystems"]
            )
        ]
        while near and self.random.random() < again:
            again /= 2
            self._join(self.random.choice(near), member)

    def _size(self) -> dict[str, Any]:
        size = self.random.choices(["micro", "small", "medium", "large"], [30, 35, 23, 12])[0]
        people = {"micro": (2, 9), "small": (10, 49), "medium": (50, 249), "large": (250, 4000)}
        return {"size_class": size, "employees": self.random.randint(*people[size])}

    def _join(self, group: int, member: int, role: str = "member", *, sure: bool = False) -> None:
        chance = 0.0 if sure else self.random.random()
        confirmed = (True, True) if chance < 0.85 else (chance < 0.93, chance >= 0.93)
        self.memberships[group, member] = Tie(
            group, member, self._since(), role=role, confirmed=confirmed
        )

    def _since(self) -> date:
        return self.today - timedelta(days=self.random.randint(60, 3000))

    def _add_cooperation(self, showcases: Iterable[int]) -> None:
        """Members of a showcase work with each other, most with a research organisation."""
        for group in showcases:
            inside = [tie.second for tie in self.memberships.values() if tie.first == group]
            hubs = [n for n in inside if self.rows[n].kind == _K.RESEARCH_ORGANISATION] or inside[
                :1
            ]
            theme = name_theme(self.rows[group].values["ecosystems"][0], "en")
            for member in inside:
                for partner in (self.random.choice(hubs), self.random.choice(inside)):
                    pair = (min(member, partner), max(member, partner))
                    if pair[0] != pair[1] and self.random.random() < 0.7:
                        subject = self.random.choice(_SUBJECTS).format(theme=theme)
                        self.cooperation[pair] = Tie(*pair, self._since(), subject=subject)

    def _add_partnerships(self, listed: list[int]) -> None:
        for number in range(14):
            ecosystem = list_ecosystems()[number % 14]
            fitting = [n for n in listed if ecosystem in self.rows[n].values["ecosystems"]]
            partners = self._of_different_countries(fitting + listed, 4 + number % 5)
            lead = self.rows[partners[0]].values
            theme = name_theme(ecosystem, "en")
            name = self.names.make("cluster", "en", ecosystem).replace("Cluster", "Partnership")
            begun = self.today - timedelta(days=self.random.randint(100, 900))
            values = {
                "name": name,
                "country": lead["country"],
                "place": lead["place"],
                "summary": {
                    "en": f"Clusters of {len(partners)} countries work on {theme} together."
                },
                "ecosystems": [ecosystem],
                "partnership_type": self.random.choice(["cluster-partnership", "eu-project"]),
                "starts": begun.isoformat(),
                "ends": (begun + timedelta(days=1095)).isoformat(),
                "budget": self.random.randint(4, 60) * 50_000,
                "member_count": len(partners),
                "third_markets": self.random.sample(["US", "JP", "CA", "IN", "BR", "KR"], 2),
            }
            self._gather(self._add(_K.PARTNERSHIP, values), partners, lead=True)

    def _of_different_countries(self, candidates: list[int], count: int) -> list[int]:
        chosen: dict[str, int] = {}
        for number in candidates:
            chosen.setdefault(self.rows[number].values["country"], number)
        return list(chosen.values())[:count]

    def _gather(self, group: int, members: Iterable[int], *, lead: bool = False) -> None:
        for place, member in enumerate(members):
            role = "lead" if lead and place == 0 else "partner" if lead else "member"
            self._join(group, member, role, sure=True)

    def _add_associations(self, listed: list[int]) -> None:
        for number, scope in enumerate(["national"] * 5 + ["european"] * 2 + ["global"]):
            country = list(self.countries.values())[number % 5]
            own = [n for n in listed if self.rows[n].values["country"] == country.id]
            far = self.random.sample(listed, 24)
            members = own if scope == "national" else far
            name = self.names.make("cluster", country.language, "proximity-social-economy")
            name = f"{name.split()[0]} {_ASSOCIATIONS[scope]}"
            values = make_basics(self.random, name, country, "proximity-social-economy")
            values |= {
                "association_scope": scope,
                "member_count": len(members),
                "staff_fte": round(self.random.uniform(1, 8), 1),
                "summary": {"en": "Speaks for cluster organisations and lets them learn together."},
                "ecosystems": None,
            }
            association = self._add(_K.ASSOCIATION, values)
            self._gather(association, members)
            if scope != "national":
                self._gather(association, [association - 1])

    def _add_support(self) -> None:
        services = ("resource-efficiency", "training", "policy-institution", "scale-up",
                    "internationalisation")  # fmt: skip
        for number, country in enumerate(self._spread(len(self.countries) + 14)[-14:]):
            ecosystem = self.random.choice(list_ecosystems())
            name = self.names.make("support", country.language, ecosystem)
            values = make_basics(self.random, name, country, ecosystem)
            values |= {
                "support_services": [services[number % 5]],
                **make_cooperation(self.random, country),
            }
            self._add(_K.SUPPORT_BODY, values)

    def _add_near_duplicates(self, candidates: list[int]) -> None:
        """The same organisation once more, as a second person would have typed it."""
        for number, (spoil, state) in zip(candidates, _SPOILERS, strict=False):
            values = dict(self.rows[number].values)
            kept = ("country", "place", "website", "ecosystems", "summary", "member_count")
            again = {id: values[id] for id in kept if id in values}
            again["name"] = spoil(values["name"])
            again["staff_fte"] = 1
            confirmed = None if state == "submitted" else self._ago(20)
            self._add(_K.CLUSTER_ORGANISATION, again, state=state, confirmed_at=confirmed)

    def _choose_own(self, clusters: list[int]) -> dict[str, list[int]]:
        """Two that are listed, one of each other state."""
        own: dict[str, list[int]] = {"published": clusters[:1]}
        for number in clusters:
            state = str(self.rows[number].state)
            if state in ("draft", "submitted", "returned", "stale"):
                own.setdefault(state, [number])
        return own


_SUBJECTS = (
    "Shared test bed for {theme}",
    "Joint training in {theme}",
    "Supply of parts",
    "Research contract on {theme}",
    "Common stand at a trade fair",
)
_ASSOCIATIONS = {
    "national": "Association of Clusters",
    "european": "European Cluster Council",
    "global": "World Forum of Clusters",
}
_SPOILERS: tuple[tuple[Callable[[str], str], str], ...] = (
    (lambda name: " ".join(reversed(name.split())), "published"),
    (lambda name: name[:4] + name[5:], "published"),
    (lambda name: f"{name} Association", "published"),
    (lambda name: name.upper(), "submitted"),
    (lambda name: name.replace(" ", "-", 1), "published"),
    (lambda name: f"The {name}", "published"),
)
