from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

from hanse.hub.foundation.permissions import (
    ROLES,
    RefusedError,
    get_right,
    list_rights,
    may,
    owns,
    require,
    right,
    roles_of,
)
from hanse.hub.foundation.permissions_table import SampleThing, build_table, describe_cell

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "permissions.md"


def read_cells() -> list[tuple[str, str, str]]:
    """(right id, role, cell) of every cell of the committed page."""
    rows = [
        line
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| ") and "(`" in line
    ]
    cells = []
    for row in rows:
        title, *values = [cell.strip() for cell in row.strip("|").split("|")]
        id = title.split("`")[1]
        cells += [(id, role, value) for role, value in zip(ROLES, values, strict=True)]
    return cells


def test_the_page_is_what_the_predicates_say() -> None:
    told = "run `hanse manage permissions` and read what changed"
    assert PAGE.read_text("utf-8") == build_table(), told


def test_the_page_has_every_right() -> None:
    assert {id for id, _, _ in read_cells()} == {right.id for right in list_rights()}


@pytest.mark.parametrize(("right_id", "role", "cell"), read_cells())
def test_each_cell_holds_for_a_real_person(
    right_id: str, role: str, cell: str, make_person: Callable[..., object]
) -> None:
    person = AnonymousUser() if role == "visitor" else make_person(role)
    assert describe_cell(get_right(right_id), person) == cell


def test_roles_come_by_themselves_or_are_given(make_person: Callable[..., object]) -> None:
    assert roles_of(AnonymousUser()) == {"visitor"}
    assert roles_of(make_person()) == {"visitor", "member"}
    assert roles_of(make_person("assessor")) == {"visitor", "member", "assessor"}


def test_nobody_owns_what_has_no_owner(make_person: Callable[..., object]) -> None:
    assert not owns(AnonymousUser(), SampleThing(owner_id=None))
    assert not owns(make_person(), None)


def test_require_raises_with_the_right(make_person: Callable[..., object]) -> None:
    person = make_person("analyst")
    with pytest.raises(RefusedError) as caught:
        require("people.give_roles", person)
    assert caught.value.right.id == "people.give_roles"
    assert not may(person, "people.give_roles")


def test_two_rights_cannot_share_a_name() -> None:
    def predicate(person: object, thing: object = None) -> bool:
        return True

    with pytest.raises(ValueError, match=r"two rights are called people\.give_roles"):
        right("people.give_roles", "Again")(predicate)
