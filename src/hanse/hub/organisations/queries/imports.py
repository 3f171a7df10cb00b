"""What the pages of imports show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanse.hub.foundation.models import Job
from hanse.hub.organisations.fields import list_fields
from hanse.hub.organisations.importing import WORDS, Oddity
from hanse.hub.organisations.models import Import, Organisation

SHOWN_OF_A_KIND = 8


@dataclass(frozen=True)
class ShownOddity:
    """One oddity in the reader's language."""

    row: int
    field: str
    value: str
    done: str


@dataclass(frozen=True)
class OddityGroup:
    """All oddities of a kind: how many, the first few, whether rows stay out."""

    kind: str
    seen: str
    count: int
    is_set_aside: bool
    shown: tuple[ShownOddity, ...]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


def list_imports() -> QuerySet[Import]:
    """Imports with whoever made them, the latest first."""
    return Import.objects.select_related("owner")


def get_job(kept: Import) -> Job | None:
    """The background work of an import."""
    return Job.objects.filter(pk=kept.job_id).first() if kept.job_id else None


def is_open(kept: Import, job: Job | None) -> bool:
    """Whether the file may still be tried out: not imported, and no worker is at it."""
    if kept.state == Import.State.IMPORTING:
        return job is not None and job.state == Job.State.FAILED  # its worker was lost
    return kept.state != Import.State.IMPORTED


def list_oddities(kept: Import) -> list[Oddity]:
    """The oddities that an import keeps."""
    return [
        Oddity(kind, value, result, row, field)
        for kind, row, field, value, result in kept.report.get("oddities", [])
    ]


def describe_oddity(odd: Oddity) -> ShownOddity:
    """One oddity in words."""
    done = _(WORDS[odd.kind].done) % {"result": odd.result}
    return ShownOddity(odd.row, name_field(odd.field), odd.value, done)


def name_field(id: str) -> str:
    """Title of a field, or what else a column may hold."""
    field = list_fields().get(id)
    return field.title_in(get_language() or "en") if field else id


def group_oddities(kept: Import) -> list[OddityGroup]:
    """Oddities by kind: rows that stay out first, then the most frequent."""
    by_kind: dict[str, list[Oddity]] = {}
    for odd in list_oddities(kept):
        by_kind.setdefault(odd.kind, []).append(odd)
    groups = [
        OddityGroup(
            kind,
            _(WORDS[kind].seen),
            kept.report["counts"].get(kind, len(odds)),
            odds[0].is_set_aside,
            tuple(describe_oddity(odd) for odd in odds[:SHOWN_OF_A_KIND]),
        )
        for kind, odds in by_kind.items()
    ]
    return sorted(groups, key=lambda group: (not group.is_set_aside, -group.count))


def count_set_aside(kept: Import) -> int:
    """How many rows stay out."""
    counts: dict[str, int] = kept.report.get("counts", {})
    return sum(count for kind, count in counts.items() if Oddity(kind).is_set_aside)


def list_brought(kept: Import, *, limit: int = 50) -> list[Organisation]:
    """The first of the new and changed profiles, in their order."""
    keys = [*kept.report.get("keys", []), *kept.report.get("changed_keys", [])][:limit]
    found = {each.key: each for each in Organisation.objects.filter(key__in=keys)}
    return [found[key] for key in keys if key in found]


def list_oddity_rows(kept: Import) -> list[list[Any]]:
    """The oddities as a table to work through."""
    header = [_("Row"), _("Field"), _("What was seen"), _("Value"), _("What was done")]
    rows: list[list[Any]] = [header]
    for odd in list_oddities(kept):
        shown = describe_oddity(odd)
        rows.append([odd.row or "", shown.field, _(WORDS[odd.kind].seen), odd.value, shown.done])
    return rows
