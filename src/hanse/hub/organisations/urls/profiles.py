"""Addresses of profiles: new/, mine/, <key>/ and what hangs on it."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
