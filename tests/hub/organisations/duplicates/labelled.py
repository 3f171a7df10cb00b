"""Labelled pairs: invented organisations, written twice as people write, and hard negatives.

Every name is put together from invented words; only towns and kinds of legal form are real.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from hanse.hub.organisations.duplicates import Record


@dataclass(frozen=True)
class Land:
    """What names in a country are made of; towns with position."""

    code: str
    towns: tuple[tuple[str, float, float, str], ...]
    cluster: str
    legal: tuple[str, ...]
    domain: str


LANDS = (
    Land("DE", (("München", 48.14, 11.58, "Munich"), ("Köln", 50.94, 6.96, "Cologne"),
                ("Dresden", 51.05, 13.74, "Dresden")), "Cluster", ("e.V.", "GmbH"), "de"),
    Land("IT", (("Milano", 45.46, 9.19, "Milan"), ("Torino", 45.07, 7.69, "Turin"),
                ("Bari", 41.12, 16.87, "Bari")), "Cluster", ("S.c.a r.l.", "S.r.l."), "it"),
    Land("PL", (("Łódź", 51.77, 19.46, "Lodz"), ("Kraków", 50.06, 19.94, "Cracow"),
                ("Gdańsk", 54.35, 18.65, "Gdansk")), "Klaster", ("Sp. z o.o.",), "pl"),
    Land("ES", (("Zaragoza", 41.66, -0.88, "Saragossa"), ("Sevilla", 37.38, -5.97, "Seville"),
                ("Bilbao", 43.26, -2.93, "Bilbao")), "Clúster", ("S.L.", "A.I.E."), "es"),
    Land("BG", (("София", 42.7, 23.32, "Sofia"), ("Пловдив", 42.15, 24.75, "Plovdiv"),
                ("Варна", 43.21, 27.91, "Varna")), "Клъстер", ("ООД",), "bg"),
    Land("GR", (("Αθήνα", 37.98, 23.73, "Athens"), ("Θεσσαλονίκη", 40.64, 22.94, "Thessaloniki")),
         "Cluster", ("Α.Ε.",), "gr"),
    Land("CZ", (("Plzeň", 49.75, 13.38, "Pilsen"), ("Brno", 49.2, 16.61, "Brno")),
         "Klastr", ("z.s.", "s.r.o."), "cz"),
    Land("FR", (("Lyon", 45.75, 4.85, "Lyon"), ("Nantes", 47.22, -1.55, "Nantes")),
         "Pôle", ("SAS",), "fr"),
    Land("SE", (("Göteborg", 57.71, 11.97, "Gothenburg"), ("Umeå", 63.83, 20.26, "Umea")),
         "Kluster", ("ek. för.", "AB"), "se"),
)  # fmt: skip
FIELDS = (
    ("Automotive", "Automobil"), ("Wood", "Holz"), ("Food", "Agrifood"), ("Textile", "Textil"),
    ("Energy", "Energie"), ("Health", "Salud"), ("Tourism", "Turismo"), ("ICT", "Digital"),
    ("Logistics", "Logistik"), ("Plastics", "Kunststoff"), ("Construction", "Bau"),
)  # fmt: skip
_FRONT = ("Vel", "Mar", "Tor", "Kal", "Nord", "Bri", "Sol", "Gan", "Lum", "Per", "Zen", "Quar",
          "Ost", "Fal", "Hin", "Rov", "Dal", "Ske", "Ulm", "Cor")  # fmt: skip
_BACK = ("antia", "ovica", "inger", "ando", "eska", "umbra", "ivar", "oria", "elund", "aris",
         "onde", "ipolo", "ethia", "arko", "usia", "ingen")  # fmt: skip
_CYRILLIC = dict(zip("abvgdezijklmnoprstufhc", "абвгдезийклмнопрстуфхк", strict=True))


@dataclass(frozen=True)
class Labelled:
    """A pair and whether it is one organisation; `how` names what was done."""

    one: Record
    other: Record
    same: bool
    how: str


def invent_word(draw: random.Random) -> str:
    """A word of no language."""
    return draw.choice(_FRONT) + draw.choice(("", "", "r", "l", "st", "m")) + draw.choice(_BACK)


def invent(draw: random.Random, id: int) -> Record:
    """An organisation with a name as they are: a field, an invented word, a town at times."""
    land = draw.choice(LANDS)
    town, latitude, longitude, _ = draw.choice(land.towns)
    word, second = invent_word(draw), invent_word(draw)
    field = draw.choice(FIELDS)[0]
    name = draw.choice(
        (
            f"{word} {field} {land.cluster}",
            f"{field} {land.cluster} {word}",
            f"{word} {second} {land.cluster}",
            f"{word} {second} {field} Network",
            f"{land.cluster} {word} {second}",
            f"{word}{second.lower()} {field} Alliance",
            f"Association of {field} Companies {word}",
        )
    )
    domain = f"{word.lower()}-{draw.choice(('cluster', field.lower(), 'net'))}.{land.domain}"
    return Record(
        id=id,
        name=name,
        country=land.code,
        place=town,
        web_domain=domain if draw.random() < 0.7 else "",
        latitude=latitude,
        longitude=longitude,
        kind="cluster-organisation",
    )


def _land(record: Record) -> Land:
    return next(land for land in LANDS if land.code == record.country)


def _slip(draw: random.Random, record: Record) -> Record:
    words = record.name.split()
    long = [n for n, word in enumerate(words) if len(word) > 6]
    if not long:
        return _shout(draw, record)
    number = draw.choice(long)
    word = words[number]
    at = draw.randrange(2, len(word) - 2)
    words[number] = draw.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
            word[:at] + draw.choice("aeinrst") + word[at + 1 :],
        )
    )
    return replace(record, name=" ".join(words))


def _shout(draw: random.Random, record: Record) -> Record:
    return replace(record, name=record.name.upper())


def _add_legal_form(draw: random.Random, record: Record) -> Record:
    return replace(record, name=f"{record.name} {draw.choice(_land(record).legal)}")


def _add_town(draw: random.Random, record: Record) -> Record:
    return replace(record, name=f"{record.name} {draw.choice(('', '- ', '– '))}{record.place}")


def _turn_words(draw: random.Random, record: Record) -> Record:
    words = record.name.split()
    return replace(record, name=" ".join([*words[1:], words[0]]))


def _translate_cluster(draw: random.Random, record: Record) -> Record:
    word = _land(record).cluster
    return replace(record, name=record.name.replace(word, draw.choice(("Cluster", "Klaster"))))


def _translate_field(draw: random.Random, record: Record) -> Record:
    name = record.name
    for english, other in FIELDS:
        name = name.replace(english, other)
    return replace(record, name=name)


def _shorten(draw: random.Random, record: Record) -> Record:
    """Only the initials, in brackets behind the name of the other or alone."""
    letters = "".join(word[0] for word in record.name.split() if word != "of").upper()
    return replace(record, name=letters if draw.random() < 0.4 else f"{record.name} ({letters})")


def _write_in_cyrillic(draw: random.Random, record: Record) -> Record:
    words = [
        "".join(_CYRILLIC.get(letter, letter) for letter in word.lower()).title()
        if any(word.startswith(front) for front in _FRONT)
        else word
        for word in record.name.split()
    ]
    return replace(record, name=" ".join(words))


def _write_together(draw: random.Random, record: Record) -> Record:
    words = record.name.split()
    if len(words) < 3:
        return _shout(draw, record)
    return replace(record, name=" ".join([words[0] + words[1].lower(), *words[2:]]))


def _drop_cluster(draw: random.Random, record: Record) -> Record:
    kept = [word for word in record.name.split() if word not in (_land(record).cluster, "Network")]
    return replace(record, name=" ".join(kept))


CORRUPTIONS: tuple[Callable[[random.Random, Record], Record], ...] = (
    _slip, _slip, _shout, _add_legal_form, _add_town, _turn_words, _translate_cluster,
    _translate_field, _shorten, _write_in_cyrillic, _write_together, _drop_cluster,
)  # fmt: skip


def _forget(draw: random.Random, record: Record) -> Record:
    """Another person knows other things: no web site, the town in English, or none."""
    town = next(t for t in _land(record).towns if t[0] == record.place)
    if draw.random() < 0.45:
        record = replace(record, web_domain="")
    chance = draw.random()
    if chance < 0.4:
        return replace(record, place=town[3])
    if chance < 0.55:
        return replace(record, place="", latitude=None, longitude=None)
    return record


def make_positive(draw: random.Random, id: int) -> Labelled:
    """One organisation, written twice: two corruptions at most, and other things known."""
    one = invent(draw, id)
    first = draw.choice(CORRUPTIONS)
    other = first(draw, one)
    how = first.__name__
    if draw.random() < 0.35 and first is not _shorten:
        second = draw.choice((_shout, _add_legal_form, _slip))
        other = second(draw, other)
        how += f"+{second.__name__}"
    return Labelled(one, replace(_forget(draw, other), id=id + 1), True, how)


def _other_field(draw: random.Random, one: Record, other: Record) -> Record:
    """The same house and town, another field."""
    for english, _ in FIELDS:
        if english in one.name:
            rest = [field for field, _ in FIELDS if field != english]
            return replace(one, name=one.name.replace(english, draw.choice(rest)), web_domain="")
    return _other_word(draw, one, other)


def _other_word(draw: random.Random, one: Record, other: Record) -> Record:
    """Automotive Cluster X and Automotive Cluster Y, in one town."""
    words = one.name.split()
    number = next(n for n, word in enumerate(words) if any(word.startswith(f) for f in _FRONT))
    words[number] = invent_word(draw) + "a"
    return replace(one, name=" ".join(words), web_domain=other.web_domain)


def _branch(draw: random.Random, one: Record, other: Record) -> Record:
    """A sister in another town that says so in its name."""
    land = _land(one)
    town = draw.choice([t for t in land.towns if t[0] != one.place])
    return replace(
        one,
        name=f"{one.name} {town[0]}",
        place=town[0],
        latitude=town[1],
        longitude=town[2],
        web_domain="",
    )


def _namesake_abroad(draw: random.Random, one: Record, other: Record) -> Record:
    land = draw.choice([land for land in LANDS if land.code != one.country])
    town = draw.choice(land.towns)
    return replace(
        one, country=land.code, place=town[0], latitude=town[1], longitude=town[2], web_domain=""
    )


def _same_initials(draw: random.Random, one: Record, other: Record) -> Record:
    """Two full names, one acronym."""
    words = [
        next((w for w in (invent_word(draw) for _ in range(200)) if w[0] == word[0]), word)
        if any(word.startswith(f) for f in _FRONT)
        else word
        for word in one.name.split()
    ]
    letters = "".join(word[0] for word in words).upper()
    return replace(one, name=f"{' '.join(words)} ({letters})", web_domain="")


def _neighbour(draw: random.Random, one: Record, other: Record) -> Record:
    """Another organisation of the town."""
    return replace(
        other,
        country=one.country,
        place=one.place,
        latitude=one.latitude,
        longitude=one.longitude,
    )


def _numbered(draw: random.Random, one: Record, other: Record) -> Record:
    return replace(one, name=f"{one.name} 2", web_domain="")


NEGATIVES = (
    _other_field, _other_field, _other_word, _other_word, _branch, _namesake_abroad,
    _same_initials, _neighbour,
)  # fmt: skip


def make_negative(draw: random.Random, id: int) -> Labelled:
    """Two organisations that look alike."""
    one, other = invent(draw, id), invent(draw, id + 1)
    how = draw.choice(NEGATIVES)
    return Labelled(one, replace(how(draw, one, other), id=id + 1), False, how.__name__)


def make_pairs(seed: int, *, positives: int = 250, negatives: int = 250) -> list[Labelled]:
    """Labelled pairs; the ids of their records are all different."""
    draw = random.Random(seed)  # noqa: S311 (a sample, not a secret)
    made = [make_positive(draw, 2 * n) for n in range(positives)]
    return made + [make_negative(draw, 2 * (positives + n)) for n in range(negatives)]
