from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

import pytest
from django.test import Client

from hanse.hub.api.rest.filters import Filters
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.models import Identifier, Label, Membership, Organisation
from hanse.hub.organisations.search.facets import FACETS
from hanse.hub.organisations.search.query import SORTS

pytestmark = pytest.mark.django_db


def read_all(ask: Callable[..., Any], limit: int = 2, **filters: Any) -> list[str]:
    names, cursor = [], ""
    while cursor is not None:
        page = ask("/organisations", limit=limit, cursor=cursor, **filters).json()
        names += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
    return names


def test_the_filters_are_those_of_the_pages() -> None:
    assert set(get_type_hints(Filters)) >= {"q", "box", *FACETS}
    assert set(Filters.model_fields) == {"q", "box", *FACETS}


def test_organisations_are_found_as_on_the_page(
    ask: Callable[..., Any], client: Client, make_organisation: Callable[..., Any]
) -> None:
    make_organisation("Łódź Textile Cluster", country="PL", region="PL71", place="Łódź")
    make_organisation("Wood Cluster Styria", country="AT", region="AT22", place="Graz")
    make_organisation("Green Firm", kind="company", country="AT", size_class="small")
    make_organisation("Hidden draft", state="draft")
    for query in (
        "", "q=lodz", "country=AT", "country=AT&country=PL", "kind=company", "region=AT2",
        "size=small", "country=AT&q=wood", "box=9,46,18,49",
    ):  # fmt: skip
        shown = client.get(f"/organisations/?{query}&view=table").context["found"]
        told = client.get(f"/api/v1/organisations?{query}").json()
        assert told["total"] == shown.total, query
        ids = dict(Organisation.objects.values_list("key", "pk"))
        assert [ids[item["key"]] for item in told["items"]] == shown.ids.tolist(), query


