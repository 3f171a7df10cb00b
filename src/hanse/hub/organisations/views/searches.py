"""The searches that a person keeps: the page, the acts, the feed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hanse.hub.foundation.permissions import require, requires
from hanse.hub.organisations.actions.searches import (
    change_search,
    delete_search,
    renew_feed,
    save_search,
)
from hanse.hub.organisations.forms.finding import NewSearchForm, SearchForm
from hanse.hub.organisations.models import SavedSearch
from hanse.hub.organisations.queries.facets import describe_query
from hanse.hub.organisations.queries.feeds import write_feed
from hanse.hub.organisations.queries.searches import list_searches
from hanse.hub.organisations.search.query import read_address
from hanse.vocabulary import InputError

RIGHT = "organisations.keep_search"


@never_cache
@requires(RIGHT)
def searches(request: HttpRequest) -> HttpResponse:
    """All searches of the person, each with its form; a new one where the address names it."""
    if request.method == "POST":
        return _save(request)
    form = None
    if "new" in request.GET:
        query = read_address(request.GET["new"][:2000])
        form = NewSearchForm(
            initial={"query": query.to_address(), "title": describe_query(query)[:120]}
        )
    return _show(request, form)


def _show(request: HttpRequest, form: NewSearchForm | None) -> HttpResponse:
    kept = [
        (entry, SearchForm(instance=entry.search, prefix=str(entry.search.pk)))
        for entry in list_searches(request.user)
    ]
    context = {"kept": kept, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "organisations/finding_searches.html", context, status=status)


def _save(request: HttpRequest) -> HttpResponse:
    form = NewSearchForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            save_search(
                values["query"], title=values["title"], alert=values["alert"], by=request.user
            )
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The search is kept."))
            return redirect("organisations:searches")
    return _show(request, form)


@require_POST
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """Change or delete one search, or give its feed a new address."""
    require(RIGHT, request.user)
    found = get_object_or_404(SavedSearch, pk=pk, owner=request.user)
    act = request.POST.get("act", "")
    if act == "delete":
        delete_search(found, by=request.user)
        messages.success(request, _("The search is deleted."))
    elif act == "renew":
        renew_feed(found, by=request.user)
        messages.success(request, _("The feed has a new address."))
    else:
        form = SearchForm(request.POST, instance=found, prefix=str(pk))
        if not form.is_valid():
            messages.error(request, _("A search needs a title of at most 120 letters."))
        else:
            found.refresh_from_db()
            values = form.cleaned_data
            change_search(found, title=values["title"], alert=values["alert"], by=request.user)
            messages.success(request, _("Changed."))
    return redirect("organisations:searches")


@require_GET
def feed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The search as an Atom feed; whoever knows the address may read it: it holds public data."""
    found = get_object_or_404(SavedSearch, feed_key=key)
    root = request.build_absolute_uri("/").rstrip("/")
    return HttpResponse(
        write_feed(found, root=root), content_type="application/atom+xml; charset=utf-8"
    )
