from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory

from hanse.hub.foundation import assets
from hanse.hub.foundation.rooms import list_rooms

pytestmark = pytest.mark.django_db
STATIC = Path(assets.FOLDER)


def test_health_tells_what_works(client: Client) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "version": "0.1.0", "database": True, "data_dir": True}


def test_health_is_bad_without_the_data_folder(client: Client, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.HANSE_DATA_DIR = tmp_path / "gone"
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["data_dir"] is False


def test_health_is_bad_without_the_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


def test_a_request_keeps_the_proxys_id_if_it_is_harmless(client: Client) -> None:
    kept = client.get("/health/", headers={"X-Request-ID": "abc-123-def"})
    assert kept["X-Request-ID"] == "abc-123-def"
    replaced = client.get("/health/", headers={"X-Request-ID": "x\nforged line"})
    assert re.fullmatch(r"[0-9a-f]{32}", replaced["X-Request-ID"])
    assert re.fullmatch(r"hub;dur=[0-9.]+", kept["Server-Timing"])


def test_nothing_inline_may_run(client: Client) -> None:
    policy = client.get("/components/")["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == rules["style-src"] == rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["frame-ancestors"] == "'none'"


def test_pages_hold_no_inline_script_or_style(client: Client) -> None:
    html = client.get("/components/").content.decode()
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\s(style|on[a-z]+)=", html)


def test_the_title_is_said_in_head_heading_and_breadcrumb(client: Client) -> None:
    html = client.get("/components/").content.decode()
    assert "<title>Components · Hanse</title>" in html
    assert "<h1>Components</h1>" in html
    assert '<li aria-current="page">Components</li>' in html


def test_the_menu_shows_the_rooms_in_their_order(client: Client) -> None:
    html = client.get("/components/").content.decode()
    menu = html[html.index('class="rooms"') : html.index("</nav>")]
    shown = re.findall(r">([^<>]+)</a>", menu)
    expected = [str(room.title) for room in list_rooms() if room.right is None and room.in_menu]
    assert shown == expected


def test_the_first_page_leads_to_the_first_open_room(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/{list_rooms()[0].prefix}"


@pytest.mark.parametrize("language", ["de", "fr"])
def test_the_chosen_language_is_kept(client: Client, language: str) -> None:
    answer = client.post("/preferences/", {"language": language, "next": "/components/"})
    assert answer["Location"] == "/components/"
    assert f'<html lang="{language}"' in client.get("/components/").content.decode()


def test_the_chosen_theme_is_kept_and_dropped(client: Client) -> None:
    client.post("/preferences/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/components/").content.decode()
    client.post("/preferences/", {"theme": "system"})
    assert "data-theme" not in client.get("/components/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_preferences_lead_nowhere_else(client: Client, target: str) -> None:
    assert client.post("/preferences/", {"theme": "dark", "next": target})["Location"] == "/"


@pytest.mark.parametrize("values", [{"language": "xx"}, {"theme": '"><script>'}])
def test_unknown_preferences_change_nothing(client: Client, values: dict[str, str]) -> None:
    answer = client.post("/preferences/", values)
    assert not answer.cookies


def test_a_missing_page_has_the_frame(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "<h1>This page does not exist</h1>" in answer.content.decode()


def test_a_refusal_leads_visitors_to_sign_in_and_names_the_right_to_others(
    client: Client, sign_in_as: Callable[[str], Client]
) -> None:
    answer = client.get("/audit-trail/?page=2")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/audit-trail/%3Fpage%3D2"
    refused = sign_in_as("analyst").get("/audit-trail/")
    assert refused.status_code == 403
    assert "Read the audit trail" in refused.content.decode()


def test_wrong_fields_carry_their_error_beside_them(client: Client) -> None:
    html = client.get("/components/?amount=-3").content.decode()
    field = html[html.index('for="id_amount"') : html.index('for="id_choice"')]
    assert "greater than or equal to 0" in field
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([^"]+)"', field)
    assert described
    assert all(f'id="{name}"' in html for name in described.group(1).split())


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ 1234567|number }}", "1,234,567"),
        ("{{ 2.005|number:1 }}", "2.0"),
        ("{{ nothing|number }}", "–"),
        ("{{ broken|number }}", "–"),
        ("{{ 0.0731|percent }}", "7.3\u00a0%"),
        ("{{ nothing|percent }}", "–"),
        ("{% address page=2 %}", "/somewhere/?q=a+b&page=2"),
        ("{% address q='' %}", "/somewhere/"),
    ],
)
def test_tags(template: str, expected: str, rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/somewhere/?q=a+b")
    values = {"request": request, "nothing": None, "broken": float("nan")}
    assert Template(template).render(Context(values, autoescape=False)) == expected


def test_numbers_follow_the_language() -> None:
    from django.utils import translation

    with translation.override("de"):
        assert Template("{{ 1234.5|number:1 }}").render(Context()) == "1.234,5"


def test_both_ways_to_dark_give_the_same_colours() -> None:
    css = (STATIC / "tokens.css").read_text("utf-8")
    first, second = css.split("color-scheme: dark;")[1:]
    assert re.findall(r"--[\w-]+: [^;]+", first) == re.findall(r"--[\w-]+: [^;]+", second)


def test_colours_are_named_in_one_place_only() -> None:
    for name in ("frame.css", "components.css"):
        css = (STATIC / name).read_text("utf-8")
        colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", css))
        assert not colours, f"{name} names {colours}: put them into tokens.css"


def test_carried_files_are_listed_with_version_and_licence() -> None:
    page = (STATIC.parents[1] / "ASSETS.md").read_text("utf-8")
    for package, files in assets.ASSETS.items():
        name, version = package.rsplit("@", 1)
        assert f"`{name}` | {version} |" in page
        assert all((STATIC / ours).is_file() for ours in files.values())
    assert sum(path.stat().st_size for path in (STATIC / "fonts").iterdir()) < 400_000


def test_the_database_is_the_one_that_was_asked_for() -> None:
    import os

    assert connection.vendor == os.environ.get("HANSE_TEST_DATABASE", "sqlite")


def test_tests_never_touch_the_real_data_folder() -> None:
    assert "hanse-tests-" in str(settings.HANSE_DATA_DIR)