@pytest.mark.parametrize("sort", [sort for sort in SORTS if sort != "relevance"])
def test_pages_hold_each_organisation_once_in_every_order(
    sort: str, ask: Callable[..., Any], make_organisation: Callable[..., Any]
) -> None:
    for number in range(9):
        # Three names, three sizes: most rows are tied with others.
        make_organisation(f"Name {number % 3}", member_count=number % 3 or None)
    keys: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ask("/organisations", sort=sort, limit=2, cursor=cursor).json()
        keys += [item["key"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(keys) == len(set(keys)) == 9
    values = [Organisation.objects.get(key=key) for key in keys]
    if sort == "members":
        counts = [v.member_count or -1 for v in values]
        assert counts == sorted(counts, reverse=True)
    if sort == "name":
        assert [v.name for v in values] == sorted(v.name for v in values)


def test_pages_are_stable_while_the_registry_changes(
    ask: Callable[..., Any], make_organisation: Callable[..., Any]
) -> None:
    letters = "BDFHJLNP"
    made = {letter: make_organisation(f"{letter} cluster") for letter in letters}
    first = ask("/organisations", limit=3, sort="name").json()
    assert [item["name"][0] for item in first["items"]] == ["B", "D", "F"]
    # Before the place and after it something appears; the last row read goes, another is renamed.
    make_organisation("A cluster")
    make_organisation("M cluster")
    made["F"].state = "archived"
    made["F"].save()
    made["D"].name = made["D"].name_folded = "z cluster"
    made["D"].save()
    record_change([made["F"], made["D"]])
    rest, cursor = [], first["next_cursor"]
    while cursor:
        page = ask("/organisations", limit=2, sort="name", cursor=cursor).json()
        rest += [item["name"][0] for item in page["items"]]
        cursor = page["next_cursor"]
    assert rest == ["H", "J", "L", "M", "N", "P", "z"]


def test_relevance_is_the_order_of_a_text(
    ask: Callable[..., Any], make_organisation: Callable[..., Any]
) -> None:
    for number in range(5):
        make_organisation(f"Photonics {'cluster ' * number}")
    assert sorted(read_all(ask, q="photonics")) == sorted(
        Organisation.objects.values_list("name", flat=True)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0}, {"limit": 1001}, {"sort": "size"}, {"kind": "club"}, {"country": "Austria"},
        {"region": "at2"}, {"box": "1,2,3"}, {"cooperation": "maybe"}, {"q": "x" * 201},
        {"cursor": "abc"}, {"cursor": "WzFd"}, {"cursor": "é"}, {"cursor": "W1siXV0"},
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named(wrong: dict[str, Any], ask: Callable[..., Any]) -> None:
    answer = ask("/organisations", **wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].split(".")[0] == next(iter(wrong))


def test_counts_are_those_of_the_page(
    ask: Callable[..., Any], client: Client, make_organisation: Callable[..., Any]
) -> None:
    make_organisation("A", country="AT")
    make_organisation("B", country="AT", kind="company")
    make_organisation("C", country="DE")
    told = ask("/counts", country="AT").json()
    assert told["total"] == 2
    countries = {c["value"]: (c["title"], c["count"]) for c in told["facets"]["country"]}
    assert countries == {"AT": ("Austria", 2), "DE": ("Germany", 1)}
    kinds = {c["value"]: c["count"] for c in told["facets"]["kind"]}
    assert kinds == {"cluster-organisation": 1, "company": 1}


def test_a_profile_is_told_with_identifiers_labels_and_origins(
    ask: Callable[..., Any], make_organisation: Callable[..., Any]
) -> None:
    made = make_organisation(
        "Alpha",
        website="https://alpha.example",
        fields={"summary": {"en": "Wood", "de": "Holz"}},
        stamps={"summary": {"visibility": "public", "source": "manager", "date": "2026-01-01",
                            "machine": ["de"]}},
    )  # fmt: skip
    Identifier.objects.create(organisation=made, scheme="vat", value="ATU1")
    Label.objects.create(organisation=made, scheme="gold", valid_until="2027-01-01")
    told = ask(f"/organisations/{made.key}").json()
    assert told["fields"] == {"summary": {"en": "Wood", "de": "Holz"}}
    assert told["identifiers"] == [{"scheme": "vat", "value": "ATU1"}]
    assert told["labels"][0]["valid_until"] == "2027-01-01"
    assert told["stamps"]["summary"]["machine"] == ["de"]
    assert told["page"] == f"http://testserver/organisations/{made.key}/"


def test_hidden_values_are_hidden_everywhere(
    ask: Callable[..., Any], client: Client, make_organisation: Callable[..., Any]
) -> None:
    hidden = {"visibility": "private", "source": "", "date": ""}
    made = make_organisation(
        "Alpha",
        acronym="SECRETACRO", website="https://secretsite.example", place="Secretplace",
        latitude=47.123456, longitude=15.654321, position_source="gazetteer", member_count=4711,
        fields={"contact_email": "secret@example.org", "summary": {"en": "secretsummary"}},
        stamps=dict.fromkeys(("acronym", "website", "place", "member_count", "summary"), hidden),
    )  # fmt: skip
    addresses = [
        "/api/v1/organisations", f"/api/v1/organisations/{made.key}",
        "/api/v1/changes?records=true", "/api/files/chosen.csv", "/api/files/chosen.jsonl",
        f"/api/organisations/{made.key}.jsonld", f"/api/organisations/{made.key}.ttl",
        "/feeds/new.atom", "/feeds/changed.atom", f"/embed/organisations/{made.key}/",
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        text = content.decode().lower()
        assert made.key in text, address
        for secret in ("secret", "4711", "47.123", "15.654"):
            assert secret not in text, f"{secret} at {address}"


def test_the_number_of_queries_does_not_grow(
    ask: Callable[..., Any], make_organisation: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    for number in range(12):
        made = make_organisation(f"Organisation {number}")
        Label.objects.create(organisation=made, scheme="gold")
    ask("/organisations")
    for limit in (1, 12):
        with django_assert_num_queries(4):
            assert len(ask("/organisations", limit=limit).json()["items"]) == limit


CASES = [
    # seat or tie, scope, what opens: nothing, listed only, members' fields, private fields
    (None, None, "public"),
    ("stranger", "read-own", "public"),
    ("owner of another", "read-own", "public"),
    ("moderator", "read-own", "public"),
    ("administrator", "read-own", "public"),
    ("viewer", None, "public"),
    ("viewer", "read-own", "private"),
    ("editor", "write-own", "private"),
    ("owner", "read-own", "private"),
    ("of a confirmed member", "read-own", "members"),
    ("of an unconfirmed member", "read-own", "public"),
    ("of a former member", "read-own", "public"),
]


def make_reader(who: str, organisation: Organisation, make_person: Any, other: Organisation) -> Any:
    from django.utils import timezone

    from hanse.hub.organisations.models import Seat

    now = timezone.now()
    person = make_person(who if who in ("moderator", "administrator") else "member")
    if who in ("viewer", "editor", "owner"):
        Seat.objects.create(person=person, organisation=organisation, role=who)
    elif who == "owner of another":
        Seat.objects.create(person=person, organisation=other, role="owner")
    elif who.startswith("of a"):
        Seat.objects.create(person=person, organisation=other, role="owner")
        Membership.objects.create(
            group=organisation,
            member=other,
            confirmed_by_group=None if "unconfirmed" in who else now,
            confirmed_by_member=now,
            until=now.date() if "former" in who else None,
        )
    return person


@pytest.mark.parametrize(("who", "scope", "opened"), CASES)
@pytest.mark.parametrize("state", ["published", "draft"])
def test_who_sees_what_of_an_organisation(
    who: str | None,
    scope: str | None,
    opened: str,
    state: str,
    ask: Callable[..., Any],
    make_organisation: Callable[..., Any],
    make_person: Callable[..., Any],
    make_token: Callable[..., str],
) -> None:
    made = make_organisation(
        "Alpha",
        state=state,
        fields={"summary": {"en": "open"}, "contact_email": "m@example.org", "governance": "p"},
        stamps={
            "contact_email": {"visibility": "members"},
            "governance": {"visibility": "private"},
        },
    )
    token = None
    if who is not None:
        person = make_reader(who, made, make_person, make_organisation("Beta"))
        token = make_token(person, *([scope] if scope else []))
    answer = ask(f"/organisations/{made.key}", token=token)
    if state == "draft" and opened != "private":
        assert answer.status_code == 404
        return
    assert answer.status_code == 200
    expected = {"public": {"summary"}, "members": {"summary", "contact_email"}}
    everything = {"summary", "contact_email", "governance"}
    assert set(answer.json()["fields"]) == expected.get(opened, everything)
    listed = ask("/organisations", token=token).json()["items"]
    assert all(set(item["fields"]) <= {"summary"} for item in listed)


def test_who_saw_contact_data_is_put_on_record(
    ask: Callable[..., Any],
    make_organisation: Callable[..., Any],
    make_person: Callable[..., Any],
    make_token: Callable[..., str],
) -> None:
    from hanse.hub.organisations.models import ContactAccess

    made = make_organisation(fields={"contact_email": "a@example.org"})
    member = make_organisation("Member")
    person = make_reader("of a confirmed member", made, make_person, member)
    ask(f"/organisations/{made.key}")
    assert not ContactAccess.objects.exists()
    ask(f"/organisations/{made.key}", token=make_token(person, "read-own"))
    access = ContactAccess.objects.get()
    assert (access.person, access.fields, access.through) == (person, ["contact_email"], "api")
