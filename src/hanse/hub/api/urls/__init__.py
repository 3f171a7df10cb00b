"""Addresses of the room: its pages, the files, the catalogue."""

from __future__ import annotations

from django.urls import path, re_path

from hanse.hub.api.views import files, keys, machines, pages

app_name = "api"
urlpatterns = [
    path("", pages.home, name="home"),
    path("reference/", pages.reference, name="reference"),
    path("try/", pages.try_call, name="try"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<slug:prefix>/revoke/", keys.revoke, name="revoke"),
    path("files/manifest.json", files.manifest, name="manifest"),
    path("files/make/", files.make, name="make"),
    path("files/chosen.<slug:form>", files.chosen, name="chosen"),
    path("files/<slug:dataset>.<slug:form>", files.latest, name="latest"),
    path("data/<slug:dataset>/", pages.dataset, name="dataset"),
    re_path(r"^catalogue\.(?P<form>jsonld|ttl)$", machines.catalogue, name="catalogue"),
    re_path(
        r"^organisations/(?P<key>[\w-]+)\.(?P<form>jsonld|ttl)$", machines.linked, name="linked"
    ),
]
