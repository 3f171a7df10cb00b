"""What a person says of themselves."""

from __future__ import annotations

from django import forms

from hanse.hub.people.models import Person


class ProfileForm(forms.ModelForm):
    """Name and language."""

    class Meta:
        model = Person
        fields = ["name", "language"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
