"""The form that keeps a search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models import SavedSearch


class SearchForm(forms.ModelForm):
    """A title, and how often an e-mail tells what is new."""

    class Meta:
        model = SavedSearch
        fields = ("title", "alert")
        labels = {"alert": _("E-mail about what is new")}


class NewSearchForm(SearchForm):
    """The same, with the search itself."""

    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
