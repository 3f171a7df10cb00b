from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hanse.hub.api.actions.exports import make_exports
from hanse.hub.organisations.linked_data import build_json_ld, write_script
from hanse.hub.organisations.models import Membership

pytestmark = pytest.mark.django_db
SHAPES = Path(__file__).parent / "dcat_ap_shapes.ttl"
EVIL = "</script><script>alert(1)</script><!-- & \u2028 \" ' {{ 7*7 }}"
SCHEMA, ORG = "https://schema.org/", "http://www.w3.org/ns/org#"


def read_graph(text: str, form: str) -> Any:
    from rdflib import Graph
    from rdflib.plugins.parsers.jsonld import to_rdf

    graph = Graph()
    if form == "ttl":
        return graph.parse(data=text, format="turtle")
    return to_rdf(json.loads(text), graph)


def test_nothing_ends_the_script() -> None:
    node = build_json_ld({"name": EVIL}, kind="company", page="https://h.example/x/")
    script = write_script(node)
    assert not re.search("[<>&\u2028]", script)
    assert json.loads(script)["name"] == EVIL


def test_a_profiles_page_holds_its_linked_data(
    client: Client, make_organisation: Callable[..., Any]
) -> None:
    made = make_organisation(EVIL, place=EVIL, website="https://a.example")
    page = client.get(f"/organisations/{made.key}/").content.decode()
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    node = json.loads(script)
    assert node["name"] == node["address"]["addressLocality"] == EVIL
    assert "<script>alert" not in page
    assert "49" not in re.findall(r"<title>(.*?)</title>", page, re.DOTALL)[0]
    for kind in ("application/ld+json", "text/turtle", "application/json+oembed"):
        [address] = re.findall(
            rf'<link rel="alternate" type="{re.escape(kind)}" href="(.*?)"', page
        )
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_both_forms_say_the_same(client: Client, make_organisation: Callable[..., Any]) -> None:
    from rdflib import Literal, URIRef
    from rdflib.compare import isomorphic

    now = timezone.now()
    group = make_organisation("Group")
    made = make_organisation(
        "Łódź Textiles", kind="research-organisation", country="PL", place="Łódź",
        latitude=51.77, longitude=19.46, position_source="given",
        fields={"summary": {"pl": "Włókna", "en": "Textiles"}, "founded": 1999},
    )  # fmt: skip
    Membership.objects.create(
        group=group, member=made, confirmed_by_group=now, confirmed_by_member=now
    )
    node = read_graph(client.get(f"/api/organisations/{made.key}.jsonld").content, "jsonld")
    turtle = read_graph(client.get(f"/api/organisations/{made.key}.ttl").content.decode(), "ttl")
    assert isomorphic(node, turtle)
    subject = URIRef(f"http://testserver/organisations/{made.key}/")
    assert (subject, URIRef(f"{SCHEMA}name"), Literal("Łódź Textiles")) in node
    assert (subject, URIRef(f"{SCHEMA}description"), Literal("Włókna", lang="pl")) in node
    group_page = URIRef(f"http://testserver/organisations/{group.key}/")
    assert (subject, URIRef(f"{ORG}memberOf"), group_page) in node
    kinds = {str(kind) for kind in node.objects(subject, URIRef(str(_rdf("type"))))}
    assert kinds == {f"{SCHEMA}ResearchOrganization", f"{ORG}FormalOrganization"}


def _rdf(name: str) -> str:
    return f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}"


def test_drafts_have_no_linked_data(client: Client, make_organisation: Callable[..., Any]) -> None:
    draft = make_organisation("Draft", state="draft")
    for form in ("jsonld", "ttl"):
        assert client.get(f"/api/organisations/{draft.key}.{form}").status_code == 404


@pytest.fixture
def published(make_organisation: Callable[..., Any], settings: Any, tmp_path: Path) -> None:
    from hanse.hub.observatory.actions import publish_demo

    make_organisation("Alpha")
    settings.HANSE_EXPORTS_DIR = tmp_path / "exports"
    make_exports(timezone.now())
    publish_demo()


def test_the_catalogue_is_valid_dcat_ap(client: Client, published: None) -> None:
    import pyshacl
    from rdflib import Graph

    for form in ("jsonld", "ttl"):
        catalogue = read_graph(client.get(f"/api/catalogue.{form}").content.decode(), form)
        sound, _graph, report = pyshacl.validate(
            catalogue, shacl_graph=Graph().parse(SHAPES, format="turtle"), inference="none"
        )
        assert sound, report


def test_the_shapes_see_what_is_missing(client: Client, published: None) -> None:
    import pyshacl
    from rdflib import Graph

    document = client.get("/api/catalogue.jsonld").json()
    shapes = Graph().parse(SHAPES, format="turtle")
    faults = (
        lambda d: d.pop("dct:publisher"),
        lambda d: d["dcat:dataset"][0].pop("dct:title"),
        lambda d: d["dcat:dataset"][0]["dcat:distribution"][0].pop("dcat:accessURL"),
        lambda d: d["dcat:service"].pop("dcat:endpointURL"),
    )
    for spoil in faults:
        broken = json.loads(json.dumps(document))
        spoil(broken)
        graph = read_graph(json.dumps(broken), "jsonld")
        assert not pyshacl.validate(graph, shacl_graph=shapes, inference="none")[0]


def test_every_file_of_the_catalogue_is_there(client: Client, published: None) -> None:
    catalogue = client.get("/api/catalogue.jsonld").json()
    datasets = {node["dct:title"]["@value"]: node for node in catalogue["dcat:dataset"]}
    assert len(datasets) >= 3
    for node in datasets.values():
        assert client.get(_path(node["dcat:landingPage"]["@id"])).status_code == 200
        for file in node["dcat:distribution"]:
            answer = client.get(_path(file["dcat:downloadURL"]["@id"]))
            assert answer.status_code == 200
            if answer.streaming:
                list(answer.streaming_content)


def _path(address: str) -> str:
    assert address.startswith("http://testserver/")
    return address.removeprefix("http://testserver")
