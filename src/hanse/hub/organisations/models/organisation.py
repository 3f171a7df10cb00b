"""An organisation of the registry: what every profile has, and what its field set adds."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_key() -> str:
    """Eight letters and digits that nobody confuses: the permanent name in addresses."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


class Organisation(models.Model):
    """A cluster organisation, a member, a partnership, an association or a support body.

    `fields` holds the values of the field set by field id; a text that exists in several languages
    is `{"en": "...", "de": "..."}`. `stamps` says of each field, those in columns included, who may
    see it, where the value came from and when: `{"visibility", "source", "date", "machine"}`, where
    `machine` lists the languages that a machine translated.
    """

    class Kind(models.TextChoices):
        """What the organisation is."""

        CLUSTER_ORGANISATION = "cluster-organisation", _("Cluster organisation")
        COMPANY = "company", _("Company")
        RESEARCH_ORGANISATION = "research-organisation", _("Research organisation")
        PUBLIC_BODY = "public-body", _("Public body")
        OTHER_MEMBER = "other-member", _("Other member")
        PARTNERSHIP = "partnership", _("Partnership or project")
        ASSOCIATION = "association", _("Association of clusters")
        SUPPORT_BODY = "support-body", _("Support body")

    class State(models.TextChoices):
        """Where the profile stands on its way to being listed."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        IN_REVIEW = "in-review", _("In review")
        RETURNED = "returned", _("Returned")
        PUBLISHED = "published", _("Published")
        STALE = "stale", _("Not confirmed for long")
        ARCHIVED = "archived", _("Archived")
        MERGED = "merged", _("Merged into another")

    class SizeClass(models.TextChoices):
        """Of a company, by the European definition."""

        MICRO = "micro", _("Micro (fewer than 10 people)")
        SMALL = "small", _("Small (10 to 49)")
        MEDIUM = "medium", _("Medium (50 to 249)")
        LARGE = "large", _("Large (250 and more)")

    GROUPS = (Kind.CLUSTER_ORGANISATION, Kind.PARTNERSHIP, Kind.ASSOCIATION)
    """Kinds that have members."""
    LISTED = (State.PUBLISHED, State.STALE)
    """States in which everyone sees the public fields."""

    key = models.CharField(max_length=12, unique=True, default=make_key, editable=False)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    field_set = models.CharField(max_length=60, help_text="id@version")
    rule_set = models.CharField(max_length=60, blank=True, help_text="listing criteria, id@version")
    name = models.CharField(_("name"), max_length=250)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    name_folded = models.CharField(max_length=300, db_index=True, editable=False)
    website = models.URLField(_("web site"), max_length=300, blank=True)
    web_domain = models.CharField(max_length=120, blank=True, db_index=True, editable=False)
    country = models.CharField(_("country"), max_length=2, help_text="ISO 3166-1 alpha-2, XK too")
    place = models.CharField(_("place"), max_length=150, blank=True)
    region = models.CharField(
        _("region"), max_length=5, blank=True, db_index=True, help_text="NUTS 2021, finest known"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    position_source = models.CharField(
        max_length=12, blank=True, help_text="given, gazetteer, region or country"
    )
    size_class = models.CharField(_("size"), max_length=8, choices=SizeClass, blank=True)
    member_count = models.PositiveIntegerField(_("members"), null=True, blank=True)
    logo = models.CharField(max_length=120, blank=True, help_text="relative to the uploads folder")
    fields = models.JSONField(default=dict, blank=True)
    stamps = models.JSONField(default=dict, blank=True)
    is_demonstration = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0, help_text="number of the latest revision")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    published_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )

    class Meta:
        ordering = ("name_folded", "id")
        indexes = [
            # The id at the end: who is listed is read from the index alone.
            models.Index(fields=["state", "kind", "id"], name="listed_organisations_by_kind"),
            models.Index(fields=["country"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="a_position_is_whole",
            ),
        ]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The permanent page of the profile."""
        return reverse("organisations:profile", args=[self.key])

    @property
    def is_listed(self) -> bool:
        """True where everyone may see the public fields."""
        return self.state in self.LISTED

    @property
    def is_group(self) -> bool:
        """True where it may have members."""
        return self.kind in self.GROUPS


class Identifier(models.Model):
    """What others call the organisation: a register, a tax office, an import's own number."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(max_length=40)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="an_identifier_is_one_thing")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Label(models.Model):
    """An excellence label or recognition, and how long it holds."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="labels")
    scheme = models.CharField(_("label"), max_length=60, help_text="bronze, silver, gold ...")
    awarded_by = models.CharField(_("awarded by"), max_length=150, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("-valid_until", "scheme")

    def __str__(self) -> str:
        return f"{self.scheme} ({self.organisation_id})"
