"""Fills an empty registry with invented organisations: `registry_fill.py COUNT MEMBERSHIPS`.

Run with DJANGO_SETTINGS_MODULE and HANSE_DATA_DIR (or DATABASE_URL) set. Names are put together
from syllables and from words that names of clusters share, in the scripts of Europe. Where there
are memberships, one organisation in eight is a cluster with about 160 members, one in thirty a
partnership of eight, and there are as many cases of cooperation as organisations.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

COUNTRIES = {
    "DE": (51.0, 10.0, ["DE212", "DE600", "DEA23", "DE111", "DE712"]),
    "FR": (46.5, 2.5, ["FR101", "FRK26", "FRL04"]),
    "IT": (42.8, 12.5, ["ITC4C", "ITI43", "ITH55"]),
    "ES": (40.0, -3.5, ["ES300", "ES511", "ES213"]),
    "PL": (52.0, 19.5, ["PL711", "PL911", "PL213"]),
    "AT": (47.5, 14.5, ["AT130", "AT221", "AT312"]),
    "NL": (52.2, 5.5, ["NL329", "NL414", "NL33C"]),
    "SE": (60.0, 15.5, ["SE110", "SE232", "SE224"]),
    "GR": (39.0, 22.5, ["EL303", "EL522"]),
    "BG": (42.6, 25.3, ["BG411", "BG421"]),
    "RO": (45.8, 25.0, ["RO321", "RO113"]),
    "PT": (39.6, -8.2, ["PT170", "PT11A"]),
    "CZ": (49.8, 15.5, ["CZ010", "CZ064"]),
    "HU": (47.1, 19.4, ["HU110", "HU331"]),
    "FI": (62.5, 26.0, ["FI1B1", "FI197"]),
    "DK": (56.0, 9.8, ["DK011", "DK042"]),
    "IE": (53.2, -8.0, ["IE061", "IE053"]),
    "RS": (44.0, 20.9, ["RS110", "RS123"]),
    "UA": (49.0, 31.0, [""]),
    "TR": (39.0, 33.0, ["TR100", "TR510"]),
}
TOPICS = {
    "digital": ["Digital", "Software", "Data", "Cyber"],
    "health": ["Health", "MedTech", "Biopharma", "Life Science"],
    "agri-food": ["Food", "Agro", "Dairy", "Wine"],
    "tourism": ["Tourism", "Spa", "Mountain"],
    "textiles": ["Textile", "Fashion", "Fibre"],
    "electronics": ["Photonics", "Sensor", "Microelectronics"],
}
FORMS = {
    "": ["Cluster", "Network", "Alliance", "Valley", "Hub", "Association", "Platform"],
    "DE": ["Netzwerk", "Verband", "Kompetenzzentrum", "Clustermanagement Süd"],
    "FR": ["Pôle de compétitivité", "Grappe", "Réseau"],
    "PL": ["Klaster", "Stowarzyszenie", "Dolina Śląska"],
    "GR": ["Σύνδεσμος", "Κέντρο Καινοτομίας"],
    "BG": ["Клъстер", "Сдружение", "Българска асоциация"],
    "RS": ["Кластер", "Удружење"],
}
SYLLABLES = "al ba be bo ca co da de do el en fa ga gra ha in ka ko la lo lu ma me mi mo na ne no "
SYLLABLES += "or pa pe po ra re ri ro sa se so sta ta te ti tra va ve vi vo wa ze zu"
SENTENCE = (
    "We bring {a} companies, universities and public bodies of the region together, from {b} to "
    "{c}, and help our members to innovate, to cooperate across borders and to find new markets. "
    "Working groups on {d} and {e} meet each quarter; projects with partners in {f} and {g}."
)
KINDS = {"cluster-organisation": 15, "company": 85, "research-organisation": 8, "public-body": 4,
         "support-body": 4, "partnership": 4}  # fmt: skip
"""How often each kind is drawn in a large registry; a small one holds only clusters."""
PARTNERS = 8


def invent(count: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Columns and fields of invented organisations."""
    chance = random.Random(seed)  # noqa: S311
    syllables = SYLLABLES.split()
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(40_000)]
    technologies = ["artificial-intelligence", "robotics", "photonics", "advanced-materials"]
    s3 = ["materials-chemistry", "metals-machinery", "agriculture-food"]
    industries = ["digital", "mobility-technologies", "creative", "blue-growth"]

    def draw_kind() -> str:
        return chance.choices(list(KINDS), weights=list(KINDS.values()))[0]

    for number in range(count):
        country = chance.choice(list(COUNTRIES))
        latitude, longitude, regions = COUNTRIES[country]
        ecosystem = chance.choice(list(TOPICS))
        form = chance.choice(FORMS[chance.choice(["", country if country in FORMS else ""])])
        named = chance.choice(words).capitalize()
        name = f"{named} {chance.choice(TOPICS[ecosystem])} {form}"
        told = dict(zip("abcdefg", chance.choices(words, k=7), strict=True))
        kind = "cluster-organisation" if count < 10_000 else draw_kind()
        yield {
            "columns": {
                "kind": kind,
                "name": name,
                "acronym": f"{named[:2]}{form[:1]}{number % 97}".upper() if number % 3 else "",
                "country": country,
                "place": chance.choice(words).capitalize(),
                "region": chance.choice(regions),
                "latitude": round(latitude + chance.gauss(0, 1.2), 5),
                "longitude": round(longitude + chance.gauss(0, 1.6), 5),
                "website": f"https://www.{named.lower()}-{number}.example",
                "member_count": int(chance.lognormvariate(4.6, 0.8)),
            },
            "fields": {
                "summary": {"en": f"{named} connects the {ecosystem} industry."},
                "description": {"en": SENTENCE.format(**told)},
                "ecosystems": sorted({ecosystem, chance.choice(list(TOPICS))}),
                "emerging_industries": chance.sample(industries, chance.randint(0, 2)),
                "technologies": chance.sample(technologies, chance.randint(0, 2)),
                "s3_priorities": chance.sample(s3, chance.randint(0, 2)),
                "languages": ["en", chance.choice(["de", "fr", "pl", "el", "bg"])],
                "cooperation": chance.random() < 0.5,
            },
            "label": chance.choice(["bronze", "silver", "gold", "", "", ""]),
            "days": chance.randint(-400, 700),
            "age": chance.randint(0, 420),
        }


