"""How every form looks: label, help, field, and the error beside it."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Renders forms and fields with the foundation's components."""

    form_template_name = "foundation/components/form.html"
    field_template_name = "foundation/components/field.html"
