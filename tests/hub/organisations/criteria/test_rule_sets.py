from __future__ import annotations

import re

import pytest

from hanse.hub.organisations.criteria import (
    FACTS,
    PROGRAMMES,
    RuleSet,
    find_rule_set,
    get_rule_set,
    list_rule_sets,
)
from hanse.hub.organisations.criteria.facts import build_facts
from hanse.hub.organisations.criteria.rule_sets import Test as Asked
from hanse.hub.organisations.criteria.rule_sets import build_test
from hanse.hub.organisations.models import Organisation
from hanse.vocabulary import InputError

ALL = [pytest.param(rule_set, id=rule_set.name) for rule_set in list_rule_sets()]
LANGUAGES = {"en", "de", "fr"}


@pytest.mark.parametrize("rule_set", ALL)
def test_a_rule_set_is_complete(rule_set: RuleSet) -> None:
    assert rule_set.programme in PROGRAMMES
    assert set(rule_set.kinds) <= set(Organisation.Kind.values)
    assert rule_set.source
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rule_set.reviewed_on)
    ids = [criterion.id for criterion in rule_set.criteria]
    assert len(set(ids)) == len(ids)
    for waiver in rule_set.waivers:
        assert set(waiver.criteria) <= set(ids)


@pytest.mark.parametrize("rule_set", ALL)
def test_it_speaks_every_language_of_the_hub(rule_set: RuleSet) -> None:
    texts = [rule_set.title, *(waiver.title for waiver in rule_set.waivers)]
    for criterion in rule_set.criteria:
        texts += [criterion.title, criterion.mend]
        texts += [criterion.spared] if criterion.spared else []
        assert (criterion.applies is None) == (criterion.spared is None)
    for text in texts:
        assert set(text) == LANGUAGES
        assert all(text.values())


@pytest.mark.parametrize("rule_set", ALL)
def test_it_asks_only_what_a_profile_can_answer(rule_set: RuleSet) -> None:
    asked: list[Asked] = [waiver.test for waiver in rule_set.waivers]
    for criterion in rule_set.criteria:
        asked += [criterion.test, *([criterion.applies] if criterion.applies else [])]
        known = {*criterion.test.list_facts()}
        known |= set(criterion.applies.list_facts()) if criterion.applies else set()
        for text in criterion.mend.values():
            assert set(re.findall(r"\{(\w+)\}", text)) <= known
    for test in asked:
        assert set(test.list_facts()) <= set(FACTS)


def test_the_facts_are_those_that_are_built() -> None:
    assert set(build_facts({}, year=2026, groups=None, partners=None)) == set(FACTS)


@pytest.mark.parametrize("kind", Organisation.Kind.values)
@pytest.mark.parametrize("country", ["DE", "US", "XK"])
@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_profile_has_criteria(kind: str, country: str, programme: str) -> None:
    assert find_rule_set(kind, country, programme=programme).fits(kind, country)


@pytest.mark.parametrize(
    ("country", "programme", "found"),
    [
        ("DE", "eccp", "eccp-eu-cosme@2022"),
        ("UA", "eccp", "eccp-eu-cosme@2022"),
        ("US", "eccp", "eccp-other-countries@1"),
        ("DE", "baden-wuerttemberg", "baden-wuerttemberg@1"),
        ("FR", "baden-wuerttemberg", "cluster-organisations@1"),
    ],
)
def test_the_programme_and_the_country_decide(country: str, programme: str, found: str) -> None:
    assert find_rule_set("cluster-organisation", country, programme=programme).name == found


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match=r"no rule set eccp@1900\. Known are associations@1"):
        get_rule_set("eccp@1900")
    with pytest.raises(InputError, match="no listing criteria for the kind castle"):
        find_rule_set("castle", "DE")


@pytest.mark.parametrize(
    "data",
    [
        {"fact": "website"},
        {"fact": "website", "given": True, "holds": True},
        {"fact": "website", "givn": True},
        {"fact": "website", "given": True, "colour": "blue"},
    ],
)
def test_a_slip_in_a_file_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="this is no test"):
        build_test(data)
