"""Tags of the observatory's pages: figures, gaps, ratings and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hanse.hub.observatory.figures import format_figure
from hanse.hub.observatory.queries.clusters import Cluster
from hanse.hub.observatory.queries.layers import rating_step
from hanse.hub.observatory.scene import Scene

register = template.Library()


@register.filter
def figure(value: float | None, kind: str) -> str:
    """`{{ cluster.lq|figure:"lq" }}`: as people read it, a dash where there is none."""
    return format_figure(value, kind=kind)


@register.filter
def employment(cluster: Cluster) -> str:
    """Persons employed, or which kind of gap there is, or zero: three different things."""
    if cluster.employment is not None:
        return format_figure(cluster.employment, kind="employment", flag=cluster.employment_flag)
    if cluster.employment_flag == "suppressed":
        return format_html('<span class="gap gap-suppressed">{}</span>', _("withheld"))
    return format_html('<span class="gap gap-missing">{}</span>', _("no figure"))


@register.simple_tag
def rating(cluster: Cluster, ratings: int) -> SafeString:
    """The rating as a chip in the colour of the map, with the doubt that remains."""
    if cluster.employment is None and cluster.rating == 0:
        return format_html('<span class="rating none">{}</span>', _("not rated"))
    chip = format_html(
        '<span class="rating r{}">{}</span>',
        rating_step(cluster.rating, ratings),
        cluster.rating_title,
    )
    if cluster.certainty == "certain":
        return chip
    doubt = _("missing cells could change this")
    return format_html(
        '{} <span class="doubt" title="{}">?<span class="visually-hidden">{}</span></span>',
        chip,
        doubt,
        doubt,
    )


@register.filter
def region_link(region: str, scene: Scene) -> str:
    """Address of a region's page that keeps run and period."""
    return scene.links.region(region)


@register.filter
def industry_link(group: str, scene: Scene) -> str:
    """Address of an industry group's page that keeps run and period."""
    return scene.links.industry(group)


@register.filter
def cluster_link(cluster: Any, scene: Scene) -> str:
    """Address of a statistical cluster's page that keeps run and period."""
    return scene.links.cluster(cluster.region, cluster.group)


@register.filter
def room_link(name: str, scene: Scene) -> str:
    """Address of another page of the room that keeps run and period."""
    return scene.links.page(name)


@register.filter
def xy(value: float) -> str:
    """A place on the paper: a point for the decimals in every language."""
    return f"{value:g}"


@register.filter
def at(values: Sequence[Any], position: int) -> Any:
    """`{{ counts|at:position }}`."""
    return values[position]


@register.filter(name="rating_step")
def step_in_scene(position: int, scene: Scene) -> int:
    """Colour step of a rating of the page's method."""
    return rating_step(position, len(scene.results.ratings))


@register.filter
def step_of(position: int, ratings: Sequence[str]) -> int:
    """Colour step of the rating at a position of a method's scale."""
    return rating_step(position, len(ratings))
