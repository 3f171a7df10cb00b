from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hanse.hub.observatory import actions
from hanse.hub.observatory.models import Run, Upload
from hanse.hub.observatory.queries.methods import list_indicators, list_methods
from hanse.vocabulary import Report

from .conftest import BROKEN_TABLE, GOOD_TABLE, build_panel, rate_panel

pytestmark = pytest.mark.django_db
ROOM = "/observatory/"
READING_PAGES = (
    "",
    "?group=C29",
    "?group=J62&show=lq&period=2013",
    "?group=J62&show=growth",
    "?layout=tiles&level=3",
    "search/?q=lodz",
    "search/?q=",
    "compare/",
    "compare/?region=DE21&region=FR10",
    "regions/DE21/",
    "regions/DE21/?peer=AT11&period=2014",
    "regions/AT11/",
    "industries/C29/",
    "industries/J62/?show=employment&page=1",
    "clusters/DE21/C29/",
    "clusters/AT11/C29/",
    "clusters/AT12/C29/",
    "clusters/AT12/J62/",
    "data/",
    "methods/",
    "sources/",
)
TABLES = ("", "?group=C29", "regions/DE21/", "industries/J62/", "clusters/DE21/C29/",
          "compare/?region=DE21&region=FR10", "data/")  # fmt: skip


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("address", READING_PAGES)
def test_a_visitor_reads_every_page(client: Client, published: Any, address: str) -> None:
    response = client.get(ROOM + address)
    assert response.status_code == 200
    assert text_of(response).count("<h1") == 1


def test_every_page_of_a_result_with_codes_of_ones_own_is_read(client: Client) -> None:
    panel = build_panel()
    own = replace(panel, region_classification="", industry_classification="")
    actions.publish_identification(rate_panel(own), own, Report("own.csv"), title="Own codes")
    for address in (*READING_PAGES, "unserved/", "ecosystems/"):
        assert client.get(ROOM + address).status_code == 200, address


@pytest.mark.parametrize("language", ["de", "fr"])
def test_pages_speak_the_language_of_the_visitor(
    client: Client, published: Any, language: str
) -> None:
    for page in READING_PAGES:
        response = client.get(ROOM + page, headers={"Accept-Language": language})
        assert response.status_code == 200
        assert f'<html lang="{language}"' in text_of(response)


@pytest.mark.parametrize("address", TABLES)
@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_what_is_on_the_screen_can_be_taken_away(
    client: Client, published: Any, address: str, form: str
) -> None:
    joined = f"{address}{'&' if '?' in address else '?'}format={form}"
    response = client.get(ROOM + joined)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="hanse-')
    assert response["Content-Disposition"].endswith(f'.{form}"')
    starts = {"csv": b"\xef\xbb\xbf", "parquet": b"PAR1", "json": b"{"}
    assert response.content.startswith(starts[form])


def test_the_same_value_on_page_and_in_every_download(client: Client, published: Any) -> None:
    address = ROOM + "clusters/DE21/C29/"
    row = next(
        csv.DictReader(io.StringIO(client.get(address + "?format=csv").content.decode("utf-8-sig")))
    )
    document = json.loads(client.get(address + "?format=json").content)
    assert float(row["employment"]) == document["rows"][0]["employment"]
    assert document["about"]["licence"] == "CC BY 4.0"
    assert document["about"]["acknowledgement"] == "Thanks, Eurostat"
    assert f"{document['rows'][0]['employment']:,.0f}" in text_of(client.get(address))


def test_three_kinds_of_nothing_on_the_page(client: Client, published: Any) -> None:
    assert "gap-missing" in text_of(client.get(ROOM + "clusters/AT11/C29/")).split("<h2")[0]
    suppressed = text_of(client.get(ROOM + "clusters/AT12/C29/")).split("<h2")[0]
    assert "gap-suppressed" in suppressed
    assert "gap-missing" not in suppressed
    zero = text_of(client.get(ROOM + "clusters/AT12/J62/")).split("<h2")[0]
    assert '<span class="value">0</span>' in zero


def test_thresholds_from_memory_are_marked(client: Client, published: Any) -> None:
    assert text_of(client.get(ROOM + "clusters/DE21/C29/")).count("threshold not verified") == 3
    assert "not verified" in text_of(client.get(ROOM + "methods/european-stars/"))


def test_links_keep_run_and_period(client: Client, published: Any) -> None:
    page = text_of(client.get(ROOM + "regions/DE21/?period=2013"))
    assert "/observatory/clusters/DE21/C29/?period=2013" in page
    assert "run=" not in page.split("<main")[1].split("/data/")[0]


