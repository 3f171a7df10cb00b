"""Addresses of people in organisations: seats, invitations, requests."""

from __future__ import annotations

from django.urls import URLPattern, path

from hanse.hub.organisations.views import people

urlpatterns: list[URLPattern] = [
    path("mine/", people.mine, name="mine"),
    path("invitations/<str:token>/", people.invitation, name="invitation"),
    path("<slug:key>/people/", people.people, name="people"),
    path("<slug:key>/people/invite/", people.invite_person, name="invite_person"),
    path(
        "<slug:key>/people/invitations/<int:pk>/withdraw/",
        people.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("<slug:key>/people/join/", people.join, name="join"),
    path("<slug:key>/people/join/withdraw/", people.withdraw_request, name="withdraw_request"),
    path("<slug:key>/people/requests/<int:pk>/", people.answer_request, name="answer_request"),
    path("<slug:key>/people/seats/<int:pk>/", people.change_seat, name="change_seat"),
    path("<slug:key>/people/seats/<int:pk>/remove/", people.remove_seat, name="remove_seat"),
    path("<slug:key>/people/transfer/", people.transfer, name="transfer"),
    path("<slug:key>/people/owner/", people.seat_owner, name="seat_owner"),
    path("<slug:key>/people/leave/", people.leave, name="leave"),
]