def fill(count: int, memberships: int) -> None:
    """Write organisations, labels, the feed and the search entries, then memberships."""
    from django.db import transaction

    from hanse.hub.foundation.folding import fold_text
    from hanse.hub.organisations.actions.changes import record_change
    from hanse.hub.organisations.fields import find_field_set
    from hanse.hub.organisations.models import Label, Organisation

    now = datetime.now(UTC)
    chunk: list[tuple[Organisation, dict[str, Any]]] = []

    def write() -> None:
        with transaction.atomic():
            rows = Organisation.objects.bulk_create([row for row, _ in chunk])
            Label.objects.bulk_create(
                Label(
                    organisation=row,
                    scheme=told["label"],
                    valid_until=(now + timedelta(days=told["days"])).date(),
                )
                for row, told in chunk
                if told["label"]
            )
            record_change(rows)
        chunk.clear()

    for told in invent(count):
        columns = told["columns"]
        row = Organisation(
            **columns,
            fields=told["fields"],
            name_folded=fold_text(columns["name"]),
            field_set=find_field_set(columns["kind"], columns["country"]).name,
            state=Organisation.State.PUBLISHED,
            position_source="given",
            published_at=now - timedelta(days=told["age"]),
            confirmed_at=now - timedelta(days=told["age"] / 2),
            is_demonstration=True,
        )
        chunk.append((row, told))
        if len(chunk) == 5000:
            write()
            tell(f"{row.pk:,} of {count:,} organisations")
    write()
    if memberships:
        tell(f"{count:,} organisations; now {memberships:,} memberships")
        fill_ties(memberships)
    tell("tidying up")
    tidy_up()


def fill_ties(memberships: int) -> None:
    """Members of every cluster and partnership, confirmed by both sides, and cooperation."""
    from django.db import transaction

    from hanse.hub.organisations.models import Organisation

    chance = random.Random(2)  # noqa: S311
    now = datetime.now(UTC)
    everyone, clusters, partnerships = [], [], []
    for id, kind in Organisation.objects.order_by("pk").values_list("pk", "kind"):
        everyone.append(id)
        if kind == "cluster-organisation":
            clusters.append(id)
        elif kind == "partnership":
            partnerships.append(id)
    in_clusters = memberships - len(partnerships) * PARTNERS
    sizes = [in_clusters // len(clusters)] * len(clusters)
    for at in range(in_clusters % len(clusters)):
        sizes[at] += 1
    sizes += [PARTNERS] * len(partnerships)
    with transaction.atomic():
        insert(
            "organisations_membership",
            ("group_id", "member_id", "role", "source", "confirmed_by_group",
             "confirmed_by_member"),
            (
                (group, member, "member", "benchmark", now, now)
                for group, size in zip([*clusters, *partnerships], sizes, strict=True)
                for member in draw_others(chance, everyone, group, size)
            ),
        )  # fmt: skip
        pairs = (sorted(chance.sample(everyone, 2)) for _ in everyone)
        insert(
            "organisations_cooperation",
            ("first_id", "second_id", "subject", "source", "confirmed_by_first",
             "confirmed_by_second"),
            ((one, other, "a project", "benchmark", now, now) for one, other in pairs),
        )  # fmt: skip


def draw_others(
    chance: random.Random, everyone: Sequence[int], one: int, count: int
) -> Sequence[int]:
    """So many of all, without one."""
    return [other for other in chance.sample(everyone, count + 1) if other != one][:count]


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The quickest way in that a database has: COPY, or one statement for all rows."""
    from django.db import connection

    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join("?" * len(columns))
            adapt = connection.ops.adapt_datetimefield_value
            cursor.cursor.connection.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({places})",
                ([adapt(v) if isinstance(v, datetime) else v for v in row] for row in rows),
            )


def tidy_up() -> None:
    """What PostgreSQL's own caretaker would have done a minute later; SQLite has none."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def tell(text: str) -> None:
    """On the console, while the caller reads what stands on the last line of the output."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    from hanse.hub.foundation.serving import prepare_hub, set_up_django

    set_up_django()
    prepare_hub(tell)
    started = time.perf_counter()
    fill(int(sys.argv[1]), int(sys.argv[2]))
    print(f"{time.perf_counter() - started:.0f}")
