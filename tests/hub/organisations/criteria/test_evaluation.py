from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.hub.organisations.criteria import (
    FACTS,
    Evaluation,
    evaluate,
    get_rule_set,
    list_rule_sets,
    read_evaluation,
)
from hanse.hub.organisations.criteria.evaluation import judge
from hanse.hub.organisations.criteria.facts import build_facts
from hanse.hub.organisations.criteria.rule_sets import build_test

ECCP = get_rule_set("eccp-eu-cosme@2022")
BADEN = get_rule_set("baden-wuerttemberg@1")
GOOD: dict[str, Any] = {
    "staff_fte": 1.5,
    "website_english": "https://amber.example/en",
    "member_count": 40,
    "members_sme": 30,
    "members_large": 2,
    "members_research": 5,
    "members_public": 3,
    "founded": 2012,
    "email": "office@amber.example",
    "innovation_driven": True,
    "activities_per_year": 3,
    "activities_text": {"en": "Three open days, see the web site."},
    "services_url": "https://amber.example/services",
}


def judge_profile(rule_set: Any = ECCP, **changes: Any) -> Evaluation:
    values = GOOD | changes
    return evaluate(rule_set, build_facts(values, year=2026, groups=1, partners=2))


def find_status(evaluation: Evaluation) -> dict[str, str]:
    return {outcome.criterion.id: outcome.status for outcome in evaluation.outcomes}


@pytest.mark.parametrize("rule_set", [ECCP, BADEN], ids=lambda each: each.name)
def test_a_good_cluster_meets_all(rule_set: Any) -> None:
    assert judge_profile(rule_set).is_met


# Criterion, change, status; the bounds themselves are met, one step below is missing.
EDGES = [
    (ECCP, "management", {"staff_fte": 0.5}, "met"),
    (ECCP, "management", {"staff_fte": 0.49}, "missing"),
    (ECCP, "management", {"staff_fte": None}, "unknown"),
    (ECCP, "website-english", {"website_english": ""}, "missing"),
    (ECCP, "members", {"member_count": 15}, "met"),
    (ECCP, "members", {"member_count": 14}, "missing"),
    (ECCP, "members", {"member_count": None}, "unknown"),
    (ECCP, "members", {"member_count": 0, "programme": "Innovation Express"}, "waived"),
    (ECCP, "members", {"member_count": 15, "programme": "Innovation Express"}, "met"),
    (ECCP, "members", {"member_count": 3, "social_economy": True}, "waived"),
    (ECCP, "members", {"member_count": 3, "social_economy": False}, "missing"),
    (ECCP, "management", {"staff_fte": 0.2, "programme": "Innovation Express"}, "missing"),
    (
        ECCP,
        "member-types",
        {"members_large": 0, "members_research": 0, "members_public": 0},
        "missing",
    ),
    (ECCP, "public-bodies", {"members_public": 0}, "missing"),
    (
        ECCP,
        "public-bodies",
        {"members_public": 0, "public_collaboration": {"de": "Beirat der Stadt"}},
        "met",
    ),
    (ECCP, "visible-activity", {"founded": 2025, "activities_per_year": 0}, "missing"),
    (ECCP, "visible-activity", {"founded": 2025, "activities_per_year": 1}, "met"),
    (ECCP, "visible-activity", {"founded": 2024, "activities_per_year": 0}, "met"),
    (ECCP, "visible-activity", {"founded": None, "activities_per_year": None}, "unknown"),
    (BADEN, "partners", {"member_count": 12}, "met"),
    (BADEN, "partners", {"member_count": 11}, "missing"),
    (BADEN, "activities", {"activities_per_year": 2}, "missing"),
    (BADEN, "activities", {"activities_text": ""}, "missing"),
    (BADEN, "firms", {"member_count": 64}, "met"),
    (BADEN, "firms", {"member_count": 65}, "missing"),
    (BADEN, "firms", {"member_count": 0}, "unknown"),
    (BADEN, "innovation", {"innovation_driven": False}, "missing"),
    (BADEN, "innovation", {"innovation_driven": None}, "unknown"),
    (BADEN, "services", {"services_url": ""}, "missing"),
    (BADEN, "contact", {"email": "", "contact_telephone": "+49 711 1"}, "met"),
]


