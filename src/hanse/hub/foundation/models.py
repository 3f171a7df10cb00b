"""The audit trail and the jobs in the background."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImmutableError(TypeError):
    """An entry of the audit trail is written once."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Reads and creates only."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Raise ImmutableError."""
        raise ImmutableError("an entry of the audit trail does not change")

    def delete(self) -> NoReturn:
        """Raise ImmutableError."""
        raise ImmutableError("an entry of the audit trail stays")


class AuditEntry(models.Model):
    """Who did what to which thing, and what changed. Written by `foundation.audit.record`."""

    when = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    verb = models.CharField(_("act"), max_length=80, db_index=True)
    """The right's or action's own name: "observatory.publish_run"."""
    kind = models.CharField(_("kind of thing"), max_length=80)
    """The model of the thing, "observatory.run", or empty."""
    key = models.CharField(_("key"), max_length=200)
    """The thing's primary key, as text."""
    label = models.CharField(_("thing"), max_length=300)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-when", "-id"]
        indexes = [models.Index(fields=["kind", "key"])]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")

    def __str__(self) -> str:
        return f"{self.when:%Y-%m-%d %H:%M} {self.verb} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the entry; raise ImmutableError where it exists."""
        if not self._state.adding:
            raise ImmutableError("an entry of the audit trail does not change")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise ImmutableError."""
        raise ImmutableError("an entry of the audit trail stays")


class Job(models.Model):
    """A piece of work in the background, with its progress. Started by `foundation.jobs`."""

    class State(models.TextChoices):
        """Where a job stands."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.FloatField(default=0.0)
    """Share done, 0 to 1."""
    message = models.CharField(max_length=300, blank=True)
    """What is being done, or in one paragraph what went wrong."""
    error = models.TextField(blank=True)
    result = models.JSONField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True)
    """Of whoever started it: its messages are written in it."""
    next_page = models.CharField(max_length=300, blank=True)
    """Address to go on to when the job is done."""
    created = models.DateTimeField(auto_now_add=True)
    heartbeat = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]
        indexes = [models.Index(fields=["state", "created"])]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def is_over(self) -> bool:
        """True where nothing more will happen."""
        return self.state in (self.State.DONE, self.State.FAILED)
