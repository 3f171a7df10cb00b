"""Evidence meets organisation: who serves what, what nobody serves, and what lies behind whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from hanse.classifications import get_grouping
from hanse.hub.foundation.folding import fold_text
from hanse.hub.observatory import sections
from hanse.hub.observatory.bridges.ecosystems import bridge_ecosystems
from hanse.hub.observatory.bridges.regions import bridge_regions, link_region
from hanse.hub.observatory.queries.clusters import list_clusters
from hanse.hub.observatory.queries.served import (
    Bridges,
    find_bridges,
    find_neighbours,
    get_base,
    get_served_cluster,
    list_bases,
    list_unserved,
)
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.fields import find_field_set
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.service import Service, get_register, read_service

pytestmark = pytest.mark.django_db
CARS, FOOD = "mobility-transport-automotive", "agri-food"


@pytest.fixture
def register_one(db: None) -> Callable[..., Organisation]:
    """`register_one("Cars", "DE212", CARS)` lists a cluster organisation."""

    def make(name: str, region: str, *ecosystems: str, **columns: Any) -> Organisation:
        country = columns.pop("country", {"EL": "GR", "UK": "GB"}.get(region[:2], region[:2]))
        field_set = find_field_set("cluster-organisation", country or "DE")
        organisation = Organisation.objects.create(
            kind=columns.pop("kind", "cluster-organisation"),
            name=name,
            name_folded=fold_text(name),
            country=country or "DE",
            region=region,
            state=columns.pop("state", "published"),
            field_set=field_set.name,
            fields={"ecosystems": list(ecosystems)} if ecosystems else {},
            **columns,
        )
        record_change([organisation])
        return organisation

    return make


@pytest.fixture
def bridges(published: Any, results: Any) -> Bridges:
    found = find_bridges(published, results)
    assert found is not None
    return found


def test_codes_of_today_are_found_for_every_region_of_the_figures() -> None:
    same = link_region("nuts-2013", "FR21")
    assert (same.fit, same.codes, same.is_recoded) == ("same", ("FRF2",), True)
    assert link_region("nuts-2013", "DE21").is_recoded is False
    split = link_region("nuts-2013", "HU10")
    assert (split.fit, split.codes, split.partly) == ("split", ("HU11", "HU12"), ())
    changed = link_region("nuts-2013", "IE01")
    assert (changed.fit, changed.codes, changed.partly) == ("changed", ("IE04",), ("IE06",))
    assert link_region("nuts-2013", "XX99").fit == "unknown"
    older = link_region("nuts-2010", "SI01")
    assert (older.fit, older.codes) == ("same", ("SI03",))


def test_an_organisation_is_located_at_every_level() -> None:
    found = bridge_regions("nuts-2013", ("IE01", "IE02", "HU10", "FR10", "FR21"))
    assert found is not None
    assert found.locate("HU110") == (("HU10", "here"),)
    assert found.locate("HU1") == (("HU10", "wider"),)
    assert set(found.locate("IE061")) == {("IE01", "partly"), ("IE02", "partly")}
    assert found.locate("FRF23") == (("FR21", "here"),)
    assert found.locate("FR") == () and found.locate("") == () and found.locate("PT170") == ()
    assert bridge_regions("us-states", ("01",)) is None


def test_moved_borders_agree_with_where_people_live(shared_data: Path) -> None:
    """Population of the official crosswalk: what we call partly shared is shared, and no more."""
    import duckdb

    path = shared_data / "eurostat" / "nuts_crosswalks.csv.gz"
    with duckdb.connect() as engine:
        rows = engine.execute(
            "SELECT from_code, to_code, sum(pop18) FROM read_csv(?) WHERE from_version = 2013 "
            "AND to_version = 2021 AND level = 2 GROUP BY ALL HAVING sum(pop18) > 1000",
            [str(path)],
        ).fetchall()
    shared: dict[str, set[str]] = {}
    for old, new, _people in rows:
        shared.setdefault(old, set()).add(new)
    for region in ("IE01", "IE02", "UKM2", "UKM3", "PL12", "LT00", "HU10", "HR04", "NO03"):
        if region in shared:
            link = link_region("nuts-2013", region)
            assert {*link.codes, *link.partly} == shared[region], region


def test_groups_belong_to_ecosystems_by_their_divisions() -> None:
    found = bridge_ecosystems("nace-rev2-a38", "", ("CA", "CC", "CL", "G", "MA"))
    assert found is not None and found.provenance.verified is False
    assert [(s.ecosystem, s.share) for s in found.shares["CA"]] == [(FOOD, 1.0)]
    assert [(s.ecosystem, s.share, s.is_main) for s in found.shares["G"]] == [
        ("retail", pytest.approx(2 / 3), True),
        (CARS, pytest.approx(1 / 3), False),
    ]
    cars, planes = found.shares["CL"]
    assert (cars.ecosystem, cars.share) == (CARS, 1.0)
    assert (planes.ecosystem, planes.share, planes.codes) == (
        "aerospace-defence", 0.0, ("30.3", "30.4"),
    )  # fmt: skip
    assert found.shares["MA"] == ()
    assert found.absent_codes(FOOD) == ("01", "02", "03")
    assert [group for group, _share in found.groups_of(CARS)] == ["CL", "G"]
    themselves = bridge_ecosystems("nace-rev2", "ecosystems-14", (FOOD, CARS))
    assert themselves is not None and themselves.shares[FOOD][0].share == 1.0
    assert bridge_ecosystems("naics-2017", "", ("3361",)) is None
    assert bridge_ecosystems("nace-rev2", "my-groups", ("29",)) is None


def test_who_serves_a_cluster(bridges: Bridges, register_one: Callable[..., Organisation]) -> None:
    register_one("In the region", "DE212", CARS)
    register_one("For all of Bavaria", "DE2", CARS)
    register_one("Somewhere in Germany", "DE", CARS)
    register_one("Planes", "DE21", "aerospace-defence")
    register_one("Elsewhere", "FR101", CARS)
    register_one("Food", "DE21", FOOD)
    register_one("Not listed", "DE21", CARS, state="draft")
    register_one("A company", "DE21", CARS, kind="company")
    found = get_served_cluster(bridges, get_register(), region="DE21", group="C30")
    assert [(s.service.name, s.nearness, s.share.is_main) for s in found.serving] == [
        ("In the region", "here", True),
        ("Planes", "here", False),
        ("For all of Bavaria", "wider", True),
    ]
    assert found.unplaced == 1


def test_strong_clusters_that_nobody_serves(
    bridges: Bridges, results: Any, register_one: Callable[..., Organisation]
) -> None:
    def listed(**filters: Any) -> Any:
        return list_unserved(bridges, results, get_register(), period=2, level=1, **filters)

    before = listed()
    rated = int((results.column("rating")[:, :, 2] >= 1).sum())
    assert before.strong == len(before.rows) == rated and before.served == 0
    sizes = [row.cluster.employment for row in before.rows]
    assert sizes == sorted(sizes, reverse=True)
    first = before.rows[0].cluster
    ecosystem = before.rows[0].shares[0].ecosystem
    register_one("Now there is one", first.region, ecosystem)
    register_one("Says nothing of ecosystems", first.region)
    after = listed()
    gone = {(r.cluster.region, r.cluster.group) for r in before.rows} - {
        (r.cluster.region, r.cluster.group) for r in after.rows
    }
    assert (first.region, first.group) in gone
    assert all(region == first.region for region, _group in gone)
    assert (after.served, after.silent) == (len(gone), 1)
    only = listed(country=first.region[:2])
    assert {row.cluster.region[:2] for row in only.rows} <= {first.region[:2]}
    food = listed(ecosystem=FOOD)
    assert {row.cluster.group for row in food.rows} <= {"A03"}


def test_the_register_follows_the_feed_and_asks_once(
    register_one: Callable[..., Organisation], django_assert_num_queries: Any
) -> None:
    one = register_one("One", "DE212", CARS)
    assert [s.name for s in get_register().services.values()] == ["One"]
    with django_assert_num_queries(1):
        get_register()
    register_one("Two", "DE212", CARS)
    Organisation.objects.filter(pk=one.pk).update(state="archived")
    one.refresh_from_db()
    record_change([one])
    assert [s.name for s in get_register().services.values()] == ["Two"]
    stamps = {"ecosystems": {"visibility": "members"}, "region": {"visibility": "private"}}
    hidden = register_one("Discreet", "DE212", CARS, stamps=stamps)
    assert get_register().services[hidden.pk].ecosystems == ()


def test_the_base_of_an_organisation(
    bridges: Bridges, published: Any, results: Any, register_one: Callable[..., Organisation]
) -> None:
    around = find_neighbours(published, results)
    assert around == {"AT11": ("AT12",), "AT12": ("AT11",)}

    def base(region: str, *ecosystems: str) -> Any:
        service = Service("k", "N", region[:2], region, ecosystems)
        return get_base(bridges, results, service, period=2, around=around)

    found = base("DE212", CARS)
    assert [(r.cluster.region, r.cluster.group) for r in found.rows] != []
    assert {r.cluster.group for r in found.rows} == {"C29", "C30"}
    cells = [(results.region_at["DE21"], results.group_at[r.cluster.group], 2) for r in found.rows]
    assert [r.cluster for r in found.rows] == list_clusters(results, cells)
    assert base("AT112", CARS).missing == 1
    assert base("AT124", CARS).suppressed == 1
    assert {r.cluster.region for r in base("AT111", CARS, FOOD, "digital").neighbours} <= {"AT12"}
    assert base("DE212").why == "no-ecosystem"
    assert base("DE", CARS).why == "no-region"
    assert base("PT170", CARS).why == "not-covered"
    assert base("DE212", "construction").why == "no-industry"


def test_both_ways_to_judge_agree(
    bridges: Bridges, results: Any, register_one: Callable[..., Organisation]
) -> None:
    places = ("DE212", "AT112", "AT12", "ES511", "FR101", "PL711", "DE", "PT170", "AT1")
    for region in places:
        for ecosystems in ((), (CARS,), (FOOD,), ("digital", FOOD), ("construction",)):
            register_one(f"{region} {ecosystems}", region, *ecosystems)
    judged = list_bases(bridges, results, get_register(), period=2)
    assert len(judged) == 45
    for service, why in judged:
        assert get_base(bridges, results, service, period=2).why == why, service
    assert {why for _service, why in judged} >= {None, "no-ecosystem", "no-region", "not-covered"}


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_pages_and_their_files(
    client: Client, published: Any, results: Any, register_one: Callable[..., Organisation]
) -> None:
    register_one("Cars & <b>Co</b>", "DE212", CARS)
    register_one("Silent", "FR101")
    page = client.get("/observatory/unserved/?level=1")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Strong clusters that nobody serves" in text and "not verified" not in text
    rows = rows_of(client.get("/observatory/unserved/?level=1&format=csv"))
    assert len(rows) == len(page.context["found"].rows) > 0
    assert rows[0]["nuts_2021"] and rows[0]["ecosystems"]
    only = rows_of(client.get("/observatory/unserved/?level=1&country=PL&format=csv"))
    assert {row["region"] for row in only} <= {"PL71"}
    without = client.get("/observatory/without-base/")
    assert "Silent" in without.content.decode()
    assert rows_of(client.get("/observatory/without-base/?why=no-ecosystem&format=csv")) == [
        {
            "key": Organisation.objects.get(name="Silent").key, "name": "Silent",
            "country": "FR", "region": "FR101", "ecosystems": "", "why": "no-ecosystem",
        }
    ]  # fmt: skip
    bridge = client.get("/observatory/ecosystems/").content.decode()
    assert "not verified" in bridge and "30.3, 30.4" in bridge


def test_the_page_of_a_cluster_names_who_serves_it(
    client: Client, published: Any, register_one: Callable[..., Organisation]
) -> None:
    address = "/observatory/clusters/DE21/C29/"
    gzip = {"Accept-Encoding": "gzip"}

    def read() -> str:
        import gzip as packing

        return packing.decompress(client.get(address, headers=gzip).content).decode()

    assert "No cluster organisation of its ecosystems is registered here." in read()
    register_one("Cars & <b>Co</b>", "DE212", CARS)
    assert "Cars &amp; &lt;b&gt;Co&lt;/b&gt;" in read(), "a kept page follows the registry"


def test_the_section_of_a_profile(
    rf: RequestFactory, published: Any, register_one: Callable[..., Organisation]
) -> None:
    request = rf.get("/")
    organisation = register_one("Cars", "DE212", CARS)
    content = sections.build_statistics(request, organisation)
    assert content is not None and content["run"].pk == published.pk
    assert content["base"].service == read_service(organisation)
    assert content["has_trend"] is True
    silent = register_one("Silent", "DE212")
    told = sections.build_statistics(request, silent)
    assert told is not None and told["base"].why == "no-ecosystem"
    company = register_one("A company", "DE212", kind="company")
    assert sections.build_statistics(request, company) is None


def test_every_ecosystem_has_a_title() -> None:
    from hanse.hub.observatory.templatetags.served import ecosystem_title

    for group in get_grouping("ecosystems-14").groups:
        assert ecosystem_title(group) != group
    assert ecosystem_title("unheard-of") == "unheard-of"
