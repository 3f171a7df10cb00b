"""Keys of programs, and the files of the bulk download."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApiKey(models.Model):
    """A program's key: it acts with its owner's seats, never with their staff roles.

    The key itself is shown once; what is kept is the part that it begins with and a hash.
    """

    class Scope(models.TextChoices):
        """What a key may be used for, beyond what everyone may read."""

        READ_OWN = "read-own", _("Read what members and owners see of my organisations")
        WRITE_OWN = "write-own", _("Create organisations and change mine")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys"
    )
    title = models.CharField(_("title"), max_length=80)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.title} (hanse_{self.prefix}…)"

    @property
    def is_usable(self) -> bool:
        """True where it is neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class Export(models.Model):
    """One file of the bulk download, as it was made."""

    dataset = models.CharField(max_length=20, help_text="organisations or memberships")
    form = models.CharField(max_length=8, help_text="csv, jsonl, parquet or xlsx")
    path = models.CharField(max_length=255, help_text="relative to the folder of exports")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    row_count = models.PositiveIntegerField()
    change = models.PositiveBigIntegerField(help_text="follow the changes after this one")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-made_at", "dataset", "form")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The file's own name."""
        return Path(self.path).name

    @property
    def file(self) -> Path:
        """Where the file lies."""
        return Path(settings.HANSE_EXPORTS_DIR) / self.path
