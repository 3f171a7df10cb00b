"""How every form looks: label, help, field, and the error beside it."""

from __future__ import annotations

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _


class FormRenderer(DjangoTemplates):
    """Renders forms and fields with the foundation's components."""

    form_template_name = "foundation/components/form.html"
    field_template_name = "foundation/components/field.html"


class SampleForm(forms.Form):
    """One field of each kind, for the page of components."""

    label = forms.CharField(label=_("Text"), help_text=_("Shown where it is needed."))
    amount = forms.IntegerField(label=_("Number"), min_value=0)
    choice = forms.ChoiceField(label=_("Choice"), choices=[("a", "A"), ("b", "B")])
    one_of = forms.ChoiceField(
        label=_("One of these"), choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    file = forms.FileField(label=_("File"), required=False)
    agree = forms.BooleanField(label=_("Agreement"))
