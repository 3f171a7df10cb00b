"""Two lists that join evidence and organisations, and the table that joins their words."""

from __future__ import annotations

from collections import Counter
from typing import Any
from zlib import crc32

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.classifications import get_grouping
from hanse.hub.observatory.answers import answer
from hanse.hub.observatory.bridges.ecosystems import GROUPING
from hanse.hub.observatory.exports import Table
from hanse.hub.observatory.mapping import draw_map
from hanse.hub.observatory.queries.clusters import CLUSTER_COLUMNS, cluster_rows
from hanse.hub.observatory.queries.layers import Entry, Layer
from hanse.hub.observatory.queries.served import (
    Bridges,
    Unserved,
    Why,
    find_bridges,
    list_bases,
    list_unserved,
)
from hanse.hub.observatory.scene import Scene
from hanse.hub.observatory.views.explore import with_register
from hanse.hub.organisations.queries.service import Register, get_register

PAGE = 40
WHYS: tuple[Why, ...] = (
    "no-cluster",
    "no-figure",
    "no-industry",
    "not-covered",
    "no-region",
    "no-ecosystem",
)
_STEPS = ((1, 1), (2, 2), (3, 4), (5, 7), (8, None))
_UNSERVED_COLUMNS = {
    **CLUSTER_COLUMNS,
    "ecosystems": "ecosystems of the group, largest share first, in part marked with *",
    "nuts_2021": "codes of NUTS 2021 in the region; partly within it marked with *",
    "organisations_of_unknown_region": "cluster organisations of the country and the ecosystems "
    "whose region is not known",
}
_WITHOUT_COLUMNS = {
    "key": "permanent key of the profile",
    "name": "name of the organisation",
    "country": "ISO 3166-1 code",
    "region": "code in NUTS 2021",
    "ecosystems": "ids of the ecosystems",
    "why": "why there is no base",
}


