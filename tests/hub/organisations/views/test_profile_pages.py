"""The pages of a profile: what each reader sees, the form without scripts, history, pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from hanse.hub.organisations.actions.profiles import Row, write_many, write_profile
from hanse.hub.organisations.models import Membership, Organisation, Seat
from hanse.hub.people.models import Person

pytestmark = pytest.mark.django_db
VALUES: dict[str, Any] = {
    "name": "Nordlicht Photonics",
    "acronym": "NOPHO",
    "country": "DE",
    "place": "Jena",
    "website": "https://nordlicht.example",
    "summary": {"en": "Light for industry", "de": "Licht für die Industrie"},
    "description": {"de": "Nur auf Deutsch."},
    "member_count": 1234,
    "ecosystems": ["electronics"],
    "contact_person": "Pat Example",
    "private_funding_share": 40,
}


def make(state: str = "published", **values: Any) -> Organisation:
    row = Row(
        kind="cluster-organisation",
        values={**VALUES, **values},
        machine={"summary": ["de"]},
        is_demonstration=True,
    )
    return write_many([row], by=None, source="import:a.csv", state=state)[0]


@pytest.fixture
def organisation() -> Organisation:
    return make()


def seat(person: Person, organisation: Organisation, role: str) -> Person:
    Seat.objects.create(person=person, organisation=organisation, role=role)
    return person


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


class TestPage:
    def test_a_visitor_sees_what_is_public(
        self, client: Client, organisation: Organisation
    ) -> None:
        html = read(client, f"/organisations/{organisation.key}/")
        for shown in ("Nordlicht Photonics", "NOPHO", "Light for industry", "Germany", "1,234"):
            assert shown in html
        assert "Demonstration" in html
        assert "imported from a.csv" in html
        assert "Pat Example" not in html
        assert "Share of private funding" not in html
        assert "/edit/" not in html

    def test_members_see_more_and_its_own_people_all(
        self, client: Client, organisation: Organisation, make_person: Callable[..., Person]
    ) -> None:
        member = make(name="Linse GmbH")
        now = "2026-01-01T00:00Z"
        Membership.objects.create(
            group=organisation, member=member, confirmed_by_group=now, confirmed_by_member=now
        )
        client.force_login(seat(make_person(), member, "viewer"))
        html = read(client, f"/organisations/{organisation.key}/")
        assert "Pat Example" in html
        assert "Share of private funding" not in html
        client.force_login(seat(make_person(), organisation, "viewer"))
        assert "Share of private funding" in read(client, f"/organisations/{organisation.key}/")

    def test_texts_are_in_the_readers_language_and_say_when_a_machine_wrote_them(
        self, client: Client, organisation: Organisation
    ) -> None:
        client.cookies["django_language"] = "de"
        html = read(client, f"/organisations/{organisation.key}/")
        assert "Licht für die Industrie" in html
        assert html.count('class="badge">translated by a machine') + html.count("maschin") >= 1
        client.cookies["django_language"] = "fr"
        html = read(client, f"/organisations/{organisation.key}/")
        assert 'lang="en">Light for industry' in html
        assert 'lang="de"' in html, "the description exists in German only"

    def test_a_draft_is_hidden_from_everyone_else(
        self, client: Client, make_person: Callable[..., Person]
    ) -> None:
        draft = make("draft")
        address = f"/organisations/{draft.key}/"
        assert client.get(address).status_code == 302
        client.force_login(make_person())
        assert client.get(address).status_code == 403
        client.force_login(make_person("moderator"))
        assert client.get(address).status_code == 200

    def test_a_merged_profile_leads_to_the_one_that_was_kept(
        self, client: Client, organisation: Organisation
    ) -> None:
        gone = make("merged")
        Organisation.objects.filter(pk=gone.pk).update(merged_into=organisation)
        answer = client.get(f"/organisations/{gone.key}/")
        assert answer["Location"] == f"/organisations/{organisation.key}/"

    def test_what_does_not_exist(self, client: Client) -> None:
        assert client.get("/organisations/nonesuch/").status_code == 404

    @pytest.mark.parametrize(
        "name", ["<script>alert(1)</script>", "{{ request }}", '"><img src=x onerror=run()>']
    )
    def test_a_name_cannot_become_part_of_the_page(self, client: Client, name: str) -> None:
        hostile = make(name=name, summary={"en": name}, description={"en": name})
        html = read(client, f"/organisations/{hostile.key}/")
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "WSGIRequest" not in html

    def test_the_number_of_queries_does_not_depend_on_the_profile(self, client: Client) -> None:
        small = write_many(
            [Row(kind="company", values={"name": "A", "country": "US"})],
            by=None,
            source="x",
            state="published",
        )[0]
        counts = set()
        for each in (small, make()):
            with CaptureQueriesContext(connection) as queries:
                read(client, f"/organisations/{each.key}/")
            counts.add(len(queries))
        assert len(counts) == 1, counts
        assert max(counts) <= 15


class TestForm:
    def test_two_questions_come_first(self, client: Client, person: Person) -> None:
        client.force_login(person)
        html = read(client, "/organisations/new/")
        assert "Cluster organisation" in html
        assert 'name="name"' not in html
        assert client.get("/organisations/new/?kind=witch&country=DE").status_code == 422
        html = read(client, "/organisations/new/?kind=cluster-organisation&country=DE")
        assert "s3_priorities" in html
        html = read(client, "/organisations/new/?kind=cluster-organisation&country=US")
        assert "s3_priorities" not in html

    def test_a_draft_is_saved_with_nearly_nothing(self, client: Client, person: Person) -> None:
        client.force_login(person)
        values = {"kind": "company", "country": "FR", "name": "Lumière SARL", "revision": ""}
        answer = client.post("/organisations/new/", values)
        made = Organisation.objects.get()
        assert answer["Location"] == f"/organisations/{made.key}/edit/"
        assert (made.name, made.state, made.country) == ("Lumière SARL", "draft", "FR")
        assert made.seats.get().person == person

    def test_faults_stand_beside_their_fields_and_nothing_is_lost(
        self, client: Client, person: Person
    ) -> None:
        client.force_login(person)
        values = {
            "kind": "cluster-organisation",
            "country": "DE",
            "name": "",
            "website": "not an address",
            "member_count": "many",
            "summary__en": "x" * 400,
            "languages_shown": ["en"],
        }
        answer = client.post("/organisations/new/", values)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert not Organisation.objects.exists()
        for field, sentence in (
            ("name", "even for a draft"),
            ("website", "Enter a web address"),
            ("member_count", "Enter a number"),
            ("summary", "At most 300 characters"),
        ):
            block = re.search(rf'id="field-{field}".*?(?=id="field-)', html, re.DOTALL)
            assert block is not None
            assert sentence in block.group(), field
            assert f'href="#field-{field}"' in html
        assert 'value="not an address"' in html

    def test_everything_that_the_form_offers_is_kept(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, organisation, "editor"))
        form = fill_in(client, organisation)
        form |= {
            "founded": "1998",
            "technologies": ["", "photonics", "robotics"],
            "social_economy": "no",
            "summary__en": "Light",
            "summary__de": "Licht",
            "visibility__founded": "private",
            "machine__summary__de": "on",
            "staff_fte": "2,5",
            "languages_shown": ["en", "de"],
        }
        answer = client.post(f"/organisations/{organisation.key}/edit/", form)
        assert answer.status_code == 302, answer.context["form"].errors
        kept = Organisation.objects.get(pk=organisation.pk)
        assert kept.fields["founded"] == 1998
        assert kept.fields["technologies"] == ["photonics", "robotics"]
        assert kept.fields["social_economy"] is False
        assert kept.fields["summary"] == {"en": "Light", "de": "Licht"}
        assert kept.fields["staff_fte"] == 2.5
        assert kept.stamps["founded"]["visibility"] == "private"
        assert kept.stamps["summary"]["machine"] == ["de"]
        assert kept.stamps["website"]["source"] == "import:a.csv", "untouched values keep theirs"
        assert kept.revisions.first().by == person  # type: ignore[union-attr]

    def test_saving_without_a_change_changes_nothing(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, organisation, "editor"))
        form = fill_in(client, organisation)
        client.post(f"/organisations/{organisation.key}/edit/", form)
        kept = Organisation.objects.get(pk=organisation.pk)
        assert kept.revision == 1
        assert kept.fields == organisation.fields
        assert kept.stamps == organisation.stamps

    def test_a_language_is_added_without_saving(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, organisation, "editor"))
        form = fill_in(client, organisation)
        form |= {"add": "language", "add_language": "pl", "acronym": "NEW", "name": ""}
        answer = client.post(f"/organisations/{organisation.key}/edit/", form)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert 'name="summary__pl"' in html
        assert 'value="NEW"' in html
        assert Organisation.objects.get(pk=organisation.pk).acronym == "NOPHO"

    def test_two_editors_of_one_field_see_both_versions(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, organisation, "editor"))
        form = fill_in(client, organisation)
        write_profile(organisation, {"acronym": "THEIRS", "founded": 1990}, by=None)
        form |= {"acronym": "MINE", "newsletter": "https://news.example"}
        answer = client.post(f"/organisations/{organisation.key}/edit/", form)
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "THEIRS" in html
        assert 'value="MINE"' in html
        again = fill_in(client, organisation, html=html)
        assert again["founded"] == "1990", "what nobody disputes is kept"
        assert client.post(f"/organisations/{organisation.key}/edit/", again).status_code == 302
        kept = Organisation.objects.get(pk=organisation.pk)
        assert (kept.acronym, kept.fields["founded"]) == ("MINE", 1990)
        assert kept.fields["newsletter"] == "https://news.example"

    def test_the_region_that_was_found_is_told_but_not_typed(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        assert organisation.region == "DEG0"
        client.force_login(seat(person, organisation, "editor"))
        html = read(client, f"/organisations/{organisation.key}/edit/")
        assert "Found from the town: Thüringen (DEG0)" in html

    @pytest.mark.parametrize(
        ("role", "status"), [("visitor", 302), ("member", 403), ("analyst", 403), ("viewer", 403),
                             ("editor", 200), ("owner", 200), ("moderator", 200)]
    )  # fmt: skip
    @pytest.mark.parametrize("page", ["edit/", "logo/"])
    def test_who_may_edit(
        self,
        client: Client,
        organisation: Organisation,
        make_person: Callable[..., Person],
        role: str,
        status: int,
        page: str,
    ) -> None:
        if role in ("viewer", "editor", "owner"):
            client.force_login(seat(make_person(), organisation, role))
        elif role != "visitor":
            client.force_login(make_person(role))
        address = f"/organisations/{organisation.key}/{page}"
        assert client.get(address).status_code == status
        if status != 200:
            before = Organisation.objects.get(pk=organisation.pk).revision
            assert client.post(address, {"name": "Taken"}).status_code == status
            kept = Organisation.objects.get(pk=organisation.pk)
            assert (kept.name, kept.revision) == (organisation.name, before)

    def test_a_seat_in_one_organisation_opens_no_other(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, make(name="Other"), "owner"))
        address = f"/organisations/{organisation.key}"
        assert client.get(f"{address}/edit/").status_code == 403
        assert client.get(f"{address}/history/").status_code == 403
        assert client.post(f"{address}/history/1/restore/").status_code == 403
        assert client.post(f"{address}/logo/remove/").status_code == 403


class TestHistory:
    def test_differences_and_restoring(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, organisation, "owner"))
        write_profile(organisation, {"acronym": "WRONG", "ecosystems": ["digital"]}, by=person)
        html = read(client, f"/organisations/{organisation.key}/history/")
        assert "NOPHO</del>" in html
        assert "WRONG</ins>" in html
        assert "Electronics</del>" in html
        client.post(f"/organisations/{organisation.key}/history/1/restore/")
        kept = Organisation.objects.get(pk=organisation.pk)
        assert (kept.acronym, kept.revision) == ("NOPHO", 3)
        assert (
            client.get(f"/organisations/{organisation.key}/history/1/restore/").status_code == 405
        )
        answer = client.post(f"/organisations/{organisation.key}/history/77/restore/", follow=True)
        assert "no such version" in answer.content.decode()

    def test_the_number_of_queries_does_not_grow_with_the_versions(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, organisation, "owner"))
        counts = []
        for count in (1, 12):
            for number in range(count):
                write_profile(organisation, {"founded": 1900 + number + count}, by=person)
            with CaptureQueriesContext(connection) as queries:
                read(client, f"/organisations/{organisation.key}/history/")
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestPicture:
    def post(self, client: Client, organisation: Organisation, data: bytes) -> Any:
        file = SimpleUploadedFile("logo.png", data, "image/png")
        return client.post(f"/organisations/{organisation.key}/logo/", {"file": file})

    def test_a_picture_is_encoded_afresh_and_served_safely(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, organisation, "owner"))
        stream = io.BytesIO()
        Image.new("RGB", (900, 300), "red").save(stream, "JPEG")
        assert self.post(client, organisation, stream.getvalue() + b"<script>x</script>")
        answer = client.get(f"/organisations/{organisation.key}/logo.png")
        data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert answer["Content-Type"] == "image/png"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"script" not in data
        assert Image.open(io.BytesIO(data)).size == (480, 160)
        assert "logo.png" in read(client, f"/organisations/{organisation.key}/")
        client.post(f"/organisations/{organisation.key}/logo/remove/")
        assert client.get(f"/organisations/{organisation.key}/logo.png").status_code == 404

    def test_what_is_no_picture_is_refused_beside_the_field(
        self, client: Client, organisation: Organisation, person: Person
    ) -> None:
        client.force_login(seat(person, organisation, "owner"))
        for data in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ", b"\x89PNG\r\n\x1a\n"):
            answer = self.post(client, organisation, data)
            assert answer.status_code == 422
            assert "not a picture" in answer.content.decode()
        assert Organisation.objects.get(pk=organisation.pk).logo == ""


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person()


def fill_in(
    client: Client, organisation: Organisation, *, html: str | None = None
) -> dict[str, Any]:
    """What a browser without scripts would send of the form as it is."""
    html = html or read(client, f"/organisations/{organisation.key}/edit/")
    return read_form(html)


def read_form(html: str) -> dict[str, Any]:
    from html.parser import HTMLParser

    sent: dict[str, Any] = {}

    class Reader(HTMLParser):
        inside = False
        select = textarea = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            values = dict(attrs)
            name, value = values.get("name") or "", values.get("value") or ""
            if tag == "form":
                self.inside = values.get("id") == "profile-form"
            if not self.inside:
                return
            if tag == "input":
                kind = values.get("type")
                if name and (kind not in ("checkbox", "radio") or "checked" in values):
                    sent.setdefault(name, []).append(value or ("on" if kind == "checkbox" else ""))
            elif tag == "select":
                self.select = name
            elif tag == "option" and (self.select not in sent or "selected" in values):
                sent[self.select] = [value]
            elif tag == "textarea":
                self.textarea = name
                sent[name] = [""]

        def handle_data(self, data: str) -> None:
            if self.textarea:
                sent[self.textarea][0] += data

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea":
                sent[self.textarea][0] = sent[self.textarea][0].removeprefix("\n")
                self.textarea = ""
            if tag == "select":
                self.select = ""
            if tag == "form":
                self.inside = False

    Reader().feed(html)
    sent.pop("csrfmiddlewaretoken", None)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}
