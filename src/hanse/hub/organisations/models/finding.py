"""Searches that are kept, duplicates that were found, files that were imported."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models.organisation import Organisation, make_key


class SavedSearch(models.Model):
    """A search with its filters, and how its owner wants to hear of what is new."""

    class Alert(models.TextChoices):
        """How often an e-mail is sent."""

        NONE = "none", _("No e-mail")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    title = models.CharField(_("title"), max_length=120)
    query = models.CharField(max_length=2000, help_text="the address's part after the ?")
    alert = models.CharField(_("e-mail"), max_length=8, choices=Alert, default=Alert.NONE)
    feed_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seen_change = models.PositiveBigIntegerField(default=0)
    alerted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class DuplicatePair(models.Model):
    """Two profiles that may be one organisation, and why it seems so."""

    class State(models.TextChoices):
        """What a person decided."""

        OPEN = "open", _("Open")
        MERGED = "merged", _("Merged")
        DISTINCT = "distinct", _("Two organisations")

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(help_text="0 to 1")
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-score", "id")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_is_kept_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Merge(models.Model):
    """Two profiles made one, with all that is needed to part them again."""

    kept = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(help_text="both profiles, and every row that was moved")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"


class Import(models.Model):
    """A file of organisations: mapped, tried out, then brought in."""

    class State(models.TextChoices):
        """How far the file has come."""

        UPLOADED = "uploaded", _("Uploaded")
        TRIED = "tried", _("Tried out")
        IMPORTING = "importing", _("Importing")
        IMPORTED = "imported", _("Imported")
        FAILED = "failed", _("Failed")

    key = models.CharField(max_length=12, unique=True, default=make_key, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=255, help_text="relative to the uploads folder")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    mapping = models.JSONField(default=dict, blank=True, help_text="field: column of the file")
    choices = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.original_name
