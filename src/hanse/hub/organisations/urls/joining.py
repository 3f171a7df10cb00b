"""Addresses of joining: submit/, queue/ and those of one submission."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
