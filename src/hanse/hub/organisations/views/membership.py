"""Members, groups, cooperation, the network of a group, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hanse.hub.foundation.csv_lines import write_lines
from hanse.hub.foundation.permissions import may, require, requires
from hanse.hub.organisations.actions import cooperation as cooperating
from hanse.hub.organisations.actions import membership as acts
from hanse.hub.organisations.actions.people import invite_first_owner
from hanse.hub.organisations.charts.network import draw_network
from hanse.hub.organisations.charts.overlap import draw_overlaps
from hanse.hub.organisations.forms.membership import (
    CooperationForm,
    EndForm,
    FirstOwnerForm,
    MembershipForm,
    NamedMemberForm,
)
from hanse.hub.organisations.models import Cooperation, Membership, Organisation
from hanse.hub.organisations.queries import membership as ties
from hanse.hub.organisations.queries.networks import get_benchmark, list_overlaps, read_network
from hanse.hub.organisations.queries.numbers import explain_numbers, name_types
from hanse.vocabulary import InputError

PAGE = 50
_TIE = "organisations.tie"
OrganisationView = Callable[..., Any]


def with_organisation(view: OrganisationView) -> OrganisationView:
    """Hand over the organisation of the address, where the person may read it."""

    @wraps(view)
    def shown(request: HttpRequest, key: str, **rest: Any) -> HttpResponse:
        organisation = ties.get_organisation(key, request.user)
        if organisation is None:
            raise Http404(_("There is no such organisation, or it is not listed."))
        return view(request, organisation, **rest)

    return shown


def with_group(view: OrganisationView) -> OrganisationView:
    """As `with_organisation`, where it may have members."""

    @wraps(view)
    def shown(request: HttpRequest, organisation: Organisation, **rest: Any) -> HttpResponse:
        if not organisation.is_group:
            raise Http404(_("This organisation has no members."))
        return view(request, organisation, **rest)

    return with_organisation(shown)


def _context(request: HttpRequest, organisation: Organisation, page: str) -> dict[str, Any]:
    return {
        "organisation": organisation,
        "tab": page,
        "may_tie": may(request.user, _TIE, organisation),
        "everything": ties.sees_all(request.user, organisation),
    }


@require_safe
@with_group
def members(request: HttpRequest, group: Organisation) -> HttpResponse | StreamingHttpResponse:
    """The members of a group; its own people see every state and answer here."""
    context = _context(request, group, "members")
    everything = context["everything"]
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    found = ties.list_members(group, everything=everything, state=state, kind=kind)
    if request.GET.get("format") == "csv":
        return _send_csv(f"members-{group.key}", ties.MEMBER_COLUMNS, ties.list_member_rows(found))
    page, rows = _read_page(request, found)
    return render(
        request,
        "organisations/membership/members.html",
        context
        | {
            "page": page,
            "rows": rows,
            "tally": ties.get_tally(group),
            "leads": ties.list_leads(group),
            "states": ties.list_states(group) if everything else [],
            "kinds": Organisation.Kind.choices,
            "state": state,
            "kind": kind,
        },
    )


def _read_page(
    request: HttpRequest, found: QuerySet[Membership]
) -> tuple[Page[Membership], list[tuple[Membership, str]]]:
    """The page of the address and its rows with their states; asked for even where none are."""
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    first = (page.number - 1) * PAGE
    return page, [(row, ties.find_state(row)) for row in found[first : first + PAGE]]


def _send_csv(
    name: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(write_lines(columns, rows), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="hanse-{name}.csv"'
    return response


@never_cache
@with_group
def invite(request: HttpRequest, group: Organisation) -> HttpResponse:
    """A group invites a member: found by its name, or named where it has no profile."""
    require(_TIE, request.user, group)
    text = request.GET.get("q", "")[:200]
    found = ties.find_candidates(text, besides=group)
    is_named = "name" in request.POST
    chosen = MembershipForm(None if is_named else request.POST or None, candidates=found)
    named = NamedMemberForm(
        request.POST if is_named else None, initial={"name": text, "country": group.country}
    )
    form = named if is_named else chosen
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        options = {"by": request.user, "role": data["role"], "since": data["since"]}

        def act() -> Membership:
            if is_named:
                values, kind = named.profile_values(), data["kind"]
                return acts.name_member(group, values, kind=kind, email=data["email"], **options)
            return acts.propose_membership(group, data["organisation"], side="group", **options)

        done = _try(form, act)
        if done is not None:
            messages.success(request, _("%(name)s is invited.") % {"name": done.member})
            return redirect("organisations:members", group.key)
    context = _context(request, group, "members")
    context |= {"text": text, "found": found, "form": chosen, "named": named}
    return _render_form(request, "organisations/membership/invite.html", context, form)


@never_cache
@with_group
def invite_owner(request: HttpRequest, group: Organisation, pk: int) -> HttpResponse:
    """A group invites somebody into the profile of a member that it named."""
    require(_TIE, request.user, group)
    row = get_object_or_404(Membership.objects.select_related("member"), pk=pk, group=group)
    form = FirstOwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        sent = _try(
            form, lambda: invite_first_owner(row.member, email, group=group, by=request.user)
        )
        if sent is not None:
            messages.success(request, _("%(name)s is invited.") % {"name": email})
            return redirect("organisations:members", group.key)
    context = _context(request, group, "members") | {"row": row, "form": form}
    return _render_form(request, "organisations/membership/invite_owner.html", context, form)


@never_cache
@with_organisation
def claim(request: HttpRequest, member: Organisation) -> HttpResponse:
    """A member says that it belongs to a group."""
    require(_TIE, request.user, member)
    text = request.GET.get("q", "")[:200]
    found = ties.find_candidates(text, besides=member, kinds=Organisation.GROUPS)
    form = MembershipForm(request.POST or None, candidates=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = _try(
            form,
            lambda: acts.propose_membership(
                data["organisation"], member, side="member", by=request.user,
                role=data["role"], since=data["since"],
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("%(name)s is asked to confirm.") % {"name": done.group})
            return redirect("organisations:groups", member.key)
    context = _context(request, member, "groups")
    context |= {"text": text, "found": found, "form": form}
    return _render_form(request, "organisations/membership/claim.html", context, form)


def _try(form: Form, act: Callable[[], Any]) -> Any:
    """What the act answers, or None with the fault beside its field."""
    try:
        return act()
    except InputError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    except ValidationError as error:
        for id, faults in error.message_dict.items():
            form.add_error(id if id in form.fields else None, faults)
    return None


def _render_form(
    request: HttpRequest, template: str, context: dict[str, Any], form: Form
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)


@require_safe
@with_organisation
def groups(request: HttpRequest, member: Organisation) -> HttpResponse:
    """Where an organisation is a member, now and before."""
    context = _context(request, member, "groups")
    found = ties.list_groups(member, everything=context["everything"])
    page, rows = _read_page(request, found)
    return render(
        request, "organisations/membership/groups.html", context | {"page": page, "rows": rows}
    )


@require_POST
@with_organisation
def confirm_members(request: HttpRequest, group: Organisation) -> HttpResponse:
    """Confirm the ticked memberships, all at once."""
    require(_TIE, request.user, group)
    keys = [key for key in request.POST.getlist("membership") if key.isdigit()]
    chosen = Membership.objects.filter(group=group, pk__in=keys[:5000])
    count = acts.confirm_memberships(chosen, side="group", by=request.user)
    told = ngettext("%(count)d membership confirmed.", "%(count)d memberships confirmed.", count)
    messages.success(request, told % {"count": count})
    return redirect("organisations:members", group.key)


@require_POST
@with_organisation
def answer_membership(
    request: HttpRequest, organisation: Organisation, side: acts.Side, pk: int, act: str
) -> HttpResponse:
    """Confirm, decline or end one membership, for the side of the address."""
    require(_TIE, request.user, organisation)
    row = get_object_or_404(
        Membership.objects.select_related("group", "member"), pk=pk, **{side: organisation}
    )
    by = request.user
    form = EndForm(request.POST)
    until = form.cleaned_data["until"] if form.is_valid() else None
    chosen: dict[str, Callable[[], Any]] = {
        "confirm": lambda: acts.confirm_memberships([row], side=side, by=by),
        "decline": lambda: acts.decline_membership(row, side=side, by=by),
        "end": lambda: acts.end_membership(row, by=by, until=until),
    }
    _say(request, chosen[act])
    return _go_on(request, organisation, "members" if side == "group" else "groups")


def _go_on(request: HttpRequest, organisation: Organisation, page: str) -> HttpResponse:
    """Back to where the answer was given."""
    if request.POST.get("next") == "waiting":
        return redirect("organisations:waiting")
    return redirect(f"organisations:{page}", organisation.key)


def _say(request: HttpRequest, act: Callable[[], Any]) -> None:
    try:
        act()
    except InputError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is on record."))


@require_safe
@with_organisation
def cooperation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Whom an organisation works with, and on what."""
    context = _context(request, organisation, "cooperation")
    found = ties.list_cooperation(organisation, everything=context["everything"])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/membership/cooperation.html", context | {"page": page})


