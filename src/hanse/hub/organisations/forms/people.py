"""Forms about people: to invite, to ask, to answer, to seat an owner."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hanse.hub.organisations.models import Seat

ROLE_HELP = _(
    "Viewers see what is private, editors also change the profile, owners also give seats."
)


class InvitationForm(forms.Form):
    """Whom, and as what."""

    prefix = "invite"
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Seat.Role.choices, initial=Seat.Role.EDITOR, help_text=ROLE_HELP
    )


class JoinRequestForm(forms.Form):
    """What goes with a request to join."""

    message = forms.CharField(
        label=_("Message"),
        help_text=_("Say who you are and what you do in the organisation; its owners read it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(max_length=1000, required=False)


class OwnerForm(forms.Form):
    """Whom a moderator seats as owner, and on what evidence."""

    prefix = "owner"
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        help_text=_("How you know that the person speaks for the organisation."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
