"""Forms of joining: to submit, to decide, to answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_REASON = {"rows": 5}


class SubmitForm(forms.Form):
    """What goes with a submission."""

    message = forms.CharField(
        label=_("Message to the moderator"),
        help_text=_("Whatever helps to judge: where members are listed, why a waiver applies."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = forms.BooleanField(
        label=_("The public fields may be shown to everyone, and I may speak for the organisation.")
    )


class AnswerForm(forms.Form):
    """The answer to a moderator's question."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=1000, widget=forms.Textarea(attrs=_REASON)
    )


class PublishForm(forms.Form):
    """List it; `revision` is what the moderator has read."""

    prefix = "publish"
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.TextInput,
        help_text=_("Kept with the decision and sent to the organisation."),
    )


class ReturnForm(forms.Form):
    """Give it back."""

    prefix = "return"
    reason = forms.CharField(
        label=_("What has to be mended"),
        max_length=2000,
        widget=forms.Textarea(attrs=_REASON),
        help_text=_("Filled in with what is missing; the organisation reads it as it stands."),
    )


class AskForm(forms.Form):
    """Ask before deciding."""

    prefix = "ask"
    question = forms.CharField(
        label=_("Question"), max_length=1000, widget=forms.Textarea(attrs=_REASON)
    )


class ArchiveForm(forms.Form):
    """Why it leaves the list."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.TextInput,
        help_text=_("Its people read it; so do those who look at the history."),
    )


def suggest_reason(mends: list[str]) -> dict[str, Any]:
    """What a return begins with: each thing that is missing, on a line of its own."""
    return {"reason": "\n".join(f"- {mend}" for mend in mends)}
