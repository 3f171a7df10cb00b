from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hanse.hub.foundation.audit import list_entries
from hanse.hub.foundation.permissions import RefusedError
from hanse.hub.organisations.actions import joining as acts
from hanse.hub.organisations.actions.profiles import write_profile
from hanse.hub.organisations.criteria import read_evaluation
from hanse.hub.organisations.models import Consent, DuplicatePair, Organisation, Submission
from hanse.hub.organisations.queries.evidence import build_evidence
from hanse.hub.organisations.queries.joining import find_next, list_queue
from hanse.vocabulary import InputError

from .conftest import VALUES

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


@pytest.fixture
def people(make_person: Make) -> dict[str, Any]:
    return {
        "owner": make_person(email="owner@amber.example", name="Ona"),
        "moderator": make_person("moderator", email="mod@hub.example", language="de"),
    }


def submit(make_profile: Make, people: dict[str, Any], **options: Any) -> Submission:
    organisation = make_profile(owner=people["owner"], **options)
    return acts.submit_profile(organisation, by=people["owner"], message="Look at our site.")


def test_a_submission_keeps_what_was_met_and_tells_the_moderators(
    make_profile: Make, people: Any, letters: Any
) -> None:
    organisation = make_profile(owner=people["owner"], values={"member_count": 9})
    with letters() as sent:
        submission = acts.submit_profile(organisation, by=people["owner"], message="Hello")
    organisation.refresh_from_db()
    assert organisation.state == "submitted"
    assert submission.rule_set == "eccp-eu-cosme@2022"
    kept = read_evaluation(submission.evaluation)
    assert kept is not None
    assert {o.criterion.id: o.status for o in kept.outcomes}["members"] == "missing"
    assert submission.revision == organisation.revision
    assert [letter.to for letter in sent] == [["mod@hub.example"]]
    assert f"/organisations/queue/{submission.pk}/" in sent[0].body
    assert Consent.objects.get(person=people["owner"]).purpose == "publish-profile"


def test_what_the_field_set_requires_must_be_there(make_profile: Make, people: Any) -> None:
    organisation = make_profile(owner=people["owner"], values={"website": "", "staff_fte": None})
    with pytest.raises(InputError, match=r"Web site, Dedicated management"):
        acts.submit_profile(organisation, by=people["owner"])
    assert not Submission.objects.exists()


def test_publishing_lists_the_profile_and_tells_its_people(
    make_profile: Make, people: Any, letters: Any
) -> None:
    submission = submit(make_profile, people)
    with letters() as sent:
        acts.publish_submission(submission, by=people["moderator"], reason="All is met.")
    submission.refresh_from_db()
    organisation = submission.organisation
    assert (submission.state, submission.moderator) == ("published", people["moderator"])
    assert submission.decided_at is not None
    assert organisation.state == "published"
    assert organisation.rule_set == submission.rule_set
    assert [letter.to for letter in sent] == [["owner@amber.example"]]
    assert "All is met." in sent[0].body
    entry = list_entries(verb="organisations.decide").get()
    assert entry.after is not None
    assert entry.after["reason"] == "All is met."


def test_returning_needs_a_reason_and_shows_it_until_it_is_mended(
    make_profile: Make, people: Any, sign_in: Any
) -> None:
    submission = submit(make_profile, people)
    with pytest.raises(InputError, match="reason is needed"):
        acts.return_submission(submission, by=people["moderator"], reason="  ")
    acts.return_submission(submission, by=people["moderator"], reason="Name your members.")
    organisation = submission.organisation
    page = sign_in(people["owner"]).get(f"/organisations/{organisation.key}/joining/")
    html = page.content.decode()
    assert "What was asked" in html
    assert "Name your members." in html
    again = acts.submit_profile(organisation, by=people["owner"])
    assert again.pk != submission.pk
    assert list(organisation.submissions.values_list("state", flat=True)) == [
        "submitted",
        "returned",
    ]


def test_a_question_keeps_it_in_review_until_it_is_answered(
    make_profile: Make, people: Any, letters: Any
) -> None:
    submission = submit(make_profile, people)
    with letters() as asked:
        acts.ask_about_submission(
            submission, by=people["moderator"], question="Who recognised you?"
        )
    organisation = Organisation.objects.get(pk=submission.organisation_id)
    assert organisation.state == "in-review"
    assert "Who recognised you?" in asked[0].body
    with letters() as answered:
        acts.answer_question(organisation, by=people["owner"], answer="The ministry.")
    assert answered[0].to == ["mod@hub.example"]
    submission.refresh_from_db()
    assert "Who recognised you?\n— The ministry." in submission.message
    assert submission.reason == ""
    acts.publish_submission(submission, by=people["moderator"])
    organisation.refresh_from_db()
    assert organisation.state == "published"


def test_withdrawing_makes_it_a_draft(make_profile: Make, people: Any) -> None:
    submission = submit(make_profile, people)
    acts.withdraw_submission(submission.organisation, by=people["owner"])
    submission.refresh_from_db()
    assert submission.state == "withdrawn"
    assert Organisation.objects.get().state == "draft"
    with pytest.raises(InputError, match="decided already"):
        acts.publish_submission(submission, by=people["moderator"])


