"""Rights: each one predicate, registered where it is written, tabled and tested cell by cell.

A room's `rules.py` holds them::

    @right("observatory.upload", _("Upload a table of one's own"))
    def may_upload(person: Actor, thing: object | None = None) -> bool:
        return has_role(person, "analyst")

A view asks `require("observatory.upload", request.user)`, a template
`{% if user|may:"observatory.upload" %}`. Administrators hold every right.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _

from hanse.hub.foundation.rooms import list_apps

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

ROLES: dict[str, StrOrPromise] = {
    "visitor": _("Visitor"),
    "member": _("Member"),
    "analyst": _("Analyst"),
    "moderator": _("Registry moderator"),
    "assessor": _("Assessor"),
    "programme-officer": _("Programme officer"),
    "administrator": _("Administrator"),
}
"""From fewest rights to most. Everyone is a visitor; everyone who signed in is a member."""

GIVEN_ROLES = tuple(ROLES)[2:]
"""The roles that an administrator gives to a person; the first two come by themselves."""

STAFF_ROLES = frozenset({"moderator", "assessor", "programme-officer", "administrator"})
"""Roles that act on what belongs to others: they need a second factor."""


class Actor(Protocol):
    """Whoever asks: a person, or Django's AnonymousUser."""

    @property
    def is_authenticated(self) -> Any: ...  # noqa: D102


Predicate = Callable[..., bool]
"""`(person, thing=None) -> bool`."""
P = TypeVar("P", bound=Predicate)


@dataclass(frozen=True)
class Right:
    """One thing that a person may or may not do."""

    id: str
    title: StrOrPromise
    predicate: Predicate


class RefusedError(Exception):
    """The person does not hold the right; answered by `RefusalMiddleware`."""

    def __init__(self, right: Right) -> None:
        super().__init__(right.id)
        self.right = right


_rights: dict[str, Right] = {}


def right(id: str, title: StrOrPromise) -> Callable[[P], P]:
    """Register a predicate `(person, thing=None) -> bool` as the right called `id`."""

    def register(predicate: P) -> P:
        known = _rights.get(id)
        if known is not None and known.predicate.__module__ != predicate.__module__:
            raise ValueError(f"two rights are called {id}")
        _rights[id] = Right(id, title, predicate)
        return predicate

    return register


@cache
def _read_rules() -> None:
    for app in list_apps():
        if importlib.util.find_spec(f"{app}.rules") is not None:
            importlib.import_module(f"{app}.rules")


def list_rights() -> list[Right]:
    """Every right of every app, ordered by id."""
    _read_rules()
    return [_rights[id] for id in sorted(_rights)]


def get_right(id: str) -> Right:
    """The right called `id`; KeyError where there is none."""
    _read_rules()
    return _rights[id]


def roles_of(person: Actor) -> frozenset[str]:
    """The roles of whoever asks, with those that come by themselves."""
    if not person.is_authenticated:
        return frozenset({"visitor"})
    given: frozenset[str] = getattr(person, "roles", frozenset())
    return given | {"visitor", "member"}


def has_role(person: Actor, *roles: str) -> bool:
    """True where the person has one of `roles`, or is an administrator."""
    return not roles_of(person).isdisjoint({*roles, "administrator"})


def owns(person: Actor, thing: object | None) -> bool:
    """True where `thing.owner_id` is the person's."""
    owner = getattr(thing, "owner_id", None)
    return owner is not None and owner == getattr(person, "pk", None)


def may(person: Actor, right_id: str, thing: object | None = None) -> bool:
    """True where the person holds the right, on `thing` where the right is about one."""
    return get_right(right_id).predicate(person, thing)


def require(right_id: str, person: Actor, thing: object | None = None) -> None:
    """Raise RefusedError where the person does not hold the right."""
    if not may(person, right_id, thing):
        raise RefusedError(get_right(right_id))


def requires(right_id: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorate a view whose right is about no particular thing."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require(right_id, request.user)
            return view(request, *args, **kwargs)

        guarded.right = right_id  # type: ignore[attr-defined]
        return guarded

    return decorate
