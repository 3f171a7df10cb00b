"""Merging two profiles and parting them again: nothing is lost, everything comes back."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.utils import timezone

from hanse.hub.foundation.permissions import RefusedError
from hanse.hub.organisations import models
from hanse.hub.organisations.actions import merges
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.actions.duplicates import (
    mark_distinct,
    reopen,
    scan_profiles,
)
from hanse.hub.organisations.actions.merges import merge_organisations, undo_merge
from hanse.hub.organisations.actions.profiles import Row, write_many, write_profile
from hanse.hub.organisations.models import (
    Cooperation,
    DuplicatePair,
    Identifier,
    Label,
    Membership,
    Organisation,
    Seat,
)
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db

Make = Callable[..., Organisation]


@pytest.fixture
def make() -> Make:
    """`make("A name", place=..., state="draft")`."""

    def build(name: str = "Velantia Cluster", *, state: str = "published", **values: Any) -> Any:
        kind = values.pop("kind", "cluster-organisation")
        row = Row(kind=kind, values={"name": name, "country": "DE", **values}, state=state)
        return write_many([row], by=None, source="test")[0]

    return build


@pytest.fixture
def moderator(make_person: Callable[..., Any]) -> Any:
    return make_person("moderator")


def dump() -> dict[str, Any]:
    """Every row of the registry but the merge itself and the feed, which both only grow."""
    left_out = (models.Change, models.Merge, DuplicatePair, models.SearchEntry)
    named = (getattr(models, name) for name in models.__all__)
    rows = {
        f"{model.__name__} {row['pk']}": row["fields"]
        for model in named
        if model not in left_out
        for row in json.loads(serializers.serialize("json", model.objects.all()))
    }
    entries = models.SearchEntry.objects.values("pk", "title", "text", "facets", "latitude")
    return rows | {f"entry {entry['pk']}": entry for entry in entries}


def test_the_owners_of_both_are_told_once_and_again_when_it_is_undone(
    make: Make,
    make_person: Callable[..., Any],
    moderator: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    kept, gone = make(), make("Velantia-Cluster e.V.")
    both, one, viewer = (make_person(email=f"{n}@a.example") for n in ("both", "one", "viewer"))
    for person, organisation, role in (
        (both, kept, "owner"),
        (both, gone, "owner"),
        (one, gone, "owner"),
        (viewer, kept, "viewer"),
    ):
        Seat.objects.create(person=person, organisation=organisation, role=role)
    with django_capture_on_commit_callbacks(execute=True):
        merge = merge_organisations(kept, gone, by=moderator)
    assert sorted(mail.to[0] for mail in mailoutbox) == ["both@a.example", "one@a.example"]
    assert "Merged: Velantia-Cluster e.V." in mailoutbox[0].subject
    assert kept.get_absolute_url() in mailoutbox[0].body
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        undo_merge(merge, by=moderator)
    assert sorted(mail.to[0] for mail in mailoutbox) == ["both@a.example", "one@a.example"]


def test_values_are_filled_and_the_old_name_is_found(make: Make, moderator: Any) -> None:
    kept = make("Velantia Cluster", website="https://velantia.example", member_count=20)
    gone = make("Velantia Klaster e.V.", place="Köln", summary={"de": "Ein Satz."}, member_count=9)
    merge_organisations(kept, gone, by=moderator)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.place, kept.region, kept.member_count) == ("Köln", "DEA2", 20)
    assert kept.fields["summary"] == {"de": "Ein Satz."}
    assert kept.stamps["summary"]["source"] == "test"
    assert kept.fields["other_names"] == {"und": "Velantia Klaster e.V."}
    assert (gone.state, gone.merged_into) == ("merged", kept)
    assert "klaster" in kept.search_entry.title


def test_a_chosen_value_comes_from_the_other(make: Make, moderator: Any) -> None:
    kept = make("Velantia", member_count=20, place="Köln")
    gone = make("Velantia Cluster", member_count=9, place="Kiel")
    merge_organisations(
        kept,
        gone,
        by=moderator,
        chosen={"name": "gone", "member_count": "gone", "place": "gone"},
    )
    kept.refresh_from_db()
    assert (kept.name, kept.member_count) == ("Velantia Cluster", 9)
    assert (kept.place, kept.region) == ("Kiel", "DEF0")


def test_the_old_address_leads_to_the_kept_profile(
    make: Make, moderator: Any, client: Client
) -> None:
    kept, gone = make("Velantia"), make("Velantia e.V.")
    merge_organisations(kept, gone, by=moderator)
    answer = client.get(gone.get_absolute_url())
    assert answer.status_code == 302
    assert answer.headers["Location"] == kept.get_absolute_url()


def test_the_stronger_seat_is_kept(make: Make, moderator: Any, make_person: Any) -> None:
    kept, gone, person, other = make(), make(), make_person(), make_person()
    Seat.objects.create(person=person, organisation=kept, role="viewer")
    Seat.objects.create(person=person, organisation=gone, role="owner")
    Seat.objects.create(person=other, organisation=gone, role="editor")
    merge = merge_organisations(kept, gone, by=moderator)
    assert dict(kept.seats.values_list("person", "role")) == {
        person.pk: "owner",
        other.pk: "editor",
    }
    undo_merge(merge, by=moderator)
    assert dict(kept.seats.values_list("person", "role")) == {person.pk: "viewer"}
    assert dict(gone.seats.values_list("person", "role")) == {
        person.pk: "owner",
        other.pk: "editor",
    }


def test_memberships_of_both_become_one_with_all_confirmations(make: Make, moderator: Any) -> None:
    kept, gone, firm = make(), make(), make("Firm", kind="company")
    now = timezone.now()
    Membership.objects.create(
        group=kept, member=firm, since=date(2020, 1, 1), confirmed_by_group=now
    )
    Membership.objects.create(
        group=gone, member=firm, since=date(2018, 1, 1), confirmed_by_member=now
    )
    Membership.objects.create(group=kept, member=gone)
    merge_organisations(kept, gone, by=moderator)
    (only,) = Membership.objects.all()
    assert (only.group, only.member, only.since) == (kept, firm, date(2018, 1, 1))
    assert only.is_confirmed


def test_cooperation_keeps_who_confirmed(make: Make, moderator: Any) -> None:
    gone, partner, kept = make(), make("Partner"), make()
    now = timezone.now()
    Cooperation.objects.create(
        first=gone, second=partner, subject="a project", confirmed_by_first=now
    )
    merge_organisations(kept, gone, by=moderator)
    (row,) = Cooperation.objects.all()
    assert (row.first, row.second) == (partner, kept)
    assert (row.confirmed_by_first, row.confirmed_by_second) == (None, now)


def test_history_of_both_stays_and_can_be_restored(make: Make, moderator: Any) -> None:
    kept, gone = make("Velantia"), make("Velantia e.V.")
    write_profile(gone, {"place": "Kiel"}, by=moderator)
    merge_organisations(kept, gone, by=moderator)
    numbers = list(kept.revisions.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4]
    assert kept.revisions.get(number=3).values["values"]["place"] == "Kiel"


def fill_at_random(make: Make, make_person: Any, seed: int) -> tuple[Organisation, Organisation]:
    """Two profiles with all that can hang on one, shared and not."""
    draw = random.Random(seed)  # noqa: S311
    a, b = make("Velantia Cluster", member_count=5), make("Velantia Klaster", place="Kiel")
    others = [make(f"Other {n}") for n in range(3)]
    firms = [make(f"Firm {n}", kind="company") for n in range(4)]
    people = [make_person() for _ in range(3)]
    now = timezone.now()
    for side in (a, b):
        for person in draw.sample(people, draw.randint(0, 3)):
            role = draw.choice(("viewer", "editor", "owner"))
            Seat.objects.create(person=person, organisation=side, role=role)
            models.JoinRequest.objects.create(person=person, organisation=side)
        for firm in draw.sample([*firms, others[0]], draw.randint(0, 4)):
            until = draw.choice((None, None, date(2025, 1, 1)))
            confirmed = draw.choice((None, now))
            Membership.objects.create(
                group=side,
                member=firm,
                until=until,
                since=draw.choice((None, date(2019, 2, 3))),
                confirmed_by_group=confirmed,
            )
        for group in draw.sample(others, draw.randint(0, 3)):
            Membership.objects.create(group=group, member=side, confirmed_by_member=now)
        for other in draw.sample(others, draw.randint(0, 3)):
            first, second = sorted((side, other), key=lambda each: each.pk)
            Cooperation.objects.create(
                first=first,
                second=second,
                subject="x",
                confirmed_by_first=draw.choice((None, now)),
            )
        Identifier.objects.create(organisation=side, scheme="register", value=f"{side.pk}")
        Label.objects.create(organisation=side, scheme="bronze", valid_from=date(2024, 1, 1))
        models.Reminder.objects.create(organisation=side, months=6, confirmed_at=now)
        models.ContactAccess.objects.create(organisation=side, person=people[0], through="page")
        for step in range(draw.randint(0, 3)):
            write_profile(side, {"member_count": 10 + step}, by=people[0])
        models.Invitation.objects.create(
            organisation=side,
            email="a@example.org",
            role="viewer",
            token_hash=f"{side.pk}",
            expires_at=now + timedelta(days=3),
        )
    if draw.random() < 0.5:
        Membership.objects.create(group=a, member=b)
        Cooperation.objects.create(first=a, second=b, subject="together")
    a.refresh_from_db()
    b.refresh_from_db()
    record_change([a, b])
    return (a, b) if draw.random() < 0.5 else (b, a)


@pytest.mark.parametrize("seed", range(12))
def test_undoing_gives_back_everything_as_it_was(
    make: Make, make_person: Any, moderator: Any, seed: int
) -> None:
    kept, gone = fill_at_random(make, make_person, seed)
    before = dump()
    sides = random.Random(seed).choices(("kept", "gone"), k=3)  # noqa: S311
    chosen = dict(zip(("name", "member_count", "place"), sides, strict=True))
    merge = merge_organisations(kept, gone, by=moderator, chosen=chosen)
    assert dump() != before
    for model in (Seat, Identifier, Label, models.Revision):
        assert not model.objects.filter(organisation=gone).exists()
    undo_merge(merge, by=moderator)
    assert dump() == before


def test_every_table_that_points_to_an_organisation_is_thought_of() -> None:
    """Those that are not moved are named; a table of another app is moved by itself."""
    known = {model for model, _ in merges.list_relations()}
    assert {Seat, Membership, Cooperation, Label, Identifier, models.Revision} <= known
    assert set(merges._STAY) <= known


def test_what_was_edited_since_stays_after_undoing(make: Make, moderator: Any) -> None:
    kept, gone = make("Velantia", member_count=5), make("Velantia e.V.", summary="A sentence.")
    merge = merge_organisations(kept, gone, by=moderator)
    write_profile(kept, {"member_count": 7}, by=moderator)
    late = make("Late member", kind="company")
    Membership.objects.create(group=kept, member=late)
    undo_merge(merge, by=moderator)
    kept.refresh_from_db()
    assert kept.member_count == 7
    assert "summary" not in kept.fields
    assert Membership.objects.get(member=late).group == kept
    assert gone.revisions.count() == 1
    write_profile(kept, {"member_count": 8}, by=moderator)


def test_merges_are_undone_from_the_latest_on(make: Make, moderator: Any) -> None:
    a, b, c = make("A"), make("B"), make("C")
    first = merge_organisations(b, c, by=moderator)
    second = merge_organisations(a, b, by=moderator)
    c.refresh_from_db()
    assert c.merged_into == a
    with pytest.raises(InputError):
        undo_merge(first, by=moderator)
    undo_merge(second, by=moderator)
    c.refresh_from_db()
    assert c.merged_into_id == b.pk
    undo_merge(first, by=moderator)
    with pytest.raises(InputError):
        undo_merge(first, by=moderator)
    assert {each.state for each in Organisation.objects.all()} == {"published"}


def test_what_cannot_be_merged(make: Make, moderator: Any) -> None:
    listed, draft = make("A"), make("A e.V.", state="draft")
    for kept, gone in ((listed, listed), (draft, listed)):
        with pytest.raises(InputError):
            merge_organisations(kept, gone, by=moderator)
    merge_organisations(listed, draft, by=moderator)
    with pytest.raises(InputError):
        merge_organisations(listed, draft, by=moderator)


@pytest.mark.parametrize("role", ["member", "analyst", "programme-officer"])
def test_only_moderators_decide(make: Make, make_person: Any, role: str) -> None:
    kept, gone, person = make("A"), make("A"), make_person(role)
    pair = DuplicatePair.objects.create(first=kept, second=gone, score=0.9)
    for attempt in (
        lambda: merge_organisations(kept, gone, by=person),
        lambda: mark_distinct(pair, by=person),
    ):
        with pytest.raises(RefusedError):
            attempt()


def test_the_scan_keeps_decisions(make: Make, moderator: Any) -> None:
    make("Velantia Torovica", place="Köln"), make("Velantia Torovica e.V.", place="Köln")
    make("Velantia Torovica", place="Köln", state="archived")
    make("Skeingen Holz", place="Köln")
    assert scan_profiles(by=None) == 1
    (pair,) = DuplicatePair.objects.all()
    assert {reason[0] for reason in pair.reasons} == {"same-name", "same-place"}
    mark_distinct(pair, by=moderator)
    assert scan_profiles(by=None) == 0
    reopen(pair, by=moderator)
    assert scan_profiles(by=None) == 1
    write_profile(pair.first, {"name": "Another"}, by=moderator)
    assert scan_profiles(by=None) == 0
    assert not DuplicatePair.objects.exists()


def test_a_merge_closes_its_pair_and_undoing_opens_it(make: Make, moderator: Any) -> None:
    kept, gone = make("Velantia"), make("Velantia e.V.")
    scan_profiles(by=None)
    merge = merge_organisations(gone, kept, by=moderator)
    assert DuplicatePair.objects.get().state == "merged"
    undo_merge(merge, by=moderator)
    assert DuplicatePair.objects.get().state == "open"