@pytest.mark.parametrize(("rule_set", "criterion", "changes", "status"), EDGES)
def test_each_criterion_at_its_bound(
    rule_set: Any, criterion: str, changes: dict[str, Any], status: str
) -> None:
    assert find_status(judge_profile(rule_set, **changes))[criterion] == status


def test_types_that_are_ticked_count_as_those_that_are_numbered() -> None:
    none = {name: None for name in GOOD if name.startswith("members_")}
    assert find_status(judge_profile(**none))["member-types"] == "unknown"
    ticked = judge_profile(**none, member_types=["sme", "public-body"])
    assert find_status(ticked)["member-types"] == "met"
    assert find_status(ticked)["public-bodies"] == "met"


def test_what_is_missing_is_told_with_what_was_found() -> None:
    outcome = judge_profile(staff_fte=0.25, member_count=12).outcomes[0]
    assert outcome.title() == "Dedicated management of at least half a full-time equivalent"
    assert outcome.mend("en-gb").startswith("Found: 0.25.")
    assert outcome.mend("de").startswith("Gefunden: 0,25.")
    assert outcome.mend("pl") == outcome.mend("en")
    assert outcome.criterion.fields == ("staff_fte",)


def test_a_waiver_tells_its_name_and_its_reason() -> None:
    outcomes = {
        outcome.criterion.id: outcome
        for outcome in judge_profile(
            member_count=3, programme="Wielkopolska Cluster", activities_per_year=0
        ).outcomes
    }
    members = outcomes["members"]
    assert members.waiver is not None
    assert members.waiver.id == "recognised"
    assert members.why() == (
        "Officially recognised by a national or regional cluster programme: Wielkopolska Cluster."
    )
    assert members.mend() == ""
    assert outcomes["visible-activity"].why("fr") == "Pas récemment fondé."
    assert outcomes["management"].why() == ""


def test_an_evaluation_is_kept_and_read_again() -> None:
    evaluation = judge_profile(member_count=3, social_economy=True, staff_fte=None)
    assert read_evaluation(evaluation.to_json()) == evaluation
    assert read_evaluation({}) is None
    assert read_evaluation({"rule_set": "gone@1", "outcomes": []}) is None


def test_counting_what_is_settled() -> None:
    evaluation = judge_profile(member_count=3, social_economy=True, staff_fte=None)
    assert (evaluation.settled_count, len(evaluation.outcomes)) == (5, 6)
    assert not evaluation.is_met


YES, NO, OPEN = (
    {"fact": "website", "given": True},
    {"fact": "website", "given": False},
    {"fact": "staff_fte", "at_least": 1},
)


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        ({"all": [YES, YES]}, True),
        ({"all": [YES, OPEN]}, None),
        ({"all": [NO, OPEN]}, False),
        ({"any": [NO, NO]}, False),
        ({"any": [NO, OPEN]}, None),
        ({"any": [YES, OPEN]}, True),
        ({"fact": "website_languages", "includes": "en"}, True),
        ({"fact": "member_count", "at_most": 3}, True),
        ({"fact": "member_count", "at_most": 2}, False),
        ({"fact": "social_economy", "holds": False}, True),
    ],
)
def test_three_valued_joining(test: dict[str, Any], verdict: bool | None) -> None:
    facts = {
        "website": "https://amber.example",
        "website_languages": ["lt", "en"],
        "member_count": 3,
        "social_economy": False,
    }
    assert judge(build_test(test), facts) is verdict


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.integers(0, 60) | st.none()))
def test_more_members_never_hurt_a_cluster(changes: dict[str, Any]) -> None:
    values = GOOD | {"member_count": 20} | {k: v for k, v in changes.items() if "member" in k}
    fewer = evaluate(ECCP, build_facts(values, year=2026, groups=None, partners=None))
    more = values | {"member_count": (values["member_count"] or 0) + 1, "members_public": 1}
    after = evaluate(ECCP, build_facts(more, year=2026, groups=None, partners=None))
    assert after.settled_count >= fewer.settled_count


@given(
    st.sampled_from(list_rule_sets()), st.dictionaries(st.sampled_from(sorted(FACTS)), st.none())
)
def test_nothing_said_is_never_met_by_saying_nothing(rule_set: Any, facts: dict[str, None]) -> None:
    evaluation = evaluate(rule_set, facts)
    assert {outcome.status for outcome in evaluation.outcomes} <= {"missing", "unknown"}
    assert all(
        outcome.mend(language) for outcome in evaluation.outcomes for language in ["de", "en", "fr"]
    )
