"""Maps as SVG: well-formed, complete, escaped, three kinds of gap."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from hanse.hub.places.maps import MapClass, MapScale, Words, render_legend, render_svg
from hanse.hub.places.shapes import get_shapes

SVG = "{http://www.w3.org/2000/svg}"
SCALE = MapScale(
    "Rating of <machines> & more",
    (
        MapClass("r4", "strong", 2),
        MapClass("missing", "no figure", 1),
        MapClass("suppressed", "withheld"),
    ),
    "stars",
)
WORDS = Words(
    {"DE11": 'Stuttgart "am Neckar" <b>', "FR10": "Île de France"},
    {"DE11": "LQ 2.1 & rising"},
    lambda region: f"/region/{region}?a=1&b=2" if region != "UKI3" else None,
)
VALUES = {"DE11": "r4", "FR10": "missing", "ES30": "suppressed"}


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


@pytest.mark.parametrize("layout", ["map", "tiles"])
@pytest.mark.parametrize("name", ["nuts-2010", "nuts-2024", "us-states"])
def test_every_region_is_drawn_once(name: str, layout: str) -> None:
    shapes = get_shapes(name)
    root = parse(render_svg(shapes, {}, SCALE, words=Words({}, {}), layout=layout))
    drawn = [e.get("data-region") for e in root.iter() if e.get("data-region")]
    assert sorted(drawn) == list(shapes.regions)
    for element in root.iter():
        if element.get("data-region"):
            path = element.find(f"{SVG}path")
            assert path is not None and path.get("d", "").startswith("M")


def test_a_region_is_a_named_link() -> None:
    root = parse(render_svg(get_shapes("nuts-2013"), VALUES, SCALE, words=WORDS))
    region = next(e for e in root.iter(f"{SVG}a") if e.get("data-region") == "DE11")
    assert region.get("href") == "/region/DE11?a=1&b=2"
    assert region.get("class") == "region r4"
    assert region.findtext(f"{SVG}title") == 'Stuttgart "am Neckar" <b> (DE11): LQ 2.1 & rising'
    unlinked = next(e for e in root.iter(f"{SVG}g") if e.get("data-region") == "UKI3")
    assert unlinked.get("role") == "img"


def test_nothing_a_name_holds_becomes_markup() -> None:
    words = Words({"DE11": "<script>alert(1)</script>"}, {}, lambda r: '"><script>')
    svg = render_svg(get_shapes("nuts-2013"), {"DE11": '"><script>'}, SCALE, words=words)
    assert "<script" not in svg


def test_missing_suppressed_and_not_rated_look_different() -> None:
    root = parse(render_svg(get_shapes("nuts-2013"), VALUES, SCALE, words=WORDS, prefix="m"))
    marks = {e.get("data-region"): e for e in root.iter() if e.get("data-region")}
    assert marks["FR10"].get("fill") == "url(#m-missing)"
    assert marks["ES30"].get("fill") == "url(#m-suppressed)"
    assert marks["ITC1"].get("class") == "region not-rated" and not marks["ITC1"].get("fill")
    assert {e.get("id") for e in root.iter(f"{SVG}pattern")} == {"m-missing", "m-suppressed"}


def test_small_regions_can_be_hit() -> None:
    root = parse(render_svg(get_shapes("nuts-2013"), {}, SCALE, words=WORDS))
    dotted = {e.get("data-region") for e in root.iter() if e.find(f"{SVG}circle") is not None}
    assert {"ES63", "ES64", "MT00", "BE10"} <= dotted
    assert "DE21" not in dotted


def test_far_away_regions_have_insets() -> None:
    svg = render_svg(get_shapes("nuts-2013"), {}, SCALE, words=WORDS)
    for name in ("Canarias", "Açores", "Guyane", "Mayotte", "Réunion"):
        assert f">{name}</text>" in svg
    assert ">Mayotte<" not in render_svg(get_shapes("nuts-2010"), {}, SCALE, words=WORDS)


def test_outlines_stay_on_the_paper() -> None:
    from hanse.hub.places.maps import draw_picture

    for name in ("nuts-2024", "us-states"):
        picture = draw_picture(get_shapes(name))
        for region, outline in picture.regions.items():
            if region in ("NO0B",) or region.startswith("TR"):
                continue  # Svalbard and the east of Türkiye lie beyond the sheet
            x, y = outline.middle
            assert 0 < x < picture.paper.width and 0 < y < picture.paper.height, region
            assert outline.size > 0


def test_the_legend_has_a_line_a_class() -> None:
    legend = render_legend(SCALE)
    root = parse(f"<div>{legend}</div>".replace("aria-hidden", "data-hidden"))
    assert [li.get("data-class") for li in root.iter("li")] == ["r4", "missing", "suppressed"]
    assert "&lt;machines&gt; &amp; more" in legend and "(stars)" in legend
