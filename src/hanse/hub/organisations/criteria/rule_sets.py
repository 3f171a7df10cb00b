"""Rule sets: who has to meet which criteria, and what waives them. Each is a file in `data/`.

Adding a file adds a rule set; a changed criterion is a new version in a new file, so that a
decision of last year can still be read as it was made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hanse.vocabulary import InputError

Texts = Mapping[str, str]
"""A text by language; English is always there."""

DEFAULT_PROGRAMME = "hanse"
PROGRAMMES: dict[str, str] = {
    "eccp": "European Cluster Collaboration Platform",
    "baden-wuerttemberg": "Baden-Württemberg",
    DEFAULT_PROGRAMME: "Hanse",
}
"""Who sets criteria. Where a programme says nothing of a kind or country, Hanse's own apply."""

_PLAIN = frozenset({"at_least", "at_most", "given", "holds", "includes"})


@dataclass(frozen=True, kw_only=True)
class Test:
    """A question to the facts: one comparison, or several joined by `all` or `any`."""

    kind: str
    """at_least, at_most, given, holds, includes, all, any."""
    fact: str = ""
    value: Any = None
    share_of: str = ""
    """Name of the fact that `fact` is taken as a share of."""
    parts: tuple[Test, ...] = ()

    def list_facts(self) -> list[str]:
        """Names of all facts that are asked, in order."""
        own = [name for name in (self.fact, self.share_of) if name]
        return own + [name for part in self.parts for name in part.list_facts()]


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that is asked of a profile."""

    id: str
    title: Texts
    test: Test
    fields: tuple[str, ...]
    """Ids of the profile's fields where it is answered."""
    mend: Texts
    """What to do where it is not met; may show facts: `{member_count}`."""
    applies: Test | None = None
    """Whom it concerns; None for everyone."""
    spared: Texts | None = None
    """Why it is met where it does not apply."""


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """What makes criteria unnecessary."""

    id: str
    title: Texts
    test: Test
    criteria: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """The criteria of one programme for some kinds of organisations, in one version."""

    id: str
    version: str
    programme: str
    title: Texts
    source: str
    reviewed_on: str
    kinds: tuple[str, ...]
    countries: tuple[str, ...]
    """ISO codes; empty for every country."""
    criteria: tuple[Criterion, ...]
    waivers: tuple[Waiver, ...]

    @property
    def name(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"

    def fits(self, kind: str, country: str) -> bool:
        """True where it is made for such an organisation."""
        return kind in self.kinds and (not self.countries or country in self.countries)


def say(texts: Texts, language: str) -> str:
    """The text in a language, else in English."""
    return texts.get(language.split("-")[0]) or texts["en"]


def list_rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set in every version, newest version of each first."""
    return tuple(sorted(_read_all().values(), key=_order))


def get_rule_set(name: str) -> RuleSet:
    """The rule set called `id@version`; InputError where there is none."""
    found = _read_all().get(name)
    if found is None:
        known = ", ".join(sorted(_read_all()))
        raise InputError(f"There is no rule set {name}.", mend=f"Known are {known}.")
    return found


def find_rule_set(kind: str, country: str, *, programme: str = "eccp") -> RuleSet:
    """The newest rule set for such an organisation: the programme's, else Hanse's own."""
    for wanted in (programme, DEFAULT_PROGRAMME):
        for rule_set in list_rule_sets():
            if rule_set.programme == wanted and rule_set.fits(kind, country):
                return rule_set
    raise InputError(
        f"There are no listing criteria for the kind {kind}.",
        field="kind",
        mend="Add a rule set for it.",
    )


def _order(rule_set: RuleSet) -> tuple[bool, str, list[int]]:
    """Those for particular countries before those for all; newest version first."""
    return (
        not rule_set.countries,
        rule_set.id,
        [-int(part) for part in rule_set.version.split(".")],
    )


@cache
def _read_all() -> dict[str, RuleSet]:
    folder = files(__package__) / "data"
    found = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            rule_set = build_rule_set(tomllib.loads(path.read_text("utf-8")))
            found[rule_set.name] = rule_set
    return found


def build_rule_set(data: Mapping[str, Any]) -> RuleSet:
    """A rule set from the content of its file."""
    return RuleSet(
        id=data["id"],
        version=str(data["version"]),
        programme=data["programme"],
        title=data["title"],
        source=data["source"],
        reviewed_on=str(data["reviewed_on"]),
        kinds=tuple(data["kinds"]),
        countries=tuple(data.get("countries", ())),
        criteria=tuple(_build_criterion(entry) for entry in data["criteria"]),
        waivers=tuple(_build_waiver(entry) for entry in data.get("waivers", ())),
    )


def _build_criterion(data: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=data["id"],
        title=data["title"],
        test=build_test(data["test"]),
        fields=tuple(data["fields"]),
        mend=data["mend"],
        applies=build_test(data["applies"]) if "applies" in data else None,
        spared=data.get("spared"),
    )


def _build_waiver(data: Mapping[str, Any]) -> Waiver:
    return Waiver(
        id=data["id"],
        title=data["title"],
        test=build_test(data["test"]),
        criteria=tuple(data["criteria"]),
    )


def build_test(data: Mapping[str, Any]) -> Test:
    """A test from its table; ValueError where it is none."""
    for kind in ("all", "any"):
        if kind in data:
            return Test(kind=kind, parts=tuple(build_test(part) for part in data[kind]))
    kinds = _PLAIN & set(data)
    if len(kinds) != 1 or not set(data) <= {*kinds, "fact", "share_of"}:
        raise ValueError(f"this is no test: {dict(data)}")
    (kind,) = kinds
    return Test(kind=kind, fact=data["fact"], value=data[kind], share_of=data.get("share_of", ""))
