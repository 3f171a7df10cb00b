"""Schemathesis on every operation of the API: sound and unsound requests, without failures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from hanse.hub.api.rest.api import api

pytestmark = pytest.mark.django_db
DOCUMENT = api.get_openapi_schema()
SOUND, UNSOUND = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


def list_cases() -> list[Any]:
    """(method, path, mode, with a key); what takes any text at all has no unsound request."""
    found = []
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            typed = {"query"} & {p["in"] for p in operation["parameters"]}
            modes = [SOUND, UNSOUND] if typed or "requestBody" in operation else [SOUND]
            keyed = [False, True] if operation.get("security") or "{key}" in path else [False]
            found += [(method.upper(), path, mode, key) for mode in modes for key in keyed]
    return found


EXAMPLES = 10


@pytest.fixture
def schema(settings: Any, make_organisation: Callable[..., Any]) -> Iterator[Any]:
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from hanse.hub.wsgi import application

    # As Django's own client does: the end of a request must not end the test's transaction.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    settings.HANSE_API_RATE = settings.HANSE_API_RATE_KEY = 10**9
    for number in range(3):
        make_organisation(f"Organisation {number}")
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("method", "path", "mode", "with_key"), list_cases())
def test_the_api_keeps_what_its_document_promises(
    method: str,
    path: str,
    with_key: bool,
    mode: GenerationMode,
    schema: Any,
    make_person: Callable[..., Any],
    make_token: Callable[..., str],
) -> None:
    operation = schema[path][method]
    token = make_token(make_person(), "read-own", "write-own") if with_key else None

    # What a profile takes is said by its field set, more than a schema can say.
    excluded = [positive_data_acceptance] if method in ("POST", "PATCH") else []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        headers = {"Accept-Encoding": "identity"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if mode == SOUND and case.query:
            case.query.pop("cursor", None)  # a cursor is made by the API, not by its reader
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    ask()
