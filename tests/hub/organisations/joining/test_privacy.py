from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hanse.hub.api.actions.keys import make_key
from hanse.hub.foundation.audit import list_entries
from hanse.hub.foundation.models import AuditEntry
from hanse.hub.foundation.permissions import RefusedError
from hanse.hub.organisations.actions import people
from hanse.hub.organisations.actions.erasure import erase_person
from hanse.hub.organisations.actions.joining import submit_profile
from hanse.hub.organisations.actions.privacy import (
    give_consent,
    note_contact_access,
    note_contact_accesses,
    withdraw_consent,
)
from hanse.hub.organisations.actions.profiles import write_profile
from hanse.hub.organisations.actions.retention import forget_old_data
from hanse.hub.organisations.models import (
    Consent,
    ContactAccess,
    Invitation,
    JoinRequest,
    Organisation,
    Revision,
    SavedSearch,
    Seat,
)
from hanse.hub.organisations.purposes import Purpose, list_purposes
from hanse.hub.organisations.queries import privacy as reads
from hanse.hub.organisations.queries.personal_data import build_export, list_relations
from hanse.hub.people.actions import change_profile
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
CONTACT = {"contact_person": "Ona Onaitė", "contact_email": "ona@amber.example"}


@pytest.fixture
def ona(make_person: Make) -> Any:
    person = make_person(email="ona@amber.example", name="Ona Onaitė")
    EmailAddress.objects.create(user=person, email="ona@private.example", verified=True)
    return person


# ------------------------------------------------------------------ consent


def test_every_purpose_is_told_in_every_language() -> None:
    for purpose in list_purposes():
        for language in ("en", "de", "fr"):
            assert purpose.titles[language]
            assert purpose.texts[language]


def test_consent_is_given_and_taken_back_and_both_stay_on_record(ona: Any, sign_in: Any) -> None:
    client = sign_in(ona)
    client.post("/organisations/privacy/news/", {"answer": "give"})
    client.post("/organisations/privacy/news/", {"answer": "give"})
    assert reads.has_agreed(ona, "news")
    client.post("/organisations/privacy/news/", {"answer": "withdraw"})
    assert not reads.has_agreed(ona, "news")
    (kept,) = Consent.objects.filter(person=ona)
    assert kept.withdrawn_at is not None
    html = client.get("/organisations/privacy/").content.decode()
    assert "taken back on" in html
    unknown = client.post("/organisations/privacy/castle/", {"answer": "give"}, follow=True)
    assert "no purpose called castle" in unknown.content.decode()


