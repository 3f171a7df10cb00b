"""What people agreed to, and who looked at contact data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models.organisation import Organisation


class Consent(models.Model):
    """A person agreed to one purpose in one version of its text; taken back, it stays on record."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("purpose", "-given_at")

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}@{self.version}"


class ContactAccess(models.Model):
    """Someone saw contact data that is not public."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contact_accesses"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    fields = models.JSONField(default=list, help_text="ids of the fields that were shown")
    through = models.CharField(max_length=20, help_text="page, api or export")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.person_id} saw {self.organisation_id}"
