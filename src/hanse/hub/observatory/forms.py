"""Forms: a file, the roles of its columns, how to rate it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanse.hub.observatory.actions import SUFFIXES
from hanse.hub.observatory.models import Upload
from hanse.hub.observatory.queries.methods import list_methods
from hanse.hub.observatory.queries.reports import suggest_groupings

ROLES = {
    "region": _("Regions are in"),
    "industry": _("Industries are in"),
    "period": _("Periods are in"),
    "employment": _("Employment is in"),
    "establishments": _("Establishments are in"),
    "flag": _("Flags are in"),
}
COMBINE = {
    "": _("refuse them"),
    "sum": _("add them up"),
    "first": _("take the first"),
    "last": _("take the last"),
    "mean": _("take the mean"),
}


class TableForm(forms.Form):
    """The file to upload."""

    file = forms.FileField(
        label=_("Your table"),
        help_text=_(
            "CSV, TSV, Excel or Parquet, long or wide, with a column of regions, one of industries "
            "and one of employment. It is kept as it is and nobody else sees it."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={"required": _("Choose a file first.")},
    )


class ColumnsForm(forms.Form):
    """Which column is what, where the guess was wrong."""

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– as found –")), *((name, name) for name in columns)]
        for role, label in ROLES.items():
            self.fields[role] = forms.ChoiceField(label=label, choices=choices, required=False)
        given = (self.initial or {}).get("period", "")
        self.fields["one_period"] = forms.CharField(
            label=_("One period for all rows"),
            help_text=_("Where no column has it: 2019, 2019-Q1 or 2019-03."),
            initial="" if given in columns else given,
            max_length=10,
            required=False,
        )
        self.fields["combine"] = forms.ChoiceField(
            label=_("Several rows for one cell"), choices=list(COMBINE.items()), required=False
        )
        self.fields["decimal"] = forms.ChoiceField(
            label=_("Decimal sign"),
            choices=[("", _("– as found –")), (".", "1.5"), (",", "1,5")],
            required=False,
        )

    def clean_one_period(self) -> str:
        """A year, quarter or month, or nothing."""
        from hanse.sources.own_table.roles import is_period

        text = str(self.cleaned_data["one_period"])
        if text and not is_period(text):
            raise forms.ValidationError(_("A period is a year, a quarter or a month."))
        return text

    def list_choices(self) -> dict[str, str]:
        """Role or option -> what was chosen."""
        chosen = dict(self.cleaned_data)
        one_period = chosen.pop("one_period")
        return chosen | ({"period": one_period} if one_period else {})


class RatingForm(forms.Form):
    """Title, method, grouping and the method's numbers."""

    title = forms.CharField(label=_("Title of the result"), max_length=200)
    method = forms.ChoiceField(label=_("Rating method"))
    grouping = forms.ChoiceField(
        label=_("Industries are rated"),
        required=False,
        help_text=_("One by one as they are in the file, or in groups."),
    )

    publisher = forms.CharField(label=_("Publisher of the figures"), max_length=200, required=False)
    licence = forms.CharField(
        label=_("Licence of the figures"),
        max_length=200,
        required=False,
        help_text=_("Shown in the catalogue and in every download."),
    )

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures = set(upload.report.get("measures", []))
        fitting = [card for card in list_methods().values() if set(card.needs) <= measures]
        self.cards = fitting
        choices = [(card.id, card.title) for card in fitting]
        self.fields["method"].choices = choices  # type: ignore[attr-defined]
        self.fields["grouping"].choices = [  # type: ignore[attr-defined]
            ("", _("one by one, as in the file")),
            *suggest_groupings(upload),
        ]
        for card in fitting:
            for parameter in card.parameters:
                label = parameter.title
                self.fields[f"{card.id}.{parameter.id}"] = forms.FloatField(
                    label=label,
                    required=False,
                    initial=parameter.default,
                    min_value=parameter.minimum,
                    max_value=None if parameter.maximum == float("inf") else parameter.maximum,
                    help_text="" if parameter.verified else _("not verified"),
                    widget=forms.NumberInput(attrs={"step": "any"}),
                )

    def parameter_groups(self) -> list[tuple[Any, list[Any]]]:
        """(card, its number fields) for each method."""
        return [(card, [self[f"{card.id}.{p.id}"] for p in card.parameters]) for card in self.cards]

    def origin(self) -> dict[str, str]:
        """What the owner says of the figures."""
        return {name: self.cleaned_data[name] for name in ("publisher", "licence")}

    def parameters(self) -> dict[str, float]:
        """The numbers of the chosen method that differ from its card."""
        chosen = self.cleaned_data["method"]
        card = next(card for card in self.cards if card.id == chosen)
        given = {p.id: self.cleaned_data.get(f"{chosen}.{p.id}") for p in card.parameters}
        defaults = {p.id: p.default for p in card.parameters}
        return {
            id: value for id, value in given.items() if value is not None and value != defaults[id]
        }
