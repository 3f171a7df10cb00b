"""The report of a timetable: one page of HTML that needs no network and no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from hanse.brokerage.timetable.publishing.picture import draw_timetable
from hanse.brokerage.timetable.publishing.programme import Programme
from hanse.panel.files import replace_whole

STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1f24; --soft: #59636e; --line: #d0d7de;
  --accent: #0b5c8a; --meeting: #2f7fb0; --on-meeting: #fff; --break: #f2b84b; --mark: #5c3a00;
  --absent: #d5d9de; --free: #f1f3f5; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --ink: #e8ecf0; --soft: #a3adb8;
  --line: #38414b; --accent: #7cc0ea; --meeting: #3f8fc2; --on-meeting: #06121b; --break: #d79a2b;
  --mark: #211400; --absent: #444d57; --free: #20262d; } }
* { box-sizing: border-box; }
body { background: var(--ground); color: var(--ink); margin: 0 auto; max-width: 76rem;
  padding: 1.5rem 1rem 3rem; font: 16px/1.5 system-ui, "Noto Sans", "Liberation Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
p { max-width: 46rem; } .soft { color: var(--soft); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; }
dl div { border-top: 2px solid var(--accent); padding-top: .3rem; }
dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; font-size: 1.35rem;
  font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } .scroll:focus-visible, a:focus-visible { outline: 2px solid
  var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; } td.number, th.number { text-align: right;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
svg text { fill: var(--ink); font-size: 10px; } svg .head { font-size: 8px; fill: var(--soft); }
svg .table { fill: var(--on-meeting); font-size: 9px; } .meeting { fill: var(--meeting); }
.break { fill: var(--break); } .absent { fill: var(--absent); } .free { fill: var(--free); }
.mark { stroke: var(--mark); stroke-width: 2; } .noon { stroke: var(--soft);
  stroke-dasharray: 3 3; }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0;
  font-size: .9rem; } .key svg { vertical-align: -2px; margin-right: .35rem; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } .scroll { overflow: visible; }
  .scroll svg { max-width: 100%; height: auto; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } * { print-color-adjust: exact; } }
"""


def write_report(programme: Programme, path: Path) -> None:
    """Write the report as one HTML file, whole or not at all."""
    with replace_whole(path) as part:
        part.write_text(build_report(programme), "utf-8")


def build_report(programme: Programme) -> str:
    """The page: figures, certificate, picture, breaks with reasons, meetings slot by slot."""
    title = escape(programme.title)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}: timetable</title><style>{STYLE}</style></head><body><main>",
            f"<h1>{title}: timetable</h1>",
            *_write_figures(programme),
            *_write_certificate(programme),
            *_write_picture(programme),
            *_write_breaks(programme),
            *_write_meetings(programme),
            "</main></body></html>\n",
        ]
    )


def _write_figures(programme: Programme) -> Iterator[str]:
    event = programme.event
    figures = [
        ("Participants", f"{event.participants:,}"),
        ("Meetings", f"{len(event.meetings):,}"),
        ("Slots", str(event.slots)),
        ("Tables", str(event.tables)),
        ("Breaks", str(len(programme.breaks))),
    ]
    if programme.lower_bound is not None:
        figures.append(("Fewest possible, proved", f"at least {programme.lower_bound}"))
    served = sorted(len(meetings) for meetings in event.meetings_of)
    if served:
        figures.append(("Meetings a participant", f"{served[0]} to {served[-1]}"))
    yield "<dl>"
    for label, value in (*figures, *programme.facts):
        yield f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
    yield "</dl>"


def _write_certificate(programme: Programme) -> Iterator[str]:
    if programme.statement:
        yield f"<h2>Certificate</h2><p>{escape(programme.statement)}</p>"


def _write_picture(programme: Programme) -> Iterator[str]:
    yield "<h2>Participants and slots</h2>"
    yield '<ul class="key">'
    for kind, label in (
        ("meeting", "meeting, with its table"),
        ("break", "break: idle between two meetings"),
        ("absent", "absent"),
        ("free", "free"),
    ):
        yield (
            f'<li><svg width="14" height="14" aria-hidden="true"><rect class="{kind}" width="14" '
            f'height="14"/></svg>{label}</li>'
        )
    yield "</ul>"
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Picture of the timetable">'
    yield draw_timetable(programme)
    yield "</div>"


def _write_breaks(programme: Programme) -> Iterator[str]:
    yield "<h2>Breaks and their reasons</h2>"
    if not programme.breaks:
        yield "<p>Nobody has a break.</p>"
        return
    rows = []
    for one in programme.breaks:
        slots = programme.name_slot(one.first_slot)
        if one.last_slot > one.first_slot:
            slots += f" to {programme.name_slot(one.last_slot)}"
        name = programme.event.name_participant(one.participant)
        rows.append((name, slots, one.reason or "not stated", "yes" if one.proven else "no"))
    columns = ("Participant", "Slots", "Reason", "Proven")
    yield from _write_table("Each break of each participant", columns, rows)


def _write_meetings(programme: Programme) -> Iterator[str]:
    timetable, event = programme.timetable, programme.event
    yield "<h2>Meetings, slot by slot</h2>"
    by_slot: list[list[int]] = [[] for _ in range(event.slots)]
    for meeting, slot in enumerate(timetable.slots):
        by_slot[slot].append(meeting)
    for slot, meetings in enumerate(by_slot):
        if not meetings:
            continue
        used = f"{len(meetings)} of {event.capacity(slot)} tables"
        rows = [
            (
                programme.name_table(timetable.tables[meeting]),
                ", ".join(programme.name_all(event.meetings[meeting].participants)),
            )
            for meeting in sorted(meetings, key=lambda m: timetable.tables[m])
        ]
        caption = f"{programme.name_slot(slot)}: {used}"
        yield from _write_table(caption, ("Table", "Participants"), rows)


def _write_table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[str]:
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
    yield f"<table><caption>{escape(caption)}</caption><thead><tr>"
    yield "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table></div>"
