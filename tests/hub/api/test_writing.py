from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hanse.hub.foundation.models import AuditEntry
from hanse.hub.organisations.models import Organisation, Revision, Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client: Client) -> Callable[..., Any]:
    def send_it(method: str, path: str, body: Any, token: str | None = None, **headers: str) -> Any:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        content = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return client.generic(
            method, f"/api/v1{path}", content, content_type="application/json", headers=headers
        )

    return send_it


@pytest.fixture
def writer(make_person: Callable[..., Any], make_token: Callable[..., str]) -> tuple[Any, str]:
    person = make_person()
    return person, make_token(person, "write-own")


NEW = {"kind": "cluster-organisation", "values": {"name": "Made by program", "country": "AT"}}


def test_a_draft_is_made_and_its_maker_owns_it(send: Any, writer: tuple[Any, str]) -> None:
    person, token = writer
    answer = send("POST", "/organisations", NEW, token)
    assert answer.status_code == 201
    made = Organisation.objects.get()
    assert answer["Location"].endswith(f"/api/v1/organisations/{made.key}")
    assert (made.state, made.name) == ("draft", "Made by program")
    assert Seat.objects.get().person == person
    assert AuditEntry.objects.get(verb="organisations.create").actor == person


def test_a_change_needs_the_etag_that_was_read(
    send: Any, ask: Callable[..., Any], writer: tuple[Any, str]
) -> None:
    _person, token = writer
    made = send("POST", "/organisations", NEW, token)
    path = f"/organisations/{made.json()['key']}"
    change = {"values": {"summary": {"en": "Wood"}}, "visibility": {"summary": "members"}}
    assert send("PATCH", path, change, token).status_code == 428
    assert send("PATCH", path, change, token, **{"If-Match": '"x"'}).status_code == 412
    etag = ask(path, token=token)["ETag"]
    assert etag == made["ETag"]
    done = send("PATCH", path, change, token, **{"If-Match": etag})
    assert done.status_code == 200
    assert done.json()["fields"]["summary"] == {"en": "Wood"}
    assert done.json()["stamps"]["summary"]["visibility"] == "members"
    assert done["ETag"] != etag
    assert Revision.objects.first().source == "api"
    late = send("PATCH", path, {"values": {"summary": None}}, token, **{"If-Match": etag})
    assert late.status_code == 412
    weak = {"If-Match": f"W/{done['ETag']}"}  # as compression on the way makes it
    gone = send("PATCH", path, {"values": {"summary": None}}, token, **weak)
    assert "summary" not in gone.json()["fields"]


def test_faults_stand_beside_their_fields(send: Any, writer: tuple[Any, str]) -> None:
    _person, token = writer
    values = {"name": "A", "country": "AT", "founded": "soon", "nonsense": 1}
    answer = send("POST", "/organisations", {**NEW, "values": values}, token)
    assert answer.status_code == 422
    errors = {error["field"]: error["what"] for error in answer.json()["errors"]}
    assert set(errors) == {"values.founded", "values.nonsense"}
    assert not Organisation.objects.exists()
    for body in ({}, {"kind": "club", "values": {}}, {**NEW, "state": "published"}, [], "{", '"x"'):
        assert send("POST", "/organisations", body, token).status_code in (400, 422)
    for text in ("\\u0000", "\\ud800"):
        body = json.dumps(NEW).replace("Made", text)
        assert send("POST", "/organisations", body, token).status_code == 422


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        (None, None, 401),
        ("stranger", "write-own", 403),
        ("moderator", "write-own", 403),
        ("administrator", "write-own", 403),
        ("viewer", "write-own", 403),
        ("editor", None, 403),
        ("editor", "read-own", 403),
        ("editor", "write-own", 200),
        ("owner", "write-own", 200),
    ],
)
def test_who_may_change_an_organisation(
    role: str | None,
    scope: str | None,
    status: int,
    send: Any,
    ask: Callable[..., Any],
    make_organisation: Callable[..., Any],
    make_person: Callable[..., Any],
    make_token: Callable[..., str],
) -> None:
    made = make_organisation("Alpha")
    token = None
    if role is not None:
        person = make_person(role if role in ("moderator", "administrator") else "member")
        if role in ("viewer", "editor", "owner"):
            Seat.objects.create(person=person, organisation=made, role=role)
        token = make_token(person, *([scope] if scope else []))
    etag = ask(f"/organisations/{made.key}", token=token)["ETag"]
    body = {"values": {"acronym": "NEW"}}
    answer = send("PATCH", f"/organisations/{made.key}", body, token, **{"If-Match": etag})
    assert answer.status_code == status
    made.refresh_from_db()
    assert made.acronym == ("NEW" if status == 200 else "")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "archived"])
def test_what_is_not_listed_seems_not_to_exist_to_strangers(
    state: str,
    send: Any,
    writer: tuple[Any, str],
    make_organisation: Callable[..., Any],
) -> None:
    _person, token = writer
    made = make_organisation("Alpha", state=state)
    body = {"values": {"acronym": "X"}}
    answer = send("PATCH", f"/organisations/{made.key}", body, token, **{"If-Match": '"1.0"'})
    nobody = send("PATCH", "/organisations/nobodyxx", body, token, **{"If-Match": '"1.0"'})
    assert (answer.status_code, nobody.status_code) == (404, 404)
    assert answer.json() == nobody.json()
