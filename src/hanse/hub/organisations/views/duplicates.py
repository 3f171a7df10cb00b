"""Pages of duplicates: the list, two side by side, the decision, and what is found at entry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hanse.hub.foundation.permissions import has_role, requires
from hanse.hub.organisations.actions import duplicates as acts
from hanse.hub.organisations.actions.merges import merge_organisations, undo_merge
from hanse.hub.organisations.forms.duplicates import TwoProfilesForm, read_sides
from hanse.hub.organisations.models import DuplicatePair, Merge
from hanse.hub.organisations.queries import duplicates as reads
from hanse.hub.organisations.queries.merging import (
    compare_fields,
    count_belongings,
    suggest_kept,
)
from hanse.hub.organisations.views.acting import act, tell
from hanse.vocabulary import InputError

_CHECKED = ("name", "acronym", "country", "place", "website", "kind")


@require_safe
@requires("organisations.merge")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that wait, pairs that are two, and merges that can be undone."""
    state = request.GET.get("state", DuplicatePair.State.OPEN)
    if state not in DuplicatePair.State.values:
        state = DuplicatePair.State.OPEN
    is_merged = state == DuplicatePair.State.MERGED
    rows: Any = reads.list_merges() if is_merged else reads.list_pairs(state)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": [] if is_merged else reads.describe_pairs(page),
        "state": state,
        "states": DuplicatePair.State.choices,
        "is_merged": is_merged,
        "form": TwoProfilesForm(),
    }
    return render(request, "organisations/duplicates/duplicates.html", context)


@require_POST
@requires("organisations.merge")
def scan(request: HttpRequest) -> HttpResponse:
    """Compare all profiles in the background."""
    job = acts.start_scan(request.user)
    return redirect("foundation:job", job_id=job.pk)


@require_POST
@requires("organisations.merge")
def pair_up(request: HttpRequest) -> HttpResponse:
    """Put two profiles side by side that a person found."""
    form = TwoProfilesForm(request.POST)
    if not form.is_valid():
        for texts in form.errors.values():
            messages.error(request, str(texts[0]))
        return redirect("organisations:duplicates")
    pair = acts.keep_pair(form.cleaned_data["first"], form.cleaned_data["second"], by=request.user)
    return redirect("organisations:duplicate", pk=pair.pk)


@requires("organisations.merge")
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Two profiles side by side; merging them field by field."""
    pair = get_object_or_404(DuplicatePair.objects.select_related("first", "second"), pk=pk)
    kept, gone = suggest_kept(pair)
    if request.GET.get("keep", request.POST.get("keep")) == gone.key:
        kept, gone = gone, kept
    rows = compare_fields(kept, gone, request.user, get_language() or "en")
    if request.method == "POST":
        chosen = read_sides(request.POST, [row.id for row in rows])
        try:
            merge_organisations(kept, gone, by=request.user, chosen=chosen)
        except InputError as error:
            messages.error(request, tell(error))
        else:
            messages.success(
                request, _("Merged. The old address leads here, and the merge can be undone.")
            )
            return redirect(kept)
    context = {
        "pair": pair,
        "kept": kept,
        "gone": gone,
        "belongings": [(each, count_belongings(each)) for each in (kept, gone)],
        "differing": [row for row in rows if row.differs],
        "filled": [row for row in rows if not row.differs and not row.agrees],
        "agreeing": [row for row in rows if row.agrees],
        "reasons": reads.describe_reasons(pair.reasons),
        "merge": reads.list_merges().filter(kept__in=(kept, gone), undone_at=None).first(),
    }
    return render(request, "organisations/duplicates/duplicate.html", context)


@require_POST
@requires("organisations.merge")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """They are two organisations, or that is to be asked again."""
    pair = get_object_or_404(DuplicatePair, pk=pk)
    again = request.POST.get("decision") == "open"
    return act(
        request,
        lambda: (acts.reopen if again else acts.mark_distinct)(pair, by=request.user),
        done=_("Opened again.") if again else _("Kept as two organisations."),
        to="organisations:duplicates",
    )


@require_POST
@requires("organisations.merge")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Part two profiles again."""
    merge = get_object_or_404(Merge, pk=pk)
    return act(
        request,
        lambda: undo_merge(merge, by=request.user),
        done=_("Undone: both profiles are as they were."),
        to="organisations:duplicates",
    )


@require_safe
@requires("organisations.create")
def check(request: HttpRequest) -> HttpResponse:
    """Profiles that may be the one that is being typed in; a part of a page for htmx."""
    values: dict[str, Any] = {name: request.GET.get(name, "") for name in _CHECKED}
    found = reads.find_possible_duplicates(
        values, listed_only=not has_role(request.user, "moderator")
    )
    besides = request.GET.get("besides", "")
    context = {
        "possible": [each for each in found if each.organisation.key != besides],
        "values": values,
        "asked": bool(values["name"].strip()),
    }
    part = "organisations/duplicates/_possible_duplicates.html"
    whole = "organisations/duplicates/check.html"
    return render(request, part if request.htmx else whole, context)  # type: ignore[attr-defined]