@with_register
def unserved(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Strong clusters that nobody serves: as a map, a list and a file."""
    register, bridges = get_register(), find_bridges(scene.run, scene.results)
    if bridges is None:
        return render(request, "observatory/served/unmatched.html", {"scene": scene})
    country, ecosystem = _read_filters(request, scene)
    found = list_unserved(
        bridges, scene.results, register,
        period=scene.period, level=scene.level, country=country, ecosystem=ecosystem,
    )  # fmt: skip
    layer = _draw_layer(scene, found, register, f"{country}-{ecosystem}")
    table = Table(
        f"hanse-unserved-{scene.period_label}", _UNSERVED_COLUMNS, _list_rows(found), scene.about
    )
    context = {
        "scene": scene,
        "found": found,
        "register": register,
        "page": Paginator(found.rows, PAGE).get_page(request.GET.get("page")),
        "map": draw_map(scene, layer, group="", layout=request.GET.get("layout", "")),
        "country": country,
        "ecosystem": ecosystem,
        **_list_choices(scene),
    }
    return answer(request, "observatory/served/unserved.html", context, table=table)


def _read_filters(request: HttpRequest, scene: Scene) -> tuple[str, str]:
    """The country (as in NUTS codes) and the ecosystem of the address, where they exist."""
    country, ecosystem = request.GET.get("country", ""), request.GET.get("ecosystem", "")
    countries = {region[:2] for region in scene.results.regions}
    known = ecosystem in get_grouping(GROUPING).groups
    return country if country in countries else "", ecosystem if known else ""


def _list_choices(scene: Scene) -> dict[str, Any]:
    language = (get_language() or "en").split("-")[0]
    grouping = get_grouping(GROUPING)
    titles = {group: grouping.group_title(group, language) for group in grouping.groups}
    return {
        "countries": sorted({region[:2] for region in scene.results.regions}),
        "ecosystems": sorted(titles.items(), key=lambda pair: pair[1]),
        "levels": list(enumerate(scene.results.ratings))[1:],
    }


def _draw_layer(scene: Scene, found: Unserved, register: Register, filters: str) -> Layer:
    """How many strong clusters nobody serves in each region."""
    counts = Counter(row.cluster.region for row in found.rows)
    classes, texts = {}, {}
    for region in scene.results.regions:
        count = counts.get(region, 0)
        step = next(
            (i for i, (_low, high) in enumerate(_STEPS) if high is None or count <= high), 0
        )
        classes[region] = f"q{step + 1}" if count else "zero"
        texts[region] = _("%(count)d strong clusters without an organisation") % {"count": count}
    drawn = Counter(classes.values())
    legend = [
        Entry(f"q{i + 1}", str(low) if low == high else f"{low}–{high}" if high else f"{low}+",
              drawn[f"q{i + 1}"])
        for i, (low, high) in enumerate(_STEPS)
    ]  # fmt: skip
    legend.append(Entry("zero", _("none"), drawn["zero"]))
    shown = crc32(repr((sorted(counts.items()), filters, register.stamp)).encode())
    title = _("Strong clusters that nobody serves")
    values = {region: float(count) for region, count in counts.items()}
    return Layer(f"unserved-{shown}", title, "", classes, texts, values, tuple(legend))


def _list_rows(found: Unserved) -> list[tuple[Any, ...]]:
    return [
        (
            *cluster_rows([row.cluster])[0],
            " ".join(s.ecosystem + ("" if s.is_main else "*") for s in row.shares),
            " ".join([*row.link.codes, *(f"{code}*" for code in row.link.partly)]),
            row.unplaced,
        )
        for row in found.rows
    ]


@with_register
def without_base(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Cluster organisations behind which the figures show no statistical cluster, and why."""
    register, bridges = get_register(), find_bridges(scene.run, scene.results)
    if bridges is None:
        return render(request, "observatory/served/unmatched.html", {"scene": scene})
    every = list_bases(bridges, scene.results, register, period=scene.period)
    without = [(service, why) for service, why in every if why is not None]
    counts = Counter(why for _service, why in without)
    chosen = request.GET.get("why", "")
    country = request.GET.get("country", "")
    rows = [
        (service, why)
        for service, why in without
        if chosen in ("", why) and country in ("", service.country)
    ]
    table = Table(
        "hanse-organisations-without-base",
        _WITHOUT_COLUMNS,
        [(s.key, s.name, s.country, s.region, " ".join(s.ecosystems), why) for s, why in rows],
        scene.about,
    )
    context = {
        "scene": scene,
        "total": len(every),
        "with_base": len(every) - len(without),
        "counts": [(why, counts[why]) for why in WHYS],
        "why": chosen,
        "country": country,
        "countries": sorted({service.country for service, _why in without}),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return answer(request, "observatory/served/without_base.html", context, table=table)


@with_register
def ecosystems(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Which industry groups of the result belong to which ecosystem."""
    bridges: Bridges | None = find_bridges(scene.run, scene.results)
    if bridges is None:
        return render(request, "observatory/served/unmatched.html", {"scene": scene})
    titles = scene.results.group_titles
    shares = bridges.ecosystems.shares
    table = Table(
        "hanse-groups-and-ecosystems",
        {"group": "id of the industry group", "ecosystem": "id of the ecosystem",
         "share": "share of the group's divisions, 0 to 1", "codes": "NACE codes that belong"},
        [
            (group, share.ecosystem, share.share, " ".join(share.codes))
            for group, every in shares.items()
            for share in every
        ],
        scene.about,
    )  # fmt: skip
    changed = [
        link
        for link in bridges.regions.links.values()
        if link.fit in ("changed", "split", "unknown")
    ]
    context = {
        "scene": scene,
        "rows": [(group, titles[group], found) for group, found in shares.items()],
        "provenance": bridges.ecosystems.provenance,
        "version": bridges.ecosystems.version,
        "changed": changed,
    }
    return answer(request, "observatory/served/ecosystems.html", context, table=table)
