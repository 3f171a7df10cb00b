"""The form of a profile, made from its field set; without scripts it does everything.

A field is called by its id; a text in several languages has one input a language,
`summary__en`; `visibility__summary` says who sees it and `machine__summary__de` that a machine
translated the German text. The values are checked where all values are (`actions.checking`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from hanse.hub.organisations.actions.checking import check_values
from hanse.hub.organisations.fields import (
    Field,
    FieldSet,
    get_vocabulary,
    is_empty,
    list_field_sets,
)
from hanse.hub.organisations.fields.model import UNDETERMINED
from hanse.hub.organisations.forms.choices import LONG, ChoiceGroup, build_select, group_choices
from hanse.hub.organisations.models import Organisation

MAX_LANGUAGES = 12
"""Tabs that the style sheet knows."""
_VISIBILITY = (
    ("public", gettext_lazy("Everyone")),
    ("members", gettext_lazy("Members")),
    ("private", gettext_lazy("Only us")),
)
_ANSWERS = (
    ("", pgettext_lazy("answer", "Not said")),
    ("yes", pgettext_lazy("answer", "Yes")),
    ("no", pgettext_lazy("answer", "No")),
)
_INPUTS: Mapping[str, dict[str, str]] = {
    "number": {"inputmode": "decimal", "class": "short"},
    "year": {"inputmode": "numeric", "class": "short", "maxlength": "4"},
    "url": {"inputmode": "url"},
    "email": {"inputmode": "email"},
    "telephone": {"type": "tel"},
    "date": {"type": "date", "class": "short"},
}


class StartForm(forms.Form):
    """What is it, and where: this chooses the fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("What is it?"), choices=_describe_kinds(), widget=forms.RadioSelect
        )
        self.fields["country"] = forms.ChoiceField(
            label=gettext_lazy("Country"),
            choices=[("", "…"), *build_select(get_vocabulary("countries"), _language())],
        )


class LogoForm(forms.Form):
    """A picture to show beside the name."""

    file = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF, 2 MB at most."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )


_KINDS = {
    "cluster-organisation": gettext_lazy("manages a cluster and has members"),
    "company": gettext_lazy("member of a cluster, of any size"),
    "research-organisation": gettext_lazy("university, institute or school"),
    "public-body": gettext_lazy("ministry, agency, region or town"),
    "other-member": gettext_lazy("chamber, foundation, civil society"),
    "partnership": gettext_lazy("several organisations with one aim and an end"),
    "association": gettext_lazy("its members are cluster organisations"),
    "support-body": gettext_lazy("helps companies: efficiency, training, growth, export"),
}


def _describe_kinds() -> list[tuple[str, str]]:
    return [
        (id, format_html("<strong>{}</strong>: {}", title, _KINDS[id]))
        for id, title in Organisation.Kind.choices
    ]


@dataclass(frozen=True)
class Row:
    """One field as the template draws it."""

    field: Field
    title: str
    help: str
    inputs: list[tuple[str, int, forms.BoundField, forms.BoundField | None]]
    """(language, number of its tab, input, whether a machine wrote it)."""
    visibility: forms.BoundField | None
    is_missing: bool
    groups: Sequence[ChoiceGroup] = ()
    derived: str = ""
    """What the hub found by itself where nobody said anything."""
    clash: str | None = None
    """What someone else saved meanwhile."""

    @property
    def is_wide(self) -> bool:
        """True where half a line is not enough."""
        return self.field.id == "name" or self.field.translatable or self.field.type == "choices"

    @property
    def is_long(self) -> bool:
        """True where the list to tick scrolls in a box of its own."""
        return sum(len(group.choices) for group in self.groups) > LONG

    @property
    def errors(self) -> list[str]:
        """Of all its inputs."""
        return [str(error) for _l, _n, bound, _m in self.inputs for error in bound.errors]


