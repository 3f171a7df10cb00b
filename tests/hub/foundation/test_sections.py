"""Sections: other apps add to a page that may not import them."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from hanse.hub.foundation import sections
from hanse.hub.foundation.sections import Section, list_sections
from hanse.hub.people.models import Person


def build(request: HttpRequest, thing: Any) -> dict[str, Any] | None:
    return {"share": 0.5, "label": thing} if thing else None


OWN = Section(
    page="test", id="own", order=1, build=build, template="foundation/components/progress.html"
)


@pytest.fixture
def _one_section(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_find_sections", lambda: (OWN,))


def render(thing: Any) -> str:
    template = engines["django"].from_string('{% sections "test" thing %}')
    request = RequestFactory().get("/")
    request.user = Person()
    return template.render({"thing": thing}, request)


@pytest.mark.usefixtures("_one_section")
def test_a_section_is_drawn_with_its_own_template() -> None:
    html = render("<i>name</i>")
    assert '<section id="own"' in html
    assert "&lt;i&gt;name&lt;/i&gt;" in html


@pytest.mark.usefixtures("_one_section")
def test_a_section_with_nothing_to_show_is_left_out() -> None:
    assert render("") == ""


def test_the_sections_that_are_found_have_templates() -> None:
    for section in list_sections("organisation"):
        assert engines["django"].get_template(section.template)
