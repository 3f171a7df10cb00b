"""Pages of joining: one's own way to the list, the criteria, the moderators' queue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hanse.hub.foundation.permissions import may, require, requires
from hanse.hub.organisations.actions import joining as acts
from hanse.hub.organisations.forms.joining import (
    AnswerForm,
    ArchiveForm,
    AskForm,
    PublishForm,
    ReturnForm,
    SubmitForm,
    suggest_reason,
)
from hanse.hub.organisations.models import Organisation, Submission
from hanse.hub.organisations.queries.criteria import evaluate_profile
from hanse.hub.organisations.queries.evidence import build_evidence
from hanse.hub.organisations.queries.joining import (
    count_queue,
    describe_waiting,
    find_next,
    get_progress,
    get_submission,
    list_queue,
)
from hanse.hub.organisations.queries.values import get_values, list_missing
from hanse.hub.organisations.rules import is_own
from hanse.hub.organisations.views.acting import act, tell, with_organisation
from hanse.hub.organisations.views.criteria import describe_criteria
from hanse.vocabulary import InputError

_PEOPLE = "organisations.read_private_fields"


@require_safe
@with_organisation(_PEOPLE)
def joining(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """How far the profile has come, what is met, and what was decided."""
    return _show_joining(request, organisation)


def _show_joining(request: HttpRequest, organisation: Organisation, **forms: Any) -> HttpResponse:
    language = get_language() or "en"
    evaluation = evaluate_profile(organisation)
    context = {
        "organisation": organisation,
        "tab": "joining",
        "progress": get_progress(organisation),
        **describe_criteria(evaluation, get_values(organisation)),
        "missing": [field.title_in(language) for field in list_missing(organisation)],
        "may_edit": may(request.user, "organisations.edit", organisation),
        "may_submit": may(request.user, "organisations.submit", organisation),
        "may_archive": may(request.user, "organisations.archive", organisation),
        "submit_form": SubmitForm(),
        "answer_form": AnswerForm(),
        "archive_form": ArchiveForm(prefix="archive"),
    }
    return render(request, "organisations/joining/joining.html", context | forms)


@require_POST
@with_organisation("organisations.submit")
def submit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask for listing."""
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _show_joining(request, organisation, submit_form=form)
    return act(
        request,
        lambda: acts.submit_profile(
            organisation, by=request.user, message=form.cleaned_data["message"]
        ),
        done=_("The profile is submitted. You will get an e-mail when it is decided."),
        to="organisations:joining",
        key=organisation.key,
    )


@require_POST
@with_organisation("organisations.submit")
def withdraw(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Take the submission back."""
    return act(
        request,
        lambda: acts.withdraw_submission(organisation, by=request.user),
        done=_("The submission is withdrawn; the profile is a draft again."),
        to="organisations:joining",
        key=organisation.key,
    )


@require_POST
@with_organisation("organisations.submit")
def answer(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Answer the moderator's question."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show_joining(request, organisation, answer_form=form)
    return act(
        request,
        lambda: acts.answer_question(
            organisation, by=request.user, answer=form.cleaned_data["answer"]
        ),
        done=_("Your answer is on its way to the moderator."),
        to="organisations:joining",
        key=organisation.key,
    )


@require_POST
@with_organisation("organisations.archive")
def archive(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Take the profile off the list."""
    form = ArchiveForm(request.POST, prefix="archive")
    if not form.is_valid():
        return _show_joining(request, organisation, archive_form=form)
    return act(
        request,
        lambda: acts.archive_profile(
            organisation, by=request.user, reason=form.cleaned_data["reason"]
        ),
        done=_("The profile is archived."),
        to="organisations:joining",
        key=organisation.key,
    )


@require_POST
@with_organisation("organisations.archive")
def bring_back(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make an archived profile a draft."""
    return act(
        request,
        lambda: acts.bring_back_profile(organisation, by=request.user),
        done=_("The profile is a draft again. Submit it to have it listed."),
        to="organisations:joining",
        key=organisation.key,
    )


@require_safe
@requires("organisations.moderate")
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, oldest first."""
    state = request.GET.get("state", "")
    waiting = list_queue(request.user, state=state)
    context = {"waiting": waiting, "state": state, "states": Submission.State.choices[:2]}
    return render(request, "organisations/joining/queue.html", context)


@requires("organisations.moderate")
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence of one submission, and the decision."""
    found = get_submission(pk)
    if found is None:
        raise Http404(_("There is no such submission."))
    forms: dict[str, Any] = {}
    if request.method == "POST":
        require("organisations.moderate", request.user, found.organisation)
        forms = _read_decision(request)
        (form,) = forms.values()
        if form.is_valid():
            return _decide(request, found, form)
    return _show_submission(request, found, forms)


def _read_decision(request: HttpRequest) -> dict[str, Any]:
    choices = {"publish": PublishForm, "return": ReturnForm, "ask": AskForm}
    decision = request.POST.get("decision", "")
    if decision not in choices:
        raise Http404(_("There is no such decision."))
    return {f"{decision}_form": choices[decision](request.POST)}


def _decide(request: HttpRequest, found: Submission, form: Any) -> HttpResponse:
    """Decide, and go on to the next one; after a refusal stay."""
    name, by, values = found.organisation.name, request.user, form.cleaned_data
    try:
        if isinstance(form, PublishForm):
            acts.publish_submission(found, by=by, **values)
            done = _("%(name)s is listed.")
        elif isinstance(form, ReturnForm):
            acts.return_submission(found, by=by, **values)
            done = _("%(name)s is returned.")
        else:
            acts.ask_about_submission(found, by=by, **values)
            done = _("The question to %(name)s is sent.")
    except InputError as error:
        messages.error(request, tell(error))
        return redirect("organisations:submission", pk=found.pk)
    messages.success(request, done % {"name": name})
    following = find_next(request.user, after=found)
    if following is None:
        return redirect("organisations:queue")
    return redirect("organisations:submission", pk=following.pk)


def _show_submission(
    request: HttpRequest, found: Submission, forms: dict[str, Any]
) -> HttpResponse:
    evidence = build_evidence(found, language=get_language() or "en")
    mends = [f"{proof.title}. {proof.mend}" for proof in evidence.proofs if proof.mend]
    context = {
        "submission": found,
        "organisation": found.organisation,
        "waiting": describe_waiting(found, request.user),
        "evidence": evidence,
        "may_decide": not is_own(request.user, found.organisation),
        "left": count_queue(request.user),
        "publish_form": PublishForm(initial={"revision": found.organisation.revision}),
        "return_form": ReturnForm(initial=suggest_reason(mends)),
        "ask_form": AskForm(),
    }
    return render(request, "organisations/joining/submission.html", context | forms)
