"""The datasets of this hub, for the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from hanse.hub.api.dcat import Dataset, File, Publisher, build_catalogue
from hanse.hub.api.queries.exports import list_latest
from hanse.hub.api.queries.records import write_moment
from hanse.hub.observatory.models import Run
from hanse.hub.observatory.queries.runs import list_published

Address = Callable[[str], str]
_ABOUT = {
    "organisations": (
        "Cluster organisations and the bodies around them",
        "Every listed profile with its public fields: name, place, region, ecosystems, size, "
        "services, cooperation.",
        ("cluster", "cluster organisation", "business support", "regional development"),
    ),
    "memberships": (
        "Who is in which cluster",
        "Memberships that both sides have confirmed, between organisations that are listed.",
        ("cluster", "membership", "network"),
    ),
}


def describe_catalogue(address: Address) -> dict[str, Any]:
    """The DCAT-AP document; `address` makes a path of the hub a full address."""
    home = address(reverse("api:home"))
    publisher = Publisher(settings.HANSE_PUBLISHER, settings.DEFAULT_FROM_EMAIL, address("/"))
    datasets = [
        *_list_registry(address, home),
        *(_describe_run(r, address) for r in list_published()),
    ]
    return build_catalogue(
        datasets,
        home=home,
        api=address(reverse("rest:api-root")),
        publisher=publisher,
        licence=settings.HANSE_DATA_LICENCE,
    )


def _list_registry(address: Address, home: str) -> list[Dataset]:
    latest = list_latest()
    found = []
    for name, (title, description, keywords) in _ABOUT.items():
        exports = [export for export in latest if export.dataset == name]
        files = tuple(
            File(
                address(reverse("api:latest", args=[name, export.form])),
                export.form,
                export.name,
                export.size,
                export.sha256,
                write_moment(export.made_at),
            )
            for export in exports
        )
        live = File(address(f"{reverse('rest:api-root')}{name}"), "json", f"{title}, page by page")
        changed = files[0].changed if files else None
        page = f"{home}data/{name}/"
        found.append(
            Dataset(
                page,
                title,
                description,
                keywords,
                settings.HANSE_DATA_LICENCE,
                (*files, live),
                changed=changed,
                is_daily=True,
            )
        )
    return found


def _describe_run(run: Run, address: Address) -> Dataset:
    origin = (run.provenance or [{}])[0]
    form = reverse("observatory:download", args=[run.run_id, "ratings"])
    acknowledgement = origin.get("acknowledgement") or ""
    return Dataset(
        address(run.get_absolute_url()),
        run.title,
        f"Statistical clusters rated by {run.method_title} (version {run.method_version}): "
        f"{run.region_count} regions, {run.group_count} industry groups, "
        f"periods {', '.join(run.periods)}.",
        ("statistical cluster", "location quotient", "specialisation", "region"),
        origin.get("licence") or "",
        (File(address(form), "parquet", "Ratings"),),
        issued=write_moment(run.published_at),
        source=f"{run.source_title}. {acknowledgement}".strip(),
    )
