"""What the map shows: a class for each region, the legend, and the words of the hover."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanse.hub.observatory.results import FLAG_NAMES, Results
from hanse.vocabulary import Flag

MISSING, SUPPRESSED, ZERO = "missing", "suppressed", "zero"

GROUP_LAYERS = {
    "rating": gettext_lazy("Rating"),
    "lq": gettext_lazy("Specialisation (location quotient)"),
    "employment": gettext_lazy("Size (persons employed)"),
    "region_share": gettext_lazy("Focus (share of the region’s employment)"),
    "national_share": gettext_lazy("Share of the industry’s employment"),
    "growth": gettext_lazy("Growth a year"),
}
# How a computed one is read: layer -> indicator card.
LAYER_INDICATORS = {
    "lq": "location-quotient",
    "region_share": "focus",
    "national_share": "national-share",
    "growth": "growth",
}
_LQ_BREAKS = (0.5, 0.8, 1.25, 2.0, 4.0)
_GROWTH_BREAKS = (-0.05, -0.01, 0.01, 0.05)


@dataclass(frozen=True)
class Entry:
    """One line of the legend."""

    css: str
    title: str
    count: int


@dataclass(frozen=True)
class Layer:
    """One map.

    `classes` maps a region's code to the CSS class of its colour, `texts` to what the hover says
    below the region's name, `values` to the number behind it (absent where there is none).
    """

    id: str
    title: str
    unit: str
    classes: Mapping[str, str]
    texts: Mapping[str, str]
    values: Mapping[str, float]
    legend: tuple[Entry, ...]


def build_layer(
    results: Results, *, group: str | None, show: str, period: int, level: int
) -> Layer:
    """The map of one group, or, without a group, of how many clusters each region has.

    `level` is the lowest rating that counts as a cluster in the overview.
    """
    if group is None:
        return _count_layer(results, period=period, level=level)
    g = results.require_group(group)
    if show == "rating":
        return _rating_layer(results, g, period)
    return _number_layer(results, g, period, show)


def default_level(results: Results) -> int:
    """The lowest rating that counts as a cluster in overviews: the upper half of the scale."""
    return max(1, math.ceil((len(results.ratings) - 1) / 2 + 0.5)) if results.ratings else 1


def count_clusters(results: Results, *, period: int, level: int) -> np.ndarray:
    """For each region the number of groups rated `level` or higher, array of shape (R,)."""

    def compute() -> np.ndarray:
        return (results.column("rating")[:, :, period] >= level).sum(axis=1)

    counts: np.ndarray = results.derive(("count", period, level), compute)
    return counts


def _count_layer(results: Results, *, period: int, level: int) -> Layer:
    counts = count_clusters(results, period=period, level=level)
    known = np.any(results.column("employment_flag")[:, :, period] <= Flag.LOWER_BOUND, axis=1)
    steps = _count_steps(int(counts.max(initial=0)))
    classes, texts, values = {}, {}, {}
    for r, region in enumerate(results.regions):
        if not known[r]:
            classes[region], texts[region] = MISSING, _("no figures")
            continue
        values[region] = float(counts[r])
        classes[region] = f"q{max(i for i, (low, _high) in enumerate(steps) if counts[r] >= low)}"
        texts[region] = _("%(count)d rated “%(rating)s” or higher") % {
            "count": counts[r],
            "rating": results.ratings[level],
        }
    titles = [str(low) if low == high else f"{low}–{high}" for low, high in steps]
    title = _("Statistical clusters rated “%(rating)s” or higher") % {
        "rating": results.ratings[level]
    }
    return Layer("count", title, _("clusters"), classes, texts, values, _legend(classes, titles))


def _count_steps(highest: int) -> list[tuple[int, int]]:
    """At most seven steps: zero by itself, then equal ranges."""
    if highest <= 6:
        return [(n, n) for n in range(highest + 1)]
    width = math.ceil(highest / 6)
    return [(0, 0)] + [(low, low + width - 1) for low in range(1, highest + 1, width)]


def _gap(flag: int) -> str:
    return SUPPRESSED if flag == Flag.SUPPRESSED else MISSING


def _gap_text(flag: int) -> str:
    return _("withheld by the publisher") if flag == Flag.SUPPRESSED else _("no figure")


def _rating_layer(results: Results, g: int, period: int) -> Layer:
    ratings = results.column("rating")[:, g, period]
    flags = results.column("employment_flag")[:, g, period]
    employment = results.column("employment")[:, g, period]
    certainty = results.column("certainty")[:, g, period]
    classes, texts, values = {}, {}, {}
    for r, region in enumerate(results.regions):
        if flags[r] > Flag.LOWER_BOUND:
            classes[region], texts[region] = _gap(flags[r]), _gap_text(flags[r])
        elif employment[r] == 0:
            classes[region], texts[region] = ZERO, _("nobody employed here")
        else:
            at = 0 if np.isnan(ratings[r]) else int(ratings[r])
            values[region] = float(at)
            classes[region] = f"r{rating_step(at, len(results.ratings))}"
            doubt = "" if certainty[r] == 0 else " · " + _("missing cells could change this")
            texts[region] = results.ratings[at] + doubt
    steps = [f"r{rating_step(at, len(results.ratings))}" for at in range(len(results.ratings))]
    legend = _legend(classes, list(results.ratings), css=steps)
    return Layer("rating", str(GROUP_LAYERS["rating"]), "", classes, texts, values, legend)


def rating_step(rating: int, ratings: int) -> int:
    """Colour step 0–4 of a rating on a scale of `ratings`: lowest 0, highest 4."""
    return 0 if ratings < 2 else round(4 * rating / (ratings - 1))


def _number_layer(results: Results, g: int, period: int, show: str) -> Layer:
    values = results.column(show)[:, g, period]
    flags = results.column("employment_flag")[:, g, period]
    breaks, prefix = _breaks(show, values)
    classes, texts, numbers = {}, {}, {}
    for r, region in enumerate(results.regions):
        if np.isnan(values[r]):
            flag = flags[r] if flags[r] > Flag.LOWER_BOUND else int(Flag.MISSING)
            classes[region], texts[region] = _gap(flag), _gap_text(flag)
            continue
        numbers[region] = float(values[r])
        step = int(np.searchsorted(breaks, values[r], side="right"))
        is_zero = values[r] == 0 and show != "growth"
        classes[region] = ZERO if is_zero else f"{prefix}{step}"
        texts[region] = format_value(show, float(values[r]), FLAG_NAMES[flags[r]])
    titles = _break_titles(show, breaks)
    css = [f"{prefix}{step}" for step in range(len(titles))]
    legend = _legend(classes, titles, css=css)
    return Layer(show, str(GROUP_LAYERS[show]), "", classes, texts, numbers, legend)


def _breaks(show: str, values: np.ndarray) -> tuple[tuple[float, ...], str]:
    """Class limits and the family of colours: `d` diverges around a middle, `q` rises."""
    if show == "lq":
        return _LQ_BREAKS, "d"
    if show == "growth":
        return _GROWTH_BREAKS, "g"
    positive = values[values > 0]
    if not positive.size:
        return (), "q"
    cuts = {_round_nicely(float(cut)) for cut in np.quantile(positive, (0.2, 0.4, 0.6, 0.8, 0.95))}
    return tuple(sorted(cuts)), "q"


def _round_nicely(value: float) -> float:
    """Two significant digits."""
    if value <= 0:
        return value
    digits = 1 - math.floor(math.log10(value))
    return round(value, digits)


def _break_titles(show: str, breaks: Sequence[float]) -> list[str]:
    if not breaks:
        return []
    texts = [format_value(show, value, "observed") for value in breaks]
    between = [f"{a} – {b}" for a, b in pairwise(texts)]
    return [
        _("below %(value)s") % {"value": texts[0]},
        *between,
        _("%(value)s or more") % {"value": texts[-1]},
    ]


def _legend(
    classes: Mapping[str, str], titles: Sequence[str], *, css: Sequence[str] | None = None
) -> tuple[Entry, ...]:
    counts = Counter(classes.values())
    names = css or [f"q{i}" for i in range(len(titles))]
    lines = [Entry(name, title, counts[name]) for name, title in zip(names, titles, strict=True)]
    for name, title in (
        (ZERO, _("zero")),
        (MISSING, _("no figure")),
        (SUPPRESSED, _("withheld by the publisher")),
    ):
        if counts[name]:
            lines.append(Entry(name, title, counts[name]))
    return tuple(lines)


def format_value(show: str, value: float | None, flag: str) -> str:
    """A figure as people read it, in the active language."""
    from hanse.hub.observatory.figures import format_figure

    return format_figure(value, kind=show, flag=flag)