def test_nobody_decides_on_their_own_organisation(make_profile: Make, people: Any) -> None:
    own = make_profile(owner=people["owner"], viewer=people["moderator"])
    submission = acts.submit_profile(own, by=people["owner"])
    for act, texts in (
        (acts.publish_submission, {}),
        (acts.return_submission, {"reason": "x"}),
        (acts.ask_about_submission, {"question": "x"}),
    ):
        with pytest.raises(RefusedError):
            act(submission, by=people["moderator"], **texts)
    (waiting,) = list_queue(people["moderator"])
    assert waiting.is_own
    assert find_next(people["moderator"]) is None


def test_two_moderators_do_not_decide_twice(
    make_profile: Make, people: Any, make_person: Make
) -> None:
    submission = submit(make_profile, people)
    other = make_person("moderator")
    acts.publish_submission(submission, by=people["moderator"])
    with pytest.raises(InputError, match="decided already"):
        acts.return_submission(submission, by=other, reason="No.")
    assert Organisation.objects.get().state == "published"


def test_what_was_changed_while_reading_is_not_published_unseen(
    make_profile: Make, people: Any
) -> None:
    submission = submit(make_profile, people)
    seen = submission.organisation.revision
    write_profile(submission.organisation, {"member_count": 3}, by=people["owner"])
    with pytest.raises(InputError, match="changed while you were reading"):
        acts.publish_submission(submission, by=people["moderator"], revision=seen)
    acts.publish_submission(submission, by=people["moderator"], revision=seen + 1)


def test_the_evidence_shows_changes_values_and_twins(make_profile: Make, people: Any) -> None:
    submission = submit(make_profile, people, values={"staff_fte": 0.25})
    acts.return_submission(submission, by=people["moderator"], reason="More staff.")
    organisation = submission.organisation
    twin = make_profile("published", values={"place": "Vilnius"})
    scanned = make_profile("published", values={"name": "Gintaras", "website": ""})
    first, second = sorted([organisation, scanned], key=lambda each: each.pk)
    reasons = [["acronym", 1.0, "GLOW"], ["other-web", -1.0, ""]]
    DuplicatePair.objects.create(first=first, second=second, score=0.9, reasons=reasons)
    organisation = write_profile(organisation, {"staff_fte": 1.5}, by=people["owner"])
    again = acts.submit_profile(organisation, by=people["owner"])
    again.organisation.refresh_from_db()
    evidence = build_evidence(again, language="en")
    assert evidence.compared_with == submission.revision
    (difference,) = evidence.differences
    assert (float(difference.before), float(difference.after)) == (0.25, 1.5)
    assert not evidence.changed_since
    assert {each.organisation: each.reasons for each in evidence.twins} == {
        twin: ("the same name",),
        scanned: ("The acronym is the same",),
    }
    proofs = {proof.outcome.criterion.id: proof for proof in evidence.proofs}
    (site,) = proofs["website-english"].values
    assert site.link == "https://amber.example/en"
    write_profile(organisation, {"member_count": 41}, by=people["owner"])
    again.organisation.refresh_from_db()
    assert build_evidence(again, language="en").changed_since


def test_the_queue_is_oldest_first_and_asks_the_database_as_often_for_many(
    make_profile: Make, people: Any, sign_in: Any
) -> None:
    client = sign_in(people["moderator"])
    first = submit(make_profile, people)
    with CaptureQueriesContext(connection) as few:
        assert client.get("/organisations/queue/").status_code == 200
    Submission.objects.filter(pk=first.pk).update(submitted_at=timezone.now() - timedelta(days=9))
    for _ in range(5):
        submit(make_profile, people)
    with CaptureQueriesContext(connection) as many:
        html = client.get("/organisations/queue/").content.decode()
    assert len(many) == len(few)
    assert [each.days for each in list_queue(people["moderator"])] == [9, 0, 0, 0, 0, 0]
    assert "6/6" in html
    assert "Nothing waits" in client.get("/organisations/queue/?state=in-review").content.decode()


def test_deciding_by_the_page_goes_on_to_the_next(
    make_profile: Make, people: Any, sign_in: Any
) -> None:
    client = sign_in(people["moderator"])
    first, second = submit(make_profile, people), submit(make_profile, people)
    page = f"/organisations/queue/{first.pk}/"
    html = client.get(page).content.decode()
    assert "Look at our site." in html
    answer = client.post(
        page, {"decision": "publish", "publish-revision": "1", "publish-reason": ""}
    )
    assert answer["Location"] == f"/organisations/queue/{second.pk}/"
    page = f"/organisations/queue/{second.pk}/"
    html = client.post(page, {"decision": "return", "return-reason": ""}).content.decode()
    assert "This field is required" in html
    answer = client.post(page, {"decision": "return", "return-reason": "Name members."})
    assert answer["Location"] == "/organisations/queue/"
    assert client.post(page, {"decision": "burn"}).status_code == 404
    assert client.get("/organisations/queue/999/").status_code == 404
    stale = client.post(page, {"decision": "ask", "ask-question": "Late?"}, follow=True)
    assert "decided already" in stale.content.decode()


