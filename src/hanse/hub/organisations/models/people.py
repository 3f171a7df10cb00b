"""People in organisations: seats, invitations and requests to join."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models.organisation import Organisation


class SeatRole(models.TextChoices):
    """What a person may do in an organisation, from least to most."""

    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    OWNER = "owner", _("Owner")


class Seat(models.Model):
    """A person's role in an organisation; several people may hold each."""

    Role = SeatRole
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(_("role"), max_length=8, choices=SeatRole)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-role", "since")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], name="one_seat_a_person_and_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"


class Invitation(models.Model):
    """An e-mail that offers a seat; the address in it holds a token of which we keep the hash."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=8, choices=SeatRole)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-invited_at",)

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation_id}"


class JoinRequest(models.Model):
    """A person asks for a seat; an owner decides."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_requests"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests"
    )
    message = models.TextField(_("message"), blank=True, max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True, max_length=1000)

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(state="open"),
                name="one_open_request_a_person_and_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} asks for {self.organisation_id}"
