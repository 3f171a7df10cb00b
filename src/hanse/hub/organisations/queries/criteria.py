"""What a profile meets of the listing criteria, now or with values that are not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from hanse.hub.organisations.criteria import Evaluation, RuleSet, evaluate, find_rule_set
from hanse.hub.organisations.criteria.facts import build_facts
from hanse.hub.organisations.models import Membership, Organisation
from hanse.hub.organisations.queries.values import get_values


def get_criteria(kind: str, country: str) -> RuleSet:
    """The rule set that decides in this hub."""
    return find_rule_set(kind, country, programme=settings.HANSE_LISTING_PROGRAMME)


def evaluate_profile(
    organisation: Organisation,
    values: Mapping[str, Any] | None = None,
    *,
    rule_set: RuleSet | None = None,
) -> Evaluation:
    """Judge a profile as it is kept, or with `values` by field id in place of the kept ones."""
    known = get_values(organisation) | dict(values or {})
    known["country"] = known.get("country") or organisation.country
    facts = build_facts(known, year=_this_year(), **_count_ties(organisation))
    return evaluate(rule_set or get_criteria(organisation.kind, known["country"]), facts)


def evaluate_values(kind: str, values: Mapping[str, Any]) -> Evaluation:
    """Judge a profile that does not exist yet."""
    facts = build_facts(values, year=_this_year(), groups=None, partners=None)
    return evaluate(get_criteria(kind, str(values.get("country") or "")), facts)


def _this_year() -> int:
    return timezone.localdate().year


def _count_ties(organisation: Organisation) -> dict[str, int]:
    """Memberships that at least its own side has declared."""
    present = Membership.objects.filter(until__isnull=True)
    return {
        "groups": present.filter(member=organisation, confirmed_by_member__isnull=False).count(),
        "partners": present.filter(group=organisation, confirmed_by_group__isnull=False).count(),
    }