def test_the_reason_begins_with_what_is_missing(
    make_profile: Make, people: Any, sign_in: Any
) -> None:
    submission = submit(make_profile, people, values={"member_count": 9})
    html = sign_in(people["moderator"]).get(f"/organisations/queue/{submission.pk}/")
    assert (
        "- At least 15 committed members. Found: 9. At least 15 are needed" in html.content.decode()
    )


def test_archiving_closes_what_was_submitted_and_can_be_undone(
    make_profile: Make, people: Any, letters: Any
) -> None:
    submission = submit(make_profile, people)
    with letters() as sent:
        acts.archive_profile(
            submission.organisation, by=people["moderator"], reason="It has dissolved."
        )
    submission.refresh_from_db()
    assert submission.state == "withdrawn"
    assert "It has dissolved." in sent[0].body
    acts.bring_back_profile(submission.organisation, by=people["owner"])
    assert Organisation.objects.get().state == "draft"


def test_the_pages_of_joining_work_by_post_alone(
    make_profile: Make, people: Any, sign_in: Any
) -> None:
    organisation, client = make_profile(owner=people["owner"]), sign_in(people["owner"])
    page = f"/organisations/{organisation.key}"
    html = client.post(f"{page}/submit/", {"message": "x"}).content.decode()
    assert "This field is required" in html  # the agreement
    client.post(f"{page}/submit/", {"message": "x", "consent": "on"})
    client.post(f"{page}/withdraw/")
    client.post(f"{page}/archive/", {"archive-reason": "Moved."})
    client.post(f"{page}/bring-back/")
    entries = list_entries(verb="organisations.set_state", key=str(organisation.pk))
    states = [entry.after["state"] for entry in reversed(list(entries)) if entry.after]
    assert states == ["submitted", "draft", "archived", "draft"]


def test_letters_are_written_in_the_language_of_their_reader(
    make_profile: Make, people: Any, letters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import translation

    from hanse.hub.organisations import mail

    seen = []
    real = mail.render_to_string
    monkeypatch.setattr(
        mail,
        "render_to_string",
        lambda *names: seen.append(translation.get_language()) or real(*names),
    )
    people["owner"].language = "fr"
    people["owner"].save()
    with letters():
        submission = submit(make_profile, people)
        acts.publish_submission(submission, by=people["moderator"])
    assert seen == ["de", "fr"]


def test_a_name_with_a_line_break_makes_no_header(
    make_profile: Make, people: Any, letters: Any
) -> None:
    organisation = make_profile(owner=people["owner"])
    Organisation.objects.filter(pk=organisation.pk).update(name="Amber\nBcc: all@x.example <b>")
    with letters() as sent:
        acts.submit_profile(organisation, by=people["owner"])
    assert sent[0].subject == "Hanse: Eingereicht: Amber"  # the moderator reads German
    assert sent[0].message()["Bcc"] is None


# ------------------------------------------------------------------ the live panel


def test_the_panel_follows_the_form(make_profile: Make, people: Any, sign_in: Any) -> None:
    organisation, client = make_profile(owner=people["owner"]), sign_in(people["owner"])
    page = f"/organisations/{organisation.key}/criteria/"
    assert "6 of 6 criteria" in client.get(page).content.decode()
    panel = client.post(
        page,
        {"member_count": "9", "staff_fte": "", "programme": ""},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "<html" not in panel
    assert "4 of 6 criteria" in panel
    assert "Found: 9." in panel
    waived = client.post(page, {"member_count": "9", "programme": "Baltic Amber"})
    assert "cluster programme: Baltic Amber." in waived.content.decode()
    organisation.refresh_from_db()
    assert organisation.member_count == VALUES["member_count"]  # nothing is saved


def test_the_panel_of_a_new_profile(people: Any, sign_in: Any) -> None:
    client = sign_in(people["owner"])
    page = "/organisations/criteria/"
    posted = {"kind": "cluster-organisation", "country": "LT", "member_count": "-3x"}
    html = client.post(page, posted).content.decode()
    assert "0 of 6 criteria" in html
    other = client.post(page, posted | {"country": "US"}).content.decode()
    assert "outside the European Union" in other
    assert client.post(page, {"kind": "castle"}).status_code == 204


def test_the_programme_of_the_hub_decides(
    make_profile: Make, people: Any, sign_in: Any, settings: Any
) -> None:
    settings.HANSE_LISTING_PROGRAMME = "baden-wuerttemberg"
    organisation = make_profile(owner=people["owner"], values={"country": "DE", "place": ""})
    html = sign_in(people["owner"]).get(f"/organisations/{organisation.key}/criteria/")
    assert "Baden-Württemberg" in html.content.decode()
