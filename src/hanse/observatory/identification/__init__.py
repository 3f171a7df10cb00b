"""One module a rating method: its card and its `rate` function.

`list_methods()` finds them; `rate_panel(panel, method, ...)` calls one by its id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import ModuleType

from hanse.observatory.identification.bundle import read_bundle, write_bundle
from hanse.observatory.identification.cells import Assumption, National
from hanse.observatory.identification.result import Identification, Test
from hanse.panel import Panel
from hanse.vocabulary import InputError, MethodCard, find_card, find_cards

__all__ = [
    "Identification",
    "Test",
    "get_method",
    "list_methods",
    "rate_panel",
    "read_bundle",
    "write_bundle",
]


def list_methods() -> tuple[MethodCard, ...]:
    """The cards of all rating methods, ordered by id."""
    found = find_cards(__name__, MethodCard)
    return tuple(card for _, (card, _) in sorted(found.items()))


def get_method(method: str) -> tuple[MethodCard, ModuleType]:
    """A method's card and module; raises InputError naming the methods there are."""
    found = find_card(__name__, MethodCard, method)
    if found is None:
        raise InputError(
            f"There is no rating method called {method}.",
            mend=f"There are: {', '.join(card.id for card in list_methods())}.",
        )
    return found


def rate_panel(
    panel: Panel,
    method: str,
    parameters: Mapping[str, float] | None = None,
    *,
    national: National | None = None,
    traded: Collection[str] | None = None,
    assume: Assumption = "nothing",
) -> Identification:
    """Rate a panel by the method of this id; see the `rate` function of the method's module."""
    _, module = get_method(method)
    identification: Identification = module.rate(
        panel, parameters, national=national, traded=traded, assume=assume
    )
    return identification
