"""What waits for a moderator, and how far one's own profile has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.organisations.criteria import Evaluation, read_evaluation
from hanse.hub.organisations.models import Organisation, Submission
from hanse.hub.organisations.rules import seats_of

OPEN = (Submission.State.SUBMITTED, Submission.State.IN_REVIEW)
_S = Organisation.State
_STEPS = (_S.DRAFT, _S.SUBMITTED, _S.IN_REVIEW, _S.PUBLISHED)


@dataclass(frozen=True)
class Waiting:
    """A submission in the queue."""

    submission: Submission
    days: int
    evaluation: Evaluation | None
    is_own: bool
    """The moderator has a seat in it: someone else decides."""


def list_queue(person: Any, *, state: str = "") -> list[Waiting]:
    """What is not decided yet, oldest first."""
    wanted = [state] if state in OPEN else OPEN
    submissions = _select().filter(state__in=wanted).order_by("submitted_at", "pk")
    now, own = timezone.now(), seats_of(person)
    return [_describe(submission, now, own) for submission in submissions]


def count_queue(person: Any) -> int:
    """How many submissions the person can decide on."""
    own = list(seats_of(person))
    return Submission.objects.filter(state__in=OPEN).exclude(organisation__in=own).count()


def find_next(person: Any, *, after: Submission | None = None) -> Submission | None:
    """The oldest submission that the person can decide on and nobody has asked about yet."""
    waiting = Submission.objects.filter(state=Submission.State.SUBMITTED)
    waiting = waiting.exclude(organisation__in=list(seats_of(person))).order_by(
        "submitted_at", "pk"
    )
    if after is None:
        return waiting.first()
    later = Q(submitted_at__gt=after.submitted_at) | Q(
        submitted_at=after.submitted_at, pk__gt=after.pk
    )
    return waiting.filter(later).first() or waiting.exclude(pk=after.pk).first()


def get_submission(pk: int) -> Submission | None:
    """A submission with its organisation and its people."""
    return _select().filter(pk=pk).first()


def describe_waiting(submission: Submission, person: Any) -> Waiting:
    """As the queue shows it."""
    return _describe(submission, timezone.now(), seats_of(person))


def _select() -> QuerySet[Submission]:
    return Submission.objects.select_related("organisation", "submitted_by", "moderator")


def _describe(submission: Submission, now: datetime, own: dict[int, str]) -> Waiting:
    return Waiting(
        submission,
        (now - submission.submitted_at).days,
        read_evaluation(submission.evaluation),
        submission.organisation_id in own,
    )


@dataclass(frozen=True)
class Step:
    """A step on the way to being listed."""

    title: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True)
class Progress:
    """How far a profile has come and what can be done about it."""

    steps: tuple[Step, ...]
    submissions: list[Submission]
    open_submission: Submission | None
    question: str
    """What the moderator asks; empty where nothing is asked."""
    returned: Submission | None
    """The last decision, where it asks to mend something."""
    can_submit: bool
    can_withdraw: bool
    can_archive: bool
    can_bring_back: bool


def get_progress(organisation: Organisation) -> Progress:
    """The way of one profile, with everything that was decided on it."""
    submissions = list(
        organisation.submissions.select_related("submitted_by", "moderator").order_by(
            "-submitted_at", "-pk"
        )
    )
    open_one = next((each for each in submissions if each.state in OPEN), None)
    state = organisation.state
    is_asked = open_one is not None and open_one.state == Submission.State.IN_REVIEW
    return Progress(
        steps=_list_steps(state),
        submissions=submissions,
        open_submission=open_one,
        question=open_one.reason if open_one is not None and is_asked else "",
        returned=submissions[0] if state == _S.RETURNED and submissions else None,
        can_submit=state in (_S.DRAFT, _S.RETURNED),
        can_withdraw=state in (_S.SUBMITTED, _S.IN_REVIEW),
        can_archive=state not in (_S.ARCHIVED, _S.MERGED),
        can_bring_back=state == _S.ARCHIVED,
    )


def _list_steps(state: str) -> tuple[Step, ...]:
    titles = {
        _S.DRAFT: _("Draft"),
        _S.SUBMITTED: _("Submitted"),
        _S.IN_REVIEW: _("In review"),
        _S.PUBLISHED: _("Listed"),
    }
    here = {_S.RETURNED: _S.DRAFT, _S.STALE: _S.PUBLISHED}.get(_S(state), _S(state))
    if here not in titles:
        return ()
    place = _STEPS.index(here)
    return tuple(
        Step(titles[step], at < place or here == _S.PUBLISHED, step == here)
        for at, step in enumerate(_STEPS)
    )
