"""The map of an indicator: its scale follows from the card and the figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from hanse.hub.observatory.queries.indicators import compute_figures
from hanse.hub.observatory.queries.layers import MISSING, SUPPRESSED, Entry, Layer
from hanse.hub.observatory.results import Results
from hanse.vocabulary import Flag, IndicatorCard

_STEPS = (0.2, 0.4, 0.6, 0.8, 0.95)


def build_indicator_layer(
    results: Results, card: IndicatorCard, *, period: int, group: str = ""
) -> Layer:
    """The map of an indicator of regions or, with a group, of an industry in them."""
    figures = compute_figures(results, card.id, period=period)
    gaps = [MISSING] * len(results.regions)
    if group:
        g = results.require_group(group)
        figures = figures[:, g]
        flags = results.column("employment_flag")[:, g, period]
        gaps = [SUPPRESSED if flag == Flag.SUPPRESSED else MISSING for flag in flags.tolist()]
    breaks, colours = _choose_scale(card, figures)
    classes, texts, values = {}, {}, {}
    for r, region in enumerate(results.regions):
        if not np.isfinite(figures[r]):
            classes[region] = gaps[r]
            texts[region] = (
                _("withheld by the publisher") if gaps[r] == SUPPRESSED else _("no figure")
            )
            continue
        values[region] = float(figures[r])
        step = int(np.searchsorted(breaks, figures[r], side="right"))
        classes[region] = colours[step]
        texts[region] = format_indicator(card, values[region])
    titles = _name_steps(card, breaks)
    counted = list(classes.values())
    legend = [
        Entry(css, title, counted.count(css)) for css, title in zip(colours, titles, strict=True)
    ]
    for css, title in ((MISSING, _("no figure")), (SUPPRESSED, _("withheld by the publisher"))):
        if css in counted:
            legend.append(Entry(css, title, counted.count(css)))
    unit = "" if _is_yes_or_no(card) else card.unit
    return Layer(card.id, card.title, unit, classes, texts, values, tuple(legend))


def _is_count(card: IndicatorCard) -> bool:
    """Whether the figures are whole numbers, to be written without decimals."""
    return card.unit.partition(",")[0] in ("jobs", "rank", "regions", "signs")


def _is_yes_or_no(card: IndicatorCard) -> bool:
    return card.unit == "yes or no"


def _choose_scale(
    card: IndicatorCard, figures: NDArray[np.float64]
) -> tuple[tuple[float, ...], list[str]]:
    """Class limits and a colour for each class.

    Figures on both sides of zero diverge from it; others rise by their quantiles, darker where
    there is more of what is meant (a low probability is much evidence).
    """
    if _is_yes_or_no(card):
        return (0.5,), ["q0", "q5"]
    known = figures[np.isfinite(figures)]
    if card.range[0] < 0 < card.range[1]:
        far = _round_to(float(np.quantile(np.abs(known), 0.8)), 2) if known.size else 0.0
        if far > 0:
            near = _round_to(far / 4, 2)
            return (-far, -near, near, far), [f"g{step}" for step in range(5)]
        return (), ["g2"]
    cuts = {_round_to(float(cut), 3) for cut in np.quantile(known, _STEPS)} if known.size else set()
    if _is_count(card):
        cuts = {float(math.ceil(cut)) for cut in cuts}
    # A limit at or below the least figure would leave the lowest class empty.
    breaks = tuple(sorted(cut for cut in cuts if cut > known.min()))
    colours = [f"q{step}" for step in range(len(breaks) + 1)]
    return breaks, colours[::-1] if card.direction == "lower is more" else colours


def _round_to(value: float, digits: int) -> float:
    """`value` to so many significant digits."""
    return value if value == 0 else round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _name_steps(card: IndicatorCard, breaks: Sequence[float]) -> list[str]:
    if _is_yes_or_no(card):
        return [_("no"), _("yes")]
    if not breaks:
        return [_("all alike")]
    texts = [_write_number(value, whole=_is_count(card)) for value in breaks]
    return [
        _("below %(value)s") % {"value": texts[0]},
        *(_("%(low)s to %(high)s") % {"low": low, "high": high} for low, high in pairwise(texts)),
        _("%(value)s or more") % {"value": texts[-1]},
    ]


def format_indicator(card: IndicatorCard, value: float | None) -> str:
    """A figure of an indicator as people read it: three significant digits."""
    if value is None:
        return "–"
    if _is_yes_or_no(card):
        return _("yes") if value else _("no")
    return _write_number(value, whole=_is_count(card))


def _write_number(value: float, *, whole: bool = False) -> str:
    rounded = _round_to(value, 3) + 0.0
    size = abs(rounded)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 or not size else 3
    if whole:
        decimals = 0
    elif 0 < size < 0.01:
        decimals = 2 - math.floor(math.log10(size))
    text = number_format(size, decimal_pos=min(decimals, 8), use_l10n=True, force_grouping=True)
    return f"−{text}" if rounded < 0 else text
