"""Forms for members, groups and cooperation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.fields import get_vocabulary
from hanse.hub.organisations.models import Cooperation, Membership, Organisation

_K = Organisation.Kind
MEMBER_KINDS = tuple(kind for kind in _K if kind not in (_K.PARTNERSHIP, _K.ASSOCIATION))
"""Kinds that a group may name; whoever has members joins by their own profile."""


class _Since(forms.Form):
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class _Role(_Since):
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER
    )
    field_order: Sequence[str] | None = ("organisation", "name", "kind", "country", "role", "since")


class _Choice(forms.Form):
    organisation = forms.ChoiceField(label=_("Organisation"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, candidates: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {each.key: each for each in candidates}
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            (each.key, _describe(each)) for each in candidates
        ]
        if len(candidates) == 1:
            self.fields["organisation"].initial = candidates[0].key

    def clean_organisation(self) -> Organisation:
        """The organisation itself."""
        return self.candidates[self.cleaned_data["organisation"]]


class MembershipForm(_Role, _Choice):
    """One of the organisations found, as what and since when."""


class CooperationForm(_Since, _Choice):
    """One of the organisations found, on what and since when."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=Cooperation._meta.get_field("subject").max_length,
        help_text=_("What you do together, in a few words."),
    )
    field_order = ("organisation", "subject", "since")


class NamedMemberForm(_Role):
    """A member that has no profile yet."""

    name = forms.CharField(label=_("Name"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind, kind.label) for kind in MEMBER_KINDS])
    country = forms.ChoiceField(label=_("Country"))
    place = forms.CharField(label=_("Place"), max_length=150, required=False)
    website = forms.URLField(
        label=_("Web site"), max_length=300, required=False, assume_scheme="https"
    )
    email = forms.EmailField(
        label=_("E-mail of somebody there"),
        required=False,
        help_text=_("They are invited to own the profile and to confirm the membership."),
    )
    field_order = ("name", "kind", "country", "place", "website", "email", "role", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        terms = get_vocabulary("countries").terms.values()
        self.fields["country"].choices = sorted(  # type: ignore[attr-defined]
            ((term.id, term.title_in(language)) for term in terms), key=lambda pair: pair[1]
        )

    def profile_values(self) -> dict[str, str]:
        """What goes into the draft of the profile."""
        ids = ("name", "country", "place", "website")
        return {id: self.cleaned_data[id] for id in ids if self.cleaned_data[id]}


class FirstOwnerForm(forms.Form):
    """Whom to invite into a profile that a group named."""

    email = forms.EmailField(
        label=_("E-mail of somebody there"),
        help_text=_("They are invited to own the profile and to confirm the membership."),
    )


class EndForm(forms.Form):
    """The last day; today where nothing is said."""

    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def _describe(organisation: Organisation) -> str:
    place = ", ".join(part for part in (organisation.place, organisation.country) if part)
    kind = Organisation.Kind(organisation.kind).label
    return f"{organisation.name} · {kind} · {place}"
