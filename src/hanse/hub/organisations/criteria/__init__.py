"""Listing criteria: rule sets as data, and what a profile meets of them. Knows no database."""

from __future__ import annotations

from hanse.hub.organisations.criteria.evaluation import (
    Evaluation,
    Outcome,
    Status,
    evaluate,
    read_evaluation,
)
from hanse.hub.organisations.criteria.facts import FACTS, Facts
from hanse.hub.organisations.criteria.rule_sets import (
    PROGRAMMES,
    Criterion,
    RuleSet,
    Test,
    Waiver,
    find_rule_set,
    get_rule_set,
    list_rule_sets,
)

__all__ = [
    "FACTS",
    "PROGRAMMES",
    "Criterion",
    "Evaluation",
    "Facts",
    "Outcome",
    "RuleSet",
    "Status",
    "Test",
    "Waiver",
    "evaluate",
    "find_rule_set",
    "get_rule_set",
    "list_rule_sets",
    "read_evaluation",
]
