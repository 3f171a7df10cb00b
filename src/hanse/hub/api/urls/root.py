"""Addresses at the top of the hub: the API itself, and what machines look for there."""

from __future__ import annotations

from django.urls import path, re_path

from hanse.hub.api.rest.api import api
from hanse.hub.api.rest.document import no_such_address
from hanse.hub.api.rest.gate import guard
from hanse.hub.api.views import embeds, machines

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", guard(no_such_address)),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    re_path(
        r"^sitemap-(?P<part>pages|[1-9][0-9]{0,5})\.xml$",
        machines.sitemap_part,
        name="sitemap_part",
    ),
    re_path(r"^feeds/(?P<order>new|changed)\.atom$", machines.feed, name="feed"),
    path("oembed", embeds.oembed, name="oembed"),
    path("embed/map/", embeds.points, name="embed_map"),
    path("embed/organisations/<slug:key>/", embeds.card, name="embed_card"),
]