def test_a_new_text_is_asked_again(ona: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    give_consent(ona, "news")
    newer = tuple(
        Purpose(purpose.id, "2", purpose.titles, purpose.texts) for purpose in list_purposes()
    )
    monkeypatch.setattr("hanse.hub.organisations.purposes.list_purposes", lambda: newer)
    assert not reads.has_agreed(ona, "news")
    give_consent(ona, "news")
    rows = Consent.objects.filter(person=ona).order_by("pk")
    assert [(row.version, row.withdrawn_at is None) for row in rows] == [("1", False), ("2", True)]


def test_who_agreed_is_named_to_people_who_signed_in_and_that_is_noted(
    make_profile: Make, make_person: Make, ona: Any, rf: Any
) -> None:
    from hanse.hub.organisations.sections import build_named_contacts

    organisation, reader = make_profile("published", owner=ona), make_person()
    request = rf.get("/")
    request.user = reader
    assert build_named_contacts(request, organisation) is None
    give_consent(ona, "named-contact")
    assert build_named_contacts(request, organisation) == {"people": [ona]}
    assert ContactAccess.objects.get().person == reader
    request.user = AnonymousUser()
    assert build_named_contacts(request, organisation) is None
    withdraw_consent(ona, "named-contact")
    assert reads.list_named_contacts(organisation) == []


# ------------------------------------------------------------------ who saw contact data


def test_views_of_contact_data_are_noted_once_an_hour(
    make_profile: Make, make_person: Make, ona: Any
) -> None:
    organisation, reader = make_profile("published", owner=ona), make_person()
    note_contact_access(organisation, reader, [])
    note_contact_access(organisation, ona, ["contact_email"])  # its own people
    assert not ContactAccess.objects.exists()
    note_contact_access(organisation, reader, ["contact_email"])
    note_contact_access(organisation, reader, ["contact_email"])
    assert ContactAccess.objects.count() == 1
    note_contact_access(organisation, reader, ["contact_person", "contact_email"])
    note_contact_access(organisation, reader, ["contact_email"], through="api")
    assert ContactAccess.objects.count() == 3
    ContactAccess.objects.update(at=timezone.now() - timedelta(hours=2))
    note_contact_access(organisation, reader, ["contact_email"])
    assert ContactAccess.objects.count() == 4


def test_many_are_noted_with_two_queries(
    make_profile: Make, make_person: Make, django_assert_num_queries: Any
) -> None:
    reader = make_person()
    shown = [(make_profile("published"), ["contact_email"]) for _ in range(5)]
    from hanse.hub.organisations.rules import seats_of

    seats_of(reader)
    with django_assert_num_queries(2):
        note_contact_accesses(shown, reader, through="export")
    assert ContactAccess.objects.count() == 5


def test_owners_see_who_looked(
    make_profile: Make, make_person: Make, ona: Any, sign_in: Any
) -> None:
    organisation = make_profile("published", owner=ona)
    note_contact_access(organisation, make_person(name="Rita Reader"), ["contact_email"])
    page = f"/organisations/{organisation.key}/people/contact-accesses/"
    html = sign_in(ona).get(page).content.decode()
    assert "Rita Reader" in html
    assert "E-mail of the contact person" in html
    assert sign_in(make_person()).get(page).status_code == 403


# ------------------------------------------------------------------ one's data


def read_export(packed: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_the_export_holds_everything_that_mentions_the_person(
    make_profile: Make, make_person: Make, ona: Any, sign_in: Any
) -> None:
    other = make_person()
    own = make_profile("draft", owner=ona)
    foreign = make_profile("published", owner=other, values=CONTACT)
    submit_profile(own, by=ona, message="Please look")
    people.invite_person(foreign, "ona@private.example", role="viewer", by=other)
    people.ask_to_join(foreign, by=ona, message="It is me")
    SavedSearch.objects.create(owner=ona, title="Amber", query="q=amber")
    make_key(ona, title="Nightly script", scopes=[], days=30)
    answer = sign_in(ona).post("/organisations/privacy/export/")
    assert answer["Content-Type"] == "application/zip"
    files = read_export(answer.content)
    assert files["account.json"][0]["email"] == "ona@amber.example"
    assert files["organisations.seat-person.json"][0]["role"] == "owner"
    assert files["organisations.submission-submitted_by.json"][0]["message"] == "Please look"
    assert files["organisations.joinrequest-person.json"][0]["message"] == "It is me"
    assert files["organisations.savedsearch-owner.json"][0]["title"] == "Amber"
    assert files["invitations.json"][0]["email"] == "ona@private.example"
    assert files["api.apikey-owner.json"][0]["title"] == "Nightly script"
    assert files["account.emailaddress-user.json"][0]["email"] == "ona@private.example"
    assert [row["key"] for row in files["profiles-that-name-me.json"]] == [foreign.key]
    verbs = {row["verb"] for row in files["audit-trail.json"]}
    assert {"organisations.submit", "organisations.invite_person"} <= verbs
    text = answer.content + json.dumps(files).encode()
    assert b"token_hash" not in text
    assert b"secret" not in text
    assert b"password" not in json.dumps(files["account.json"]).encode()
    assert sign_in(ona).get("/organisations/privacy/export/").status_code == 405


def test_the_export_knows_every_table_that_points_to_a_person() -> None:
    tables = {relation.related_model._meta.label for relation in list_relations()}
    assert {
        "organisations.Seat",
        "organisations.Consent",
        "organisations.ContactAccess",
        "organisations.Revision",
        "foundation.AuditEntry",
        "people.RoleGrant",
        "account.EmailAddress",
        "mfa.Authenticator",
        "api.ApiKey",
    } <= tables


def test_an_export_of_someone_else_is_not_in_it(
    make_profile: Make, ona: Any, make_person: Make
) -> None:
    make_profile("draft", owner=make_person(email="else@amber.example"))
    assert "else@amber.example" not in json.dumps(read_export(build_export(ona)))


# ------------------------------------------------------------------ erasing


def test_the_only_owner_is_told_what_to_do_first(
    make_profile: Make, ona: Any, make_person: Make, sign_in: Any
) -> None:
    organisation = make_profile("published", owner=ona)
    with pytest.raises(InputError, match="only owner of organisations"):
        erase_person(ona, by=ona)
    client = sign_in(ona)
    assert "Amber Cluster" in client.get("/organisations/privacy/erase/").content.decode()
    client.post("/organisations/privacy/erase/", {"address": ona.email})
    ona.refresh_from_db()
    assert ona.is_active
    Seat.objects.create(person=make_person(), organisation=organisation, role="owner")
    erase_person(ona, by=ona)


def test_what_remains_of_an_erased_person_tells_nothing(
    make_profile: Make, ona: Any, make_person: Make, letters: Any
) -> None:
    other = make_person(email="other@amber.example")
    organisation = make_profile("published", owner=[ona, other])
    write_profile(organisation, CONTACT, by=ona)
    change_profile(ona, name="Ona Onaitė", language="fr")
    people.invite_person(organisation, "ona@private.example", role="viewer", by=other)
    give_consent(ona, "news")
    SavedSearch.objects.create(owner=ona, title="Amber", query="q=amber")
    with letters() as sent:
        erase_person(ona, by=ona)
    assert sent[0].to == ["ona@amber.example"]
    ona.refresh_from_db()
    assert (ona.name, ona.language, ona.is_active) == ("", "", False)
    assert ona.email.endswith("@erased.invalid")
    assert not ona.has_usable_password()
    for rows in (Seat, Consent, SavedSearch):
        key = "owner" if rows is SavedSearch else "person"
        assert not rows.objects.filter(**{key: ona}).exists()
    assert not EmailAddress.objects.exists()
    assert not Invitation.objects.exists()
    organisation.refresh_from_db()
    assert not {"contact_person", "contact_email"} & set(organisation.fields)
    remains = json.dumps(
        [
            list(AuditEntry.objects.values("label", "before", "after")),
            list(Revision.objects.values_list("values", flat=True)),
            list(Organisation.objects.values_list("fields", "stamps")),
        ],
        ensure_ascii=False,
    )
    for word in ("ona@amber.example", "ona@private.example", "Ona Onaitė"):
        assert word not in remains
    own = AuditEntry.objects.filter(actor=ona)
    assert {"organisations.give_consent", "organisations.write_profile"} <= {
        entry.verb for entry in own
    }
    entry = list_entries(verb="organisations.erase_person").get()
    assert entry.after is not None
    assert entry.after["organisations.seat"] == 1


def test_erasing_signs_out_everywhere(ona: Any, sign_in: Any) -> None:
    here, elsewhere = sign_in(ona), sign_in(ona)
    wrong = here.post("/organisations/privacy/erase/", {"address": "else@x.example"})
    assert "not the address of your account" in wrong.content.decode()
    answer = here.post("/organisations/privacy/erase/", {"address": "ONA@amber.example"})
    assert answer["Location"] == "/"
    for client in (here, elsewhere):
        assert client.get("/organisations/privacy/").status_code == 302
    ona.refresh_from_db()
    assert not ona.is_active


def test_nobody_erases_someone_else_but_an_administrator(ona: Any, make_person: Make) -> None:
    for role in ("member", "moderator", "programme-officer"):
        with pytest.raises(RefusedError):
            erase_person(ona, by=make_person(role))
    administrator = make_person("administrator")
    erase_person(ona, by=administrator)
    assert list_entries(verb="organisations.erase_person").get().actor == administrator


def test_free_texts_lose_the_person_too(make_profile: Make, ona: Any, make_person: Make) -> None:
    other = make_person(email="other@amber.example")
    change_profile(ona, name="Ona Onaitė", language="en")
    own = make_profile("draft", owner=[ona, other])
    write_profile(own, {"description": {"en": "Write to ona@amber.example."}}, by=other)
    submit_profile(own, by=ona, message="Ona Onaitė asks; ona@private.example is quicker")
    foreign = make_profile("published", owner=other)
    asked = people.ask_to_join(foreign, by=make_person(), message="Sent by ona@amber.example")
    people.decline_request(asked, by=other, reason="Ask ona@amber.example first")
    erase_person(ona, by=ona)
    own.refresh_from_db()
    asked.refresh_from_db()
    remains = [own.submissions.get().message, asked.message, asked.reason, str(own.fields)]
    remains += [str(values) for values in Revision.objects.values_list("values", flat=True)]
    remains += [str(row) for row in AuditEntry.objects.values_list("label", "before", "after")]
    for word in ("ona@amber.example", "ona@private.example", "Ona Onaitė"):
        assert not [text for text in remains if word in text]
    assert "is quicker" in remains[0]


def test_a_name_of_one_word_and_parts_of_words_stay(
    make_profile: Make, ona: Any, make_person: Make
) -> None:
    change_profile(ona, name="Rose", language="en")
    own = make_profile("draft", owner=[ona, make_person()])
    submit_profile(own, by=ona, message="Rose garden, fiona@amber.example")
    erase_person(ona, by=ona)
    assert own.submissions.get().message == "Rose garden, fiona@amber.example"


def test_an_administrator_finds_a_person_and_erases_them_on_record(
    make_profile: Make, ona: Any, make_person: Make, sign_in: Any
) -> None:
    pages = "/organisations/privacy/persons/"
    for role in ("member", "moderator", "programme-officer", "analyst"):
        client = sign_in(make_person(role))
        assert client.get(pages).status_code == 403
        assert client.get(f"{pages}{ona.pk}/erase/").status_code == 403
        assert client.post(f"{pages}{ona.pk}/export/").status_code == 403
    client = sign_in(make_person("administrator"))
    assert "ona@amber.example" not in client.get(pages).content.decode()
    assert "ona@amber.example" in client.get(f"{pages}?q=private").content.decode()
    assert client.post(f"{pages}{ona.pk}/export/")["Content-Type"] == "application/zip"
    assert list_entries(verb="organisations.export_person").count() == 1
    sent = {"address": "else@x.example", "ground": "Letter 7 of ona@amber.example"}
    wrong = client.post(f"{pages}{ona.pk}/erase/", sent)
    assert "not the address of the account" in wrong.content.decode()
    owned = make_profile("published", owner=ona)
    assert owned.name in client.get(f"{pages}{ona.pk}/erase/").content.decode()
    Seat.objects.all().delete()
    answer = client.post(f"{pages}{ona.pk}/erase/", sent | {"address": "ona@amber.example"})
    assert answer["Location"] == pages
    ona.refresh_from_db()
    assert not ona.is_active and ona.email.endswith("@erased.invalid")
    entry = list_entries(verb="organisations.erase_person").get()
    assert entry.after is not None and entry.after["ground"].startswith("Letter 7 of erased-")
    assert "erased.invalid" not in client.get(f"{pages}?q=erased").content.decode()


# ------------------------------------------------------------------ retention


def test_old_data_is_forgotten_when_its_time_has_come(
    make_profile: Make, make_person: Make, ona: Any, settings: Any
) -> None:
    reader, organisation = make_person(), make_profile("published", owner=ona)
    now = timezone.now()
    note_contact_access(organisation, reader, ["contact_email"])
    people.invite_person(organisation, "a@b.example", role="viewer", by=ona)
    people.decline_request(people.ask_to_join(organisation, by=reader), by=ona)
    give_consent(ona, "news")
    withdraw_consent(ona, "news")
    give_consent(ona, "studies")
    draft = make_profile("draft")
    assert set(forget_old_data(now=now).values()) == {0}
    later = now + timedelta(days=5 * 365)
    settings.HANSE_KEEP_REQUESTS_DAYS = 0
    assert dict(forget_old_data(now=later)) == {
        "views of contact data forgotten": 1,
        "invitations forgotten": 1,
        "requests forgotten": 0,
        "consents forgotten": 1,
        "drafts archived": 1,
    }
    assert JoinRequest.objects.count() == 1
    assert Consent.objects.get().purpose == "studies"
    draft.refresh_from_db()
    assert draft.state == "archived"
    assert list_entries(verb="organisations.forget").count() == 3


def test_a_draft_that_was_submitted_once_is_kept(make_profile: Make, ona: Any) -> None:
    organisation = make_profile(owner=ona)
    submit_profile(organisation, by=ona)
    Organisation.objects.update(state="draft")
    assert forget_old_data(now=timezone.now() + timedelta(days=3000))["drafts archived"] == 0


def test_the_account_leads_to_privacy(ona: Any, sign_in: Any) -> None:
    html = sign_in(ona).get("/account/").content.decode()
    assert "/organisations/privacy/" in html
    assert "/organisations/mine/" in html
