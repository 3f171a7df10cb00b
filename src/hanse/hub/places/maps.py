"""Maps as SVG, drawn on the server: for print, for readers without scripts, for everyone first.

Colours are CSS classes (`r0` to `r4` ratings, `q0` to `q6` rising, `d0` to `d5` and `g0` to `g4`
diverging, `zero`, `missing`, `suppressed`, `not-rated`), so that light, dark and print restyle
one and the same picture. Missing, suppressed and not rated are three different things and look
different also without colour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal

from hanse.hub.places.geometry.frames import PAPERS, Outline, Paper, draw_line, draw_outline
from hanse.hub.places.shapes import Shapes
from hanse.hub.places.tiles import GAP, TILE_HEIGHT, TILE_WIDTH, Tiles, get_tiles

Layout = Literal["map", "tiles"]
SMALL = 330.0
"""A region below this area (square units) also gets a dot, so that it can be seen and hit."""
MANY = 1000
"""A map of this many regions (counties) has no dots: they would hide their neighbours."""
NOT_RATED = "not-rated"
HATCHED = ("missing", "suppressed")


@dataclass(frozen=True)
class MapClass:
    """One colour of a map: the CSS class, what the legend says, how many regions have it."""

    id: str
    label: str
    count: int | None = None


@dataclass(frozen=True)
class MapScale:
    """The colours of a map in the order of the legend; `title` says what is shown."""

    title: str
    classes: tuple[MapClass, ...]
    unit: str = ""


@dataclass(frozen=True)
class Words:
    """What a map says about its regions.

    `titles` region -> name; `texts` region -> what the figure says, such as "LQ 2.1, strong";
    `link` region -> address, or None where a click leads nowhere.
    """

    titles: Mapping[str, str]
    texts: Mapping[str, str]
    link: Callable[[str], str | None] = lambda region: None

    def describe(self, region: str) -> str:
        """The accessible name of a region on the map."""
        title = self.titles.get(region, region)
        named = f"{title} ({region})" if title != region else region
        text = self.texts.get(region)
        return f"{named}: {text}" if text else named


@dataclass(frozen=True)
class Picture:
    """A paper with all outlines drawn, the largest first so that small ones lie on top."""

    paper: Paper
    regions: Mapping[str, Outline]
    land: str
    borders: str


def render_svg(
    shapes: Shapes,
    values: Mapping[str, str],
    scale: MapScale,
    *,
    words: Words,
    layout: Layout = "map",
    prefix: str = "map",
) -> str:
    """An inline SVG of regions in the colours of their classes.

    Parameters
    ----------
    shapes : what to draw, from `shapes.get_shapes`.
    values : region -> id of its class; regions without one are shown as not rated.
    scale : title and classes, for the picture's own name (the legend is `render_legend`).
    words : names, texts and addresses of the regions.
    layout : "map" (equal-area) or "tiles" (each region the same size).
    prefix : begins the ids in the picture; two pictures on a page need two prefixes.
    """
    if layout == "tiles":
        return _render_tiles(get_tiles(shapes), values, scale, words, prefix)
    return _render_map(draw_picture(shapes), values, scale, words, prefix)


def draw_picture(shapes: Shapes) -> Picture:
    """Outlines of all regions on the paper that suits; drawn once and kept with the shapes."""
    picture: Picture = shapes.kept("picture", lambda: _draw(shapes))
    return picture


def _draw(shapes: Shapes) -> Picture:
    paper = PAPERS[shapes.projection]
    drawn = {
        region: draw_outline(polygons, paper.frame_of(region))
        for region, polygons in shapes.polygons.items()
    }
    land = "".join(
        draw_outline(polygons, paper.frames[0]).path for polygons in shapes.land.values()
    )
    regions = dict(sorted(drawn.items(), key=lambda item: -item[1].area))
    borders = "".join(draw_line(line, paper.frames[0]) for line in shapes.borders)
    return Picture(paper, regions, land, borders)


def _head(scale: MapScale, box: tuple[int, int, int, int], prefix: str, kind: str) -> list[str]:
    title = escape(scale.title)
    view = " ".join(str(number) for number in box)
    return [
        f'<svg class="map-picture map-{kind}" viewBox="{view}" role="group" '
        f'aria-labelledby="{prefix}-title" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{prefix}-title">{title}</title>',
        _patterns(prefix, box[2]),
    ]


def _patterns(prefix: str, width: int) -> str:
    """Hatching for what is missing (lines) and what is suppressed (dots)."""
    step = width // 150
    half = step / 2
    return (
        f'<defs><pattern id="{prefix}-missing" width="{step}" height="{step}" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path class="hatch-ground" d="M0 0h{step}v{step}h-{step}z"/>'
        f'<path class="hatch-ink" d="M0 0h{step}v{step * 0.28:.1f}h-{step}z"/></pattern>'
        f'<pattern id="{prefix}-suppressed" width="{step}" height="{step}" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path class="hatch-ground" d="M0 0h{step}v{step}h-{step}z"/>'
        f'<circle class="hatch-ink" cx="{half}" cy="{half}" r="{step * 0.24:.1f}"/>'
        "</pattern></defs>"
    )


def _region(region: str, mark: str, css: str, words: Words, prefix: str) -> str:
    """A region: a link where it leads somewhere, with its description for every reader."""
    address = words.link(region)
    description = escape(words.describe(region))
    hatch = f' fill="url(#{prefix}-{css})"' if css in HATCHED else ""
    attributes = f'class="region {escape(css)}" data-region="{escape(region)}"{hatch}'
    if address is None:
        return f'<g {attributes} role="img"><title>{description}</title>{mark}</g>'
    return f'<a href="{escape(address)}" {attributes}><title>{description}</title>{mark}</a>'


def _render_map(
    picture: Picture, values: Mapping[str, str], scale: MapScale, words: Words, prefix: str
) -> str:
    paper = picture.paper
    many = len(picture.regions) >= MANY
    parts = _head(scale, (0, 0, paper.width, paper.height), prefix, "counties" if many else "map")
    parts.append(f'<path class="map-land" d="{picture.land}"/>')
    used = {outline.frame for outline in picture.regions.values()}
    for frame in paper.frames[1:]:
        left, top, width, height = frame.box
        if frame.title and frame.id in used:
            parts.append(
                f'<rect class="map-inset" x="{left}" y="{top}" width="{width}" '
                f'height="{height}" rx="12"/><text class="map-inset-title" x="{left + 24}" '
                f'y="{top + 66}">{escape(frame.title)}</text>'
            )
    for region, outline in picture.regions.items():
        mark = f'<path d="{outline.path}"/>'
        if not many and outline.area < SMALL:
            x, y = outline.middle
            mark += f'<circle cx="{x}" cy="{y}" r="13"/>'
        parts.append(_region(region, mark, values.get(region, NOT_RATED), words, prefix))
    parts.append(f'<path class="map-borders" d="{picture.borders}"/></svg>')
    return "".join(parts)


def _render_tiles(
    tiles: Tiles, values: Mapping[str, str], scale: MapScale, words: Words, prefix: str
) -> str:
    parts = _head(scale, tiles.box, prefix, "tiles")
    for region, (x, y) in tiles.places.items():
        mark = f'<path d="M{x} {y}{_HEXAGON}"/><text x="{x}" y="{y + 10}">{escape(region)}</text>'
        parts.append(_region(region, mark, values.get(region, NOT_RATED), words, prefix))
    parts.append(f'<path class="map-borders" d="{tiles.borders}"/></svg>')
    return "".join(parts)


def _hexagon() -> str:
    """Path of a hexagon with the point up, from its centre."""
    half, tall = (TILE_WIDTH - GAP) // 2, (TILE_HEIGHT - GAP) // 2
    quarter = tall // 2
    return f"m0-{tall}l{half} {quarter}v{tall}l-{half} {quarter}l-{half}-{quarter}v-{tall}z"


_HEXAGON = _hexagon()


def render_legend(scale: MapScale, *, prefix: str = "map") -> str:
    """The legend as a list: a swatch, what it stands for, how many regions."""
    lines = []
    for entry in scale.classes:
        count = "" if entry.count is None else f' <span class="map-count">{entry.count}</span>'
        lines.append(
            f'<li data-class="{escape(entry.id)}">{_swatch(entry.id, prefix)}'
            f"<span>{escape(entry.label)}</span>{count}</li>"
        )
    unit = f' <span class="unit">({escape(scale.unit)})</span>' if scale.unit else ""
    return (
        f'<div class="map-legend"><p class="map-legend-title">{escape(scale.title)}{unit}</p>'
        f"<ul>{''.join(lines)}</ul></div>"
    )


@lru_cache(maxsize=256)
def _swatch(css: str, prefix: str) -> str:
    hatch = f' fill="url(#{prefix}-{css})"' if css in HATCHED else ""
    # The pattern of the picture is made for the picture's units: the swatch shows it smaller.
    return (
        '<svg class="map-swatch" viewBox="0 0 130 90" aria-hidden="true" focusable="false">'
        f'<g class="region {escape(css)}"{hatch}><path d="M0 0h130v90h-130z"/></g></svg>'
    )
