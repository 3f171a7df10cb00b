"""The map, the region, the industry, the statistical cluster, and regions side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hanse.hub.observatory.answers import answer
from hanse.hub.observatory.charts.comparison import draw_dots
from hanse.hub.observatory.charts.lorenz import draw_lorenz
from hanse.hub.observatory.charts.portfolio import draw_portfolios
from hanse.hub.observatory.charts.verdicts import draw_bullets, draw_interval, draw_trend
from hanse.hub.observatory.chosen_layer import (
    ChosenLayer,
    build_indicator_table,
    choose_layer,
    list_standings,
)
from hanse.hub.observatory.exports import Table
from hanse.hub.observatory.kept_pages import keep_for_visitors
from hanse.hub.observatory.mapping import draw_map
from hanse.hub.observatory.queries.clusters import CLUSTER_COLUMNS, cluster_rows
from hanse.hub.observatory.queries.comparison import MOST, compare_regions
from hanse.hub.observatory.queries.industries import get_industry_page
from hanse.hub.observatory.queries.overview import get_overview, list_group_choices, list_map_rows
from hanse.hub.observatory.queries.regions import get_region_page, list_quotients
from hanse.hub.observatory.queries.runs import list_published
from hanse.hub.observatory.queries.search import find_region, search_labels
from hanse.hub.observatory.queries.served import list_neighbours
from hanse.hub.observatory.queries.verdicts import get_cluster_page
from hanse.hub.observatory.scene import Scene, read_scene
from hanse.hub.organisations.queries.service import get_stamp
from hanse.vocabulary import InputError

SceneView = Callable[..., HttpResponse]


def with_scene(view: SceneView) -> SceneView:
    """Hand the scene of the address to the view; without any published run, say what to do."""

    @wraps(view)
    def shown(request: HttpRequest, **labels: str) -> HttpResponse:
        runs = list_published()
        if not runs and "run" not in request.GET:
            return render(request, "observatory/empty.html")
        scene = read_scene(request, runs)
        try:
            return view(request, scene, **labels)
        except InputError as error:
            raise Http404(str(error)) from error

    return keep_for_visitors(shown, stamp=getattr(view, "stamp", tuple))


def with_register(view: SceneView) -> SceneView:
    """As `with_scene`, for a page that also shows organisations: kept until one changes."""
    view.stamp = get_stamp  # type: ignore[attr-defined]
    return with_scene(view)


@with_scene
def home(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The map of ratings, key figures, and the ranked statistical clusters."""
    group = request.GET.get("group", "")
    group = group if group in scene.results.group_at else ""
    chosen = choose_layer(scene, request.GET.get("show", ""), group=group)
    card, layer = chosen.card, chosen.layer
    overview = get_overview(scene.results, group=group, period=scene.period, level=scene.level)
    context = {
        "scene": scene,
        "headline": _name_map(scene, chosen, group),
        "group": group,
        "chosen": chosen,
        "layer": layer,
        "map": draw_map(scene, layer, group=group, layout=request.GET.get("layout", "")),
        "overview": overview,
        "groups": list_group_choices(scene.results),
        "standings": list_standings(scene, card, group=group) if card else [],
        "levels": list(enumerate(scene.results.ratings))[1:],
    }
    if card and "format" in request.GET:
        table = build_indicator_table(scene, card, group=group)
        return answer(request, "observatory/home.html", context, table=table)
    table = Table(
        f"hanse-{group or 'clusters'}-{scene.period_label}",
        CLUSTER_COLUMNS,
        cluster_rows(list_map_rows(scene.results, group=group, period=scene.period,
                                   level=scene.level)),
        scene.about,
    ) if "format" in request.GET else _NOTHING  # fmt: skip
    return answer(request, "observatory/home.html", context, table=table)


_NOTHING = Table("", {}, ())


def _name_map(scene: Scene, chosen: ChosenLayer, group: str) -> str:
    if group:
        return scene.results.group_titles[group]
    return chosen.card.title if chosen.card else _("Statistical clusters")


@with_scene
def region(request: HttpRequest, scene: Scene, region: str) -> HttpResponse:
    """One region: portfolio, size against specialisation, peers."""
    results = scene.results
    page = get_region_page(results, region, period=scene.period)
    asked = [peer for peer in _read_regions(scene, "peer", request) if peer[0] != region][:3]
    slots = asked or [(peer.region, None) for peer in page.similar[:2]]
    peers = [peer for peer, error in slots if error is None]
    compared = [region, *peers]
    by_group = list_quotients(results, [results.region_at[r] for r in compared], scene.period).T
    lines = [
        [None if v != v else float(v) for v in by_group[results.group_at[c.group]]]
        for c in page.clusters
    ]
    titles = [results.region_titles[r] for r in compared]
    scale, dots = draw_dots(lines, titles)
    context = {
        "scene": scene,
        "page": page,
        "charts": draw_portfolios(page.clusters, ratings=len(results.ratings)),
        "rows": list(zip(page.clusters, dots, strict=True)),
        "scale": scale,
        "neighbours": list_neighbours(scene.run, results, region, scene.period, scene.level),
        "compared": list(zip(compared, titles, strict=True)),
        "slots": [*slots, _EMPTY, _EMPTY][:3],
        "errors": [error for _text, error in slots if error],
        "compare_link": _compare_link(scene, compared),
        "choices": _region_choices(scene),
        "rated": _rated(scene, page.rated),
    }
    table = Table(
        f"hanse-{region}-{page.period}", CLUSTER_COLUMNS, cluster_rows(page.clusters), scene.about
    )
    return answer(request, "observatory/region.html", context, table=table)


