import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.classifications import (
    Group,
    Grouping,
    Member,
    get_classification,
    get_crosswalk,
    get_grouping,
)
from hanse.classifications.nace.a38 import list_divisions
from hanse.vocabulary import InputError, Provenance

ECOSYSTEMS = get_grouping("ecosystems-14")
A38 = tuple(list_divisions())
DIVISIONS = get_classification("nace-rev2").at_level("division")
NOBODY = Provenance(publisher="test", title="test", licence="none")


def make(*members: tuple[str, str, float], classification: str = "nace-rev2") -> Grouping:
    made = tuple(Member(*member) for member in members)
    groups = {member.group: Group(member.group) for member in made}
    return Grouping("own", "Own", classification, "1", NOBODY, groups, made)


def test_what_a38_groups_can_express_of_the_ecosystems():
    fit = ECOSYSTEMS.fit(A38)
    status = {group: fit.fits[group].status for group in fit.groups}
    assert [g for g, s in status.items() if s == "complete"] == [
        "agri-food",
        "construction",
        "digital",
        "electronics",
        "energy-renewables",
        "textiles",
    ]
    assert [g for g, s in status.items() if s == "not expressible"] == [
        "aerospace-defence",
        "retail",
    ]
    assert fit.fits["agri-food"].used == ("A", "CA")
    health = fit.fits["health"]
    assert health.used == ("CF", "QA")
    assert [member.code for member in health.finer] == ["26.6", "32.5", "87"]
    assert "retail is not expressible; finer than the table: 46, 47." in fit.describe()
    assert set(fit.expressible) == set(fit.groups) - {"aerospace-defence", "retail"}
    assert "CJ" in fit.unassigned


def test_absent_is_not_finer():
    fit = ECOSYSTEMS.fit(("CA", "B"))
    food = fit.fits["agri-food"]
    assert food.status == "partial" and food.finer == ()
    assert [member.code for member in food.absent] == ["01", "02", "03"]
    assert ECOSYSTEMS.fit(("C",)).fits["textiles"].status == "not expressible"


def test_weights_are_where_the_codes_and_groups_are():
    fit = ECOSYSTEMS.fit(("CB", "CI"))
    column = {group: j for j, group in enumerate(fit.groups)}
    expected = np.zeros((2, 14))
    expected[0, column["textiles"]] = expected[1, column["electronics"]] = 1
    assert np.array_equal(fit.weights, expected)
    assert np.array_equal(ECOSYSTEMS.matrix(("CB", "CI")), expected)


def test_divisions_leave_only_the_members_below_them():
    fit = ECOSYSTEMS.fit(DIVISIONS)
    left = {group for group in fit.groups if fit.fits[group].status != "complete"}
    assert left == {"aerospace-defence", "health"}
    assert fit.weights.sum() == sum(len(member.code) == 2 for member in ECOSYSTEMS.members)


def test_groups_of_nace_express_the_finer_members():
    codes = ("25.4", "30.3", "30.4", "33.16", "26.6", "C32.5", "21", "86", "87")
    fit = ECOSYSTEMS.fit(codes)
    assert fit.fits["aerospace-defence"].status == "complete"
    assert fit.fits["health"].used == ("26.6", "32.5", "21", "86", "87")
    assert fit.weights[codes.index("C32.5"), fit.groups.index("health")] == 1


def test_a_member_in_the_table_is_not_replaced_by_its_parts():
    fit = make(("45", "cars", 1.0)).fit(("45", "45.1", "45.2"))
    assert fit.weights[:, 0].tolist() == [1, 0, 0]


def test_a_coarse_member_is_made_of_the_parts_that_are_there():
    cars = make(("G", "trade", 0.5))
    complete = cars.fit(("45", "46", "47"))
    assert complete.weights[:, 0].tolist() == [0.5, 0.5, 0.5]
    assert complete.fits["trade"].status == "complete"
    partial = cars.fit(("45", "47"))
    assert partial.fits["trade"].status == "partial"
    assert [member.code for member in partial.fits["trade"].absent] == ["46"]


def test_a_coarse_code_needs_all_parts_with_one_weight():
    assert make(("13", "t", 0.5), ("14", "t", 0.5), ("15", "t", 0.5)).matrix(("CB",)) == [[0.5]]
    unequal = make(("13", "t", 1.0), ("14", "t", 0.5), ("15", "t", 1.0)).fit(("CB",))
    assert unequal.weights[0, 0] == 0
    assert [m.code for m in unequal.fits["t"].finer] == ["13", "14", "15"]


def test_overlaps_are_allowed_and_told():
    twice = make(("50", "sea", 1.0), ("50", "freight", 1.0), ("51", "freight", 0.5))
    assert twice.overlapping == {"50": 2.0}
    assert twice.fit(("50", "51")).overlapping == ("50",)


