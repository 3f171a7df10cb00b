"""Writing profiles: checked, stamped, kept apart from what others changed, and restored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hanse.hub.foundation.models import AuditEntry
from hanse.hub.organisations.actions.conflicts import EditConflictError
from hanse.hub.organisations.actions.profiles import (
    Row,
    create_organisation,
    restore_revision,
    write_many,
    write_profile,
)
from hanse.hub.organisations.models import (
    Change,
    Identifier,
    Label,
    Organisation,
    Revision,
    SearchEntry,
    Seat,
)
from hanse.hub.organisations.queries.values import get_given_values, list_missing
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db
MINIMUM = {"name": "Nordlicht Photonics", "country": "DE"}


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person()


@pytest.fixture
def draft(person: Person) -> Organisation:
    return create_organisation(MINIMUM, kind="cluster-organisation", by=person)


def publish(organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(state="published")


class TestCreating:
    def test_name_and_country_make_a_draft_with_an_owner(
        self, draft: Organisation, person: Person
    ) -> None:
        assert draft.state == "draft"
        assert draft.field_set == "cluster-organisation.eu-cosme@1"
        assert draft.name_folded == "nordlicht photonics"
        assert Seat.objects.get().role == "owner"
        assert Revision.objects.get().changed == ["country", "name"]
        assert draft.revision == 1
        assert AuditEntry.objects.get(verb="organisations.create").actor == person
        assert not Change.objects.exists(), "a draft concerns nobody yet"

    def test_an_import_gives_nobody_a_seat(self, person: Person) -> None:
        create_organisation(MINIMUM, kind="company", by=person, source="import:a.csv")
        assert not Seat.objects.exists()

    def test_what_is_missing_is_named_by_field(self, person: Person) -> None:
        with pytest.raises(ValidationError) as refused:
            create_organisation({"website": "https://a.example"}, kind="company", by=person)
        assert set(refused.value.message_dict) == {"name", "country"}
        with pytest.raises(InputError, match="kind witch"):
            create_organisation(MINIMUM, kind="witch", by=person)
        assert not Organisation.objects.exists()

    def test_every_fault_is_told_at_once(self, person: Person) -> None:
        values = {**MINIMUM, "website": "javascript:alert(1)", "founded": "soon", "nonsense": 1}
        with pytest.raises(ValidationError) as refused:
            create_organisation(values, kind="cluster-organisation", by=person)
        assert refused.value.message_dict == {
            "website": ["Enter a web address such as https://example.org."],
            "founded": ["Enter a number."],
            "nonsense": ["This kind of profile has no such field."],
        }

    def test_what_is_not_said_is_missing(self, draft: Organisation) -> None:
        missing = {field.id for field in list_missing(draft)}
        assert {"website", "summary", "member_count", "staff_fte"} <= missing
        assert "name" not in missing


class TestWriting:
    def test_columns_fields_and_stamps(self, draft: Organisation, person: Person) -> None:
        written = write_profile(
            draft,
            {
                "website": "https://www.Nordlicht.example/en",
                "member_count": "120",
                "summary": {"en": "Light", "de": "Licht"},
                "ecosystems": ["electronics", "digital"],
                "social_economy": False,
                "contact_person": "Pat Example",
            },
            by=person,
            visibility={"member_count": "members"},
            machine={"summary": ["de", "fr"]},
        )
        written.refresh_from_db()
        assert written.web_domain == "nordlicht.example"
        assert written.member_count == 120
        assert written.fields["ecosystems"] == ["digital", "electronics"]
        assert written.fields["social_economy"] is False
        assert written.stamps["member_count"]["visibility"] == "members"
        assert written.stamps["contact_person"]["visibility"] == "members", "as the field has it"
        assert written.stamps["website"]["source"] == "manager"
        assert written.stamps["summary"]["machine"] == ["de"]
        assert "machine" not in written.stamps["website"]
        assert written.revision == 2

    def test_a_text_by_a_person_is_no_longer_the_machines(
        self, draft: Organisation, person: Person
    ) -> None:
        machine = {"summary": ["de"]}
        both = {"en": "Light", "de": "Leicht"}
        draft = write_profile(draft, {"summary": both}, by=person, machine=machine)
        assert draft.stamps["summary"]["machine"] == ["de"]
        draft = write_profile(draft, {"summary": {**both, "de": "Licht"}}, by=person)
        assert "machine" not in draft.stamps["summary"]

    def test_nothing_new_is_no_revision(self, draft: Organisation, person: Person) -> None:
        again = write_profile(draft, {**MINIMUM, "website": ""}, by=person)
        assert again.revision == 1
        assert Revision.objects.count() == 1
        assert not AuditEntry.objects.filter(verb="organisations.write_profile").exists()

    def test_an_empty_value_takes_away(self, draft: Organisation, person: Person) -> None:
        values = {"acronym": "NP", "founded": 1998, "member_count": 3}
        draft = write_profile(draft, values, by=person)
        draft = write_profile(draft, dict.fromkeys(values), by=person)
        draft.refresh_from_db()
        assert (draft.acronym, draft.member_count) == ("", None)
        assert set(draft.fields) == set()
        assert set(draft.stamps) == {"name", "country"}

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"name": ""}, "name"),
            ({"country": None}, "country"),
            ({"latitude": 50}, "longitude"),
            ({"region": "FR101"}, "region"),
            ({"member_count": 5, "members_sme": 4, "members_large": 2}, "member_count"),
            ({"size_class": "small"}, "size_class"),
        ],
    )
    def test_what_cannot_be_is_refused_beside_its_field(
        self, draft: Organisation, person: Person, values: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            write_profile(draft, values, by=person)
        assert set(refused.value.message_dict) == {field}
        draft.refresh_from_db()
        assert draft.revision == 1

    def test_a_project_does_not_end_before_it_begins(self, person: Person) -> None:
        dates = {"starts": "2026-02-01", "ends": "2026-01-31"}
        with pytest.raises(ValidationError) as refused:
            create_organisation({**MINIMUM, **dates}, kind="partnership", by=person)
        assert set(refused.value.message_dict) == {"ends"}

    @pytest.mark.parametrize(
        "visibility", [{"name": "private"}, {"website": "friends"}, {"x": "public"}]
    )
    def test_visibility_is_checked(
        self, draft: Organisation, person: Person, visibility: dict[str, str]
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            write_profile(draft, {}, by=person, visibility=visibility)
        assert set(refused.value.message_dict) == set(visibility)

    def test_visibility_alone_is_a_change(self, draft: Organisation, person: Person) -> None:
        draft = write_profile(draft, {"founded": 1998}, by=person)
        draft = write_profile(draft, {}, by=person, visibility={"founded": "private"})
        assert draft.stamps["founded"]["visibility"] == "private"
        assert Revision.objects.first().changed == ["founded"]  # type: ignore[union-attr]

    def test_another_country_may_mean_other_fields(
        self, draft: Organisation, person: Person
    ) -> None:
        draft = write_profile(draft, {"strategy": {"en": "Grow"}}, by=person)
        moved = write_profile(draft, {"country": "US"}, by=person)
        assert moved.field_set == "cluster-organisation.other@1"
        assert moved.fields["strategy"] == {"en": "Grow"}, "kept, though not shown"
        with pytest.raises(ValidationError):
            write_profile(moved, {"strategy": {"en": "Shrink"}}, by=person)

    def test_a_listed_profile_goes_into_the_feed_and_the_search(
        self, draft: Organisation, person: Person
    ) -> None:
        publish(draft)
        write_profile(draft, {"acronym": "NOPHO", "founded": 1998}, by=person)
        assert Change.objects.get().verb == "listed"
        assert "nopho" in SearchEntry.objects.get().title

    @pytest.mark.parametrize(
        "name",
        [
            "<script>alert(1)</script>",
            "{{ settings.SECRET_KEY }}",
            "=cmd|' /C calc'!A0",
            "O'; DROP",
        ],
    )
    def test_a_name_is_text_and_nothing_else(
        self, draft: Organisation, person: Person, name: str
    ) -> None:
        assert write_profile(draft, {"name": name}, by=person).name == name

    @pytest.mark.parametrize("name", ["A\nBcc: all@example.org", "A\x00B", "A\u202eB"])
    def test_a_name_is_one_line_without_control_characters(
        self, draft: Organisation, person: Person, name: str
    ) -> None:
        with pytest.raises(ValidationError):
            write_profile(draft, {"name": name}, by=person)


class TestTwoWriters:
    def test_different_fields_are_joined(self, draft: Organisation, person: Person) -> None:
        seen = draft.revision
        write_profile(draft, {"acronym": "NP"}, by=person, revision=seen)
        both = write_profile(draft, {**MINIMUM, "founded": 1998}, by=person, revision=seen)
        assert (both.acronym, both.fields["founded"]) == ("NP", 1998)

    def test_what_one_left_as_it_was_does_not_undo_the_other(
        self, draft: Organisation, person: Person
    ) -> None:
        draft = write_profile(draft, {"acronym": "NP"}, by=person)
        seen = draft.revision
        write_profile(draft, {"acronym": "NOPHO"}, by=person, revision=seen)
        late = write_profile(draft, {"acronym": "NP", "founded": 1998}, by=person, revision=seen)
        assert late.acronym == "NOPHO"

    def test_the_same_field_shows_both_versions(self, draft: Organisation, person: Person) -> None:
        write_profile(draft, {"acronym": "NP"}, by=person, revision=1)
        with pytest.raises(EditConflictError, match="Look at both versions") as conflict:
            write_profile(draft, {"acronym": "NOPHO", "founded": 1998}, by=person, revision=1)
        (clash,) = conflict.value.clashes
        assert (clash.field, clash.base, clash.theirs, clash.mine) == (
            "acronym",
            None,
            "NP",
            "NOPHO",
        )
        assert conflict.value.by == person
        assert conflict.value.revision == 2
        draft.refresh_from_db()
        assert draft.acronym == "NP"
        assert "founded" not in draft.fields

    def test_the_same_change_twice_is_no_conflict(
        self, draft: Organisation, person: Person
    ) -> None:
        write_profile(draft, {"acronym": "NP"}, by=person, revision=1)
        same = write_profile(draft, {"acronym": "NP"}, by=person, revision=1)
        assert same.revision == 2


class TestRestoring:
    def test_everything_is_as_it_was_and_nothing_is_lost(
        self, draft: Organisation, person: Person
    ) -> None:
        first = {"acronym": "NP", "founded": 1998, "summary": {"en": "Light"}}
        draft = write_profile(draft, first, by=person, source="import:old.csv")
        then = get_given_values(draft)
        other = {"acronym": None, "founded": 2001, "summary": {"de": "Licht"}, "employees": None}
        other.pop("employees")
        draft = write_profile(
            draft,
            {**other, "email": "a@example.org"},
            by=person,
            visibility={"founded": "private"},
        )
        restored = restore_revision(draft, 2, by=person)
        restored.refresh_from_db()
        assert get_given_values(restored) == then
        assert restored.revision == 4
        assert restored.stamps["founded"]["visibility"] == "public"
        assert restored.stamps["founded"]["source"] == "import:old.csv"
        newest = Revision.objects.first()
        assert newest is not None
        assert newest.source == "restore:2"
        assert newest.changed == ["acronym", "email", "founded", "summary"]
        assert get_given_values(restore_revision(restored, 3, by=person))["founded"] == 2001

    def test_a_version_that_does_not_exist(self, draft: Organisation, person: Person) -> None:
        with pytest.raises(InputError, match="no such version"):
            restore_revision(draft, 9, by=person)

    def test_restoring_the_present_changes_nothing(
        self, draft: Organisation, person: Person
    ) -> None:
        assert restore_revision(draft, 1, by=person).revision == 1


class TestMany:
    def rows(self, count: int) -> list[Row]:
        return [
            Row(
                kind="cluster-organisation",
                values={"name": f"Cluster {n}", "country": "DE", "member_count": n},
                identifiers={"register": str(n)},
                labels=({"scheme": "gold", "valid_until": "2027-01-01"},),
                is_demonstration=True,
            )
            for n in range(count)
        ]

    def test_they_are_created_with_all_that_belongs_to_them(self, person: Person) -> None:
        created = write_many(self.rows(3), by=person, source="import:a.csv", state="published")
        assert [each.name for each in created] == ["Cluster 0", "Cluster 1", "Cluster 2"]
        kept = Organisation.objects.get(name="Cluster 2")
        assert kept.is_demonstration
        assert kept.published_at is not None
        assert kept.stamps["member_count"]["source"] == "import:a.csv"
        assert (Revision.objects.count(), Identifier.objects.count()) == (3, 3)
        assert (Label.objects.count(), Change.objects.count()) == (3, 3)
        assert SearchEntry.objects.count() == 3
        assert AuditEntry.objects.get(verb="organisations.write_many").after["profiles"] == 3

    def test_drafts_stay_out_of_the_feed(self, person: Person) -> None:
        write_many(self.rows(2), by=person, source="import:a.csv")
        assert not Change.objects.exists()

    def test_the_number_of_queries_does_not_grow_with_the_rows(self, person: Person) -> None:
        counts = []
        for rows in (self.rows(2), [Row(kind=r.kind, values=r.values) for r in self.rows(30)]):
            with CaptureQueriesContext(connection) as queries:
                write_many(rows, by=person, source="import:a.csv", state="published")
            counts.append(len(queries))
        assert counts[1] <= counts[0]

    def test_one_bad_row_stops_all_and_is_named(self, person: Person) -> None:
        rows = [*self.rows(2), Row(kind="company", values={"name": "X", "country": "Y"})]
        with pytest.raises(InputError, match="row 3, column country") as refused:
            write_many(rows, by=person, source="import:a.csv")
        assert refused.value.row == 3
        assert not Organisation.objects.exists()
