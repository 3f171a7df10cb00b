"""Official boundaries: taken when good, refused with a reason when not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hanse.cli.geo import command
from hanse.hub.places.imported import import_boundaries, list_imports
from hanse.hub.places.shapes import get_shapes
from hanse.vocabulary.errors import InputError

SQUARE = [[[10.0, 50.0], [11.0, 50.0], [11.0, 51.0], [10.0, 51.0], [10.0, 50.0]]]


def feature(
    code: str, *, coordinates: Any = None, kind: str = "Polygon", **properties: Any
) -> dict:
    geometry = {"type": kind, "coordinates": SQUARE if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"NUTS_ID": code, **properties}, "geometry": geometry}


def write(path: Path, *features: dict) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANSE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def official(data_dir: Path, release: str = "nuts-2024") -> Path:
    """A file with every region of a release, each a square of its own."""
    features = []
    for number, code in enumerate(get_shapes(release).regions):
        x, y = number % 60, 30 + number // 60
        ring = [[x, y], [x, y + 1], [x + 1, y + 1], [x + 1, y], [x, y]]  # clockwise, as GISCO
        features.append(feature(code, coordinates=[ring], LEVL_CODE=2))
    return write(data_dir / "official.geojson", *features)


def test_imported_boundaries_are_used(data_dir: Path) -> None:
    assert get_shapes("nuts-2024").approximate
    found = import_boundaries(official(data_dir))
    assert [(entry.classification, entry.level, len(entry.regions)) for entry in found] == [
        ("nuts-2024", 2, 299)
    ]
    shapes = get_shapes("nuts-2024")
    assert not shapes.approximate
    assert shapes.acknowledgement == "© EuroGeographics for the administrative boundaries"
    assert shapes.bounds == (0.0, 30.0, 60.0, 35.0)
    assert get_shapes("nuts-2010").approximate, "the file has no UK"


def test_levels_and_release_are_detected(data_dir: Path) -> None:
    countries = [feature(c, LEVL_CODE=0) for c in get_shapes("nuts-2016", 0).regions]
    regions = [feature(c, LEVL_CODE=2) for c in get_shapes("nuts-2016").regions]
    found = import_boundaries(write(data_dir / "all.geojson", *countries, *regions))
    assert [(entry.classification, entry.level) for entry in found][1] == ("nuts-2016", 2)
    assert found[0].level == 0 and "nuts-2016" in (found[0].classification, *found[0].others)
    assert sorted(entry.level for entry in list_imports()) == [0, 2]


def test_a_gzipped_file_and_a_named_release(data_dir: Path) -> None:
    plain = official(data_dir)
    packed = data_dir / "official.geojson.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert import_boundaries(packed, release="nuts-2021")[0].classification == "nuts-2021"
    with pytest.raises(InputError, match="'nuts-1999' is no NUTS release"):
        import_boundaries(packed, release="nuts-1999")


METRES = [[[4e6, 3e6], [4.1e6, 3e6], [4.1e6, 3.1e6], [4e6, 3e6]]]
BROKEN = [
    ([], "the file holds no regions"),
    ([feature("")], "has no NUTS_ID"),
    ([feature("DE11"), feature("DE11")], "DE11 is there twice"),
    ([feature("DE11", coordinates=METRES)], r"not degrees.*EPSG:4326"),
    ([feature("DE11", coordinates=[])], "DE11 has no polygon"),
    ([feature("DE11", coordinates=[[]])], "not numbers|empty ring"),
    ([feature("DE11", coordinates=[[[1, 2], [3, 4]]])], "empty ring"),
    ([feature("DE11", coordinates=[[["a", "b"]] * 4])], "not numbers"),
    ([feature("DE11", coordinates=[0, 0], kind="Point")], "has no polygon"),
    ([feature("DE11", LEVL_CODE=0)], "'DE11' is no NUTS code of level 0"),
    ([feature("06075")], "is no NUTS code|fit no NUTS release"),
    ([feature("XX11"), feature("XX12")], "fit no NUTS release"),
    (["text"], "not a GeoJSON feature"),
]


@pytest.mark.parametrize(
    ("features", "message"), BROKEN, ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_bad_file_is_refused(data_dir: Path, features: list[Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        import_boundaries(write(data_dir / "bad.geojson", *features))
    assert list_imports() == []


@pytest.mark.parametrize("text", ["", "PK\x03\x04", "[1, 2]", '{"type": "Topology"}', "null"])
def test_what_is_not_geojson_is_refused(data_dir: Path, text: str) -> None:
    path = data_dir / "bad.geojson"
    path.write_text(text)
    with pytest.raises(InputError, match=r"bad\.geojson: this is not"):
        import_boundaries(path)


def test_the_command_line(data_dir: Path) -> None:
    run = CliRunner()
    assert "nothing" in run.invoke(command, ["list"]).output
    answer = run.invoke(command, ["import", str(official(data_dir)), "--json"])
    assert json.loads(answer.output)[0]["regions"] == 299
    assert "Imported: nuts-2024" in run.invoke(command, ["list"]).output
    shown = run.invoke(command, ["show", "nuts-2024", "--json", "--out", str(data_dir / "o.json")])
    assert json.loads(shown.output)["approximate"] is False
    assert len(json.loads((data_dir / "o.json").read_text())["features"]) == 299


@pytest.mark.shared
def test_the_real_file(data_dir: Path, shared_data: Path) -> None:
    for level, count in ((0, 38), (2, 299), (3, 1345)):
        source = shared_data / "geo" / f"nuts2024_20m_lvl{level}.geojson"
        (entry,) = import_boundaries(source)
        assert (entry.classification, entry.level) == ("nuts-2024", level)
        assert len(entry.regions) == pytest.approx(count, rel=0.2)
    assert not get_shapes("nuts-2024").approximate
    assert len(get_shapes("nuts-2024", 3).regions) > 1000
