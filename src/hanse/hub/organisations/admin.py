"""The registry for administrators: profiles to look at, labels to give and take.

Profiles are changed on their own pages, by the actions that keep history and audit trail.
"""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.actions.labels import give_label, take_label
from hanse.hub.organisations.models import Identifier, Label, Organisation, Seat


class ReadOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request, obj=None):
        """No."""
        return False

    def has_change_permission(self, request, obj=None):
        """No."""
        return False

    def has_delete_permission(self, request, obj=None):
        """No."""
        return False


class IdentifierInline(ReadOnly, admin.TabularInline):
    """What others call it."""

    model = Identifier
    extra = 0


class SeatInline(ReadOnly, admin.TabularInline):
    """Its people."""

    model = Seat
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly, admin.ModelAdmin):
    """Find a profile and look at what is kept of it."""

    list_display = ["name", "kind", "state", "country", "place", "confirmed_at"]
    list_filter = ["kind", "state", "is_demonstration"]
    search_fields = ["name", "acronym", "name_folded", "key"]
    fields = readonly_fields = [
        "key", "name", "acronym", "kind", "state", "country", "place", "region", "website",
        "fields", "stamps", "revision", "confirmed_at", "published_at", "merged_into",
    ]  # fmt: skip
    inlines = [IdentifierInline, SeatInline]


class LabelForm(forms.ModelForm):
    """A label with its validity."""

    class Meta:
        model = Label
        fields = ["organisation", "scheme", "awarded_by", "valid_from", "valid_until"]

    def clean(self):
        """It does not end before it begins."""
        values = super().clean()
        begins, ends = values.get("valid_from"), values.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("It ends before it begins."))
        return values


@admin.register(Label)
class LabelAdmin(admin.ModelAdmin):
    """Give and take labels, through the actions that tell the feed and the search."""

    form = LabelForm
    list_display = ["organisation", "scheme", "awarded_by", "valid_from", "valid_until"]
    list_filter = ["scheme"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]

    def has_change_permission(self, request, obj=None):
        """A label is given or taken, not changed."""
        return False

    def save_model(self, request, obj, form, change):
        """Give the label."""
        obj.pk = give_label(**form.cleaned_data, by=request.user, source="administrator").pk

    def delete_model(self, request, obj):
        """Take the label."""
        take_label(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        """Take several labels."""
        for label in queryset.select_related("organisation"):
            take_label(label, by=request.user)
