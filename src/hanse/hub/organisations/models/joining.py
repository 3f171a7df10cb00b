"""The way of a profile to being listed, and the reminders that keep it current."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models.organisation import Organisation


class Submission(models.Model):
    """One attempt to be listed: what was met then, and what the moderator decided and why."""

    class State(models.TextChoices):
        """How far the attempt has come."""

        SUBMITTED = "submitted", _("Waiting")
        IN_REVIEW = "in-review", _("In review")
        PUBLISHED = "published", _("Published")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="submissions"
    )
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(auto_now_add=True, db_index=True)
    message = models.TextField(_("message to the moderator"), blank=True, max_length=2000)
    rule_set = models.CharField(max_length=60, help_text="id@version")
    evaluation = models.JSONField(default=dict, help_text="each criterion at that moment")
    revision = models.PositiveIntegerField(help_text="of the profile that was judged")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=2000)

    class Meta:
        ordering = ("-submitted_at",)
        indexes = [models.Index(fields=["state", "submitted_at"])]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"


class Reminder(models.Model):
    """A message that asked an organisation to confirm its profile; each is sent once."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="reminders"
    )
    months = models.PositiveSmallIntegerField(help_text="age of the profile that caused it")
    confirmed_at = models.DateTimeField(null=True, help_text="the age was counted from here")
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-sent_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "months", "confirmed_at"], name="a_reminder_is_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} after {self.months} months"
