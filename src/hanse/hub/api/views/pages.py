"""The page that explains what can be taken away, and how."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What there is for machines."""
    return render(request, "api/home.html", {})
