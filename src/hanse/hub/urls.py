"""Addresses: the foundation's, the people's, and those of every room that is found."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from hanse.hub.foundation.rooms import HUB, list_rooms

admin.site.site_header = admin.site.site_title = "Hanse"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

_rooms: list[URLPattern | URLResolver] = [
    path(room.prefix, include(f"{HUB}.{room.id}.urls")) for room in list_rooms()
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hanse.hub.foundation.urls")),
    path("", include("hanse.hub.api.urls.root")),
    path("account/", include("hanse.hub.people.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    *_rooms,
]
