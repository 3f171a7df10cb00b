"""The only way into a profile: creating, writing, many at once, and back to an older revision.

Rights are the caller's: views and the API ask `require` first; `by` is None for the machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.actions.checking import (
    check_together,
    check_values,
    check_visibility,
)
from hanse.hub.organisations.actions.conflicts import join_edits
from hanse.hub.organisations.actions.deriving import derive_columns
from hanse.hub.organisations.fields import FieldSet, find_field_set
from hanse.hub.organisations.models import Identifier, Label, Organisation, Revision, Seat
from hanse.hub.organisations.models.organisation import make_key
from hanse.hub.organisations.queries.values import get_given_values
from hanse.hub.organisations.rules import forget_seats
from hanse.hub.places.gazetteer import Place
from hanse.vocabulary import InputError

MANAGER = "manager"
"""The source of what a person typed; others are "import:<file>" and "restore:<number>"."""
_CHUNK = 1000
_NOT_NULL = frozenset({"acronym", "website", "place", "region", "size_class"})
"""Columns in which nothing is an empty text."""

Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One profile of many; see `write_many`."""

    kind: str
    values: Values
    visibility: Mapping[str, str] = field(default_factory=dict)
    machine: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Field id: languages that a machine translated."""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    """Scheme: value."""
    labels: tuple[Mapping[str, Any], ...] = ()
    """Columns of `Label` each."""
    state: str | None = None
    """Instead of the state of all."""
    confirmed_at: datetime | None = None
    is_demonstration: bool = False
    key: str = ""
    found: Place | None = None
    """The town, where it was looked up before; else it is now."""


@transaction.atomic
def create_organisation(
    values: Values,
    *,
    kind: str,
    by: Any,
    source: str = MANAGER,
    visibility: Mapping[str, str] | None = None,
) -> Organisation:
    """A new draft; whoever types it in becomes its first owner.

    Raises ValidationError with the faults by field id; name and country are all that is needed.
    """
    row = Row(kind=kind, values=values, visibility=visibility or {})
    organisation = _build(row, source=source, today=_today(), state=Organisation.State.DRAFT)
    organisation.save(force_insert=True)
    _keep_revision(organisation, sorted(get_given_values(organisation)), by=by, source=source)
    if by is not None and source == MANAGER:
        Seat.objects.create(person=by, organisation=organisation, role=Seat.Role.OWNER)
        forget_seats(by)
    record(by, "organisations.create", organisation, after={"kind": kind, "source": source})
    return organisation


@transaction.atomic
def write_profile(
    organisation: Organisation,
    values: Values,
    *,
    by: Any,
    source: str = MANAGER,
    revision: int | None = None,
    visibility: Mapping[str, str] | None = None,
    machine: Mapping[str, Collection[str]] | None = None,
) -> Organisation:
    """Change the fields that are given, None or an empty text takes a value away.

    `revision` is the one that the writer saw: what others changed since stays, and where both
    changed a field EditConflictError shows both versions. Answers the organisation as it is now;
    where nothing differs there is no new revision. Raises ValidationError by field id.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    field_set = find_field_set(locked.kind, str(values.get("country") or locked.country))
    checked = check_values(field_set, values)
    if revision is not None and revision != locked.revision:
        now = get_given_values(locked)
        checked = join_edits(locked, checked, now=now, revision=revision)
    stamps = _Stamps(source, _today(), visibility or {}, machine or {})
    return _write(locked, checked, field_set, stamps, by=by)