class ProfileForm(forms.Form):
    """The fields of a set with what is known of them."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        field_set: FieldSet,
        languages: Collection[str],
        values: Mapping[str, Any] | None = None,
        stamps: Mapping[str, Any] | None = None,
        revision: int | None = None,
        derived: Mapping[str, str] | None = None,
        clashes: Mapping[str, str] | None = None,
        country: str = "",
    ) -> None:
        super().__init__(data, use_required_attribute=False)
        self.field_set = field_set
        self.languages = list(languages)[:MAX_LANGUAGES]
        self.kept, self.stamps = values or {}, stamps or {}
        self.derived, self.clashes = derived or {}, clashes or {}
        self.country = country or str(self.kept.get("country", ""))
        self.initial["revision"] = revision
        self.values: dict[str, Any] = {}
        for each in field_set.fields:
            self._add(each)

    def _add(self, each: Field) -> None:
        stamp = each.read_stamp(self.stamps)
        value = self.kept.get(each.id)
        if each.translatable:
            texts = value if isinstance(value, Mapping) else {}
            for language in self.languages:
                name = f"{each.id}__{language}"
                self.fields[name] = _build_input(each, self.country)
                self.fields[name].widget.attrs["lang"] = language
                self.initial[name] = texts.get(language, "")
                self.fields[f"machine__{name}"] = forms.BooleanField(
                    required=False, label=gettext_lazy("Translated by a machine")
                )
                self.initial[f"machine__{name}"] = language in stamp.machine
        else:
            self.fields[each.id] = _build_input(each, self.country)
            self.initial[each.id] = _write_out(each, value)
        if not each.always_public:
            self.fields[f"visibility__{each.id}"] = forms.ChoiceField(
                choices=_VISIBILITY, required=False, label=gettext_lazy("Who sees it")
            )
            self.initial[f"visibility__{each.id}"] = stamp.visibility

    def clean(self) -> dict[str, Any]:
        """Check every value where all values are checked; say it beside the input."""
        cleaned = super().clean() or {}
        for each in self.field_set.fields:
            if each.translatable:
                names = {language: f"{each.id}__{language}" for language in self.languages}
                texts = {language: cleaned.get(name) for language, name in names.items()}
                self.values[each.id] = self._keep_other(each) | {
                    language: text
                    for language, text in texts.items()
                    if self._check(each, {language: text}, names[language]) and not is_empty(text)
                }
            elif self._check(each, cleaned.get(each.id), each.id):
                self.values[each.id] = cleaned.get(each.id)
        return cleaned

    def _keep_other(self, each: Field) -> dict[str, str]:
        """Texts in languages that have no tab stay as they are."""
        kept = self.kept.get(each.id)
        texts = kept if isinstance(kept, Mapping) else {}
        return {code: text for code, text in texts.items() if code not in self.languages}

    def _check(self, each: Field, value: Any, name: str) -> bool:
        try:
            check_values(self.field_set, {each.id: value})
        except ValidationError as error:
            self.add_error(name, error.message_dict[each.id])
            return False
        return True

    def add_faults(self, faults: ValidationError) -> None:
        """Faults by field id, put beside the first input of each."""
        for id, sentences in faults.message_dict.items():
            each = self.field_set.by_id.get(id)
            many = each is not None and each.translatable
            name = f"{id}__{self.languages[0]}" if many else id
            self.add_error(name if name in self.fields else None, sentences)

    @property
    def visibility(self) -> dict[str, str]:
        """What the person chose, of the fields that leave a choice."""
        prefix = "visibility__"
        chosen = {
            name.removeprefix(prefix): level
            for name, level in self.cleaned_data.items()
            if name.startswith(prefix) and level
        }
        kept = {id: field.read_stamp(self.stamps) for id, field in self.field_set.by_id.items()}
        return {id: level for id, level in chosen.items() if level != kept[id].visibility}

    @property
    def machine(self) -> dict[str, list[str]]:
        """The languages that a machine translated, of each text."""
        kept = {each.id: each.read_stamp(self.stamps) for each in self.field_set.fields}
        return {
            each.id: [
                code
                for code in dict.fromkeys((*self.languages, *kept[each.id].machine))
                if (
                    self.cleaned_data.get(f"machine__{each.id}__{code}")
                    if code in self.languages
                    else True
                )
            ]
            for each in self.field_set.fields
            if each.translatable
        }

    def only_show(self) -> None:
        """Keep what was typed without judging it: a language was added, nothing is saved."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def list_sections(self) -> list[tuple[str, str, list[Row]]]:
        """(id, title, rows) of each part of the form."""
        language = _language()
        return [
            (section.id, section.title_in(language), [self._build_row(each) for each in fields])
            for section, fields in self.field_set.list_sections()
        ]

    def _build_row(self, each: Field) -> Row:
        language = _language()
        names = (
            [(code, f"{each.id}__{code}") for code in self.languages]
            if each.translatable
            else [("", each.id)]
        )
        visibility = f"visibility__{each.id}"
        chosen = self[each.id].value() if each.type == "choices" else None
        return Row(
            field=each,
            title=each.title_in(language),
            help=each.help_in(language),
            inputs=[
                (code, number, self[name], self[f"machine__{name}"] if code else None)
                for number, (code, name) in enumerate(names)
            ],
            visibility=self[visibility] if visibility in self.fields else None,
            is_missing=each.required and all(is_empty(self[name].value()) for _c, name in names),
            groups=group_choices(each, chosen or [], language),
            derived=self.derived.get(each.id, ""),
            clash=self.clashes.get(each.id),
        )

    def list_tabs(self) -> list[tuple[int, str, str, bool]]:
        """(number, language, name, is the first with a fault) of each language."""
        titles = get_vocabulary("languages")
        faulty = [
            number
            for number, code in enumerate(self.languages)
            if any(name.endswith(f"__{code}") for name in self.errors)
        ]
        first = faulty[0] if faulty else 0
        return [
            (number, code, name_language(code, titles.title(code, _language())), number == first)
            for number, code in enumerate(self.languages)
        ]

    def count_missing(self) -> int:
        """How many of the fields that submitting needs are empty."""
        return sum(row.is_missing for _i, _t, rows in self.list_sections() for row in rows)


