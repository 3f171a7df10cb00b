from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hanse.hub.api.actions.keys import LONGEST_DAYS, MOST_KEYS, make_key, revoke_key
from hanse.hub.api.models import ApiKey
from hanse.hub.api.queries.keys import find_key, get_holder
from hanse.hub.foundation.models import AuditEntry
from hanse.hub.foundation.permissions import RefusedError, has_role
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db


def test_a_key_is_shown_once_and_kept_as_a_hash(make_person: Callable[..., Any]) -> None:
    person = make_person()
    made = make_key(person, title="My program", scopes=["read-own"], days=30)
    secret = made.token.rsplit("_", 1)[1]
    kept = ApiKey.objects.values().get()
    assert not [value for value in kept.values() if secret in str(value)]
    assert made.token.startswith(f"hanse_{kept['prefix']}_")
    entry = AuditEntry.objects.get(verb="api.make_key")
    assert secret not in str(entry.after)
    assert find_key(made.token) == made.key


def test_what_is_no_key_finds_none(make_person: Callable[..., Any]) -> None:
    token = make_key(make_person(), title="t", scopes=[], days=1).token
    other = make_key(make_person(), title="t", scopes=[], days=1).token
    mixed = token.rsplit("_", 1)[0] + "_" + other.rsplit("_", 1)[1]
    for wrong in ("", "hanse_", mixed, token[:-1], token + "0", token.upper(), "x" * 10_000):
        assert find_key(wrong) is None


def test_a_key_ends_by_revocation_expiry_and_with_its_owner(
    make_person: Callable[..., Any],
) -> None:
    person = make_person()
    revoked, expired, left = (make_key(person, title=t, scopes=[], days=1) for t in "abc")
    revoke_key(revoked.key, by=person)
    revoke_key(revoked.key, by=person)
    assert AuditEntry.objects.filter(verb="api.revoke_key").count() == 1
    ApiKey.objects.filter(pk=expired.key.pk).update(expires_at=timezone.now() - timedelta(1))
    assert find_key(revoked.token) is None
    assert find_key(expired.token) is None
    assert find_key(left.token) is not None
    person.is_active = False
    person.save()
    assert find_key(left.token) is None


def test_values_of_a_key_are_checked(make_person: Callable[..., Any]) -> None:
    person = make_person()
    with pytest.raises(InputError, match="no scope called root"):
        make_key(person, title="t", scopes=["root"], days=1)
    for days in (0, LONGEST_DAYS + 1):
        with pytest.raises(InputError, match="from one day to a year"):
            make_key(person, title="t", scopes=[], days=days)
    for _ in range(MOST_KEYS):
        last = make_key(person, title="t", scopes=[], days=1)
    with pytest.raises(InputError, match="keys already"):
        make_key(person, title="t", scopes=[], days=1)
    revoke_key(last.key, by=person)
    make_key(person, title="t", scopes=[], days=1)


def test_nobody_revokes_the_key_of_somebody_else(make_person: Callable[..., Any]) -> None:
    key = make_key(make_person(), title="t", scopes=[], days=1).key
    for role in ("member", "moderator", "programme-officer", "analyst"):
        with pytest.raises(RefusedError):
            revoke_key(key, by=make_person(role))
    revoke_key(key, by=make_person("administrator"))


def test_a_key_has_none_of_its_owners_staff_roles(make_person: Callable[..., Any]) -> None:
    for role in ("moderator", "administrator"):
        token = make_key(make_person(role), title="t", scopes=["read-own"], days=1).token
        key = find_key(token)
        assert key is not None
        holder = get_holder(key)
        assert not has_role(holder, "moderator")
        assert has_role(holder, "member")


def test_the_page_makes_shows_once_and_revokes(sign_in_as: Callable[[str], Client]) -> None:
    client = sign_in_as("member")
    assert "You have no key yet" in client.get("/api/keys/").content.decode()
    wrong = client.post("/api/keys/", {"title": "", "days": "7000"})
    assert "Please look at the marked fields" in wrong.content.decode()
    made = client.post("/api/keys/", {"title": "Loader", "days": "30", "scopes": ["write-own"]})
    token = made.context["made"].token
    assert token in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    shown = client.get("/api/keys/").content.decode()
    assert token not in shown
    prefix = ApiKey.objects.get().prefix
    assert f"hanse_{prefix}…" in shown
    answer = client.post(f"/api/keys/{prefix}/revoke/", follow=True)
    assert "opens nothing any more" in answer.content.decode()
    assert find_key(token) is None


def test_the_key_of_somebody_else_seems_not_to_exist(
    sign_in_as: Callable[[str], Client], make_person: Callable[..., Any]
) -> None:
    token = make_key(make_person("moderator"), title="t", scopes=[], days=1).token
    prefix = ApiKey.objects.get().prefix
    assert sign_in_as("member").post(f"/api/keys/{prefix}/revoke/").status_code == 404
    assert find_key(token) is not None
