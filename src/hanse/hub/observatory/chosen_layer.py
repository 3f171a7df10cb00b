"""The layer that the address asks for: a figure of the run, or any indicator with a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hanse.hub.observatory.exports import Table
from hanse.hub.observatory.queries.indicator_layers import build_indicator_layer, format_indicator
from hanse.hub.observatory.queries.indicators import (
    Choice,
    find_choice,
    group_choices,
    list_choices,
    list_regions_by,
)
from hanse.hub.observatory.queries.layers import (
    GROUP_LAYERS,
    LAYER_INDICATORS,
    Layer,
    build_layer,
)
from hanse.hub.observatory.scene import Scene
from hanse.vocabulary import IndicatorCard


@dataclass(frozen=True)
class ChosenLayer:
    """What the map shows and what else it could show.

    `show` is the value in the address, `card` the indicator's card where one is shown, `figures`
    the layers of a run's own figures and `families` the indicators by family.
    """

    show: str
    layer: Layer
    card: IndicatorCard | None
    figures: Sequence[tuple[str, str]]
    families: Sequence[tuple[str, list[Choice]]]

    @property
    def indicator(self) -> str | None:
        """Id of the card that explains the layer."""
        return self.card.id if self.card else LAYER_INDICATORS.get(self.show)


@dataclass(frozen=True)
class Standing:
    """A region in the list beside the map of an indicator."""

    region: str
    title: str
    text: str


def choose_layer(scene: Scene, asked: str, *, group: str) -> ChosenLayer:
    """The layer asked for; the rating where the run has no such layer."""
    results, of_group = scene.results, bool(group)
    card = find_choice(results, asked, of_group=of_group)
    show = asked if card or (asked in GROUP_LAYERS and of_group) else "rating"
    if card:
        layer = build_indicator_layer(results, card, period=scene.period, group=group)
    else:
        layer = build_layer(
            results, group=group or None, show=show, period=scene.period, level=scene.level
        )
    many = len(results.periods) > 1
    figures = [(id, str(title)) for id, title in GROUP_LAYERS.items() if many or id != "growth"]
    families = group_choices(list_choices(results, of_group=of_group))
    return ChosenLayer(show, layer, card, figures if of_group else (), families)


def list_standings(
    scene: Scene, card: IndicatorCard, *, group: str, limit: int = 14
) -> list[Standing]:
    """The regions with the highest figures."""
    regions = list_regions_by(scene.results, card.id, period=scene.period, group=group)
    return [
        Standing(region.region, region.title, format_indicator(card, region.value))
        for region in regions[:limit]
        if region.value is not None
    ]


def build_indicator_table(scene: Scene, card: IndicatorCard, *, group: str) -> Table:
    """Every region with its figure, for download."""
    columns = {
        "region": "code of the region",
        "region_title": "name of the region",
        **({"group": "id of the industry group"} if group else {}),
        "period": "period",
        card.id.replace("-", "_"): f"{card.title}: {card.unit}; empty = no figure",
    }
    rows = [
        (row.region, row.title, *([group] if group else []), scene.period_label, row.value)
        for row in list_regions_by(scene.results, card.id, period=scene.period, group=group)
    ]
    about = {
        **scene.about,
        "indicator": f"{card.title}, version {card.version}: {card.definition}",
        "formula": card.formula,
        "reference": card.reference,
    }
    name = "-".join(part for part in ("hanse", card.id, group, scene.period_label) if part)
    return Table(name, columns, rows, about)
