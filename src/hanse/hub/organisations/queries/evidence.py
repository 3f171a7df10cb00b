"""What a moderator sees before deciding: criteria, changes, what may be the same organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from hanse.hub.organisations.criteria import Evaluation, Outcome, get_rule_set, read_evaluation
from hanse.hub.organisations.criteria.rule_sets import say
from hanse.hub.organisations.fields import Field, Stamp, list_fields
from hanse.hub.organisations.models import DuplicatePair, Organisation, Revision, Submission
from hanse.hub.organisations.queries.criteria import evaluate_profile
from hanse.hub.organisations.queries.duplicates import (
    ShownReason,
    describe_reasons,
    find_possible_duplicates,
)
from hanse.hub.organisations.queries.profiles import show_value
from hanse.hub.organisations.queries.values import get_given_values, get_values

_MOST_TWINS = 5


@dataclass(frozen=True)
class Shown:
    """A value of a field in words; `link` where it is an address of the web."""

    field: str
    title: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Proof:
    """A criterion, how the profile stands to it now, and the values behind it."""

    outcome: Outcome
    title: str
    mend: str
    why: str
    values: tuple[Shown, ...]


@dataclass(frozen=True)
class Difference:
    """A field that differs from an older version."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Twin:
    """Another profile that may be the same organisation."""

    organisation: Organisation
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """Everything that belongs to one submission."""

    evaluation: Evaluation
    title: str
    """Of the rule set."""
    proofs: tuple[Proof, ...]
    compared_with: int | None
    """Number of the revision that was judged last; None where none was."""
    differences: tuple[Difference, ...]
    changed_since: bool
    """True where the profile was changed after it was submitted."""
    twins: tuple[Twin, ...]


def build_evidence(submission: Submission, *, language: str) -> Evidence:
    """The evidence as it is now, by the rules under which the profile was submitted."""
    organisation = submission.organisation
    kept = read_evaluation(submission.evaluation)
    rule_set = kept.rule_set if kept else get_rule_set(submission.rule_set)
    evaluation = evaluate_profile(organisation, rule_set=rule_set)
    judged = _find_judged(submission)
    return Evidence(
        evaluation=evaluation,
        title=say(rule_set.title, language),
        proofs=prove(evaluation, get_values(organisation), language),
        compared_with=judged.number if judged else None,
        differences=_compare(judged, organisation, language) if judged else (),
        changed_since=organisation.revision != submission.revision,
        twins=_find_twins(organisation),
    )


def prove(evaluation: Evaluation, values: Mapping[str, Any], language: str) -> tuple[Proof, ...]:
    """Each outcome with the values of the fields that it rests on."""
    known = list_fields()
    return tuple(
        Proof(
            outcome,
            outcome.title(language),
            outcome.mend(language),
            outcome.why(language),
            tuple(
                _show(known[id], values.get(id), language)
                for id in outcome.criterion.fields
                if id in known and values.get(id) is not None
            ),
        )
        for outcome in evaluation.outcomes
    )


def _show(field: Field, value: Any, language: str) -> Shown:
    is_address = field.type == "url" and str(value).startswith(("https://", "http://"))
    link = str(value) if is_address else ""
    return Shown(field.id, field.title_in(language), _say(field, value, language), link)


def _say(field: Field, value: Any, language: str) -> str:
    return "–" if value is None else show_value(field, value, Stamp("public"), language).text


def _find_judged(submission: Submission) -> Revision | None:
    """The version that a moderator last decided on, before this submission."""
    number = (
        Submission.objects.filter(
            organisation=submission.organisation_id,
            state__in=(Submission.State.PUBLISHED, Submission.State.RETURNED),
            submitted_at__lt=submission.submitted_at,
        )
        .values_list("revision", flat=True)
        .first()
    )
    if number is None:
        return None
    return Revision.objects.filter(organisation=submission.organisation_id, number=number).first()


def _compare(judged: Revision, now: Organisation, language: str) -> tuple[Difference, ...]:
    before, after = judged.values.get("values", {}), get_given_values(now)
    known = list_fields()
    return tuple(
        Difference(
            known[id].title_in(language),
            _say(known[id], before.get(id), language),
            _say(known[id], after.get(id), language),
        )
        for id in known
        if before.get(id) != after.get(id)
    )


def _find_twins(organisation: Organisation) -> tuple[Twin, ...]:
    """Pairs that the scan for duplicates found, and profiles of the same name or web site."""
    found: dict[int, Twin] = {}
    pairs = DuplicatePair.objects.filter(
        Q(first=organisation) | Q(second=organisation), state=DuplicatePair.State.OPEN
    ).select_related("first", "second")
    for pair in pairs[:_MOST_TWINS]:
        other = pair.second if pair.first_id == organisation.pk else pair.first
        reasons = _say_reasons(describe_reasons(pair.reasons))
        found[other.pk] = Twin(other, reasons or (_("found by the scan for duplicates"),))
    same = Q()
    if organisation.name_folded:
        same |= Q(name_folded=organisation.name_folded)
    if organisation.web_domain:
        same |= Q(web_domain=organisation.web_domain)
    if same:
        others = Organisation.objects.filter(same).exclude(pk=organisation.pk)
        for other in others.exclude(state=Organisation.State.MERGED)[:_MOST_TWINS]:
            is_named_so = other.name_folded == organisation.name_folded
            reason = _("the same name") if is_named_so else _("the same web site")
            found.setdefault(other.pk, Twin(other, (reason,)))
    known = ("name", "acronym", "country", "place", "website", "kind")
    values = {name: getattr(organisation, name) for name in known}
    for each in find_possible_duplicates(values, besides=organisation):
        found.setdefault(each.organisation.pk, Twin(each.organisation, _say_reasons(each.reasons)))
    return tuple(found.values())


def _say_reasons(reasons: Iterable[ShownReason]) -> tuple[str, ...]:
    return tuple(str(reason.text) for reason in reasons if reason.speaks_for)
