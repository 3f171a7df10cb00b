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

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._own = own

    def clean_address(self) -> str:
        """It must be the account's own."""
        address: str = self.cleaned_data["address"]
        if address.strip().lower() != self._own.lower():
            raise forms.ValidationError(_("This is not the address of your account."))
        return address