def name_language(code: str, title: str) -> str:
    """Name of a language, also of the one that nobody said."""
    return _("Language not said") if code == UNDETERMINED else title


def list_languages(values: Mapping[str, Any], reader: str, more: Iterable[str] = ()) -> list[str]:
    """Languages to offer: English, the reader's, those that texts exist in, those asked for."""
    translatable = {
        each.id for kind in list_field_sets().values() for each in kind.fields if each.translatable
    }
    used = [
        code for id in translatable if isinstance(values.get(id), Mapping) for code in values[id]
    ]
    known = get_vocabulary("languages")
    asked = [code for code in more if code in known]
    return list(dict.fromkeys(["en", reader, *sorted(used), *asked]))


def _language() -> str:
    return get_language() or "en"


def _write_out(each: Field, value: Any) -> Any:
    if each.type == "yes-no":
        return {True: "yes", False: "no"}.get(value, "")  # type: ignore[call-overload]
    if each.type == "choices":
        return list(value or [])
    return "" if value is None else str(value)


def _build_input(each: Field, country: str) -> forms.Field:
    """An input that takes anything: what is wrong with it is said by `actions.checking`."""
    label = each.title_in(_language())
    if each.type == "choices":
        widget: forms.Widget = forms.CheckboxSelectMultiple()
        return _AnyField(label=label, required=False, widget=widget)
    if each.type == "yes-no":
        return forms.CharField(
            label=label, required=False, widget=forms.Select(choices=list(_ANSWERS))
        )
    if each.type == "choice":
        vocabulary = get_vocabulary(str(each.vocabulary))
        choices = [("", "…"), *build_select(vocabulary, _language(), country=country)]
        return forms.CharField(label=label, required=False, widget=forms.Select(choices=choices))
    if each.type == "long-text":
        widget = forms.Textarea(attrs={"rows": 3})
    else:
        widget = forms.TextInput(attrs=_INPUTS.get(each.type, {}))
    return forms.CharField(label=label, required=False, strip=False, widget=widget)


class _AnyField(forms.Field):
    """A list of whatever was ticked."""

    def clean(self, value: Any) -> list[str]:
        return [item for item in value or [] if item]
