"""The way of a profile to being listed: submitting, deciding, and every change of state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.foundation.permissions import require
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.actions.privacy import give_consent
from hanse.hub.organisations.mail import (
    describe_context,
    get_link,
    list_moderators,
    list_writers,
    send_letters,
)
from hanse.hub.organisations.models import Organisation, Submission
from hanse.hub.organisations.queries.criteria import evaluate_profile
from hanse.hub.organisations.queries.values import list_missing
from hanse.vocabulary import InputError

_S = Organisation.State
_OPEN = (Submission.State.SUBMITTED, Submission.State.IN_REVIEW)
_LONGEST_MESSAGE = 2000
_LIVING = (_S.DRAFT, _S.SUBMITTED, _S.IN_REVIEW, _S.RETURNED, _S.PUBLISHED, _S.STALE, _S.ARCHIVED)

TRANSITIONS: dict[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.ARCHIVED, _S.MERGED}),
    # To draft: withdrawn by its own people.
    _S.SUBMITTED: frozenset(
        {_S.IN_REVIEW, _S.PUBLISHED, _S.RETURNED, _S.DRAFT, _S.ARCHIVED, _S.MERGED}
    ),
    # To submitted: the moderator lets go of it.
    _S.IN_REVIEW: frozenset(
        {_S.SUBMITTED, _S.PUBLISHED, _S.RETURNED, _S.DRAFT, _S.ARCHIVED, _S.MERGED}
    ),
    _S.RETURNED: frozenset({_S.SUBMITTED, _S.ARCHIVED, _S.MERGED}),
    _S.PUBLISHED: frozenset({_S.STALE, _S.ARCHIVED, _S.MERGED}),
    _S.STALE: frozenset({_S.PUBLISHED, _S.ARCHIVED, _S.MERGED}),
    # To published: by a moderator, without a second submission.
    _S.ARCHIVED: frozenset({_S.DRAFT, _S.PUBLISHED, _S.MERGED}),
    # A merge that is undone gives back the state from before it.
    _S.MERGED: frozenset(_LIVING),
}
"""From each state: where a profile may go."""


def set_state(organisation: Organisation, state: str, *, by: Any, reason: str = "") -> Organisation:
    """Move a profile to another state; the feed follows where that concerns the list.

    `by` is None for the machine. Raises InputError where the step is not one of `TRANSITIONS`.
    Rights are the caller's: this is the step itself. Where it already is, nothing happens.
    """
    set_states([organisation], state, by=by, reason=reason)
    return organisation


@transaction.atomic
def set_states(
    organisations: Sequence[Organisation], state: str, *, by: Any, reason: str = ""
) -> None:
    """As `set_state`, for many: all of them or, where one step is not allowed, none."""
    locked = Organisation.objects.select_for_update().in_bulk([each.pk for each in organisations])
    public = []
    for organisation in organisations:
        before = locked[organisation.pk].state
        organisation.state = before
        if before == state:
            continue
        if state not in TRANSITIONS[before]:
            raise _refuse(organisation, state)
        was_listed = organisation.is_listed
        _write_state(organisation, state)
        after = {"state": state} | ({"reason": reason} if reason else {})
        record(by, "organisations.set_state", organisation, before={"state": before}, after=after)
        if was_listed or organisation.is_listed:
            public.append(organisation)
    if public:
        record_change(public)


def _write_state(organisation: Organisation, state: str) -> None:
    came_from, now = organisation.state, timezone.now()
    organisation.state = state
    changed = ["state", "changed_at"]
    if state == _S.PUBLISHED and came_from not in (_S.STALE, _S.MERGED):
        # Whoever had it listed has just looked at it.
        organisation.confirmed_at = now
        organisation.published_at = organisation.published_at or now
        changed += ["confirmed_at", "published_at"]
    organisation.save(update_fields=changed)


def _refuse(organisation: Organisation, state: str) -> InputError:
    titles = dict(Organisation.State.choices)
    return InputError(
        _("A profile that is “%(now)s” cannot become “%(then)s”.")
        % {"now": titles[organisation.state], "then": titles[state]},
        field=organisation.name,
        mend=_("Load the page again: someone may have been quicker."),
    )


@transaction.atomic
def submit_profile(organisation: Organisation, *, by: Any, message: str = "") -> Submission:
    """Ask for listing; what is met of the criteria at this moment is kept with it.

    Criteria that are not met don't prevent it: the moderator judges. What the field set requires
    must be there. Raises InputError otherwise.
    """
    require("organisations.submit", by, organisation)
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update())
    missing = list_missing(organisation)
    if missing:
        language = get_language() or "en"
        raise InputError(
            _("Not everything that is needed is filled in."),
            field=", ".join(field.title_in(language) for field in missing),
            mend=_("Fill it in and submit again."),
        )
    evaluation = evaluate_profile(organisation)
    set_state(organisation, _S.SUBMITTED, by=by)
    give_consent(by, "publish-profile")
    submission = Submission.objects.create(
        organisation=organisation,
        submitted_by=by,
        message=message,
        rule_set=evaluation.rule_set.name,
        evaluation=evaluation.to_json(),
        revision=organisation.revision,
    )
    record(by, "organisations.submit", organisation, after=_describe(submission))
    link = get_link(reverse("organisations:submission", args=[submission.pk]))
    send_letters("submitted", list_moderators(), organisation=organisation, link=link)
    return submission


@transaction.atomic
def withdraw_submission(organisation: Organisation, *, by: Any) -> None:
    """Take back what is not decided yet; the profile is a draft again."""
    require("organisations.submit", by, organisation)
    submission = _lock_open(organisation.submissions.all())
    _close(submission, Submission.State.WITHDRAWN, by=None, reason="")
    set_state(organisation, _S.DRAFT, by=by)
    record(by, "organisations.withdraw_submission", organisation)


@transaction.atomic
def publish_submission(
    submission: Submission, *, by: Any, reason: str = "", revision: int | None = None
) -> None:
    """List the profile. `revision` is the one that the moderator has read."""
    submission = _begin_decision(submission, by=by, revision=revision)
    organisation = submission.organisation
    _close(submission, Submission.State.PUBLISHED, by=by, reason=reason)
    Organisation.objects.filter(pk=organisation.pk).update(rule_set=submission.rule_set)
    set_state(organisation, _S.PUBLISHED, by=by, reason=reason)
    _tell("published", submission)


@transaction.atomic
def return_submission(submission: Submission, *, by: Any, reason: str) -> None:
    """Give the profile back with what has to be mended."""
    submission = _begin_decision(submission, by=by)
    _require_text(reason, _("Say what has to be mended: its people read it."))
    _close(submission, Submission.State.RETURNED, by=by, reason=reason)
    set_state(submission.organisation, _S.RETURNED, by=by, reason=reason)
    _tell("returned", submission)


@transaction.atomic
def ask_about_submission(submission: Submission, *, by: Any, question: str) -> None:
    """Put a question to the profile's people; it stays in review until it is decided."""
    submission = _begin_decision(submission, by=by)
    _require_text(question, _("Write the question."))
    submission.state, submission.moderator = Submission.State.IN_REVIEW, by
    submission.reason = question
    submission.save(update_fields=["state", "moderator", "reason"])
    set_state(submission.organisation, _S.IN_REVIEW, by=by)
    record(by, "organisations.ask", submission.organisation, after={"question": question})
    _tell("asked", submission)


