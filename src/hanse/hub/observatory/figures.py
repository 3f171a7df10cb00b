"""Figures as people read them, in the language of the page."""

from __future__ import annotations

from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

PERCENT = {"region_share", "national_share", "growth", "share", "percent"}
RATIO = {"lq", "lq_lower", "lq_upper", "index", "ratio", "gini"}


def format_figure(value: float | None, *, kind: str, flag: str = "observed") -> str:
    """`value` with the decimals and unit of its kind; a dash where there is none.

    `flag` lower_bound is written as "≥", estimated as "≈". Missing and suppressed values are for
    the page to tell apart: they are None here.
    """
    if value is None:
        return "–"
    mark = {"lower_bound": "≥ ", "estimated": "≈ "}.get(flag, "") if kind == "employment" else ""
    return mark + _written(round(float(value), 7), kind, get_language() or "en")


@lru_cache(maxsize=50_000)
def _written(value: float, kind: str, language: str) -> str:
    if value == float("inf"):
        return _("no limit")
    if kind in PERCENT:
        small = abs(value) < 0.1
        text = _grouped(value * 100, 2 if abs(value) < 0.01 and value else 1 if small else 0)
        sign = "+" if kind == "growth" and value > 0 else ""
        return _("%(number)s %%") % {"number": sign + text}
    if kind in RATIO:
        return _grouped(value, 2)
    if kind == "people" and value >= 10_000_000:
        return _("%(number)s million") % {"number": _grouped(value / 1e6, 1)}
    if kind in ("plain", "bound"):
        return f"{value:g}"
    if kind == "probability":
        return _("below 0.001") if value < 0.001 else _grouped(value, 3)
    return _grouped(value, 0 if abs(value) >= 10 or value == int(value) else 1)


def _grouped(value: float, decimals: int) -> str:
    # Django cuts the decimals that are too many; people expect them rounded.
    rounded = round(value, decimals)
    return number_format(rounded, decimal_pos=decimals, use_l10n=True, force_grouping=True)