@pytest.mark.parametrize(
    "address", ["regions/XX/", "industries/XX/", "clusters/DE21/XX/", "?run=none", "data/none/",
             "methods/none/", "indicators/none/", "data/none/ratings/"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client: Client, published: Any, address: str) -> None:
    assert client.get(ROOM + address).status_code == 404


def test_odd_filters_fall_back_to_the_defaults(client: Client, published: Any) -> None:
    odd = "?group=%00&show=x&period=never&level=-3&layout=round&page=zz&format=exe"
    assert client.get(ROOM + odd).status_code == 200
    assert client.get(ROOM + "industries/C29/?page=99&show=<script>").status_code == 200


def test_a_choice_of_regions_that_cannot_be_is_told_with_the_fields(
    client: Client, published: Any
) -> None:
    for query in ("region=DE21", "region=DE21&region=XX", "region=DE21&region=e"):
        page = text_of(client.get(f"{ROOM}compare/?{query}"))
        assert 'id="compare-errors"' in page
        assert 'aria-describedby="compare-errors"' in page
    assert "Several regions fit e: " in page
    page = text_of(client.get(f"{ROOM}regions/DE21/?peer=Nowhere"))
    assert "no region called Nowhere" in page
    assert 'aria-describedby="peer-errors"' in page


def test_regions_are_compared_by_name_or_code(client: Client, published: Any) -> None:
    by_code = text_of(client.get(f"{ROOM}compare/?region=DE21&region=AT11"))
    by_name = text_of(client.get(f"{ROOM}compare/?region=oberbayern&region=at11&region=+"))
    assert 'value="DE21"' in by_name
    assert by_name.count("<tr") == by_code.count("<tr") > 5
    assert "compare-errors" not in by_name
    assert 'value="DE21"' in text_of(client.get(f"{ROOM}regions/AT11/?peer=Oberb"))


def test_without_any_result_the_page_says_what_to_do(
    client: Client, sign_in_as: Callable[[str], Client]
) -> None:
    assert "No result is published" in text_of(client.get(ROOM))
    assert client.get(ROOM + "data/").status_code == 200
    assert "Upload a table" in text_of(sign_in_as("analyst").get(ROOM))


def test_every_card_has_its_page(client: Client) -> None:
    for card in list_methods().values():
        assert card.formula.split(";")[0][:12] in text_of(client.get(f"{ROOM}methods/{card.id}/"))
    for card in list_indicators().values():
        assert client.get(f"{ROOM}indicators/{card.id}/").status_code == 200


def test_the_files_of_a_run(client: Client, published: Any) -> None:
    for name, start in (("ratings", b"PAR1"), ("panel", b"PAR1"), ("run", b"{")):
        response = client.get(f"{ROOM}data/{published.run_id}/{name}/")
        assert b"".join(response.streaming_content).startswith(start)  # type: ignore[attr-defined]
    assert client.get(f"{ROOM}data/{published.run_id}/db/").status_code == 404


def test_matches_come_while_typing(client: Client, published: Any) -> None:
    response = client.get(f"{ROOM}search/?q=lodz", headers={"HX-Request": "true"})
    assert "Łódzkie" in text_of(response)
    assert "<html" not in text_of(response)


def test_pages_ask_the_database_a_fixed_number_of_times(
    client: Client, published: Any, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for page in READING_PAGES:
        with django_assert_max_num_queries(3):
            client.get(ROOM + page)


# Tables of one's own


def test_tables_are_for_analysts(sign_in_as: Callable[[str], Client], client: Client) -> None:
    assert client.get(ROOM + "tables/").status_code == 302
    assert sign_in_as("member").get(ROOM + "tables/").status_code == 403
    assert sign_in_as("analyst").get(ROOM + "tables/").status_code == 200


def upload(client: Client, text: str, name: str = "mine.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(ROOM + "tables/", {"file": file}, follow=True)


def test_a_broken_table_shows_what_and_where(sign_in_as: Callable[[str], Client]) -> None:
    client = sign_in_as("analyst")
    response = upload(client, BROKEN_TABLE)
    page = text_of(response)
    assert "occur more than once" in page
    assert "Row 10" in page
    assert "Identify the clusters" not in page
    assert '<option value="employment">' in page
    mended = client.post(response.redirect_chain[-1][0], {"combine": "last"}, follow=True)
    assert "Identify the clusters" in text_of(mended)


def test_one_period_is_said_for_all_rows(sign_in_as: Callable[[str], Client]) -> None:
    client = sign_in_as("analyst")
    response = upload(client, "region;industry;employment\nFR10;C10;3\nDE21;C11;4\n", "own.csv")
    address = response.redirect_chain[-1][0]
    refused = client.post(address, {"one_period": "later"})
    assert refused.status_code == 422
    assert "A period is a year, a quarter or a month." in text_of(refused)
    client.post(address, {"one_period": "2019"})
    kept = Upload.objects.get()
    assert (kept.report["periods"], kept.choices) == (["2019"], {"period": "2019"})
    assert 'value="2019"' in text_of(client.get(address))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [("a.exe", "MZ", "cannot be read"), ("a.csv", "", "empty")],
)
def test_a_file_that_cannot_be_is_refused_beside_the_field(
    sign_in_as: Callable[[str], Client], name: str, text: str, message: str
) -> None:
    response = upload(sign_in_as("analyst"), text, name)
    assert response.status_code == 422
    assert message in text_of(response).split('type="file"')[0].split("<form")[-1]


@pytest.mark.django_db(transaction=True)
def test_from_upload_to_publication(sign_in_as: Callable[[str], Client]) -> None:
    client = sign_in_as("analyst")
    upload(client, GOOD_TABLE)
    row = Upload.objects.get()
    form = {"title": "Mine", "method": "european-stars", "european-stars.employment_floor": "10"}
    wrong = {**form, "european-stars.size_percentile": "200"}
    refused = client.post(f"{ROOM}tables/{row.pk}/identify/", wrong)
    assert refused.status_code == 422
    assert "less than or equal to 100" in text_of(refused)
    page = client.post(f"{ROOM}tables/{row.pk}/identify/", form, follow=True)
    assert page.redirect_chain[-1][0] == row.get_absolute_url()
    run = Run.objects.get()
    draft = f"{ROOM}?run={run.run_id}"
    assert client.get(draft).status_code == 200
    assert "draft, only you see it" in text_of(client.get(draft))
    visitor = Client()
    for address in (draft, run.get_absolute_url(), f"{ROOM}data/{run.run_id}/ratings/"):
        assert visitor.get(address).status_code == 404
    published = client.post(f"{ROOM}drafts/{run.run_id}/publish/", follow=True)
    assert "Everyone sees it" in text_of(published)
    assert visitor.get(draft).status_code == 200
    assert client.post(f"{ROOM}drafts/{run.run_id}/discard/").status_code == 404
    client.post(f"{ROOM}data/{run.run_id}/act/withdraw/")
    assert visitor.get(draft).status_code == 404


def test_a_stranger_cannot_touch_the_table_of_another(
    sign_in_as: Callable[[str], Client], make_person: Any, make_upload: Any
) -> None:
    row = make_upload(make_person("analyst"), GOOD_TABLE)
    client = sign_in_as("analyst")
    assert client.get(row.get_absolute_url()).status_code == 403
    assert client.post(f"{row.get_absolute_url()}identify/").status_code == 403


def test_formulas_in_names_are_disarmed(client: Client) -> None:
    from dataclasses import replace

    from hanse.vocabulary import Report

    from .conftest import build_panel, rate_panel

    titles = {"DE21": '=HYPERLINK("evil")', "FR10": "<script>alert(1)</script>"}
    panel = replace(build_panel(seed=2), region_titles=titles)
    actions.publish_identification(rate_panel(panel), panel, Report("x"), title="@evil")
    content = client.get(ROOM + "?group=J62&format=csv").content.decode("utf-8-sig")
    names = [row["region_title"] for row in csv.DictReader(io.StringIO(content))]
    assert '\'=HYPERLINK("evil")' in names
    assert "<script>alert" not in text_of(client.get(ROOM + "?group=J62"))


def test_a_visitors_page_is_kept_until_something_is_published(
    client: Client, published: Any, sign_in_as: Callable[[str], Client]
) -> None:
    import gzip

    zipped = {"Accept-Encoding": "gzip"}
    for address in ("", "regions/DE21/?format=csv"):
        fresh = client.get(ROOM + address)
        for _ in range(2):
            kept = client.get(ROOM + address, headers=zipped)
            assert kept["Content-Encoding"] == "gzip"
            assert gzip.decompress(kept.content) == fresh.content
            assert kept["Content-Type"] == fresh["Content-Type"]
    german = client.get(ROOM, headers={**zipped, "Accept-Language": "de"})
    assert b'lang="de"' in gzip.decompress(german.content)
    actions.withdraw_run(published, sign_in_as("administrator").get("/").wsgi_request.user)
    gone = Client().get(ROOM, headers=zipped)
    assert b"No result is published" in gzip.decompress(gone.content)


def test_that_a_signed_in_reader_gets_the_map_packed(published: Any, client: Client) -> None:
    reader = get_user_model().objects.create_user(email="reader@example.org", password="none")
    client.force_login(reader)
    plain = client.get("/observatory/")
    packed = client.get("/observatory/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip" and len(packed.content) < len(plain.content) / 2
    text = gzip.decompress(packed.content).decode()
    assert "reader@example.org" in text or "Sign out" in text
    assert text.count("<path") == plain.content.decode().count("<path")
