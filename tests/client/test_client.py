"""The client against the hub itself, in one process: no socket between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.core.cache import cache

from hanse.client import ApiError, ChangedError, Hanse, NotFoundError


@pytest.fixture
def open_client(db: None) -> Iterator[Callable[..., Hanse]]:
    """`open_client(key=...)` is a client of the hub of this test."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from hanse.hub.wsgi import application

    opened: list[Hanse] = []
    cache.clear()
    # As Django's own client does: the end of a request must not end the test's transaction.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)

    def make(**options: Any) -> Hanse:
        transport = httpx.WSGITransport(app=application)
        opened.append(Hanse("http://testserver", transport=transport, **options))
        return opened[-1]

    yield make
    for client in opened:
        client.close()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def registry(db: None) -> list[Any]:
    """Organisations of two countries, listed."""
    from hanse.hub.organisations.actions.profiles import Row, write_many

    rows = [
        Row(kind="cluster-organisation", values={"name": f"Cluster {n}", "country": country})
        for n, country in enumerate(["AT", "DE", "AT", "AT", "DE"])
    ]
    return write_many(rows, by=None, source="test", state="published")


def test_lists_turn_their_pages(
    open_client: Callable[..., Hanse], registry: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hanse.client.hanse.PAGE", 2)
    hanse = open_client()
    assert [o["name"] for o in hanse.organisations(sort="name")] == [
        f"Cluster {n}" for n in range(5)
    ]
    assert {o["country"] for o in hanse.organisations(country="AT")} == {"AT"}
    assert len(list(hanse.organisations(country=["AT", "DE"]))) == 5
    assert hanse.counts(country="AT")["total"] == 3


def test_a_follower_reads_what_changed(
    open_client: Callable[..., Hanse], registry: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hanse.hub.organisations.actions.profiles import write_profile

    monkeypatch.setattr("hanse.client.hanse.PAGE", 2)
    hanse = open_client()
    assert len(list(hanse.changes())) == 5
    seen = hanse.last_change()
    assert list(hanse.changes(after=seen)) == []
    write_profile(registry[3], {"acronym": "NEW"}, by=None)
    [change] = hanse.changes(after=seen, records=True)
    assert change["key"] == registry[3].key
    assert change["organisation"] is not None
    assert change["organisation"]["acronym"] == "NEW"


def test_a_key_writes_its_owners_organisation(
    open_client: Callable[..., Hanse], make_person: Callable[..., Any]
) -> None:
    from hanse.hub.api.actions.keys import make_key

    token = make_key(make_person(), title="t", scopes=["write-own"], days=1).token
    hanse = open_client(key=token)
    made = hanse.create({"kind": "company", "values": {"name": "Firm", "country": "AT"}})
    assert hanse.me()["seats"][0]["organisation"]["key"] == made["key"]
    changed = hanse.change(made["key"], {"acronym": "F"}, revision=made["revision"])
    assert changed["acronym"] == "F"
    with pytest.raises(ChangedError):
        hanse.change(made["key"], {"acronym": "G"}, revision=made["revision"])
    with pytest.raises(ApiError, match=r"values\.founded") as caught:
        hanse.change(made["key"], {"founded": "soon"})
    assert set(caught.value.fields) == {"values.founded"}
    with pytest.raises(NotFoundError):
        open_client().organisation(made["key"])


def test_errors_tell_what_the_api_told(open_client: Callable[..., Hanse]) -> None:
    with pytest.raises(ApiError, match="401 Unauthorized") as caught:
        open_client(key="hanse_wrong").counts()
    assert caught.value.status == 401
    with pytest.raises(NotFoundError):
        open_client().organisation("nobody/../x")


def test_the_client_waits_as_long_as_it_is_told() -> None:
    answers = iter(
        [
            httpx.Response(429, headers={"Retry-After": "7"}),
            httpx.Response(503),
            httpx.Response(200, json={"total": 1, "facets": {}}),
        ]
    )
    waited: list[float] = []
    transport = httpx.MockTransport(lambda request: next(answers))
    hanse = Hanse("http://hub.example", transport=transport, sleep=waited.append)
    assert hanse.counts()["total"] == 1
    assert waited == [7.0, 2]


def test_a_write_is_not_repeated_after_a_fault() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(503, text="<html>busy</html>")

    hanse = Hanse("http://h.example", transport=httpx.MockTransport(answer), sleep=lambda s: None)
    with pytest.raises(ApiError, match="503"):
        hanse.create({"kind": "company", "values": {}})
    assert asked == ["POST"]


def test_the_generated_modules_are_those_of_the_api() -> None:
    from hanse.hub.api.management.commands.write_client import FOLDER, build_modules

    modules = build_modules()
    for name, text in modules.items():
        assert (FOLDER / name).read_text("utf-8") == text, (
            f"{name} is old: hanse manage write_client"
        )
    kept = {f"models/{path.name}" for path in (FOLDER / "models").glob("*.py")}
    assert kept == {name for name in modules if name.startswith("models/")}


def test_answers_become_a_data_frame(
    open_client: Callable[..., Hanse], registry: list[Any]
) -> None:
    import pandas as pd

    frame = pd.DataFrame(open_client().organisations())
    assert frame.groupby("country").size().to_dict() == {"AT": 3, "DE": 2}


def test_the_how_to_runs_as_it_stands(
    open_client: Callable[..., Hanse],
    registry: list[Any],
    make_person: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import re
    from pathlib import Path

    import hanse.client
    from hanse.hub.api.actions.keys import make_key

    page = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"
    blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 4
    monkeypatch.setattr(hanse.client, "Hanse", lambda address, **options: open_client(**options))
    token = make_key(make_person(), title="t", scopes=["write-own"], days=1).token
    names: dict[str, Any] = {"KEY": token}
    for block in blocks:
        exec(block, names)  # noqa: S102  our own page
    told = capsys.readouterr().out
    assert "Cluster 0 AT" in told
    assert "keep Cluster 4" in told
    assert "values.founded" in told
    assert names["seen"] > 0
