"""Pages about people in organisations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hanse.hub.foundation.permissions import may, requires
from hanse.hub.organisations.actions import people as acts
from hanse.hub.organisations.forms.people import (
    DeclineForm,
    InvitationForm,
    JoinRequestForm,
    OwnerForm,
)
from hanse.hub.organisations.models import Organisation, Seat
from hanse.hub.organisations.queries.people import (
    get_own_request,
    get_roster,
    list_own_invitations,
    list_own_seats,
    mask_address,
)
from hanse.hub.organisations.rules import is_own
from hanse.hub.organisations.views.acting import act, tell, with_organisation
from hanse.vocabulary import InputError

_PEOPLE = "organisations.read_private_fields"


@require_safe
@with_organisation(_PEOPLE)
def people(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who belongs to the organisation, and what its owners can do about it."""
    return _show_people(request, organisation)


def _show_people(request: HttpRequest, organisation: Organisation, **forms: Any) -> HttpResponse:
    context = {
        "organisation": organisation,
        "tab": "people",
        "roster": get_roster(organisation, request.user),
        "may_edit": may(request.user, "organisations.edit", organisation),
        "may_seat": may(request.user, acts.SEAT_PEOPLE, organisation),
        "may_seat_owner": may(request.user, "organisations.moderate", organisation),
        "roles": Seat.Role.choices,
        "invitation_form": InvitationForm(),
        "owner_form": OwnerForm(),
    }
    return render(request, "organisations/people/people.html", context | forms)


@require_safe
@requires("organisations.create")
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations that one belongs to."""
    context = {
        "seats": list_own_seats(request.user),
        "invitations": list_own_invitations(request.user),
    }
    return render(request, "organisations/people/mine.html", context)


@require_POST
@with_organisation(acts.SEAT_PEOPLE)
def invite_person(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Offer a seat."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _show_people(request, organisation, invitation_form=form)
    values = form.cleaned_data
    return _act(
        request,
        organisation,
        lambda: acts.invite_person(
            organisation, values["email"], role=values["role"], by=request.user
        ),
        _("The invitation to %(email)s is sent.") % {"email": values["email"]},
    )


@require_POST
@with_organisation(acts.SEAT_PEOPLE)
def withdraw_invitation(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(organisation.invitations, pk=pk)
    return _act(
        request,
        organisation,
        lambda: acts.withdraw_invitation(invitation, by=request.user),
        _("The invitation is withdrawn."),
    )


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the letter's link shows: accept, or sign in with the right address first."""
    found = acts.find_invitation(token)
    if found is None:
        raise Http404(_("There is no such invitation."))
    person = request.user
    fits = person.is_authenticated and acts.is_invited(person, found)
    if request.method == "POST" and person.is_authenticated:
        try:
            acts.accept_invitation(found, by=person)
        except InputError as error:
            messages.error(request, tell(error))
            return redirect("organisations:invitation", token=token)
        messages.success(
            request, _("You belong to %(name)s now.") % {"name": found.organisation.name}
        )
        return redirect("organisations:people", key=found.organisation.key)
    context = {
        "invitation": found,
        "organisation": found.organisation,
        "fits": fits,
        "address": found.email if fits else mask_address(found.email),
        "state": acts.describe_invitation(found),
    }
    return render(request, "organisations/people/invitation.html", context)


@with_organisation("organisations.read")
@requires("organisations.create")
def join(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask the owners for a seat."""
    form = JoinRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            lambda: acts.ask_to_join(
                organisation, by=request.user, message=form.cleaned_data["message"]
            ),
            done=_("Your request is on its way to the owners."),
            to="organisations:join",
            key=organisation.key,
        )
    context = {
        "organisation": organisation,
        "form": form,
        "asked": get_own_request(organisation, request.user),
        "is_own": is_own(request.user, organisation),
    }
    return render(request, "organisations/people/join.html", context)


@require_POST
@with_organisation("organisations.read")
@requires("organisations.create")
def withdraw_request(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Take one's own request back."""
    return act(
        request,
        lambda: acts.withdraw_request(organisation, by=request.user),
        done=_("Your request is withdrawn."),
        to="organisations:join",
        key=organisation.key,
    )


@require_POST
@with_organisation(acts.SEAT_PEOPLE)
def answer_request(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Give the person who asked a seat, or say no."""
    asked = get_object_or_404(organisation.join_requests, pk=pk)
    if request.POST.get("answer") == "accept":
        role = request.POST.get("role", "")
        run: Callable[[], object] = lambda: acts.accept_request(asked, role=role, by=request.user)  # noqa: E731
        done = _("%(person)s belongs to the organisation now.") % {"person": asked.person}
    else:
        form = DeclineForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        run = lambda: acts.decline_request(asked, by=request.user, reason=reason)  # noqa: E731
        done = _("The request is declined.")
    return _act(request, organisation, run, done)


@require_POST
@with_organisation(acts.SEAT_PEOPLE)
def change_seat(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Give a person another role."""
    seat = get_object_or_404(organisation.seats.select_related("person"), pk=pk)
    role = request.POST.get("role", "")
    return _act(
        request,
        organisation,
        lambda: acts.change_seat(seat, role=role, by=request.user),
        _("The role of %(person)s is changed.") % {"person": seat.person},
    )


@require_POST
@with_organisation(acts.SEAT_PEOPLE)
def remove_seat(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Take a seat away."""
    seat = get_object_or_404(organisation.seats.select_related("person"), pk=pk)
    return _act(
        request,
        organisation,
        lambda: acts.remove_seat(seat, by=request.user),
        _("%(person)s no longer belongs to the organisation.") % {"person": seat.person},
    )


@require_POST
@with_organisation(acts.SEAT_PEOPLE)
def transfer(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Make a colleague the owner in one's place."""
    number = request.POST.get("to", "")
    heir = get_object_or_404(organisation.seats, pk=int(number) if number.isdigit() else 0)
    return _act(
        request,
        organisation,
        lambda: acts.transfer_ownership(organisation, to=heir, by=request.user),
        _("The ownership is transferred; you are an editor now."),
    )


@require_POST
@with_organisation("organisations.moderate")
def seat_owner(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A moderator names an owner."""
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return _show_people(request, organisation, owner_form=form)
    return _act(
        request,
        organisation,
        lambda: acts.seat_owner(organisation, by=request.user, **form.cleaned_data),
        _("The owner is seated or invited, and the present owners are told."),
    )


@require_POST
@with_organisation(_PEOPLE)
def leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Give up one's own seat."""
    try:
        acts.leave_organisation(organisation, by=request.user)
    except InputError as error:
        messages.error(request, tell(error))
        return redirect("organisations:people", key=organisation.key)
    messages.success(request, _("You have left %(name)s.") % {"name": organisation.name})
    return redirect("organisations:mine")


def _act(
    request: HttpRequest, organisation: Organisation, run: Callable[[], object], done: str
) -> HttpResponse:
    """Act, and show the people again."""
    return act(request, run, done=done, to="organisations:people", key=organisation.key)