@pytest.mark.parametrize("identifier", ["a38", "nace-divisions"])
def test_identity_groupings_on_their_own_codes(identifier):
    grouping = get_grouping(identifier)
    codes = A38 if identifier == "a38" else DIVISIONS
    assert np.array_equal(grouping.matrix(codes), np.eye(len(codes)))
    assert grouping.group_title(codes[3], "de") != codes[3]


def test_a38_grouping_gathers_divisions():
    fit = get_grouping("a38").fit(DIVISIONS)
    assert all(entry.status == "complete" for entry in fit.fits.values())
    assert fit.weights.sum(axis=1).tolist() == [1.0] * 88


@given(st.sets(st.sampled_from(DIVISIONS + A38)))
def test_no_division_counts_twice_in_a_partition(codes):
    table = tuple(sorted(codes))
    fit = get_grouping("a38").fit(table)
    assert set(fit.weights.ravel()) <= {0.0, 1.0}
    for group, divisions in list_divisions().items():
        entry = fit.fits[group]
        below = [d for code in entry.used for d in list_divisions().get(code, (code,))]
        assert len(set(below)) == len(below) and set(below) <= set(divisions)
        assert (entry.status == "complete") == (set(below) == set(divisions))
        assert bool(entry.used) == bool(fit.weights[:, fit.groups.index(group)].any())


def test_a_code_and_its_parts_in_one_table_are_not_both_used():
    fit = get_grouping("a38").fit(("CB", "13"))
    assert fit.fits["CB"].used == ("13",) and fit.fits["CB"].status == "partial"


def test_kinds_and_reduction():
    grouping = Grouping(
        "g",
        "G",
        "",
        "1",
        NOBODY,
        {"a": Group("a", {}, "traded"), "b": Group("b", {}, "local")},
        (Member("x", "a"), Member("y", "b")),
    )
    assert grouping.kinds == ("traded", "local")
    traded = grouping.of_kind("traded")
    assert list(traded.groups) == ["a"] and traded.members == (Member("x", "a"),)
    assert grouping.matrix(("y", "x")).tolist() == [[0, 1], [1, 0]]


def test_an_unknown_grouping_names_the_known_ones():
    with pytest.raises(InputError, match=r"no grouping called x\. Known: ecosystems-14, emerg"):
        get_grouping("x")


def test_conversion_never_guesses():
    from hanse.classifications import Crosswalk, CrosswalkRow

    rows = (CrosswalkRow("a", "A", 1.0), CrosswalkRow("b", "B", 1.0), CrosswalkRow("c", "B", 1.0))
    crosswalk = Crosswalk("old", "new", rows, "test", NOBODY, (), (("d", "A"), ("d", "D")))
    grouping = make(
        ("a", "g", 1.0), ("b", "g", 1.0), ("c", "h", 1.0), ("d", "g", 1.0), ("e", "g", 1.0)
    )
    done = grouping.convert(crosswalk)
    assert done.grouping.members == (Member("A", "g"), Member("D", "g"))
    assert done.grouping.classification == "new"
    assert done.undecided == ("B",) and done.unconverted == ("e",)


def test_benchmark_definitions_by_choice_of_columns(shared_data):
    path = shared_data / "us" / "bcd_naics2012_to_cluster.csv"
    grouping = get_grouping(path, code="naics", group="cluster", kind="traded_local")
    assert len(grouping.of_kind("Traded").groups) == 51
    governments = {"Federal Government Services", "State Government Services"}
    local = set(grouping.of_kind("Local").groups) - governments - {"Local Government Services"}
    assert len(local) == 16
    assert grouping.ungrouped == ("814110",)
    assert grouping.classification == "naics-2017" and len(grouping.unknown) == 16


def test_benchmark_definitions_across_releases(shared_data):
    folder = shared_data / "us"
    grouping = get_grouping(
        folder / "bcd_naics2012_to_cluster.csv",
        code="naics",
        group="cluster",
        kind="traded_local",
        classification="naics-2012",
    )
    assert grouping.classification == "naics-2012"
    unfit = {year: grouping.check_release(f"naics-{year}").unfit for year in (2012, 2017)}
    assert (len(unfit[2012]), len(unfit[2017])) == (36, 16)
    groups = grouping.check_release("naics-2012").groups
    assert len(groups) == 20 and groups["Metal Mining"] == ("212230",)
    crosswalk = get_crosswalk("naics-2012", "naics-2017", path=folder / "naics_2012_to_2017.csv")
    done = grouping.convert(crosswalk)
    assert len(done.grouping.members) == 955 and not done.undecided
    assert done.unconverted == unfit[2012]
    assert not done.grouping.check_release("naics-2017").unfit