@transaction.atomic
def answer_question(organisation: Organisation, *, by: Any, answer: str) -> None:
    """Answer the moderator; the answer joins the message to them."""
    require("organisations.submit", by, organisation)
    submission = _lock_open(organisation.submissions.all())
    _require_text(answer, _("Write the answer."))
    if submission.state != Submission.State.IN_REVIEW:
        raise InputError(_("There is no question to answer."))
    told = f"{submission.message}\n\n{submission.reason}\n— {answer}".strip()
    submission.message, submission.reason = told[-_LONGEST_MESSAGE:], ""
    submission.save(update_fields=["message", "reason"])
    record(by, "organisations.answer", organisation, after={"answer": answer})
    link = get_link(reverse("organisations:submission", args=[submission.pk]))
    reader = submission.moderator
    readers = [reader] if reader is not None and reader.is_active else list_moderators()
    send_letters("answered", readers, organisation=organisation, link=link, answer=answer)


@transaction.atomic
def archive_profile(organisation: Organisation, *, by: Any, reason: str = "") -> None:
    """Take a profile off the list; what was submitted of it is closed."""
    require("organisations.archive", by, organisation)
    for submission in organisation.submissions.select_for_update().filter(state__in=_OPEN):
        _close(submission, Submission.State.WITHDRAWN, by=None, reason="")
    set_state(organisation, _S.ARCHIVED, by=by, reason=reason)
    others = [person for person in list_writers(organisation) if person != by]
    send_letters("archived", others, **describe_context(organisation, reason=reason))


@transaction.atomic
def bring_back_profile(organisation: Organisation, *, by: Any) -> None:
    """Make an archived profile a draft again; it needs an owner and a new submission."""
    require("organisations.archive", by, organisation)
    set_state(organisation, _S.DRAFT, by=by)


def _lock_open(submissions: QuerySet[Submission]) -> Submission:
    found = submissions.select_for_update().filter(state__in=_OPEN).first()
    if found is None:
        raise InputError(
            _("This is decided already, or was withdrawn."), mend=_("Load the page again.")
        )
    return found


def _begin_decision(submission: Submission, *, by: Any, revision: int | None = None) -> Submission:
    """The submission, locked, with its right and its freshness checked."""
    require("organisations.moderate", by, submission.organisation)
    locked = _lock_open(Submission.objects.filter(pk=submission.pk))
    locked.organisation = Organisation.objects.select_for_update().get(pk=locked.organisation_id)
    if revision is not None and revision != locked.organisation.revision:
        raise InputError(
            _("The profile was changed while you were reading it."),
            field=locked.organisation.name,
            mend=_("Look at the changes and decide again."),
        )
    return locked


def _close(submission: Submission, state: str, *, by: Any, reason: str) -> None:
    submission.state, submission.reason = state, reason
    submission.moderator = by or submission.moderator
    submission.decided_at = timezone.now()
    submission.save(update_fields=["state", "reason", "moderator", "decided_at"])
    if by is not None:
        record(by, "organisations.decide", submission.organisation, after=_describe(submission))


def _describe(submission: Submission) -> dict[str, Any]:
    return {
        "submission": submission.pk,
        "state": str(submission.state),
        "revision": submission.revision,
        "rule_set": submission.rule_set,
        "reason": submission.reason,
    }


def _require_text(text: str, mend: str) -> None:
    if not text.strip():
        raise InputError(_("A reason is needed."), mend=mend)


def _tell(letter: str, submission: Submission) -> None:
    """Its people get the letter, with the way to the page where all decisions are."""
    organisation = submission.organisation
    send_letters(
        letter,
        list_writers(organisation),
        organisation=organisation,
        reason=submission.reason,
        link=get_link(reverse("organisations:joining", args=[organisation.key])),
    )
