"""Forms of importing: a file, which column is which, and what to do with what is known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.actions.import_plans import Choices
from hanse.hub.organisations.fields import list_fields
from hanse.hub.organisations.importing import NEEDED, OWN_TARGETS, SUFFIXES, list_targets
from hanse.hub.organisations.models import Organisation

_OWN = {
    "kind": _("Kind of organisation"),
    "identifier": _("The file’s own number of it"),
    "key": _("Key that this hub gave"),
}


class FileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("File of organisations"),
        help_text=_("CSV, TSV or Excel; one row for each organisation, the first row names."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )


class ChoicesForm(forms.Form):
    """What holds for all rows; as `import_plans.Choices`."""

    kind = forms.ChoiceField(
        label=_("Rows that say no kind are"), choices=Organisation.Kind.choices
    )
    state = forms.ChoiceField(
        label=_("New profiles become"),
        choices=[
            (Organisation.State.DRAFT, _("drafts, to be looked at")),
            (Organisation.State.PUBLISHED, _("listed at once")),
        ],
    )
    scheme = forms.SlugField(
        label=_("Name of the register that the numbers come from"),
        required=False,
        max_length=40,
        help_text=_("Needed to bring profiles up to date by the file’s own numbers later."),
    )
    same_name = forms.BooleanField(
        label=_("Bring profiles of the same name and country up to date instead of adding others"),
        required=False,
    )
    keep_edited = forms.BooleanField(
        label=_("Keep what people of an organisation typed in themselves"), required=False
    )
    sheet = forms.CharField(
        label=_("Sheet of the workbook"), required=False, max_length=60, strip=True
    )

    def __init__(self, *args: Any, is_workbook: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_workbook:
            del self.fields["sheet"]

    def read_choices(self) -> Choices:
        """The choices of a valid form."""
        return Choices(**self.cleaned_data)


class MappingForm(forms.Form):
    """For each column of the file, what it holds; a target is taken by one column at most."""

    def __init__(
        self,
        *args: Any,
        columns: Mapping[str, Sequence[str]],
        mapping: Mapping[str, str],
        kind: str,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.columns = list(columns)
        held = {column: target for target, column in mapping.items()}
        choices = [("", _("leave out")), *_list_choices(kind)]
        for number, column in enumerate(self.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=held.get(column, ""),
                help_text=" · ".join(str(text)[:40] for text in columns[column]),
            )

    def clean(self) -> dict[str, Any]:
        """One column a target; a name and a country."""
        given = super().clean() or {}
        taken: dict[str, str] = {}
        for number in range(len(self.columns)):
            target = given.get(f"column_{number}", "")
            if target and target in taken:
                self.add_error(f"column_{number}", _("Another column is taken for this already."))
            taken.setdefault(target, f"column_{number}")
        for target in NEEDED:
            if target not in taken:
                title = list_fields()[target].title_in(get_language() or "en")
                self.add_error(None, _("Say which column holds: %(field)s.") % {"field": title})
        return given

    def read_mapping(self) -> dict[str, str]:
        """Target to column of a valid form."""
        return {
            target: column
            for number, column in enumerate(self.columns)
            if (target := self.cleaned_data[f"column_{number}"])
        }


def _list_choices(kind: str) -> list[tuple[str, Any]]:
    language = get_language() or "en"
    fields = list_fields()
    return [
        (target, _OWN[target] if target in OWN_TARGETS else fields[target].title_in(language))
        for target in list_targets(kind)
    ]
