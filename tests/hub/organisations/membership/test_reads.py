"""What pages read: tallies, networks, overlap, reach; and how often they ask."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from hanse.evaluation.networks.summary import describe_network
from hanse.hub.organisations.charts.network import MOST_DRAWN, draw_network
from hanse.hub.organisations.charts.overlap import WIDE, draw_overlaps
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries import membership as ties
from hanse.hub.organisations.queries.networks import get_benchmark, list_overlaps, read_network
from hanse.hub.organisations.queries.numbers import explain_numbers, name_types

from .conftest import Make, join, tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(make_organisation: Make) -> Organisation:
    """Three companies, a university, a city; a and b work together, b and c share a project."""
    group = make_organisation("cluster-organisation", "Cluster", member_count=180)
    a = make_organisation("company", "A", size_class="micro")
    b = make_organisation("company", "B", size_class="large", country="FR")
    c = make_organisation("company", "C")
    uni = make_organisation("research-organisation", "University")
    city = make_organisation("public-body", "City")
    for each in (a, b, c, uni, city):
        join(group, each)
    tie(a, b)
    tie(b, a, "Something else")
    tie(uni, a)
    tie(a, group, "With the management: the group is no node")
    project = make_organisation("partnership", "Project")
    far = make_organisation("company", "Far away", country="ES")
    for each in (b, c, far, group):
        join(project, each, role="lead" if each is b else "partner")
    other = make_organisation("cluster-organisation", "Other cluster")
    join(other, far)
    join(other, a)
    draft = make_organisation("company", "Draft", state="draft")
    join(group, draft)
    tie(draft, a)
    gone = make_organisation("company", "Gone")
    join(group, gone, until="2020-01-01")
    asked = make_organisation("company", "Asked")
    join(group, asked, confirmed_by_member=None)
    return group


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def test_only_what_both_confirmed_and_is_listed_is_public(cluster: Organisation) -> None:
    public = [row.member.name for row in ties.list_members(cluster, everything=False)]
    assert public == ["A", "B", "C", "City", "University"]
    inside = ties.list_members(cluster, everything=True)
    assert {row.member.name for row in inside} == {*public, "Draft", "Asked"}
    for state, names in {"invited": {"Asked"}, "ended": {"Gone"}, "claimed": set()}.items():
        found = ties.list_members(cluster, everything=True, state=state)
        assert {row.member.name for row in found} == names
        assert {ties.find_state(row) for row in found} <= {state}
    hidden = ties.list_members(cluster, everything=False, state="ended")
    assert [row.member.name for row in hidden] == public, "the state is not for everyone"
    counts = {name: count for name, _title, count in ties.list_states(cluster)}
    assert counts["confirmed"] == 6 and counts["invited"] == 1 and counts["ended"] == 1


def test_stated_and_confirmed_are_never_blurred(cluster: Organisation) -> None:
    tally = ties.get_tally(cluster)
    assert (tally.confirmed, tally.stated, tally.differs) == (5, 180, True)
    assert (tally.smes, tally.companies, tally.companies_of_unknown_size) == (1, 3, 1)
    assert tally.countries == (("DE", 4), ("FR", 1))
    assert dict(tally.kinds)["Company"] == 3
    cluster.stamps = {"member_count": {"visibility": "private"}}
    assert ties.get_stated_count(cluster) is None
    project = named("Project")
    assert [lead.name for lead in ties.list_leads(project)] == ["B"]


def test_the_network_of_a_cluster(cluster: Organisation) -> None:
    found = read_network(cluster)
    names = {number: node.name for number, node in found.members.items()}
    tied = {
        frozenset((names[found.network.nodes[a]], names[found.network.nodes[b]]))
        for a, b in found.network.ties
    }
    assert tied == {frozenset("AB"), frozenset("BC"), frozenset({"A", "University"})}
    assert found.network.size == 5
    # b and c with Far away, in the project; Far away is in the other cluster, as is a.
    assert (found.outside, found.to_clusters) == (2, 2)
    assert [(n.name, n.partners) for n in found.neighbours] == [("Other cluster", 1)]
    assert found.leaving_index == pytest.approx((2 - 3) / 5)
    assert (found.cooperation, found.projects) == (2, 1)
    summary = describe_network(found.network)
    assert summary.reach == pytest.approx(1 / 3)
    assert summary.isolates == 1 and summary.density == pytest.approx(0.3)


def test_numbers_stand_beside_the_median_of_clusters(cluster: Organisation) -> None:
    found = read_network(cluster)
    summary, benchmark = describe_network(found.network), get_benchmark()
    assert benchmark.clusters == 1, "the other cluster has too few members"
    numbers = {number.id: number for number in explain_numbers(found, summary, benchmark)}
    assert numbers["density"].value == numbers["density"].median == pytest.approx(0.3)
    assert numbers["leaving_index"].median is None
    assert all(number.sentence.endswith(".") for number in numbers.values())
    assert ("Company", "Research organisation") in {
        (first, second) for _pair, first, second in name_types(summary)
    }


def test_pages_ask_as_often_for_many_as_for_few(
    cluster: Organisation, make_organisation: Make, django_assert_num_queries: Any
) -> None:
    def read() -> None:
        read_network(cluster)
        ties.get_tally(cluster)
        list_overlaps(cluster)
        ties.list_reachable(cluster)

    with django_assert_num_queries(7 + 1 + 5 + 3):
        read()
    empty = make_organisation("cluster-organisation", "Empty")
    with django_assert_num_queries(7 + 1 + 5 + 3):
        read_network(empty)
        ties.get_tally(empty)
        list_overlaps(empty)
        ties.list_reachable(empty)
    more = [make_organisation(name=f"More {i}") for i in range(30)]
    for one, two in itertools.pairwise(more):
        join(cluster, one)
        tie(one, two)
    with django_assert_num_queries(7 + 1 + 5 + 3):
        read()


def test_overlap_with_other_clusters(cluster: Organisation) -> None:
    own, rows = list_overlaps(cluster)
    assert own == 5
    (row,) = rows
    assert (row.name, row.overlap.shared, row.overlap.second) == ("Other cluster", 1, 2)
    assert row.overlap.jaccard == pytest.approx(1 / 6) and row.overlap.coefficient == 0.5
    (bar,) = draw_overlaps(rows)
    assert bar.second[0] + bar.second[1] == pytest.approx(WIDE, abs=0.3)


def test_an_association_reaches_members_of_members(
    cluster: Organisation, make_organisation: Make
) -> None:
    europe = make_organisation("association", "European association")
    country = make_organisation("association", "National association")
    join(europe, country)
    join(europe, cluster)
    join(country, cluster)
    join(country, named("Other cluster"))
    steps = ties.list_reachable(europe)
    assert [[row["name"] for row in step["organisations"]] for step in steps] == [
        ["Cluster", "National association"],
        ["A", "B", "C", "City", "Other cluster", "University"],
        ["Far away"],
    ]


def test_candidates_are_found_by_any_spelling(make_organisation: Make) -> None:
    group = make_organisation("cluster-organisation", "Grupa")
    make_organisation("company", "Łódź Textile Works", acronym="LTW")
    make_organisation("company", "Hidden Łódź", state="draft")
    for text in ("lodz", "Łódź textile", "works lodz", "LTW"):
        assert [o.name for o in ties.find_candidates(text, besides=group)] == ["Łódź Textile Works"]
    assert ties.find_candidates("  ", besides=group) == []
    assert ties.find_candidates("lodz", besides=group, kinds=Organisation.GROUPS) == []
    assert ties.find_candidates("grupa", besides=group) == []


def test_the_picture_shows_the_largest_and_names_them_apart(
    cluster: Organisation, make_organisation: Make
) -> None:
    picture = draw_network(read_network(cluster))
    assert len(picture.marks) == 5 and len(picture.lines) == 3 and picture.left_out == 0
    assert sum(line.is_cross for line in picture.lines) == 1
    assert {mark.label for mark in picture.marks if mark.degree > 1} == {"A", "B"}
    many = [make_organisation(name=f"Member with a long name {i}") for i in range(MOST_DRAWN)]
    for one, two in itertools.pairwise(many):
        join(cluster, one)
        tie(one, two)
    picture = draw_network(read_network(cluster))
    assert len(picture.marks) == MOST_DRAWN and picture.left_out == 4
    assert all(0 < mark.x < picture.width and 0 < mark.y < picture.height for mark in picture.marks)
    assert picture == draw_network(read_network(cluster))
