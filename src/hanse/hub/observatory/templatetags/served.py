"""Who serves a statistical cluster, for its page; and words for how the two sides fit."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.classifications import get_grouping
from hanse.hub.observatory.bridges.ecosystems import GROUPING, EcosystemShare
from hanse.hub.observatory.bridges.regions import RegionLink
from hanse.hub.observatory.links import Links
from hanse.hub.observatory.queries.clusters import Cluster
from hanse.hub.observatory.queries.served import BaseRow, find_bridges, get_served_cluster
from hanse.hub.observatory.scene import Scene
from hanse.hub.organisations.queries.service import get_register

register = template.Library()


@register.inclusion_tag("observatory/served/cluster.html")
def served_by(cluster: Cluster, scene: Scene) -> dict[str, Any]:
    """The organisations that serve a statistical cluster."""
    known = get_register()
    bridges = find_bridges(scene.run, scene.results)
    found = (
        None
        if bridges is None
        else get_served_cluster(bridges, known, region=cluster.region, group=cluster.group)
    )
    return {"found": found, "scene": scene, "cluster": cluster}


@register.filter
def ecosystem_title(ecosystem: str) -> str:
    """Title of an ecosystem in the language of the page; its id where it is unknown."""
    grouping = get_grouping(GROUPING)
    if ecosystem not in grouping.groups:
        return ecosystem
    return grouping.group_title(ecosystem, (get_language() or "en").split("-")[0])


@register.filter
def share_words(share: EcosystemShare) -> str:
    """How much of a group belongs to the ecosystem."""
    if share.share >= 1:
        return _("whole")
    codes = ", ".join(share.codes)
    if share.is_main:
        return _("mostly (NACE %(codes)s)") % {"codes": codes}
    return _("in part (NACE %(codes)s)") % {"codes": codes}


@register.filter
def nearness_words(nearness: str) -> str:
    """Where an organisation is, seen from the region of a cluster."""
    return {
        "here": _("in the region"),
        "partly": _("in a region of today that reaches beyond it"),
        "wider": _("for a larger region around it"),
    }[nearness]


@register.filter
def why_words(why: str) -> str:
    """Why an organisation has no statistical base."""
    return {
        "no-ecosystem": _("states no ecosystem"),
        "no-region": _("its region is not known"),
        "not-covered": _("the figures do not cover its region"),
        "no-industry": _("the figures have no industry of its ecosystems"),
        "no-figure": _("figures are missing or withheld"),
        "no-cluster": _("figures, but no statistical cluster"),
    }[why]


@register.filter
def link_words(link: RegionLink) -> str:
    """What became of a region of the figures in NUTS 2021; empty where nothing did."""
    codes = ", ".join((*link.codes, *link.partly))
    if link.fit == "unknown":
        return _("%(region)s has no counterpart in NUTS 2021.") % {"region": link.region}
    if link.fit == "changed":
        return _(
            "The borders of %(region)s have moved since these figures: in NUTS 2021 its land is in "
            "%(codes)s."
        ) % {"region": link.region, "codes": codes}
    if link.fit == "split":
        words = {"region": link.region, "codes": codes}
        return _("In NUTS 2021 %(region)s is divided into %(codes)s.") % words
    if link.is_recoded:
        words = {"region": link.region, "codes": codes}
        return _("In NUTS 2021 %(region)s has the code %(codes)s.") % words
    return ""


@register.simple_tag
def base_link(row: BaseRow, links: Links) -> str:
    """Address of the statistical cluster behind a row."""
    return links.cluster(row.cluster.region, row.cluster.group)
