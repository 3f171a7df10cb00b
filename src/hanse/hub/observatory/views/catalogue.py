"""The data catalogue: runs with their cards, methods, indicators, sources."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hanse.hub.foundation.permissions import may
from hanse.hub.observatory.answers import answer
from hanse.hub.observatory.exports import MEDIA_TYPES, Table
from hanse.hub.observatory.models import Run
from hanse.hub.observatory.queries.indicators import is_regional
from hanse.hub.observatory.queries.methods import list_indicators, list_methods, list_sources
from hanse.hub.observatory.queries.runs import bundle_folder, get_results, get_run, list_published

CATALOGUE_COLUMNS = {
    "run": "id: hash of input, method version and parameters",
    "title": "title",
    "method": "rating method",
    "method_version": "version of the method",
    "source": "title of the source",
    "licence": "licence of the figures",
    "periods": "periods, separated by spaces",
    "regions": "number of regions",
    "groups": "number of industry groups",
    "rows": "number of rows",
    "published": "time of publication",
}


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every published run with its source, licence, method and size."""
    runs = list_published()
    rows = [
        (
            run.run_id,
            run.title,
            run.method,
            run.method_version,
            run.source_title,
            (run.provenance or [{}])[0].get("licence", ""),
            " ".join(run.periods),
            run.region_count,
            run.group_count,
            run.row_count,
            run.published_at.isoformat() if run.published_at else None,
        )
        for run in runs
    ]
    table = Table("hanse-catalogue", CATALOGUE_COLUMNS, rows)
    return answer(request, "observatory/catalogue.html", {"runs": runs}, table=table)


def run(request: HttpRequest, run_id: str) -> HttpResponse:
    """The card of one run."""
    found = _get_run(request, run_id)
    results = get_results(found)
    report = results.facts.get("report") or {}
    context = {
        "run": found,
        "facts": results.facts,
        "report": report,
        "can_withdraw": may(request.user, "observatory.withdraw_run", found),
    }
    return render(request, "observatory/run.html", context)


def download(request: HttpRequest, run_id: str, name: str) -> FileResponse:
    """The files of the bundle as they are: ratings, panel, record."""
    files = {"ratings": "ratings.parquet", "panel": "panel.parquet", "run": "run.json"}
    if name not in files:
        raise Http404(_("There is no such file."))
    found = _get_run(request, run_id)
    path = bundle_folder(found) / files[name]
    form = path.suffix.removeprefix(".")
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"hanse-{found.run_id}-{name}.{form}",
        content_type=MEDIA_TYPES[form],
    )


def _get_run(request: HttpRequest, run_id: str) -> Run:
    found = get_run(run_id, request.user)
    if found is None:
        raise Http404(_("There is no such result, or it is not published."))
    return found


def methods(request: HttpRequest) -> HttpResponse:
    """Rating methods and indicators, each with its card."""
    context = {
        "methods": list(list_methods().values()),
        "indicators": sorted(list_indicators().values(), key=lambda c: (c.family, c.title)),
    }
    return render(request, "observatory/methods.html", context)


def method(request: HttpRequest, card_id: str) -> HttpResponse:
    """The card of a rating method and the runs that used it."""
    card = list_methods().get(card_id)
    if card is None:
        raise Http404(_("There is no such method."))
    runs = [found for found in list_published() if found.method == card_id]
    return render(request, "observatory/method.html", {"card": card, "runs": runs})


def indicator(request: HttpRequest, card_id: str) -> HttpResponse:
    """The card of an indicator."""
    card = list_indicators().get(card_id)
    if card is None:
        raise Http404(_("There is no such indicator."))
    context = {"card": card, "on_map": is_regional(card)}
    return render(request, "observatory/indicator.html", context)


def sources(request: HttpRequest) -> HttpResponse:
    """The sources that Hanse reads, and what the published runs say of theirs."""
    context = {"sources": list(list_sources().values()), "runs": list_published()}
    return render(request, "observatory/sources.html", context)
