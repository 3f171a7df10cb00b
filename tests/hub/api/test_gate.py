from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hanse.hub.api.limits import count_request
from hanse.hub.api.models import ApiKey

pytestmark = pytest.mark.django_db
FEED = "/api/v1/changes"


def test_problems_have_one_shape(client: Client) -> None:
    answers = {
        404: client.get("/api/v1/nothing/here"),
        422: client.get(FEED, {"limit": "many"}),
        405: client.delete(FEED),
        401: client.get(FEED, headers={"Authorization": "Bearer hanse_wrong"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == status
        assert problem["type"] == "about:blank"
        assert problem["title"]
    assert answers[422].json()["errors"][0]["field"] == "limit"
    assert answers[401]["WWW-Authenticate"].startswith("Bearer")
    assert "GET" in answers[405]["Allow"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic aGFuc2U6eA==", "nonsense", "Bearer x y"]
)
def test_a_wrong_authorisation_is_refused_and_not_ignored(client: Client, header: str) -> None:
    assert client.get(FEED, headers={"Authorization": header}).status_code == 401


def test_a_session_opens_nothing(sign_in_as: Callable[[str], Client]) -> None:
    answer = sign_in_as("administrator").get("/api/v1/me")
    assert answer.status_code == 401


def test_the_allowance_of_an_address_is_told_and_ends(client: Client, settings: Any) -> None:
    settings.HANSE_API_RATE = 3
    left = [client.get(FEED)["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    answer = client.get(FEED)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert client.get("/api/v1/openapi.json").status_code == 429
    other = client.get(FEED, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


def test_a_key_has_an_allowance_of_its_own_and_wrong_ones_have_none(
    client: Client, settings: Any, make_person: Callable[..., Any], make_token: Callable[..., str]
) -> None:
    settings.HANSE_API_RATE, settings.HANSE_API_RATE_KEY = 1, 2
    token = make_token(make_person())
    headers = {"Authorization": f"Bearer {token}"}
    statuses = [client.get(FEED, headers=headers).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    wrong = {"Authorization": f"Bearer {token[:-1]}x"}
    assert [client.get(FEED, headers=wrong).status_code for _ in range(2)] == [401, 429]


def test_the_next_minute_begins_anew() -> None:
    assert count_request("a", limit=1, now=60.0).remaining == 0
    spent = count_request("a", limit=1, now=61.5)
    assert spent.is_spent
    assert spent.resets_in == 59
    assert not count_request("a", limit=1, now=120.0).is_spent


def test_the_last_use_is_noted_once_a_minute(
    client: Client, make_person: Callable[..., Any], make_token: Callable[..., str]
) -> None:
    headers = {"Authorization": f"Bearer {make_token(make_person())}"}
    client.get(FEED, headers=headers)
    first = ApiKey.objects.get().last_used_at
    assert first is not None
    client.get(FEED, headers=headers)
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(hours=1))
    client.get(FEED, headers=headers)
    assert ApiKey.objects.get().last_used_at > first


def test_pages_of_other_hosts_may_read(client: Client) -> None:
    answer = client.get(FEED, headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    preflight = client.options(
        FEED, headers={"Origin": "https://e.example", "Access-Control-Request-Method": "GET"}
    )
    assert preflight.status_code == 204
    assert "Authorization" in preflight["Access-Control-Allow-Headers"]
    assert "POST" not in preflight["Access-Control-Allow-Methods"]


def test_what_has_not_changed_is_not_sent_again(
    client: Client, make_organisation: Callable[..., Any]
) -> None:
    make_organisation()
    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_organisation("Beta")
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_head_answers_like_get(client: Client) -> None:
    answer = client.head(FEED)
    assert answer.status_code == 200
    assert answer.content == b""


def test_the_api_sets_no_cookie(client: Client) -> None:
    assert not client.get(FEED).cookies


def test_nul_reaches_no_database(client: Client) -> None:
    assert client.get("/api/v1/changes?after=%00").status_code == 422
