"""People and their roles, for administrators."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.forms import AdminUserCreationForm

from hanse.hub.people.actions import give_role, take_role
from hanse.hub.people.models import Person, RoleGrant


class RoleGrantInline(admin.TabularInline):
    """The person's roles; changed on their own page, by the action."""

    model = RoleGrant
    fk_name = "person"
    extra = 0
    readonly_fields = ["role", "given_by", "given_on"]
    can_delete = False

    def has_add_permission(self, request, obj=None):
        """Roles are given on their own page."""
        return False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """Find people, close accounts."""

    add_form = AdminUserCreationForm
    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active", "grants__role"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [RoleGrantInline]


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):
    """Give and take roles, through the actions that write the audit trail."""

    list_display = ["person", "role", "given_by", "given_on"]
    list_select_related = ["person", "given_by"]
    fields = ["person", "role"]
    autocomplete_fields = ["person"]

    def has_change_permission(self, request, obj=None):
        """A role is given or taken, not changed."""
        return False

    def save_model(self, request, obj, form, change):
        """Give the role."""
        obj.pk = give_role(obj.person, obj.role, by=request.user).pk

    def delete_model(self, request, obj):
        """Take the role."""
        take_role(obj.person, obj.role, by=request.user)

    def delete_queryset(self, request, queryset):
        """Take several roles."""
        for grant in queryset:
            take_role(grant.person, grant.role, by=request.user)
