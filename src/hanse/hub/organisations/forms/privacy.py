"""Forms of privacy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """One's own address, typed, so that nobody erases an account by a slip."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Type it to confirm. This cannot be undone."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    refusal = _("This is not the address of your account.")

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_address(self) -> str:
        """It must be that of the account."""
        address: str = self.cleaned_data["address"]
        if address.strip().lower() != self._expected.lower():
            raise forms.ValidationError(self.refusal)
        return address


class EraseOtherForm(EraseForm):
    """For an administrator: the person's address, typed, and why they are erased."""

    address = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("Type it to confirm. This cannot be undone."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    ground = forms.CharField(
        label=_("On what ground"),
        max_length=200,
        help_text=_("For example the date and number of their letter. It stays on record."),
    )
    refusal = _("This is not the address of the account.")
