"""What a new key is for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hanse.hub.api.models import ApiKey

LASTING = [(30, _("30 days")), (90, _("90 days")), (365, _("A year"))]


class KeyForm(forms.Form):
    """Title, scopes and how long the key lasts."""

    title = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("So that you know it again.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Beyond what everyone may read"),
        choices=ApiKey.Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("How long does it last?"), choices=LASTING, coerce=int, initial=90
    )
