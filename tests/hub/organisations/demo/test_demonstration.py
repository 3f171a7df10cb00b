"""The invented organisations: believable, marked, calibrated, and none of them real."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytest

from hanse.hub.foundation.folding import fold_text
from hanse.hub.organisations.actions.demonstration import create_demonstration
from hanse.hub.organisations.demo import Demonstration, build_demonstration
from hanse.hub.organisations.demo.words import list_countries
from hanse.hub.organisations.fields import find_field_set
from hanse.hub.organisations.models import (
    Change,
    Cooperation,
    JoinRequest,
    Label,
    Membership,
    Organisation,
    Submission,
)
from hanse.hub.people.actions import create_demo_accounts
from hanse.hub.places.gazetteer import find_place
from hanse.vocabulary import ConfigurationError

TODAY = date(2026, 4, 1)
KINDS = Organisation.Kind


@pytest.fixture(scope="module")
def demonstration() -> Demonstration:
    return build_demonstration(today=TODAY)


def clusters(demonstration: Demonstration) -> list[dict[str, Any]]:
    return [
        dict(row.values)
        for row in demonstration.rows
        if row.kind == KINDS.CLUSTER_ORGANISATION and "members_sme" in row.values
    ]


def test_the_same_seed_and_date_give_the_same(demonstration: Demonstration) -> None:
    assert build_demonstration(today=TODAY) == demonstration
    assert build_demonstration(today=TODAY, seed=2).rows != demonstration.rows


def test_there_is_enough_of_everything(demonstration: Demonstration) -> None:
    assert len(demonstration.rows) >= 200
    assert len({row.values["country"] for row in demonstration.rows}) >= 30
    assert {row.kind for row in demonstration.rows} == set(KINDS.values)
    states = Counter(row.state for row in demonstration.rows)
    for state in ("draft", "submitted", "in-review", "returned", "stale", "archived"):
        assert states[state] >= 1
    assert set(demonstration.own) == {"published", "draft", "submitted", "returned", "stale"}
    scopes = {row.values.get("association_scope") for row in demonstration.rows}
    assert {"national", "european", "global"} <= scopes
    offered = [row.values.get("support_services", ()) for row in demonstration.rows]
    assert len({service for services in offered for service in services}) == 5


def test_members_are_as_the_platform_reports_them(demonstration: Demonstration) -> None:
    found = clusters(demonstration)
    assert mean(values["member_count"] for values in found) == pytest.approx(170, abs=15)
    for id, share in (("sme", 0.815), ("large", 0.093), ("research", 0.092)):
        shares = [
            values[f"members_{id}"]
            / sum(values[f"members_{each}"] for each in ("sme", "large", "research"))
            for values in found
        ]
        assert median(shares) == pytest.approx(share, abs=0.015), id


def test_names_are_unique_and_addresses_belong_to_nobody(demonstration: Demonstration) -> None:
    names = [row.values["name"] for row in demonstration.rows]
    assert len(set(names)) == len(names)
    for row in demonstration.rows:
        assert row.is_demonstration
        for id in ("website", "email", "contact_email", "website_english", "members_url"):
            if id in row.values:
                address = row.values[id].removeprefix("https://")
                assert address.split("@")[-1].split("/")[0].endswith(".example"), address


def test_ties_join_what_may_be_joined(demonstration: Demonstration) -> None:
    rows = demonstration.rows
    for tie in demonstration.memberships:
        assert rows[tie.first].kind in Organisation.GROUPS
        assert tie.first != tie.second
        assert tie.since <= TODAY
    pairs = Counter((tie.first, tie.second) for tie in demonstration.memberships)
    assert max(pairs.values()) == 1
    assert any(tie.confirmed != (True, True) for tie in demonstration.memberships)
    assert all(tie.first < tie.second and tie.subject for tie in demonstration.cooperation)
    sizes = Counter(tie.first for tie in demonstration.memberships)
    assert sum(size >= 12 for size in sizes.values()) >= 8


def test_texts_come_in_several_languages_and_some_by_a_machine(
    demonstration: Demonstration,
) -> None:
    languages = {code for row in demonstration.rows for code in row.values.get("summary", {})}
    assert len(languages) >= 14
    assert sum(bool(row.machine) for row in demonstration.rows) >= 30


def test_every_value_fits_its_field_set(demonstration: Demonstration) -> None:
    for row in demonstration.rows:
        assert set(row.values) <= set(find_field_set(row.kind, row.values["country"]).by_id)


@pytest.mark.parametrize("id", ["MT", "CY", "IS"])
def test_positions_are_those_of_the_gazetteer(id: str) -> None:
    country = next(each for each in list_countries() if each.id == id)
    for town in country.towns:
        found = find_place(town.name, id)
        assert found is not None
        assert (found.latitude, found.longitude) == (town.latitude, town.longitude)
        assert found.region == town.region


def test_no_name_is_that_of_a_real_organisation(
    demonstration: Demonstration, shared_data: Path
) -> None:
    real: set[str] = set()
    for name in ("eccp_cluster_organisations.csv", "us_cluster_organizations.csv"):
        with (shared_data / "organisations" / name).open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            column = next(c for c in reader.fieldnames or () if "name" in c.lower())
            real |= {fold_text(row[column]) for row in reader}
    assert len(real) > 1000
    assert not real & {fold_text(row.values["name"]) for row in demonstration.rows}


@pytest.mark.django_db
class TestWriting:
    def test_it_needs_a_demonstration(self) -> None:
        with pytest.raises(ConfigurationError, match="hanse demo"):
            create_demonstration()
        assert not Organisation.objects.exists()

    def test_everything_is_there_once(self, settings: Any) -> None:
        settings.HANSE_DEMO = True
        create_demo_accounts()
        made = create_demonstration()
        assert create_demonstration() == made
        assert Organisation.objects.count() == len(made)
        assert all(organisation.is_demonstration for organisation in made)
        assert Membership.objects.count() >= 400
        assert Cooperation.objects.exists()
        assert Label.objects.count() >= 10
        assert JoinRequest.objects.get().person.email == "analyst@demo.hanse"
        listed = sum(organisation.is_listed for organisation in made)
        assert Change.objects.values("organisation").distinct().count() == listed
        placed = sum(each.latitude is not None for each in made)
        assert placed == len(made)
        waiting = Submission.objects.filter(state__in=("submitted", "in-review"))
        assert waiting.count() >= 4
        assert waiting.filter(submitted_by__email="manager@demo.hanse").exists()
        returned = Submission.objects.get(state="returned")
        assert returned.reason
        assert returned.organisation.state == "returned"
        own = Organisation.objects.filter(seats__person__email="manager@demo.hanse")
        assert {each.state for each in own} >= {"published", "draft", "returned", "stale"}
        assert own.get(state="published").revision == 3
