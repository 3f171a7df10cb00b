"""Organisations that fit what was typed."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hanse.hub.foundation.folding import fold_words
from hanse.hub.organisations.models import Organisation


def list_found(text: str) -> QuerySet[Organisation]:
    """Listed organisations in whose entry every word of `text` stands, by name."""
    wanted = Q(state__in=Organisation.LISTED)
    for word in fold_words(text):
        wanted &= Q(search_entry__title__contains=word) | Q(search_entry__text__contains=word)
    return Organisation.objects.filter(wanted)