@never_cache
@with_organisation
def propose_cooperation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Name a partner and the subject; the partner confirms."""
    require(_TIE, request.user, organisation)
    text = request.GET.get("q", "")[:200]
    found = ties.find_candidates(text, besides=organisation)
    form = CooperationForm(request.POST or None, candidates=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = _try(
            form,
            lambda: cooperating.propose_cooperation(
                organisation, data["organisation"], subject=data["subject"], by=request.user,
                since=data["since"],
            ),
        )  # fmt: skip
        if done is not None:
            told = _("%(name)s is asked to confirm.") % {"name": data["organisation"]}
            messages.success(request, told)
            return redirect("organisations:cooperation", organisation.key)
    context = _context(request, organisation, "cooperation")
    context |= {"text": text, "found": found, "form": form}
    return _render_form(request, "organisations/membership/propose.html", context, form)


@require_POST
@with_organisation
def answer_cooperation(
    request: HttpRequest, organisation: Organisation, pk: int, act: str
) -> HttpResponse:
    """Confirm or end one cooperation."""
    require(_TIE, request.user, organisation)
    row = get_object_or_404(Cooperation, pk=pk)
    if organisation.pk not in (row.first_id, row.second_id):
        raise Http404
    by = request.user
    chosen: dict[str, Callable[[], Any]] = {
        "confirm": lambda: cooperating.confirm_cooperation(row, organisation=organisation, by=by),
        "end": lambda: cooperating.end_cooperation(row, organisation=organisation, by=by),
    }
    _say(request, chosen[act])
    return _go_on(request, organisation, "cooperation")


@require_safe
@with_group
def network(request: HttpRequest, group: Organisation) -> HttpResponse:
    """The network of the members: picture, numbers beside those of other clusters, table."""
    from hanse.evaluation.networks.summary import describe_network

    found = read_network(group)
    summary = describe_network(found.network)
    benchmark = get_benchmark()
    return render(
        request,
        "organisations/membership/network.html",
        _context(request, group, "network")
        | {
            "found": found,
            "summary": summary,
            "benchmark": benchmark,
            "numbers": explain_numbers(found, summary, benchmark),
            "picture": draw_network(found),
            "mixing": name_types(summary),
            "brokers": [(found.members[b.node], b) for b in summary.brokers],
            "nodes": Paginator(found.rank_members(), PAGE).get_page(request.GET.get("page")),
        },
    )


@require_safe
@with_group
def overlap(request: HttpRequest, group: Organisation) -> HttpResponse:
    """The clusters that share members with this one."""
    own, shared = list_overlaps(group)
    context = _context(request, group, "overlap")
    context |= {"own": own, "rows": list(zip(shared, draw_overlaps(shared), strict=True))}
    return render(request, "organisations/membership/overlap.html", context)


@require_safe
@with_group
def reach(request: HttpRequest, association: Organisation) -> HttpResponse:
    """Members, members of members, and theirs: an association is a network of networks."""
    context = _context(request, association, "reach")
    return render(
        request,
        "organisations/membership/reach.html",
        context | {"steps": ties.list_reachable(association)},
    )


@never_cache
@requires("organisations.create")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for an answer by the person's organisations."""
    found = ties.list_waiting(request.user)
    return render(request, "organisations/membership/waiting.html", {"waiting": found})
