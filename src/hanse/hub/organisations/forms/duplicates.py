"""Forms about duplicates: naming two profiles, and which value comes from which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models import Organisation

_KEY = re.compile(r"([a-z0-9]{6,12})/?(?:[?#].*)?$")


class TwoProfilesForm(forms.Form):
    """Two profiles by their addresses or keys."""

    first = forms.CharField(label=_("One profile"), help_text=_("Its address or key."))
    second = forms.CharField(label=_("The other profile"), help_text=_("Its address or key."))

    def _find(self, name: str) -> Organisation:
        key = _KEY.search(self.cleaned_data[name].strip())
        found = Organisation.objects.filter(key=key[1]).first() if key else None
        if found is None:
            raise forms.ValidationError(_("There is no such organisation."))
        return found

    def clean_first(self) -> Organisation:
        """The profile."""
        return self._find("first")

    def clean_second(self) -> Organisation:
        """The profile, another one."""
        found = self._find("second")
        if found == self.cleaned_data.get("first"):
            raise forms.ValidationError(_("These are the same profile."))
        return found


def read_sides(data: Any, ids: Iterable[str]) -> dict[str, str]:
    """For each field the chosen side, `kept` or `gone`, of what a page sent."""
    sides = {id: data.get(f"side_{id}", "") for id in ids}
    return {id: side for id, side in sides.items() if side in ("kept", "gone")}
