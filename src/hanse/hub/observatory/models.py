"""What the observatory remembers: runs (the record of a rated result) and uploaded files.

The figures of a run are in its bundle, a folder of Parquet files named after the run id.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A file as its owner sent it: kept untouched, with what the check found in it."""

    class State(models.TextChoices):
        """How far the file has come."""

        UPLOADED = "uploaded", _("uploaded")
        CHECKED = "checked", _("checked")
        IDENTIFYING = "identifying", _("identifying")
        IDENTIFIED = "identified", _("identified")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    path = models.CharField(max_length=255, help_text="relative to HANSE_DATA_DIR")
    state = models.CharField(max_length=16, choices=State, default=State.UPLOADED)
    roles = models.JSONField(default=dict, blank=True, help_text="role: column of the file")
    choices = models.JSONField(default=dict, blank=True, help_text="what the owner corrected")
    report = models.JSONField(default=dict, blank=True)
    error = models.JSONField(default=dict, blank=True, help_text="what, where, field, mend")
    job_id = models.UUIDField(null=True, blank=True, help_text="the identification under way")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    run = models.ForeignKey(
        "Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )

    class Meta:
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        """The page with the check report."""
        return reverse("observatory:upload", args=[self.id])


class Run(models.Model):
    """One rated result: which figures, which method, which parameters, and who may see it."""

    class State(models.TextChoices):
        """Who may see the result."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    run_id = models.CharField(
        max_length=64, db_index=True, help_text="hash of input, method version and parameters"
    )
    title = models.CharField(max_length=200)
    method = models.CharField(max_length=80)
    method_title = models.CharField(max_length=200)
    method_version = models.CharField(max_length=40)
    parameters = models.JSONField(default=list, blank=True)
    source_title = models.CharField(max_length=300)
    provenance = models.JSONField(default=list, blank=True)
    region_classification = models.CharField(max_length=80, blank=True)
    industry_classification = models.CharField(max_length=80, blank=True)
    grouping = models.CharField(max_length=80, blank=True)
    periods = models.JSONField(default=list)
    region_count = models.PositiveIntegerField(default=0)
    group_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=255, help_text="relative to HANSE_DATA_DIR")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="empty: published by the hub itself",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-published_at", "-created_at")
        constraints = [
            models.UniqueConstraint(
                fields=["run_id"],
                condition=Q(state="published"),
                name="observatory_run_published_once",
            ),
            models.UniqueConstraint(
                fields=["run_id", "owner"],
                condition=Q(state="draft"),
                name="observatory_run_one_draft_an_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The card of the run in the data catalogue."""
        return reverse("observatory:run", args=[self.run_id])

    @property
    def is_public(self) -> bool:
        """True where everyone may see it."""
        return self.state == self.State.PUBLISHED
