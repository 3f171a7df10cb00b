from __future__ import annotations

from pathlib import Path

import pytest

from hanse.hub.foundation import rooms


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty hub of its own to put rooms into."""
    folder = tmp_path / "sample_hub"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(rooms, "HUB", "sample_hub")
    rooms.list_apps.cache_clear()
    rooms.list_rooms.cache_clear()
    yield folder
    import sys

    for name in [name for name in sys.modules if name.split(".")[0] == "sample_hub"]:
        del sys.modules[name]
    rooms.list_apps.cache_clear()
    rooms.list_rooms.cache_clear()


def add_room(package: Path, folder: str, *, id: str, prefix: str, order: int) -> None:
    (package / folder).mkdir()
    (package / folder / "__init__.py").touch()
    (package / folder / "room.py").write_text(
        "from hanse.hub.foundation.rooms import Room\n"
        f"ROOM = Room(id={id!r}, title='T', description='D', prefix={prefix!r}, order={order})\n"
    )


def test_a_room_is_found_by_its_folder_in_the_order_of_its_card(package: Path) -> None:
    add_room(package, "events", id="events", prefix="events/", order=20)
    add_room(package, "zeta", id="zeta", prefix="zeta/", order=10)
    (package / "foundation").mkdir()
    (package / "foundation" / "__init__.py").touch()
    assert [room.id for room in rooms.list_rooms()] == ["zeta", "events"]
    assert rooms.list_apps() == ("sample_hub.foundation", "sample_hub.events", "sample_hub.zeta")


def test_a_card_must_name_its_folder(package: Path) -> None:
    add_room(package, "events", id="meetings", prefix="events/", order=20)
    with pytest.raises(ValueError, match="calls itself meetings"):
        rooms.list_rooms()


def test_two_rooms_cannot_share_a_prefix(package: Path) -> None:
    add_room(package, "events", id="events", prefix="same/", order=20)
    add_room(package, "calls", id="calls", prefix="same/", order=10)
    with pytest.raises(ValueError, match="share a prefix"):
        rooms.list_rooms()
