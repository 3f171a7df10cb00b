"""A run as one page to read, print or send: summary, strongest clusters, method card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from hanse.observatory.identification import Identification
from hanse.observatory.identification.bundle import compute_run_id
from hanse.observatory.identification.cells import CERTAINTIES
from hanse.observatory.identification.explanation import format_number
from hanse.panel import Panel
from hanse.vocabulary import Report

MOST_ROWS = 2000
"""Rated cells on the page; the rest is in the other formats."""

_STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881}
body{font:15px/1.45 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left}
th{position:sticky;top:0;background:Canvas}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
tbody tr:nth-child(even){background:var(--soft)}
.scroll{overflow-x:auto}
dt{font-weight:600}dd{margin:0 0 .6rem}
@media print{th{position:static}}
"""


def _build_rows(rows: Iterable[Sequence[str]], numbers: set[int], *, tag: str = "td") -> str:
    built = []
    for row in rows:
        cells = "".join(
            f'<{tag} class="n">{escape(cell)}</{tag}>'
            if at in numbers
            else f"<{tag}>{escape(cell)}</{tag}>"
            for at, cell in enumerate(row)
        )
        built.append(f"<tr>{cells}</tr>")
    return "".join(built)


def _build_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    numbers = {at for at, name in enumerate(head) if name.endswith("\u00a0")}
    head = [name.strip() for name in head]
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead>'
        f"{_build_rows([head], numbers, tag='th')}</thead><tbody>"
        f"{_build_rows(rows, numbers)}</tbody></table></div>"
    )


def _list_rated(identification: Identification) -> list[tuple[str, ...]]:
    """The rated cells, best rating first, then by employment; at most `MOST_ROWS`."""
    columns = identification.columns
    rating, jobs = columns["rating"].ravel(), np.nan_to_num(columns["employment"].ravel())
    order = np.lexsort((-jobs, -rating))
    order = order[rating[order] > 0][:MOST_ROWS]
    rows: list[tuple[str, ...]] = []
    for at in zip(*np.unravel_index(order, identification.shape), strict=True):
        region, group = str(identification.regions[at[0]]), str(identification.groups[at[1]])
        rows.append(
            (
                identification.card.ratings[int(columns["rating"][at])],
                identification.get_title("region", region),
                region,
                identification.get_title("group", group),
                identification.periods[at[2]],
                format_number(float(columns["employment"][at]), "jobs"),
                format_number(float(columns["lq"][at])),
                format_number(float(columns["region_share"][at]), "share"),
                CERTAINTIES[int(columns["certainty"][at])],
            )
        )
    return rows


def _build_card(identification: Identification) -> str:
    card = identification.card
    settings = [
        (
            parameter.title,
            f"{identification.parameters[parameter.id]:g}",
            parameter.unit,
            "verified" if parameter.verified else "not verified",
        )
        for parameter in card.parameters
    ]
    points = "".join(f"<li>{escape(text)}</li>" for text in card.conventions)
    return (
        f"<h2>Method: {escape(card.title)}, version {escape(card.version)}</h2>"
        f"<p>{escape(card.definition)}</p><p>{escape(card.formula)}</p><ul>{points}</ul>"
        + _build_table("Parameters", ("Parameter", "Value\u00a0", "Unit", "Source"), settings)
        + f"<p>Reference: {escape(card.reference)}.</p>"
    )


def _build_origin(panel: Panel, report: Report) -> str:
    sources = "".join(
        f"<dt>{escape(origin.title)}</dt><dd>{escape(origin.publisher)} "
        f"{escape(origin.licence)} {escape(origin.acknowledgement)}<br>"
        f"sha256 {escape(origin.sha256)}</dd>"
        for origin in panel.provenance
    )
    findings = [(kind, f"{count:,}") for kind, count in report.counts.items()]
    told = (
        _build_table("What the check of the file found", ("Finding", "Count\u00a0"), findings)
        if findings
        else "<p>The check of the file found nothing odd.</p>"
    )
    return f"<h2>Source</h2><dl>{sources}</dl>{told}"


def build_page(identification: Identification, panel: Panel, report: Report) -> str:
    """One HTML document without any outside resource."""
    card, (regions, groups, periods) = identification.card, identification.shape
    rating = identification.columns["rating"]
    counts = [
        (title, f"{np.count_nonzero(rating == level):,}")
        for level, title in reversed(list(enumerate(card.ratings)))
    ]
    rated = _list_rated(identification)
    known = int(np.count_nonzero(~np.isnan(identification.columns["employment"])))
    total = int(np.count_nonzero(rating > 0))
    shown = "" if total <= len(rated) else f" The first {len(rated):,} of {total:,} are shown."
    head = (
        *("Rating", "Region", "Code", "Group", "Period", "Employment\u00a0"),
        *("LQ\u00a0", "Share in region\u00a0", "Certainty"),
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Statistical clusters: {escape(report.source)}</title>"
        f"<style>{_STYLE}</style></head><body><main>"
        f"<h1>Statistical clusters: {escape(report.source)}</h1>"
        f"<p>{regions:,} regions, {groups:,} groups, {periods:,} periods; {known:,} of "
        f"{rating.size:,} cells have a figure. A missing figure is not zero. "
        f"Run {compute_run_id(identification, panel)}.</p>"
        + _build_table("Cells by rating", ("Rating", "Cells\u00a0"), counts)
        + f"<h2>Rated clusters</h2><p>Best first, then by employment.{shown}</p>"
        + _build_table("Rated clusters", head, rated)
        + _build_card(identification)
        + _build_origin(panel, report)
        + "</main></body></html>"
    )
