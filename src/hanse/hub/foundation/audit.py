"""The audit trail: every act that changes something writes one entry, in its transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Cast

from hanse.hub.foundation.models import AuditEntry

if TYPE_CHECKING:
    from hanse.hub.foundation.permissions import Actor

Values = dict[str, Any]


def describe_values(thing: models.Model, *, leave_out: frozenset[str] = frozenset()) -> Values:
    """The thing's fields as plain data, for `before` and `after`; passwords never."""
    hidden = leave_out | {"password"}
    fields = [field for field in thing._meta.concrete_fields if field.name not in hidden]
    return {field.name: field.value_to_string(thing) for field in fields}


def record(
    actor: Actor | None,
    verb: str,
    thing: models.Model | str,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> AuditEntry:
    """Write one entry: who, the act, on what; of `before` and `after` only what differs.

    `actor` is None for the machine itself. Call it inside the action's transaction, so that the
    act and its entry are kept or undone together.
    """
    if before is not None and after is not None:
        changed = {key for key in before | after if before.get(key) != after.get(key)}
        before = {key: before[key] for key in sorted(changed) if key in before}
        after = {key: after[key] for key in sorted(changed) if key in after}
    kind, key, label = "", "", str(thing)
    if isinstance(thing, models.Model):
        kind, key = thing._meta.label_lower, str(thing.pk)
    context = structlog.contextvars.get_contextvars()
    return AuditEntry.objects.create(
        actor_id=getattr(actor, "pk", None),
        verb=verb,
        kind=kind,
        key=key,
        label=label[:300],
        before=_plain(before),
        after=_plain(after),
        request_id=context.get("request_id", ""),
    )


def _plain(values: Values | None) -> Values | None:
    encoder = DjangoJSONEncoder()
    return None if values is None else {k: _plain_value(encoder, v) for k, v in values.items()}


def _plain_value(encoder: DjangoJSONEncoder, value: Any) -> Any:
    plain = value is None or isinstance(value, (str, int, float, bool, list, dict))
    if plain:
        return value
    try:
        return encoder.default(value)
    except TypeError:
        return str(value)


def list_entries(*, kind: str = "", key: str = "", verb: str = "") -> models.QuerySet[AuditEntry]:
    """Entries, newest first, with their actors."""
    given = {"kind": kind, "key": key, "verb": verb}
    wanted = {name: value for name, value in given.items() if value}
    return AuditEntry.objects.filter(**wanted).select_related("actor")


def list_mentioning(person: models.Model, *, words: Sequence[str]) -> models.QuerySet[AuditEntry]:
    """Entries by a person, about a person, or with one of `words` (addresses) in their texts."""
    wanted = models.Q(actor=person.pk) | _about(person, words)
    return _with_texts().filter(wanted).order_by("pk")


def _about(person: models.Model, words: Sequence[str]) -> models.Q:
    found = models.Q(kind=person._meta.label_lower, key=str(person.pk))
    for word in filter(None, words):
        for column in ("label", "_before", "_after"):
            found |= models.Q(**{f"{column}__icontains": word})
    return found


def _with_texts() -> models.QuerySet[AuditEntry]:
    texts = {f"_{name}": Cast(name, models.TextField()) for name in ("before", "after")}
    return AuditEntry._base_manager.annotate(**texts)


def pseudonymise(person: models.Model, *, words: Sequence[str], pseudonym: str) -> int:
    """Take a person who was erased out of the texts of entries; answers how many were touched.

    The one change that an entry may see. The first of `words` are addresses and leave every entry
    in which they stand; a bare name (the last) leaves only the entries about and by the person,
    for other people may bear it. What was done, when, and by whom under the pseudonym stays.
    """
    *addresses, name = words
    touched = 0
    for entry in _with_texts().filter(_about(person, addresses) | models.Q(actor=person.pk)):
        is_about = entry.kind == person._meta.label_lower and entry.key == str(person.pk)
        is_own = entry.actor_id == person.pk
        wanted = [word for word in (*addresses, name if is_about or is_own else "") if word]
        texts = {name: getattr(entry, name) for name in ("label", "before", "after")}
        replaced = {name: replace_words(text, wanted, pseudonym) for name, text in texts.items()}
        if replaced != texts:
            AuditEntry._base_manager.filter(pk=entry.pk).update(**replaced)
            touched += 1
    return touched


def replace_words(value: Any, words: Sequence[str], by: str) -> Any:
    """Plain data with whole words replaced, wherever in it they stand, in any case."""
    if isinstance(value, dict):
        return {key: replace_words(each, words, by) for key, each in value.items()}
    if isinstance(value, list):
        return [replace_words(each, words, by) for each in value]
    if not isinstance(value, str) or not words:
        return value
    # No boundary inside a word: the name "Ada" does not leave "Adalbert".
    any_word = "|".join(map(re.escape, words))
    return re.sub(rf"(?<!\w)(?:{any_word})(?!\w)", by, value, flags=re.IGNORECASE)