@transaction.atomic
def restore_revision(organisation: Organisation, number: int, *, by: Any) -> Organisation:
    """Make the profile what it was at a revision, as a new revision; nothing is lost.

    Values keep the provenance that they had then. Raises InputError where there is no such one.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    kept = locked.revisions.filter(number=number).first()
    if kept is None:
        raise InputError(_("There is no such version of this profile."))
    then: dict[str, Any] = kept.values["values"]
    old = kept.values["stamps"]
    field_set = find_field_set(locked.kind, then["country"])
    wanted = dict.fromkeys(get_given_values(locked)) | then
    known = {id: value for id, value in wanted.items() if id in field_set.by_id}
    stamps = _Stamps(
        f"restore:{number}",
        _today(),
        {id: old[id]["visibility"] for id in then if id in old and id in known},
        {id: old[id].get("machine", ()) for id in then if id in old},
        kept=old,
    )
    return _write(locked, check_values(field_set, known), field_set, stamps, by=by)


@transaction.atomic
def write_many(
    rows: Iterable[Row], *, by: Any, source: str, state: str = Organisation.State.DRAFT
) -> list[Organisation]:
    """Create many profiles with few queries, all or none, in the order of `rows`.

    Raises InputError that names the row (the first is 1) and the field of the first fault.
    """
    today, now = _today(), timezone.now()
    created: list[Organisation] = []
    numbered = enumerate(rows, start=1)
    while chunk := list(islice(numbered, _CHUNK)):
        built = [
            _build_numbered(number, row, source=source, today=today, state=state, now=now)
            for number, row in chunk
        ]
        Organisation.objects.bulk_create(built)
        _create_with(built, [row for _number, row in chunk], by=by, source=source)
        listed = [organisation for organisation in built if organisation.is_listed]
        if listed:
            record_change(listed)
        created += built
    after = {"profiles": len(created), "source": source, "state": str(state)}
    record(by, "organisations.write_many", source, after=after)
    return created


def _create_with(
    organisations: list[Organisation], rows: list[Row], *, by: Any, source: str
) -> None:
    Revision.objects.bulk_create(
        _build_revision(each, sorted(get_given_values(each)), by=by, source=source)
        for each in organisations
    )
    pairs = list(zip(organisations, rows, strict=True))
    Identifier.objects.bulk_create(
        Identifier(organisation=organisation, scheme=scheme, value=value)
        for organisation, row in pairs
        for scheme, value in row.identifiers.items()
    )
    Label.objects.bulk_create(
        Label(organisation=organisation, **label)
        for organisation, row in pairs
        for label in row.labels
    )


def _build_numbered(number: int, row: Row, *, now: datetime, **options: Any) -> Organisation:
    try:
        organisation = _build(row, **options)
    except ValidationError as error:
        id, faults = next(iter(error.message_dict.items()))
        raise InputError(faults[0], row=number, field=id) from error
    if organisation.is_listed:
        organisation.published_at = organisation.confirmed_at = row.confirmed_at or now
    return organisation


def _build(row: Row, *, source: str, today: str, state: str) -> Organisation:
    lacking = {id: [_("This is needed even for a draft.")] for id in ("name", "country")}
    lacking = {id: fault for id, fault in lacking.items() if not row.values.get(id)}
    if lacking:
        raise ValidationError(lacking)
    field_set = find_field_set(row.kind, str(row.values["country"]))
    checked = check_values(field_set, row.values)
    organisation = Organisation(
        key=row.key or make_key(),
        kind=row.kind,
        state=row.state or state,
        is_demonstration=row.is_demonstration,
        revision=1,
    )
    stamps = _Stamps(source, today, check_visibility(field_set, row.visibility), row.machine)
    given = {id: value for id, value in checked.items() if value is not None}
    _apply(organisation, given, field_set, stamps, found=row.found)
    return organisation


@dataclass(frozen=True)
class _Stamps:
    """What is stamped on the values of one act."""

    source: str
    today: str
    visibility: Mapping[str, str]
    machine: Mapping[str, Collection[str]]
    kept: Mapping[str, Any] = field(default_factory=dict)
    """Stamps that values bring along, from an older revision."""


def _write(
    organisation: Organisation, checked: Values, field_set: FieldSet, stamps: _Stamps, *, by: Any
) -> Organisation:
    check_visibility(field_set, stamps.visibility)
    before = take_snapshot(organisation)
    _apply(organisation, checked, field_set, stamps)
    changed = list_differences(before, take_snapshot(organisation))
    if not changed and before["field_set"] == organisation.field_set:
        return organisation
    organisation.revision += 1
    organisation.save()
    _keep_revision(organisation, changed, by=by, source=stamps.source)
    after = {"fields": changed, "revision": organisation.revision, "source": stamps.source}
    record(by, "organisations.write_profile", organisation, after=after)
    if organisation.is_listed:
        record_change([organisation])
    return organisation


def _apply(
    organisation: Organisation,
    checked: Values,
    field_set: FieldSet,
    stamps: _Stamps,
    *,
    found: Place | None = None,
) -> None:
    """Put the values and their stamps into the organisation and derive the rest; writes nothing."""
    current = get_given_values(organisation) if organisation.field_set else {}
    changed = {id for id, value in checked.items() if value != current.get(id)}
    organisation.field_set = field_set.name
    organisation.stamps = dict(organisation.stamps)
    organisation.fields = dict(organisation.fields)
    check_together(field_set, {**current, **checked})
    for id in changed:
        _put(organisation, field_set, id, checked[id])
    values = {**current, **checked}
    for id in sorted(changed.union(stamps.visibility, stamps.machine)):
        _stamp(organisation, field_set, id, stamps, value=values.get(id), is_new=id in changed)
    derive_columns(organisation, changed, today=stamps.today, found=found)


def _put(organisation: Organisation, field_set: FieldSet, id: str, value: Any) -> None:
    column = field_set.by_id[id].column
    if column is not None:
        empty = "" if column in _NOT_NULL else None
        setattr(organisation, column, empty if value is None else value)
    elif value is None:
        organisation.fields.pop(id, None)
    else:
        organisation.fields[id] = value


def _stamp(
    organisation: Organisation,
    field_set: FieldSet,
    id: str,
    stamps: _Stamps,
    *,
    value: Any,
    is_new: bool,
) -> None:
    if value is None:
        organisation.stamps.pop(id, None)
        return
    old = field_set.by_id[id].read_stamp(organisation.stamps)
    brought = stamps.kept.get(id, {})
    stamp: dict[str, Any] = {
        "visibility": stamps.visibility.get(id, old.visibility),
        "source": brought.get("source", stamps.source) if is_new else old.source,
        "date": brought.get("date", stamps.today) if is_new else old.date,
    }
    wanted = stamps.machine.get(id, () if is_new else old.machine)
    if isinstance(value, dict) and (machine := sorted(set(wanted) & set(value))):
        stamp["machine"] = machine
    organisation.stamps[id] = stamp


def take_snapshot(organisation: Organisation) -> dict[str, Any]:
    """The profile as a revision keeps it: what people gave, not what was derived."""
    values = get_given_values(organisation)
    stamps = {id: organisation.stamps[id] for id in values if id in organisation.stamps}
    return {"field_set": organisation.field_set, "values": values, "stamps": stamps}


def list_differences(before: Values, after: Values) -> list[str]:
    """Ids of the fields whose value, visibility or translation differs."""
    ids = sorted({*before["values"], *after["values"]})
    return [id for id in ids if _describe(before, id) != _describe(after, id)]


def _describe(snapshot: Values, id: str) -> tuple[Any, ...]:
    stamp = snapshot["stamps"].get(id, {})
    return snapshot["values"].get(id), stamp.get("visibility"), stamp.get("machine")


def _keep_revision(organisation: Organisation, changed: list[str], *, by: Any, source: str) -> None:
    _build_revision(organisation, changed, by=by, source=source).save(force_insert=True)


def _build_revision(
    organisation: Organisation, changed: list[str], *, by: Any, source: str
) -> Revision:
    return Revision(
        organisation=organisation,
        number=organisation.revision,
        values=take_snapshot(organisation),
        changed=changed,
        by=by,
        source=source[:150],
    )


def _today() -> str:
    return timezone.localdate().isoformat()
