"""Bringing the invented organisations of `demo` into a hub that is a demonstration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hanse.hub.foundation.audit import record
from hanse.hub.organisations.actions.profiles import write_many, write_profile
from hanse.hub.organisations.demo import SEED, Demonstration, Tie, build_demonstration
from hanse.hub.organisations.models import (
    Cooperation,
    JoinRequest,
    Membership,
    Organisation,
    Seat,
    Submission,
)
from hanse.hub.organisations.queries.criteria import evaluate_profile
from hanse.hub.people.models import Person
from hanse.vocabulary import ConfigurationError

SOURCE = "demonstration"
_REASON = (
    "The list of members on your web site cannot be opened. Please publish it, and tell what your "
    "collaboration with public bodies consists of."
)


@transaction.atomic
def create_demonstration(*, seed: int = SEED) -> list[Organisation]:
    """Write the invented organisations once; answers those that are there.

    Raises ConfigurationError where the hub is not a demonstration.
    """
    if not settings.HANSE_DEMO:
        raise ConfigurationError(
            "Invented organisations belong into demonstrations only.",
            mend="Start the hub with `hanse demo`.",
        )
    there = list(Organisation.objects.filter(is_demonstration=True).order_by("pk"))
    if there:
        return there
    demonstration = build_demonstration(today=timezone.localdate(), seed=seed)
    made = write_many(demonstration.rows, by=None, source=SOURCE)
    _write_ties(demonstration, made)
    _write_people(demonstration, made)
    _write_queue(demonstration, made)
    record(None, "organisations.create_demonstration", SOURCE, after={"profiles": len(made)})
    return made


def _write_ties(demonstration: Demonstration, made: list[Organisation]) -> None:
    Membership.objects.bulk_create(
        Membership(
            group=made[tie.first],
            member=made[tie.second],
            role=tie.role,
            since=tie.since,
            source=SOURCE,
            **_confirm(tie, "group", "member"),
        )
        for tie in demonstration.memberships
    )
    Cooperation.objects.bulk_create(
        Cooperation(
            first=made[tie.first],
            second=made[tie.second],
            subject=tie.subject,
            since=tie.since,
            source=SOURCE,
            **_confirm(tie, "first", "second"),
        )
        for tie in demonstration.cooperation
    )


def _confirm(tie: Tie, *sides: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        f"confirmed_by_{side}": now if said else None
        for side, said in zip(sides, tie.confirmed, strict=True)
    }


def _write_people(demonstration: Demonstration, made: list[Organisation]) -> None:
    """Seats of the demo manager, a colleague who asks for one, and a history to look at."""
    manager = Person.objects.filter(email="manager@demo.hanse").first()
    if manager is None:
        return
    own = [made[number] for numbers in demonstration.own.values() for number in numbers]
    Seat.objects.bulk_create(
        Seat(person=manager, organisation=each, role=Seat.Role.OWNER) for each in own
    )
    colleague = Person.objects.filter(email="analyst@demo.hanse").first()
    if colleague is not None:
        JoinRequest.objects.create(
            organisation=own[0], person=colleague, message="I look after the members' data."
        )
    first = write_profile(own[0], {"staff_count": 4}, by=manager)
    write_profile(first, {"staff_count": 5, "activities_per_year": 12}, by=manager)


def _write_queue(demonstration: Demonstration, made: list[Organisation]) -> None:
    """What waits for a moderator and what was returned, with what was met at that moment."""
    manager = Person.objects.filter(email="manager@demo.hanse").first()
    own = {number for numbers in demonstration.own.values() for number in numbers}
    states = Submission.State
    waiting = {
        "submitted": states.SUBMITTED,
        "in-review": states.IN_REVIEW,
        "returned": states.RETURNED,
    }
    submissions = []
    for number, organisation in enumerate(made):
        if organisation.state not in waiting:
            continue
        evaluation = evaluate_profile(organisation)
        returned = organisation.state == "returned"
        submissions.append(
            Submission(
                organisation=organisation,
                state=waiting[organisation.state],
                submitted_by=manager if number in own else None,
                message="We would like to be listed.",
                rule_set=evaluation.rule_set.name,
                evaluation=evaluation.to_json(),
                revision=organisation.revision,
                reason=_REASON if returned else "",
                decided_at=timezone.now() if returned else None,
            )
        )
    made_now = Submission.objects.bulk_create(submissions)
    for age, submission in enumerate(made_now):
        submission.submitted_at = timezone.now() - timedelta(days=2 + 3 * age)
    Submission.objects.bulk_update(made_now, ["submitted_at"])
