from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_health_tells_what_works(client: Client) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "version": "0.1.0", "database": True, "data_dir": True}


def test_sign_in_page(client: Client) -> None:
    answer = client.get("/account/login/")
    print(answer.content.decode())
    assert answer.status_code == 200
