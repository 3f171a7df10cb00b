"""What a page looks at: the run and the period that its address names, or the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hanse.hub.observatory.links import Links
from hanse.hub.observatory.models import Run
from hanse.hub.observatory.queries.layers import default_level
from hanse.hub.observatory.queries.runs import Shelf, get_results, get_run, group_by_source
from hanse.hub.observatory.results import Results


@dataclass(frozen=True)
class Scene:
    """One run, one of its periods, and the other runs to choose from."""

    run: Run
    runs: tuple[Run, ...]
    results: Results
    period: int
    level: int
    """The lowest rating that counts as a cluster in overviews."""

    @property
    def period_label(self) -> str:
        """The period as the figures name it."""
        return self.results.periods[self.period]

    @property
    def level_title(self) -> str:
        """The rating that counts as a cluster in overviews."""
        return self.results.ratings[self.level]

    @property
    def shelves(self) -> list[Shelf]:
        """The runs to choose from by their source."""
        return group_by_source(list(self.runs))

    @cached_property
    def links(self) -> Links:
        """Addresses that keep run and period."""
        is_default = bool(self.runs) and self.runs[0].pk == self.run.pk
        is_last = self.period == len(self.results.periods) - 1
        return Links(
            run="" if is_default else self.run.run_id, period="" if is_last else self.period_label
        )

    @property
    def about(self) -> dict[str, str]:
        """What travels with each download: run, method, source, licence."""
        run, origin = self.run, (self.run.provenance or [{}])[0]
        return {
            "run": run.run_id,
            "title": run.title,
            "method": f"{run.method_title}, version {run.method_version}",
            "source": run.source_title,
            "publisher": str(origin.get("publisher", "")),
            "licence": str(origin.get("licence", "")),
            "acknowledgement": str(origin.get("acknowledgement", "")),
            "period": self.period_label,
        }


def read_scene(request: HttpRequest, runs: list[Run]) -> Scene:
    """The scene of the address; Http404 where it names a run that the person cannot read."""
    wanted = request.GET.get("run", "")
    run = next((r for r in runs if r.run_id == wanted), None) if wanted else runs[0]
    run = run or get_run(wanted, request.user)
    if run is None:
        raise Http404(_("There is no such result, or it is not published."))
    results = get_results(run)
    level = request.GET.get("level", "")
    highest = len(results.ratings) - 1
    chosen = int(level) if level.isdigit() and 1 <= int(level) <= highest else None
    return Scene(
        run=run,
        runs=tuple(runs) if run in runs else (*runs, run),
        results=results,
        period=results.period_or_last(request.GET.get("period")),
        level=chosen if chosen is not None else default_level(results),
    )
