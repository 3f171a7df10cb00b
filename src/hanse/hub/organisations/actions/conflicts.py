"""Two people changed one profile at the same time: what can be joined is, the rest is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hanse.hub.organisations.models import Organisation, Revision
from hanse.vocabulary import HanseError


@dataclass(frozen=True)
class Clash:
    """One field that both changed, differently."""

    field: str
    base: Any
    theirs: Any
    mine: Any


class EditConflictError(HanseError):
    """Someone else saved other values of the same fields meanwhile; both versions are in it."""

    exit_code = 2

    def __init__(
        self,
        clashes: tuple[Clash, ...],
        *,
        mine: Mapping[str, Any],
        revision: int,
        by: Any,
        at: datetime | None,
    ) -> None:
        self.clashes, self.revision, self.by, self.at = clashes, revision, by, at
        self.mine = mine
        """All that the writer changed, also where nobody else did."""
        super().__init__(
            _("Someone else changed the same fields since you opened this page."),
            field=", ".join(clash.field for clash in clashes),
            mend=_("Look at both versions, choose, and save again."),
        )


def join_edits(
    organisation: Organisation, values: Mapping[str, Any], *, now: Mapping[str, Any], revision: int
) -> dict[str, Any]:
    """Of `values`, written on top of an older revision, those that differ from it.

    Raises EditConflictError where a field was changed by both sides in different ways.
    """
    latest = {
        each.number: each
        for each in organisation.revisions.filter(
            number__in=(revision, organisation.revision)
        ).select_related("by")
    }
    base: Mapping[str, Any] = latest[revision].values["values"] if revision in latest else {}
    mine = {id: value for id, value in values.items() if value != base.get(id)}
    clashes = tuple(
        Clash(id, base.get(id), now.get(id), value)
        for id, value in mine.items()
        if now.get(id) != base.get(id) and now.get(id) != value
    )
    if clashes:
        last: Revision | None = latest.get(organisation.revision)
        raise EditConflictError(
            clashes,
            mine=mine,
            revision=organisation.revision,
            by=last.by if last else None,
            at=last.at if last else None,
        )
    return mine
