"""The table of rights: what each role may do, worked out by asking every predicate.

`hanse manage permissions` writes it to `docs/reference/permissions.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hanse.hub.foundation.permissions import ROLES, STAFF_ROLES, Right, list_rights

HEAD = """\
# Who may do what

Made by `hanse manage permissions` from the predicates in each room's `rules.py`; the tests compare
it with them cell by cell.

**yes**: on everything · **own**: on what is one's own · **published**: on what is published ·
**–**: not at all. Everyone is a visitor; whoever signed in is a member; the other roles are given
by an administrator. Roles marked * act on what belongs to others and need a second factor
(`HANSE_MFA_REQUIRED`, on by default, off in the demonstration).
"""


@dataclass(frozen=True)
class SampleActor:
    """Someone with one role, for asking predicates."""

    role: str
    pk: int | None = 1
    roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset({self.role}))

    @property
    def is_authenticated(self) -> bool:
        """Everyone but the visitor signed in."""
        return self.role != "visitor"


@dataclass(frozen=True)
class SampleThing:
    """Something that a right may be about."""

    owner_id: int | None
    is_public: bool = False


def describe_cell(right: Right, person: Any) -> str:
    """What the person may do: "yes", "own", "published", "own, published" or "–"."""
    own = getattr(person, "pk", None)
    if right.predicate(person, SampleThing(owner_id=-1)):
        return "yes"
    things = {"own": SampleThing(own), "published": SampleThing(-1, is_public=True)}
    held = [name for name, thing in things.items() if right.predicate(person, thing)]
    return ", ".join(held) or "–"


def build_table() -> str:
    """The page as Markdown."""
    titles = [f"{ROLES[role]}{' *' if role in STAFF_ROLES else ''}" for role in ROLES]
    lines = [
        f"| right | {' | '.join(titles)} |",
        f"|---|{'---|' * len(titles)}",
    ]
    for right in list_rights():
        people = [SampleActor(role, None if role == "visitor" else 1) for role in ROLES]
        cells = " | ".join(describe_cell(right, person) for person in people)
        lines.append(f"| {right.title} (`{right.id}`) | {cells} |")
    return HEAD + "\n" + "\n".join(lines) + "\n"
