"""Addresses of joining: queue/, criteria/, and those of one organisation's way to the list."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.hub.organisations.views import criteria, freshness, joining

urlpatterns: list[URLPattern] = [
    path("queue/", joining.queue, name="queue"),
    path("queue/<int:pk>/", joining.submission, name="submission"),
    path("criteria/", criteria.new, name="criteria_new"),
    path("confirmations/<str:token>/", freshness.by_letter, name="confirm_by_letter"),
    path("<slug:key>/criteria/", criteria.criteria, name="criteria"),
    path("<slug:key>/joining/", joining.joining, name="joining"),
    path("<slug:key>/submit/", joining.submit, name="submit"),
    path("<slug:key>/withdraw/", joining.withdraw, name="withdraw"),
    path("<slug:key>/answer/", joining.answer, name="answer"),
    path("<slug:key>/archive/", joining.archive, name="archive"),
    path("<slug:key>/bring-back/", joining.bring_back, name="bring_back"),
    path("<slug:key>/confirm/", freshness.confirm, name="confirm"),
]
