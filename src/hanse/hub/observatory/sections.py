"""What the observatory adds to an organisation's profile: the statistical base behind it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hanse.hub.foundation.sections import Section
from hanse.hub.observatory.links import Links
from hanse.hub.observatory.queries.runs import get_results, list_published
from hanse.hub.observatory.queries.served import find_bridges, find_neighbours, get_base
from hanse.hub.organisations.models import Organisation
from hanse.hub.organisations.queries.service import read_service

_CLUSTER = Organisation.Kind.CLUSTER_ORGANISATION


def build_statistics(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """The figures of the organisation's ecosystems in its region and around it.

    From the first published result whose regions and groups can be matched. Kinds that need not
    state an ecosystem have the section only where they do.
    """
    runs = list_published()
    service = read_service(organisation)
    if not service.ecosystems and organisation.kind != _CLUSTER:
        return None
    for run in runs:
        results = get_results(run)
        bridges = find_bridges(run, results)
        if bridges is None:
            continue
        period = len(results.periods) - 1
        base = get_base(
            bridges, results, service, period=period, around=find_neighbours(run, results)
        )
        return {
            "base": base,
            "run": run,
            "period": results.periods[period],
            "has_trend": len(results.periods) > 1,
            "first_period": results.periods[0],
            "ratings": len(results.ratings),
            "links": Links(run="" if run is runs[0] else run.run_id),
        }
    return {"base": None}


SECTIONS = (
    Section(
        page="organisation",
        id="statistics",
        order=40,
        build=build_statistics,
        template="observatory/served/base.html",
    ),
)
