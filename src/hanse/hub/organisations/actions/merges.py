"""Two profiles become one, without loss, and can be parted again.

What hangs on the profile that goes moves to the one that stays: people, members, identifiers,
labels, cooperation, history, and whatever other apps tie to an organisation. Every row that is
touched is written down first in `Merge.before`; undoing plays that back in reverse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hanse.hub.foundation.audit import record
from hanse.hub.foundation.permissions import require
from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.actions.duplicates import close_pair
from hanse.hub.organisations.actions.joining import set_state
from hanse.hub.organisations.actions.profiles import take_snapshot, write_profile
from hanse.hub.organisations.fields import find_field_set
from hanse.hub.organisations.mail import describe_context, list_writers, send_letters
from hanse.hub.organisations.models import (
    Change,
    Cooperation,
    DuplicatePair,
    Membership,
    Merge,
    Organisation,
    Revision,
    SearchEntry,
    Seat,
)
from hanse.hub.organisations.queries.values import get_given_values
from hanse.hub.people.models import Person
from hanse.vocabulary import InputError

SOURCE = "merge:{}"
TOGETHER = ("place", "region", "latitude", "longitude")
"""Fields that only make sense from one side: the choice for `place` decides."""
_STAY = (Change, SearchEntry, DuplicatePair, Merge, Organisation)
_SPECIAL = (Seat, Membership, Cooperation, Revision)
_RANK = {Seat.Role.VIEWER: 0, Seat.Role.EDITOR: 1, Seat.Role.OWNER: 2}


class _ExactEncoder(DjangoJSONEncoder):
    """Keeps microseconds, which Django's encoder cuts: undoing gives back the very moment."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class _Ledger:
    """What was done to rows, written down before it is done."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def update(self, row: models.Model, **values: Any) -> None:
        """Change columns of a row."""
        old = {name: getattr(row, name) for name in values}
        self._note(act="update", row=row, old=old)
        type(row)._base_manager.filter(pk=row.pk).update(**values)

    def delete(self, row: models.Model) -> None:
        """Take a row away; its whole content is kept."""
        self._note(act="delete", row=row, old=_serialise(row))
        type(row)._base_manager.filter(pk=row.pk).delete()

    def create(self, row: models.Model) -> None:
        """A row that was made for the merge."""
        self._note(act="create", row=row, old=None)

    def _note(self, *, act: str, row: models.Model, old: Any) -> None:
        entry = {"act": act, "model": row._meta.label, "pk": row.pk, "old": old}
        self.entries.append(json.loads(json.dumps(entry, cls=_ExactEncoder)))


def _serialise(row: models.Model) -> Any:
    return json.loads(serializers.serialize("json", [row], cls=_ExactEncoder))[0]


@transaction.atomic
def merge_organisations(
    kept: Organisation, gone: Organisation, *, by: Any, chosen: Mapping[str, str] | None = None
) -> Merge:
    """Make one profile of two.

    `chosen` says for a field whether the value comes from "kept" or "gone"; what it does not name
    stays as it is in `kept`, and a field that is empty there is filled. Raises InputError where
    the two cannot be merged so.
    """
    require("organisations.merge", by)
    kept, gone = _lock(kept, gone)
    owners = _list_owners(kept, gone)
    ledger = _Ledger()
    before = {"kept": _serialise(kept), "gone": _serialise(gone)}
    values = _choose_values(kept, gone, chosen or {})
    # History first, so that the merge itself is the latest entry.
    _move_revisions(kept, gone, ledger)
    _move_rows(kept, gone, ledger)
    written = _write_values(kept, gone, values, by=by)
    if written.revision != kept.revision:
        ledger.create(written.revisions.get(number=written.revision))
    set_state(gone, Organisation.State.MERGED, by=by, reason=f"{kept.key}")
    Organisation.objects.filter(pk=gone.pk).update(merged_into=kept)
    for chained in gone.merged_from.all():
        ledger.update(chained, merged_into_id=kept.pk)
    _forget_open_pairs(kept, gone, ledger)
    close_pair(kept.pk, gone.pk, DuplicatePair.State.MERGED, by=by)
    before |= {"entries": ledger.entries, "revision": written.revision}
    merge = Merge.objects.create(kept=kept, gone=gone, before=before, by=by)
    after = {"kept": kept.key, "gone": gone.key, "rows": len(ledger.entries)}
    record(by, "organisations.merge", written, after=after)
    if written.is_listed:
        record_change([written])
    _tell_owners("merged", written, gone, people=owners)
    return merge


def _tell_owners(
    letter: str, kept: Organisation, gone: Organisation, *, people: Iterable[Person]
) -> None:
    """A letter to the owners of both profiles, each once."""
    each_once = {person.pk: person for person in people}
    context = describe_context(kept, other=gone)
    send_letters(letter, each_once.values(), **context)


def _list_owners(*organisations: Organisation) -> list[Person]:
    return [
        person
        for organisation in organisations
        for person in list_writers(organisation, owners_only=True)
    ]


def _lock(kept: Organisation, gone: Organisation) -> tuple[Organisation, Organisation]:
    if kept.pk == gone.pk:
        raise InputError(_("An organisation cannot be merged into itself."))
    rows = Organisation.objects.select_for_update().order_by("pk").in_bulk([kept.pk, gone.pk])
    kept, gone = rows[kept.pk], rows[gone.pk]
    if Organisation.State.MERGED in (kept.state, gone.state):
        raise InputError(
            _("One of the profiles is merged already."), mend=_("Load the page again.")
        )
    if gone.is_listed and not kept.is_listed:
        raise InputError(
            _("“%(name)s” is listed, the profile to be kept is not.") % {"name": gone.name},
            mend=_("Keep the one that is listed."),
        )
    return kept, gone


def _choose_values(
    kept: Organisation, gone: Organisation, chosen: Mapping[str, str]
) -> dict[str, Any]:
    """Values that come from the profile that goes."""
    known = find_field_set(kept.kind, kept.country).by_id
    own, other = get_given_values(kept), get_given_values(gone)
    sides = {id: chosen.get(id, "kept" if id in own else "gone") for id in known}
    is_placed = any(id in own for id in TOGETHER)
    place = chosen.get("place", "kept" if is_placed else "gone")
    sides |= {id: place for id in TOGETHER if id in known}
    values = {
        id: other.get(id)
        for id, side in sides.items()
        if side == "gone" and other.get(id) != own.get(id) and (id in other or id in TOGETHER)
    }
    lost = gone.name if sides["name"] == "kept" else kept.name
    if "other_names" in known and "other_names" not in {**own, **values} and gone.name != kept.name:
        values["other_names"] = lost  # found by its old name
    return values


def _write_values(
    kept: Organisation, gone: Organisation, values: Mapping[str, Any], *, by: Any
) -> Organisation:
    """Write the chosen values with the provenance that they had."""
    current = Organisation.objects.get(pk=kept.pk)
    taken = [id for id in values if id in gone.stamps and values[id] is not None]
    try:
        written = write_profile(
            current,
            values,
            by=by,
            source=SOURCE.format(gone.key),
            visibility={id: gone.stamps[id]["visibility"] for id in taken},
        )
    except ValidationError as error:
        id, texts = next(iter(error.message_dict.items()))
        raise InputError(
            texts[0], field=id, mend=_("Choose this field from the other side.")
        ) from error
    for id in taken:
        written.stamps[id] = gone.stamps[id]
    if not written.logo and gone.logo:
        written.logo = gone.logo
    written.save()
    if written.revision != current.revision:
        written.revisions.filter(number=written.revision).update(values=take_snapshot(written))
    return written


def _move_revisions(kept: Organisation, gone: Organisation, ledger: _Ledger) -> None:
    """The history of the one that goes follows that of the one that stays."""
    latest = kept.revisions.values_list("number", flat=True).first() or 0
    for number, row in enumerate(gone.revisions.order_by("number"), start=latest + 1):
        ledger.update(row, organisation_id=kept.pk, number=number)
        latest = number
    kept.revision = latest
    Organisation.objects.filter(pk=kept.pk).update(revision=latest)


def _move_rows(kept: Organisation, gone: Organisation, ledger: _Ledger) -> None:
    _move_seats(kept, gone, ledger)
    _move_memberships(kept, gone, ledger)
    _move_cooperation(kept, gone, ledger)
    for model, name in list_relations():
        if model in _STAY or model in _SPECIAL:
            continue
        for row in model._base_manager.filter(**{name: gone.pk}).order_by("pk"):
            _move(row, ledger, **{name: kept.pk})


def list_relations() -> list[tuple[type[models.Model], str]]:
    """Every table that points to an organisation, of any app, with the column that does."""
    relations = Organisation._meta.get_fields(include_hidden=True)
    return [
        (relation.related_model, relation.field.attname)
        for relation in relations
        if isinstance(relation, models.ManyToOneRel)
    ]


def _move(row: models.Model, ledger: _Ledger, **values: Any) -> None:
    """Move a row, or leave it where it is if the other side has one that stands for both."""
    noted = len(ledger.entries)
    try:
        with transaction.atomic():
            ledger.update(row, **values)
    except IntegrityError:
        del ledger.entries[noted:]


def _move_seats(kept: Organisation, gone: Organisation, ledger: _Ledger) -> None:
    """Who has a seat in both keeps the one with more rights."""
    own = {seat.person_id: seat for seat in kept.seats.all()}
    for seat in gone.seats.order_by("pk"):
        other = own.get(seat.person_id)
        if other is None:
            ledger.update(seat, organisation_id=kept.pk)
            continue
        if _RANK[seat.role] > _RANK[other.role]:  # type: ignore[index]
            ledger.update(other, role=seat.role)
        ledger.delete(seat)


def _move_memberships(kept: Organisation, gone: Organisation, ledger: _Ledger) -> None:
    touched = Membership.objects.filter(Q(group=gone) | Q(member=gone)).order_by("pk")
    for row in touched:
        sides = {
            "group_id": kept.pk if row.group_id == gone.pk else row.group_id,
            "member_id": kept.pk if row.member_id == gone.pk else row.member_id,
        }
        if sides["group_id"] == sides["member_id"]:
            ledger.delete(row)
            continue
        twin = Membership.objects.filter(**sides, until__isnull=True).exclude(pk=row.pk).first()
        if twin is None or row.until is not None:
            ledger.update(row, **sides)
            continue
        _join(twin, row, ledger, ("confirmed_by_group", "confirmed_by_member"))
        ledger.delete(row)


def _join(
    kept: Membership, gone: Membership, ledger: _Ledger, confirmations: Iterable[str]
) -> None:
    """What either side knew: the earlier day, every confirmation."""
    days = [day for day in (kept.since, gone.since) if day]
    known = {name: getattr(kept, name) or getattr(gone, name) for name in confirmations}
    values = {**known, "since": min(days) if days else None}
    if any(getattr(kept, name) != value for name, value in values.items()):
        ledger.update(kept, **values)


def _move_cooperation(kept: Organisation, gone: Organisation, ledger: _Ledger) -> None:
    touched = Cooperation.objects.filter(Q(first=gone) | Q(second=gone)).order_by("pk")
    for row in touched:
        partner = row.second_id if row.first_id == gone.pk else row.first_id
        if partner == kept.pk:
            ledger.delete(row)  # with itself
            continue
        ours, theirs = row.confirmed_by_first, row.confirmed_by_second
        if row.second_id == gone.pk:
            ours, theirs = theirs, ours
        is_first = kept.pk < partner
        ledger.update(
            row,
            first_id=kept.pk if is_first else partner,
            second_id=partner if is_first else kept.pk,
            confirmed_by_first=ours if is_first else theirs,
            confirmed_by_second=theirs if is_first else ours,
        )


def _forget_open_pairs(kept: Organisation, gone: Organisation, ledger: _Ledger) -> None:
    """Other questions about the profile that is gone; the next scan asks them of the kept one."""
    open_pairs = DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN)
    for pair in open_pairs.filter(Q(first=gone) | Q(second=gone)):
        if {pair.first_id, pair.second_id} != {kept.pk, gone.pk}:
            ledger.delete(pair)


@transaction.atomic
def undo_merge(merge: Merge, *, by: Any) -> tuple[Organisation, Organisation]:
    """Part two profiles again: each as it was, with all that belonged to it.

    What was edited since in the kept profile stays with it, as a new revision; so does what came
    to it since. Raises InputError where a later merge must be undone first.
    """
    require("organisations.merge", by)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    _require_last(merge)
    ids = [merge.kept_id, merge.gone_id]
    now = Organisation.objects.select_for_update().order_by("pk").in_bulk(ids)[merge.kept_id]
    edited = _list_edits(now, since=merge.before["revision"])
    for entry in reversed(merge.before["entries"]):
        _play_back(entry)
    gone = Organisation.objects.get(pk=merge.gone_id)
    Organisation.objects.filter(pk=gone.pk).update(merged_into=None)
    set_state(gone, merge.before["gone"]["fields"]["state"], by=by, reason=f"undo:{now.key}")
    kept_state = now.state
    for side in ("kept", "gone"):
        _restore(merge.before[side])
    close_pair(merge.kept_id, merge.gone_id, DuplicatePair.State.OPEN, by=by)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    kept = _keep_edits(Organisation.objects.get(pk=merge.kept_id), edited, kept_state, by=by)
    record(by, "organisations.undo_merge", kept, after={"gone": gone.key})
    if kept.is_listed:
        record_change([kept])
    gone = Organisation.objects.get(pk=merge.gone_id)
    _tell_owners("parted", kept, gone, people=_list_owners(kept, gone))
    return kept, gone


def _require_last(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise InputError(_("This merge is undone already."))
    sides = [merge.kept_id, merge.gone_id]
    later = Merge.objects.filter(undone_at__isnull=True, pk__gt=merge.pk).filter(
        Q(kept__in=sides) | Q(gone__in=sides)
    )
    if later.exists():
        raise InputError(
            _("One of the profiles took part in a later merge."), mend=_("Undo that one first.")
        )


def _list_edits(kept: Organisation, *, since: int) -> dict[str, Any]:
    """Fields that changed after the merge, as they are now."""
    later = kept.revisions.filter(number__gt=since).values_list("changed", flat=True)
    ids = {id for changed in later for id in changed}
    values = get_given_values(kept)
    return {id: values.get(id) for id in ids}


def _play_back(entry: Mapping[str, Any]) -> None:
    model = apps.get_model(entry["model"])
    rows = model._base_manager.filter(pk=entry["pk"])
    if entry["act"] == "update":
        rows.update(**entry["old"])
    elif entry["act"] == "create":
        rows.delete()
    elif not rows.exists():
        _restore(entry["old"])


def _restore(row: Mapping[str, Any]) -> None:
    """Write a row as it was, every column, times included."""
    for restored in serializers.deserialize("json", json.dumps([row])):
        restored.save()


def _keep_edits(
    kept: Organisation, edited: Mapping[str, Any], state: str, *, by: Any
) -> Organisation:
    """The kept profile as it was, with what people did to it since."""
    if not edited and kept.state == state:
        return kept
    kept.revision = kept.revisions.values_list("number", flat=True).first() or kept.revision
    kept.state = state
    kept.save(update_fields=["revision", "state"])
    return write_profile(kept, edited, by=by, source=SOURCE.format("undone")) if edited else kept
