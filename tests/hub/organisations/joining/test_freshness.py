from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hanse.hub.foundation.audit import list_entries
from hanse.hub.foundation.daily import list_steps
from hanse.hub.organisations.actions.freshness import (
    confirm_profile,
    mark_stale,
    read_token,
    send_reminders,
    write_token,
)
from hanse.hub.organisations.models import Change, Organisation, Reminder
from hanse.hub.organisations.queries.freshness import (
    add_months,
    count_months,
    describe_freshness,
)
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def age(organisation: Any, months: int, **beyond: float) -> Any:
    """Make a profile so many months old at NOW."""
    organisation.confirmed_at = add_months(NOW, -months) - timedelta(**beyond)
    organisation.save()
    return organisation


@pytest.mark.parametrize(
    ("since", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-11-22", -12, "2025-11-22"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_months_are_those_of_the_calendar(since: str, months: int, then: str) -> None:
    assert add_months(datetime.fromisoformat(since), months) == datetime.fromisoformat(then)


@pytest.mark.parametrize(
    ("since", "now", "months"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2025-11-23", "2026-11-22", 11),
        ("2025-11-22", "2026-11-22", 12),
        ("2026-11-22", "2026-11-21", 0),
    ],
)
def test_an_age_is_counted_in_full_months(since: str, now: str, months: int) -> None:
    assert count_months(datetime.fromisoformat(since), datetime.fromisoformat(now)) == months


@pytest.mark.parametrize(
    ("months", "state"), [(0, "fresh"), (5, "fresh"), (6, "due"), (11, "due"), (12, "stale")]
)
def test_a_profile_shows_how_current_it_is(make_profile: Make, months: int, state: str) -> None:
    shown = describe_freshness(age(make_profile("published"), months), now=NOW)
    assert shown is not None
    assert (shown.state, shown.months) == (state, months)


def test_a_draft_has_no_age(make_profile: Make) -> None:
    assert describe_freshness(make_profile("draft")) is None


def test_people_are_reminded_once_at_each_age(
    make_profile: Make, make_person: Make, letters: Any
) -> None:
    owner, viewer = make_person(), make_person()
    organisation = make_profile("published", owner=owner, viewer=viewer)
    counts = []
    for months in (5, 6, 7, 11, 11):
        age(organisation, months)
        Reminder.objects.update(confirmed_at=organisation.confirmed_at)
        with letters() as sent:
            counts.append(send_reminders(now=NOW))
        assert {tuple(letter.to) for letter in sent} <= {(owner.email,)}
    assert counts == [0, 1, 0, 1, 0]
    assert list(Reminder.objects.values_list("months", flat=True).order_by("months")) == [6, 11]


def test_confirming_starts_the_count_again(make_profile: Make, make_person: Make) -> None:
    organisation = age(make_profile("published", owner=make_person()), 6)
    assert send_reminders(now=NOW) == 1
    age(organisation, 6, hours=1)
    assert send_reminders(now=NOW) == 1


def test_who_was_not_reminded_in_time_gets_one_letter(
    make_profile: Make, make_person: Make, letters: Any
) -> None:
    age(make_profile("published", owner=make_person()), 11)
    with letters() as sent:
        send_reminders(now=NOW)
    assert len(sent) == 1
    assert "for 11 months" in sent[0].body


def test_the_ages_are_settings(make_profile: Make, make_person: Make, settings: Any) -> None:
    settings.HANSE_REMINDER_MONTHS = [2]
    settings.HANSE_STALE_MONTHS = 3
    organisation = age(make_profile("published", owner=make_person()), 2)
    assert send_reminders(now=NOW) == 1
    age(organisation, 3)
    assert (mark_stale(now=NOW), send_reminders(now=NOW)) == (1, 0)
    settings.HANSE_REMINDER_MONTHS = []
    assert send_reminders(now=NOW) == 0


def test_after_a_year_it_is_stale_and_stays_listed(
    make_profile: Make, make_person: Make, letters: Any
) -> None:
    owner = make_person()
    young = age(make_profile("published"), 11)
    old = age(make_profile("published", owner=owner), 12)
    with letters() as sent:
        assert mark_stale(now=NOW) == 1
    assert mark_stale(now=NOW) == 0
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state) == ("stale", "published")
    assert old.is_listed
    assert Change.objects.filter(organisation=old).latest("id").verb == "listed"
    assert sent[0].to == [owner.email]


def test_confirming_makes_it_current(make_profile: Make, make_person: Make) -> None:
    owner = make_person()
    organisation = age(make_profile("stale", owner=owner), 13)
    confirm_profile(organisation, by=owner)
    organisation.refresh_from_db()
    assert organisation.state == "published"
    assert organisation.confirmed_at is not None
    assert timezone.now() - organisation.confirmed_at < timedelta(minutes=1)
    entry = list_entries(verb="organisations.confirm").get()
    assert entry.after is not None
    assert entry.after["through"] == "page"


def test_only_what_is_listed_can_be_confirmed(make_profile: Make, make_person: Make) -> None:
    owner = make_person()
    with pytest.raises(InputError, match="Only a listed profile"):
        confirm_profile(make_profile("draft", owner=owner), by=owner)


def find_link(body: str) -> str:
    found = re.search(r"/organisations/confirmations/[\w:-]+/", body)
    assert found
    return found[0]


def test_the_letter_confirms_by_a_button_and_not_by_being_followed(
    make_profile: Make, make_person: Make, letters: Any, sign_in: Any
) -> None:
    organisation = age(make_profile("published", owner=make_person(name="Ona")), 6)
    with letters() as sent:
        send_reminders(now=NOW)
    link, visitor = find_link(sent[0].body), sign_in(None)
    html = visitor.get(link).content.decode()
    assert "Still correct" in html
    assert "You confirm as Ona" in html
    before = Organisation.objects.get().confirmed_at
    assert before == organisation.confirmed_at
    visitor.post(link)
    after = Organisation.objects.get().confirmed_at
    assert after is not None
    assert after > before
    entry = list_entries(verb="organisations.confirm").get()
    assert entry.after is not None
    assert entry.after["through"] == "letter"
    assert "nothing left to do" in visitor.get(link).content.decode()
    visitor.post(link)
    assert Organisation.objects.get().confirmed_at == after


def test_a_link_is_worth_nothing_forged_or_in_the_hands_of_who_left(
    make_profile: Make, make_person: Make, sign_in: Any
) -> None:
    owner, other = make_person(), make_person()
    organisation = age(make_profile("published", owner=[owner, other]), 6)
    token = write_token(organisation, other)
    assert read_token(token) is not None
    assert read_token(token[:-2]) is None
    organisation.seats.filter(person=other).delete()
    assert read_token(token) is None
    assert sign_in(None).post(f"/organisations/confirmations/{token}/").status_code == 410


def test_confirming_on_the_page(make_profile: Make, make_person: Make, sign_in: Any) -> None:
    owner = make_person()
    organisation = age(make_profile("published", owner=owner), 7)
    address = f"/organisations/{organisation.key}/confirm/"
    assert sign_in(owner).get(address).status_code == 405
    sign_in(owner).post(address)
    assert Change.objects.filter(organisation=organisation).count() == 1


def test_the_daily_run_marks_first_and_reminds_then(make_profile: Make, make_person: Make) -> None:
    organisation = make_profile("published", owner=make_person())
    Organisation.objects.update(confirmed_at=timezone.now() - timedelta(days=400))
    steps = {step.id: step.run for step in list_steps()}
    done = steps["organisations.freshness"]()
    assert done == {"profiles marked as stale": 1, "reminders": 0}
    organisation.refresh_from_db()
    assert organisation.state == "stale"
