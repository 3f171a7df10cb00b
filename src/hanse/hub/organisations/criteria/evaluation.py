"""What a profile meets of a rule set. Pure: the same facts give the same evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hanse.hub.organisations.criteria.facts import Facts
from hanse.hub.organisations.criteria.rule_sets import (
    Criterion,
    RuleSet,
    Test,
    Waiver,
    get_rule_set,
    say,
)
from hanse.vocabulary import InputError

Status = Literal["met", "missing", "unknown", "waived"]
_COMMA = frozenset({"de", "fr"})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One criterion and how the profile stands to it."""

    criterion: Criterion
    status: Status
    facts: Mapping[str, Any]
    """What was looked at."""
    waiver: Waiver | None = None
    is_spared: bool = False
    """Met because it does not concern this organisation."""

    def title(self, language: str = "en") -> str:
        """What is asked."""
        return say(self.criterion.title, language)

    def mend(self, language: str = "en") -> str:
        """What to do; empty where there is nothing to do."""
        if self.status in ("met", "waived"):
            return ""
        shown = {name: _show(value, language) for name, value in self.facts.items()}
        return say(self.criterion.mend, language).format_map(shown)

    def why(self, language: str = "en") -> str:
        """Which waiver applies, or why the criterion does not concern the organisation."""
        if self.waiver is not None:
            shown = {name: _show(value, language) for name, value in self.facts.items()}
            return say(self.waiver.title, language).format_map(shown)
        return say(self.criterion.spared or {"en": ""}, language) if self.is_spared else ""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All criteria of a rule set, judged."""

    rule_set: RuleSet
    outcomes: tuple[Outcome, ...]

    @property
    def is_met(self) -> bool:
        """True where each criterion is met or waived."""
        return self.settled_count == len(self.outcomes)

    @property
    def settled_count(self) -> int:
        """How many criteria are met or waived."""
        return sum(outcome.status in ("met", "waived") for outcome in self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """As plain data, to be kept; `read_evaluation` reads it back."""
        return {
            "rule_set": self.rule_set.name,
            "outcomes": [
                {
                    "criterion": outcome.criterion.id,
                    "status": outcome.status,
                    "facts": dict(outcome.facts),
                    "waiver": outcome.waiver.id if outcome.waiver else None,
                    "is_spared": outcome.is_spared,
                }
                for outcome in self.outcomes
            ],
        }


def evaluate(rule_set: RuleSet, facts: Facts) -> Evaluation:
    """Judge each criterion: met, missing, unknown (nothing is said yet) or waived."""
    waivers = [waiver for waiver in rule_set.waivers if judge(waiver.test, facts)]
    outcomes = tuple(_judge_criterion(each, waivers, facts) for each in rule_set.criteria)
    return Evaluation(rule_set=rule_set, outcomes=outcomes)


def _judge_criterion(criterion: Criterion, waivers: list[Waiver], facts: Facts) -> Outcome:
    asked = _pick(criterion.test, facts)
    verdict = judge(criterion.test, facts)
    if verdict is True:
        return Outcome(criterion=criterion, status="met", facts=asked)
    for waiver in waivers:
        if criterion.id in waiver.criteria:
            told = asked | _pick(waiver.test, facts)
            return Outcome(criterion=criterion, status="waived", facts=told, waiver=waiver)
    if criterion.applies is not None:
        asked = _pick(criterion.applies, facts) | asked
        concerned = judge(criterion.applies, facts)
        if concerned is False:
            return Outcome(criterion=criterion, status="met", facts=asked, is_spared=True)
        if concerned is None:
            return Outcome(criterion=criterion, status="unknown", facts=asked)
    status: Status = "unknown" if verdict is None else "missing"
    return Outcome(criterion=criterion, status=status, facts=asked)


def _pick(test: Test, facts: Facts) -> dict[str, Any]:
    return {name: facts.get(name) for name in test.list_facts()}


def judge(test: Test, facts: Facts) -> bool | None:
    """True, False, or None where the facts do not say."""
    if test.kind in ("all", "any"):
        verdicts = [judge(part, facts) for part in test.parts]
        decisive = test.kind == "any"
        if decisive in verdicts:
            return decisive
        return None if None in verdicts else not decisive
    value = facts.get(test.fact)
    if test.kind == "given":
        return bool(value) is test.value
    if value is None:
        return None
    if test.kind == "holds":
        return bool(value) is test.value
    if test.kind == "includes":
        return test.value in value
    return _compare(test, facts)


def _compare(test: Test, facts: Facts) -> bool | None:
    amount = _measure(facts[test.fact])
    if test.share_of:
        whole = facts.get(test.share_of)
        if not whole:
            return None
        amount /= _measure(whole)
    return amount >= test.value if test.kind == "at_least" else amount <= test.value


def _measure(value: Any) -> float:
    """A number as it is; of a list the number of different entries."""
    return float(value) if isinstance(value, (int, float)) else float(len(set(value)))


def _show(value: Any, language: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, (list, tuple)):
        return str(len(set(value)))
    if isinstance(value, float):
        text = f"{value:g}"
        return text.replace(".", ",") if language.split("-")[0] in _COMMA else text
    return str(value)


def read_evaluation(data: Mapping[str, Any]) -> Evaluation | None:
    """What `to_json` wrote; None for empty data or a rule set that is no longer carried."""
    try:
        rule_set = get_rule_set(data.get("rule_set", ""))
    except InputError:
        return None
    criteria = {criterion.id: criterion for criterion in rule_set.criteria}
    waivers = {waiver.id: waiver for waiver in rule_set.waivers}
    outcomes = tuple(
        Outcome(
            criterion=criteria[entry["criterion"]],
            status=entry["status"],
            facts=entry["facts"],
            waiver=waivers.get(entry["waiver"]),
            is_spared=entry["is_spared"],
        )
        for entry in data["outcomes"]
    )
    return Evaluation(rule_set=rule_set, outcomes=outcomes)
