"""Addresses of members, cooperation and networks."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from hanse.hub.organisations.views import membership as views


class _Answer:
    """What one says to a proposal."""

    regex = "confirm|decline|end"

    def to_python(self, value: str) -> str:
        """The act."""
        return value

    def to_url(self, value: str) -> str:
        """The word in the address."""
        return value


register_converter(_Answer, "answer")

urlpatterns: list[URLPattern] = [
    path("waiting/", views.waiting, name="waiting"),
    path("<slug:key>/members/", views.members, name="members"),
    path("<slug:key>/members/invite/", views.invite, name="invite"),
    path("<slug:key>/members/<int:pk>/owner/", views.invite_owner, name="invite_owner"),
    path("<slug:key>/members/confirm/", views.confirm_members, name="confirm_members"),
    path(
        "<slug:key>/members/<int:pk>/<answer:act>/",
        views.answer_membership,
        {"side": "group"},
        name="answer_member",
    ),
    path("<slug:key>/groups/", views.groups, name="groups"),
    path("<slug:key>/groups/claim/", views.claim, name="claim"),
    path(
        "<slug:key>/groups/<int:pk>/<answer:act>/",
        views.answer_membership,
        {"side": "member"},
        name="answer_group",
    ),
    path("<slug:key>/cooperation/", views.cooperation, name="cooperation"),
    path("<slug:key>/cooperation/propose/", views.propose_cooperation, name="propose_cooperation"),
    path(
        "<slug:key>/cooperation/<int:pk>/<answer:act>/",
        views.answer_cooperation,
        name="answer_cooperation",
    ),
    path("<slug:key>/network/", views.network, name="network"),
    path("<slug:key>/overlap/", views.overlap, name="overlap"),
    path("<slug:key>/reach/", views.reach, name="reach"),
]
