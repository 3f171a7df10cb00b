"""Addresses of people in organisations: seats, invitations, requests."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
