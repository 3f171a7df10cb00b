"""Who belongs to what, and who works with whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models.organisation import Organisation


class Membership(models.Model):
    """An organisation in a group: a cluster, a partnership or an association of clusters.

    Each side confirms for itself; a membership counts as confirmed when both have.
    """

    class Role(models.TextChoices):
        """What the member is in the group."""

        MEMBER = "member", _("Member")
        PARTNER = "partner", _("Partner")
        LEAD = "lead", _("Lead")

    group = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="groups")
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.MEMBER)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    confirmed_by_group = models.DateTimeField(null=True, blank=True)
    confirmed_by_member = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=Q(until__isnull=True),
                name="one_present_membership_a_group_and_member",
            ),
            models.CheckConstraint(
                condition=~Q(group=F("member")), name="nobody_is_a_member_of_itself"
            ),
        ]
        indexes = [
            # Whoever belongs to what, thousands at once, is read from it without the table.
            models.Index(
                fields=["member", "group"],
                condition=Q(
                    until__isnull=True,
                    confirmed_by_group__isnull=False,
                    confirmed_by_member__isnull=False,
                ),
                name="confirmed_groups_of_a_member",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}"

    @property
    def is_confirmed(self) -> bool:
        """True where both sides have said so."""
        return self.confirmed_by_group is not None and self.confirmed_by_member is not None


class Cooperation(models.Model):
    """Two organisations work together, on something that has a name."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(_("subject"), max_length=200)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    confirmed_by_first = models.DateTimeField(null=True, blank=True)
    confirmed_by_second = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="a_cooperation_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_id} with {self.second_id}"
