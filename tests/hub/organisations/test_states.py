from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hanse.hub.foundation.audit import list_entries
from hanse.hub.organisations.actions.joining import TRANSITIONS, set_state, set_states
from hanse.hub.organisations.models import Change, Organisation
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db
STATES = list(Organisation.State.values)
ALLOWED = {
    "draft": "submitted archived merged",
    "submitted": "in-review published returned draft archived merged",
    "in-review": "submitted published returned draft archived merged",
    "returned": "submitted archived merged",
    "published": "stale archived merged",
    "stale": "published archived merged",
    "archived": "draft published merged",
    "merged": "draft submitted in-review returned published stale archived",
}


def make(state: str = "draft", **values: Any) -> Organisation:
    return Organisation.objects.create(
        kind="cluster-organisation", name="Amber Cluster", country="LT", state=state, **values
    )


def test_every_state_has_a_way_out() -> None:
    assert set(TRANSITIONS) == set(STATES)
    assert all(TRANSITIONS.values())


@pytest.mark.parametrize("after", STATES)
@pytest.mark.parametrize("before", STATES)
def test_each_step_is_allowed_or_refused(before: str, after: str) -> None:
    organisation = make(before)
    if after == before or after in ALLOWED[before].split():
        set_state(organisation, after, by=None)
    else:
        with pytest.raises(InputError, match="cannot become"):
            set_state(organisation, after, by=None)
        after = before
    organisation.refresh_from_db()
    assert organisation.state == after


def test_a_step_is_written_down_with_its_reason(make_person: Callable[..., Any]) -> None:
    moderator, organisation = make_person("moderator"), make("submitted")
    set_state(organisation, "returned", by=moderator, reason="The web site does not answer.")
    entry = list_entries(verb="organisations.set_state", key=str(organisation.pk)).get()
    assert entry.actor == moderator
    assert entry.before == {"state": "submitted"}
    assert entry.after == {"state": "returned", "reason": "The web site does not answer."}


def test_staying_writes_nothing() -> None:
    set_state(make("published"), "published", by=None)
    assert not list_entries().exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "verbs"),
    [
        ("draft", "submitted", []),
        ("submitted", "returned", []),
        ("in-review", "published", ["listed"]),
        ("published", "stale", ["listed"]),
        ("stale", "archived", ["unlisted"]),
        ("published", "merged", ["unlisted"]),
        ("merged", "stale", ["listed"]),
    ],
)
def test_the_feed_follows_where_the_list_changes(before: str, after: str, verbs: list[str]) -> None:
    set_state(make(before), after, by=None)
    assert list(Change.objects.values_list("verb", flat=True)) == verbs


def test_publishing_is_dated_once_and_counts_as_confirmation() -> None:
    organisation = make("in-review")
    set_state(organisation, "published", by=None)
    organisation.refresh_from_db()
    first = organisation.published_at
    assert first is not None
    assert organisation.confirmed_at == first
    set_state(organisation, "archived", by=None)
    set_state(organisation, "published", by=None)
    organisation.refresh_from_db()
    assert organisation.published_at == first
    assert organisation.confirmed_at is not None
    assert organisation.confirmed_at > first


def test_undoing_a_merge_does_not_make_a_profile_younger() -> None:
    organisation = make("merged")
    set_state(organisation, "published", by=None)
    organisation.refresh_from_db()
    assert organisation.confirmed_at is None


def test_many_go_together_or_not_at_all() -> None:
    fit, unfit = make("published"), make("draft")
    with pytest.raises(InputError, match="Amber Cluster"):
        set_states([fit, unfit], "stale", by=None)
    fit.refresh_from_db()
    assert fit.state == "published"


def test_an_instance_read_long_ago_does_not_turn_back_the_state() -> None:
    organisation = make("submitted")
    old = Organisation.objects.get(pk=organisation.pk)
    set_state(organisation, "published", by=None)
    with pytest.raises(InputError, match=r"someone may have been quicker"):
        set_state(old, "returned", by=None)