@with_scene
def industry(request: HttpRequest, scene: Scene, group: str) -> HttpResponse:
    """One industry group: where it is, the ranking, the concentration."""
    page = get_industry_page(scene.results, group, period=scene.period)
    chosen = choose_layer(scene, request.GET.get("show", ""), group=group)
    layer = chosen.layer
    context = {
        "scene": scene,
        "page": page,
        "group": group,
        "chosen": chosen,
        "layer": layer,
        "map": draw_map(scene, layer, group=group, layout=request.GET.get("layout", "")),
        "ranking": Paginator(page.clusters, 40).get_page(request.GET.get("page")),
        "lorenz": draw_lorenz(page.concentration.lorenz),
        "rated": _rated(scene, page.rated),
    }
    table = Table(
        f"hanse-{group}-{page.period}", CLUSTER_COLUMNS, cluster_rows(page.clusters), scene.about
    )
    return answer(request, "observatory/industry.html", context, table=table)


@with_register
def cluster(request: HttpRequest, scene: Scene, region: str, group: str) -> HttpResponse:
    """One statistical cluster: figures, tests, uncertainty, trend, neighbours."""
    page = get_cluster_page(scene.results, region, group, period=scene.period)
    context = {
        "scene": scene,
        "page": page,
        "cluster": page.cluster,
        "bullets": draw_bullets(page),
        "interval": draw_interval(page),
        "trend": draw_trend(page.trend),
    }
    tests = {f"test_{v.id}": v.title for v in page.verdicts}
    columns = {
        **CLUSTER_COLUMNS,
        **tests,
        **{f"value_{v.id}": v.title for v in page.verdicts},
        **{f"threshold_{v.id}": v.title for v in page.verdicts},
    }
    row = (
        *cluster_rows([page.cluster])[0],
        *[v.passed for v in page.verdicts],
        *[v.value for v in page.verdicts],
        *[v.threshold for v in page.verdicts],
    )
    table = Table(f"hanse-{region}-{group}", columns, [row], scene.about)
    return answer(request, "observatory/cluster.html", context, table=table)


@with_scene
def compare(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Two to five regions side by side."""
    slots = _read_regions(scene, "region", request)
    asked = [text for text, _error in slots]
    errors = [error for _text, error in slots if error]
    context: dict[str, Any] = {
        "scene": scene,
        "chosen": asked,
        "slots": [slots[i] if i < len(slots) else _EMPTY for i in range(MOST)],
        "errors": errors,
        "choices": _region_choices(scene),
        "levels": list(enumerate(scene.results.ratings))[:0:-1],
        "example": _compare_link(scene, _example(scene)),
    }
    table = _NOTHING
    if asked and not errors:
        try:
            comparison = compare_regions(scene.results, asked, period=scene.period)
        except InputError as wrong:
            errors.append(wrong)
        else:
            quotients = [[c.lq for c in line.clusters] for line in comparison.lines]
            titles = [page.title for page in comparison.regions]
            scale, dots = draw_dots(quotients, titles)
            context |= {
                "comparison": comparison,
                "scale": scale,
                "lines": list(zip(comparison.lines, dots, strict=True)),
                "rated": [_rated(scene, page.rated) for page in comparison.regions],
            }
            clusters = [c for line in comparison.lines for c in line.clusters]
            table = Table(
                f"hanse-{'-'.join(asked)}", CLUSTER_COLUMNS, cluster_rows(clusters), scene.about
            )
    return answer(request, "observatory/compare.html", context, table=table)


@with_scene
def search(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Regions and industries by a piece of their name or code."""
    text = request.GET.get("q", "")[:100]
    hits = search_labels(scene.results, text, limit=8 if request.htmx else 60)  # type: ignore[attr-defined]
    name = "search_hits" if request.htmx else "search"  # type: ignore[attr-defined]
    context = {"scene": scene, "text": text, "hits": hits}
    return render(request, f"observatory/{name}.html", context)


def _compare_link(scene: Scene, regions: Sequence[str]) -> str:
    query = [*scene.links.query, *(("region", region) for region in regions)]
    return f"{reverse('observatory:compare')}?{urlencode(query)}"


def _example(scene: Scene) -> list[str]:
    """The three regions with most clusters."""
    overview = get_overview(scene.results, group="", period=scene.period, level=scene.level)
    return [region.region for region in overview.crowded[:3]]


_EMPTY: tuple[str, InputError | None] = ("", None)


def _read_regions(
    scene: Scene, name: str, request: HttpRequest
) -> list[tuple[str, InputError | None]]:
    """The regions of a form: the code of each, or what was typed and why it is none."""
    read: list[tuple[str, InputError | None]] = []
    for text in filter(str.strip, request.GET.getlist(name)):
        try:
            read.append((find_region(scene.results, text), None))
        except InputError as error:
            read.append((text, error))
    return read


def _region_choices(scene: Scene) -> list[tuple[str, str]]:
    titles = scene.results.region_titles
    return [
        (code, f"{code} · {title}" if title != code else code) for code, title in titles.items()
    ]


def _rated(scene: Scene, counts: tuple[int, ...]) -> list[tuple[int, str, int]]:
    """(rating, title, how many) from the highest down."""
    titles = scene.results.ratings
    return [(at, titles[at], counts[at]) for at in range(len(titles) - 1, -1, -1)]
