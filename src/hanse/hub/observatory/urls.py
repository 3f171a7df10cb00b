"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from hanse.hub.observatory import links as _converters  # noqa: F401  registers <label:...>
from hanse.hub.observatory.views import catalogue, explore, served, uploads

app_name = "observatory"
urlpatterns = [
    path("", explore.home, name="home"),
    path("search/", explore.search, name="search"),
    path("compare/", explore.compare, name="compare"),
    path("regions/<label:region>/", explore.region, name="region"),
    path("industries/<label:group>/", explore.industry, name="industry"),
    path("clusters/<label:region>/<label:group>/", explore.cluster, name="cluster"),
    path("unserved/", served.unserved, name="unserved"),
    path("without-base/", served.without_base, name="without_base"),
    path("ecosystems/", served.ecosystems, name="ecosystems"),
    path("data/", catalogue.catalogue, name="catalogue"),
    path("data/<slug:run_id>/", catalogue.run, name="run"),
    path("data/<slug:run_id>/<slug:name>/", catalogue.download, name="download"),
    path("methods/", catalogue.methods, name="methods"),
    path("methods/<slug:card_id>/", catalogue.method, name="method"),
    path("indicators/<slug:card_id>/", catalogue.indicator, name="indicator"),
    path("sources/", catalogue.sources, name="sources"),
    path("tables/", uploads.list_tables, name="uploads"),
    path("tables/<uuid:key>/", uploads.show_table, name="upload"),
    path("tables/<uuid:key>/identify/", uploads.identify, name="identify"),
    path("drafts/<slug:run_id>/publish/", uploads.publish, name="publish"),
    path("drafts/<slug:run_id>/discard/", uploads.discard, name="discard"),
    path("data/<slug:run_id>/act/withdraw/", uploads.withdraw, name="withdraw"),
]
