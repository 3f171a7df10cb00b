"""What changed, in order: revisions to restore, the feed that others follow, the search entry."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models.organisation import Organisation


class Revision(models.Model):
    """A profile as it stood after an edit; any of them can be restored."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    values = models.JSONField(help_text="columns, fields and stamps")
    changed = models.JSONField(default=list, help_text="ids of the fields that differ")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=150, help_text="manager, import:<file>, restore:<number>")

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_revision_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} revision {self.number}"


class Change(models.Model):
    """One entry of the feed that machines and search indexes follow.

    `id` grows in the order in which changes became visible: writers queue for it
    (`actions.changes.record_change`), so that who has read up to a number has missed nothing.
    """

    class Verb(models.TextChoices):
        """What a follower has to do."""

        LISTED = "listed", _("listed or changed")
        UNLISTED = "unlisted", _("no longer listed")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=10, choices=Verb)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.pk}: {self.organisation_id} {self.verb}"


class SearchEntry(models.Model):
    """What the search knows of a listed organisation: public fields only.

    `text` is folded (see `foundation.folding`); `facets` is `{"country": ["DE"], ...}`.
    """

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    change = models.PositiveBigIntegerField(db_index=True, help_text="the Change that wrote it")
    title = models.TextField(help_text="folded name and acronym")
    text = models.TextField(help_text="folded: all else that is searched")
    facets = models.JSONField(default=dict)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        verbose_name = _("search entry")

    def __str__(self) -> str:
        return self.title
