"""The audit trail and the jobs, to be read."""

from __future__ import annotations

from django.contrib import admin

from hanse.hub.foundation.models import AuditEntry, Job


class ReadOnlyAdmin(admin.ModelAdmin):
    """Look, don't touch."""

    def has_add_permission(self, request):
        """Never."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Never."""
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what."""

    list_display = ["when", "actor", "verb", "label"]
    list_filter = ["verb", "kind"]
    list_select_related = ["actor"]
    search_fields = ["label", "key"]
    date_hierarchy = "when"


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """What runs in the background."""

    list_display = ["created", "kind", "state", "progress", "message", "owner"]
    list_filter = ["state", "kind"]
    list_select_related = ["owner"]
