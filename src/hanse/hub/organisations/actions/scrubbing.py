"""Taking an erased person out of free texts that stay: messages, notes, reasons, old versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from hanse.hub.foundation.audit import replace_words
from hanse.hub.foundation.models import AuditEntry
from hanse.hub.organisations.queries.personal_data import list_relations
from hanse.hub.people.models import Person

_SHORTEST = 60
"""Shorter columns hold codes, not texts."""


def scrub_texts(person: Person, *, addresses: Sequence[str], name: str, pseudonym: str) -> int:
    """Replace a person's addresses and name by the pseudonym; answers how many rows changed.

    An address goes from every text of a table that points to people, whoever wrote it; a name
    only from texts of rows that point to this person, and only where it is more than one word:
    others may bear it, and "Rose" is a flower. Old versions of profiles keep names: to restore one
    must not rename an organisation that is called after its founder.
    """
    changed: set[tuple[str, int]] = set()
    for relation in list_relations():
        model = relation.related_model
        if model is AuditEntry:  # foundation.audit.pseudonymise
            continue
        for row in _list_rows(relation, person, addresses):
            is_own = getattr(row, relation.field.attname) == person.pk
            names = [name] if is_own and " " in name.strip() else []
            if _scrub_row(row, addresses=addresses, names=names, pseudonym=pseudonym):
                changed.add((model._meta.label, row.pk))
    return len(changed)


def _list_rows(relation: Any, person: Person, addresses: Sequence[str]) -> list[Any]:
    model, texts = relation.related_model, _list_texts(relation.related_model)
    wanted = models.Q(**{relation.field.name: person})
    for text in texts:
        for address in addresses:
            wanted |= models.Q(**{f"_text_{text.name}__icontains": address})
    casts = {f"_text_{text.name}": Cast(text.name, models.TextField()) for text in texts}
    return list(model._base_manager.annotate(**casts).filter(wanted)) if texts else []


def _list_texts(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (models.TextField, models.JSONField))
        or (
            isinstance(field, models.CharField)
            and not (field.choices or field.unique or isinstance(field, models.EmailField))
            and (field.max_length or _SHORTEST) > _SHORTEST
            and not field.name.endswith("_hash")
        )
    ]


def _scrub_row(
    row: models.Model, *, addresses: Sequence[str], names: Sequence[str], pseudonym: str
) -> bool:
    cleared = {}
    for field in _list_texts(type(row)):
        is_data = isinstance(field, models.JSONField)
        value = getattr(row, field.attname)
        words = [word for word in (*addresses, *([] if is_data else names)) if word]
        replaced = replace_words(value, words, pseudonym)
        if replaced != value:
            cleared[field.attname] = replaced
    if cleared:
        type(row)._base_manager.filter(pk=row.pk).update(**cleared)
    return bool(cleared)
