"""The pages of the search: list, table, map and file are one result; comparing; kept searches."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hanse.hub.foundation.models import AuditEntry
from hanse.hub.foundation.permissions import RefusedError
from hanse.hub.organisations.actions.profiles import Row, write_many, write_profile
from hanse.hub.organisations.actions.searches import (
    MOST,
    change_search,
    delete_search,
    renew_feed,
    save_search,
    send_alerts,
)
from hanse.hub.organisations.models import Organisation, SavedSearch
from hanse.hub.organisations.queries.finding import COLUMNS
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db
HOME = "/organisations/"
ATOM = "{http://www.w3.org/2005/Atom}"


def publish(name: str, *, visibility: dict[str, str] | None = None, **values: Any) -> Organisation:
    row = Row(
        kind="cluster-organisation",
        values={"name": name, "country": "DE", **values},
        visibility=visibility or {},
    )
    return write_many([row], by=None, source="test", state="published")[0]


@pytest.fixture
def three() -> list[Organisation]:
    return [
        publish("Alba Photonics", latitude=48.1, longitude=11.6, region="DE212",
                ecosystems=["electronics"], summary={"de": "Licht", "en": "Light"},
                member_count=12),
        publish("Boreal Timber", country="FI", latitude=62.0, longitude=25.0),
        publish("Citta <b>Textile</b>", country="IT", acronym="CT&T", ecosystems=["textiles"]),
    ]  # fmt: skip


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


class TestPage:
    def test_list_table_map_and_file_hold_the_same(
        self, client: Client, three: list[Organisation]
    ) -> None:
        for query, expected in (("", three), ("country=DE&country=FI", three[:2])):
            for view in ("list", "table", "map"):
                page = read(client, f"{HOME}?{query}&view={view}")
                linked = {o.name for o in three if f'"/organisations/{o.key}/"' in page}
                assert linked == {o.name for o in expected}, view
                assert f"{len(expected)} organisations" in page
            text = client.get(f"{HOME}?{query}&format=csv").getvalue().decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text)))
            assert [row["key"] for row in rows] == [o.key for o in expected]
            assert tuple(rows[0]) == COLUMNS

    def test_what_was_typed_by_others_is_escaped(
        self, client: Client, three: list[Organisation]
    ) -> None:
        page = read(client, f"{HOME}?q=%3Cscript%3E+textile+citta")
        assert "<script> textile" not in page
        assert "<b>Textile</b>" not in page
        assert "Citta &lt;b&gt;Textile" in page
        assert "<b>Textile" not in read(client, f"{HOME}?view=map")

    def test_formulas_do_not_run_in_a_spreadsheet(self, client: Client) -> None:
        publish("=HYPERLINK(1)")
        text = client.get(f"{HOME}?format=csv").getvalue().decode("utf-8-sig")
        assert ",=HYPERLINK" not in text

    def test_every_filter_has_a_chip_that_takes_it_away(
        self, client: Client, three: list[Organisation]
    ) -> None:
        page = read(client, f"{HOME}?q=photonics&country=DE&region=DE2&view=table&box=5,40,20,50")
        chips = re.findall(r'<li><a href="([^"]*)" title="Remove', page)
        assert len(chips) == 4
        for chip in chips:
            address = chip.replace("&amp;", "&")
            assert "view=table" in address
            assert "1 organisation" in read(client, address)
        assert not any("q=photonics" in chip for chip in chips[:1])

    def test_regions_open_level_by_level(self, client: Client, three: list[Organisation]) -> None:
        assert "Choose a country first" in read(client, HOME)
        page = read(client, f"{HOME}?country=DE&region=DE2")
        assert 'id="f-region-DE2"' in page
        assert 'id="f-region-DE21"' in page
        assert 'id="f-region-DE212"' not in page
        assert 'id="f-region-DE212"' in read(client, f"{HOME}?region=DE21")

    def test_private_values_are_nowhere(self, client: Client) -> None:
        hidden = ("place", "member_count", "summary", "latitude", "longitude")
        publish(
            "Secretive",
            place="Hiddenville",
            member_count=4242,
            latitude=50.0,
            longitude=8.0,
            summary={"en": "whisper"},
            visibility=dict.fromkeys(hidden, "private"),
        )
        for view in ("list", "table", "map"):
            page = read(client, f"{HOME}?view={view}")
            assert "Secretive" in page
            for secret in ("Hiddenville", "4242", "4,242", "whisper"):
                assert secret not in page
        text = client.get(f"{HOME}?format=csv").getvalue().decode()
        assert "4242" not in text
        assert "50.0" not in text

    def test_nothing_and_nothing_that_fits_say_what_to_do(self, client: Client) -> None:
        assert "No organisation is listed here yet" in read(client, HOME)
        publish("Only One")
        page = read(client, f"{HOME}?q=zzzzqqqq")
        assert "No organisation fits all of this" in page
        assert "Show all organisations" in page

    @pytest.mark.parametrize(
        "query", ["page=99", "page=x", "view=cube", "sort=age", "box=1,2", "country=%00", "q=%00",
                  "q=" + "x" * 5000, "country=" + "D" * 500, "region=%27%3B--", "label=.",
                  "label=x"],
    )  # fmt: skip
    def test_odd_addresses_answer(
        self, client: Client, three: list[Organisation], query: str
    ) -> None:
        read(client, f"{HOME}?{query}")
        read(client, f"{HOME}?{query}&view=map")

    def test_many_take_no_more_queries_than_few(self, client: Client) -> None:
        counts: dict[str, list[int]] = {}
        views = ("view=list", "view=table", "view=map", "q=alpha&view=map", "q=alpha")
        for round_ in range(2):
            rows = [
                Row(
                    kind="cluster-organisation",
                    values={"name": f"Alpha {round_} {n}", "country": "DE",
                            "latitude": 47 + n / 10, "longitude": 8.0,
                            "ecosystems": ["digital"]},
                    labels=({"scheme": "gold"},),
                )
                for n in range(4 if round_ == 0 else 40)
            ]  # fmt: skip
            write_many(rows, by=None, source="test", state="published")
            for view in views:
                read(client, f"{HOME}?{view}&fresh={round_}")
                with CaptureQueriesContext(connection) as queries:
                    read(client, f"{HOME}?{view}&sort=name")
                counts.setdefault(view, []).append(len(queries))
        assert all(many <= few for few, many in counts.values()), counts
        assert max(many for _, many in counts.values()) <= 8

    def test_a_mark_of_several_leads_to_exactly_these(self, client: Client) -> None:
        for number in range(3):
            publish(f"Near {number}", latitude=48.0 + number / 1000, longitude=11.0)
        publish("Far", country="FI", latitude=62.0, longitude=25.0)
        page = read(client, f"{HOME}?view=map")
        (address,) = re.findall(r'<a href="([^"]*)"[^>]*class="mark many"', page)
        narrowed = read(client, address.replace("&amp;", "&"))
        assert "3 organisations" in narrowed
        assert "chosen area" in narrowed

    def test_places_that_are_not_on_the_map_are_told(self, client: Client) -> None:
        publish("Here", latitude=48.0, longitude=11.0)
        publish("Antipodes", country="NZ", latitude=-41.0, longitude=174.0)
        publish("Nowhere")
        page = read(client, f"{HOME}?view=map")
        assert "1 organisation of the result has no known place" in page
        assert "1 lies beyond this map" in page

    def test_the_drawing_below_is_kept_by_browsers(self, client: Client) -> None:
        publish("Here", latitude=48.0, longitude=11.0)
        address = re.findall(
            r'href="([^"#]*map\.svg[^"#]*)#land"', read(client, f"{HOME}?view=map")
        )
        answer = client.get(address[0].replace("&amp;", "&"))
        assert answer["Content-Type"] == "image/svg+xml"
        assert "immutable" in answer["Cache-Control"]

    def test_names_are_suggested_while_typing(
        self, client: Client, three: list[Organisation]
    ) -> None:
        assert "Alba Photonics" in read(client, f"{HOME}suggest/?q=phot")
        assert read(client, f"{HOME}suggest/?q=").strip() == ""


class TestComparing:
    def test_up_to_five_side_by_side(self, client: Client, three: list[Organisation]) -> None:
        keys = "&".join(f"with={o.key}" for o in three)
        page = read(client, f"{HOME}compare/?{keys}&with=unknown")
        assert page.count('<th scope="col">') == 3
        assert "Light" in page
        assert "Finland" in page

    def test_six_are_too_many(self, client: Client) -> None:
        page = read(client, f"{HOME}compare/?" + "&".join(f"with=k{n}" for n in range(6)))
        assert "at most 5" in page

    def test_drafts_stay_hidden(self, client: Client, three: list[Organisation]) -> None:
        Organisation.objects.filter(pk=three[0].pk).update(state="draft")
        assert "Alba" not in read(client, f"{HOME}compare/?with={three[0].key}")


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person()


class TestKeptSearches:
    def test_a_search_is_kept_changed_and_deleted_by_its_owner_only(
        self, client: Client, person: Person, make_person: Callable[..., Person]
    ) -> None:
        client.force_login(person)
        page = read(client, f"{HOME}searches/?new=q%3Dphotonics%26country%3DDE")
        assert "“photonics”, Germany" in page
        answer = client.post(
            f"{HOME}searches/",
            {"query": "q=photonics&country=DE&evil=1", "title": "Light", "alert": "daily"},
        )
        assert answer.status_code == 302
        search = SavedSearch.objects.get()
        assert search.query == "q=photonics&country=DE"
        other = make_person()
        with pytest.raises(RefusedError):
            delete_search(search, by=other)
        client.force_login(other)
        assert client.post(f"{HOME}searches/{search.pk}/", {"act": "delete"}).status_code == 404
        client.force_login(person)
        assert "Light" in read(client, f"{HOME}searches/")
        client.post(
            f"{HOME}searches/{search.pk}/",
            {f"{search.pk}-title": "Lamps", f"{search.pk}-alert": "weekly", "act": "change"},
        )
        search.refresh_from_db()
        assert (search.title, search.alert) == ("Lamps", "weekly")
        client.post(f"{HOME}searches/{search.pk}/", {"act": "delete"})
        assert not SavedSearch.objects.exists()
        verbs = list(AuditEntry.objects.values_list("verb", flat=True))
        assert {"organisations.save_search", "organisations.delete_search"} <= {*verbs}

    def test_a_visitor_is_sent_to_sign_in(self, client: Client) -> None:
        answer = client.get(f"{HOME}searches/?new=q%3Da")
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]

    def test_a_title_is_needed(self, client: Client, person: Person) -> None:
        client.force_login(person)
        data = {"query": "q=a", "title": "", "alert": "none"}
        assert client.post(f"{HOME}searches/", data).status_code == 422

    def test_there_is_an_end_to_keeping(self, person: Person) -> None:
        for number in range(MOST):
            save_search("q=a", title=str(number), alert="none", by=person)
        with pytest.raises(InputError):
            save_search("q=a", title="one more", alert="none", by=person)


class TestAlerts:
    def test_a_letter_tells_once_what_is_new(
        self, person: Person, django_capture_on_commit_callbacks: Any
    ) -> None:
        publish("Old Photonics")
        save_search("q=photonics", title="Light", alert="daily", by=person)
        now = timezone.now()
        one = publish("New Photonics")
        publish("New Timber")

        def send(days: float) -> int:
            mail.outbox.clear()
            with django_capture_on_commit_callbacks(execute=True):
                send_alerts(now + timedelta(days=days))
            return len(mail.outbox)

        assert send(0.1) == 0, "not yet due"
        assert send(1) == 1
        body = mail.outbox[0].body
        assert "New Photonics" in body
        assert "Old Photonics" not in body
        assert "Timber" not in body
        assert f"/organisations/{one.key}/" in body
        assert mail.outbox[0].to == [person.email]
        assert send(2) == 0, "told already"
        write_profile(one, {"acronym": "NP"}, by=None)
        assert send(3) == 1
        assert "(changed)" in mail.outbox[0].body

    def test_weekly_is_weekly_and_none_is_none(
        self, person: Person, django_capture_on_commit_callbacks: Any
    ) -> None:
        save_search("", title="All", alert="weekly", by=person)
        save_search("", title="Silent", alert="none", by=person)
        publish("News")
        now = timezone.now()
        with django_capture_on_commit_callbacks(execute=True):
            assert send_alerts(now + timedelta(days=2)) == {"searches with news": 0}
            assert send_alerts(now + timedelta(days=7)) == {"searches with news": 1}

    def test_letters_that_begin_later_do_not_tell_the_past(self, person: Person) -> None:
        search = save_search("", title="All", alert="none", by=person)
        publish("Past")
        change_search(search, title="All", alert="daily", by=person)
        assert send_alerts(timezone.now() + timedelta(days=1)) == {"searches with news": 0}


class TestFeed:
    def test_it_is_atom_with_public_news_first(self, client: Client, person: Person) -> None:
        search = save_search("q=photonics", title="Light & more", alert="none", by=person)
        address = f"{HOME}searches/{search.feed_key}.atom"
        empty = ElementTree.fromstring(client.get(address).content)  # noqa: S314
        assert empty.tag == f"{ATOM}feed"
        for needed in ("id", "title", "updated"):
            assert empty.findtext(f"{ATOM}{needed}"), needed
        publish("First Photonics", summary={"en": "a < b"})
        second = publish("Second Photonics")
        publish("Timber")
        answer = client.get(address)
        assert answer["Content-Type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.content)  # noqa: S314
        entries = feed.findall(f"{ATOM}entry")
        titles = [entry.findtext(f"{ATOM}title") for entry in entries]
        assert titles == ["Second Photonics", "First Photonics"]
        for entry in entries:
            for needed in ("id", "title", "updated"):
                assert entry.findtext(f"{ATOM}{needed}"), needed
        assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
        link = entries[0].find(f"{ATOM}link")
        assert link is not None
        assert link.attrib["href"] == f"http://testserver/organisations/{second.key}/"
        rel = {found.attrib.get("rel") for found in feed.findall(f"{ATOM}link")}
        assert {"self", "alternate"} <= rel

    def test_a_new_address_ends_the_old_one(self, client: Client, person: Person) -> None:
        search = save_search("", title="All", alert="none", by=person)
        old = f"{HOME}searches/{search.feed_key}.atom"
        renew_feed(search, by=person)
        assert client.get(old).status_code == 404
        assert client.get(f"{HOME}searches/{search.feed_key}.atom").status_code == 200
