"""The picture of a network: where each member stands, what joins them, whose name is shown."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from hanse.evaluation.networks.layout import choose_drawn, place_nodes
from hanse.evaluation.networks.network import Network
from hanse.hub.organisations.queries.networks import GroupNetwork

WIDE, HIGH, EDGE = 900, 620, 34
MOST_DRAWN = 120
MOST_NAMED = 14
_LETTER = 7.0
"""Width of a letter of a label, on paper units."""
_LONGEST = 26
_KEPT = 64
_placed: OrderedDict[tuple[tuple[str, ...], bytes], tuple[tuple[float, float], ...]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Mark:
    """A member on the paper."""

    x: float
    y: float
    size: float
    type: str
    name: str
    label: str
    """Shown beside it; empty where it would stand on another."""
    label_x: float
    anchor: str
    degree: int


@dataclass(frozen=True)
class Line:
    """A tie on the paper."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_cross: bool
    """True where it joins two types."""


@dataclass(frozen=True)
class Picture:
    """Marks over lines; `left_out` members have too few ties to be drawn."""

    width: int
    height: int
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    left_out: int


def draw_network(found: GroupNetwork) -> Picture:
    """The picture of a group's network: at most MOST_DRAWN members, those with most ties."""
    network = choose_drawn(found.network, limit=MOST_DRAWN)
    spots = [
        (EDGE + x * (WIDE - 2 * EDGE), EDGE + y * (HIGH - 2 * EDGE)) for x, y in _place(network)
    ]
    lines = tuple(
        Line(*_short(*spots[a]), *_short(*spots[b]), network.types[a] != network.types[b])
        for a, b in network.ties
    )
    labels = _choose_labels(network, spots, found)
    marks = []
    for i, node in enumerate(network.nodes):
        (x, y), degree = _short(*spots[i]), int(network.degrees[i])
        label, label_x, anchor = labels.get(i, ("", 0.0, "start"))
        size = round(5 + min(degree, 25) ** 0.5 * 1.7, 1)
        name = found.members[node].name
        marks.append(
            Mark(x, y, size, network.types[i], name, label, round(label_x, 1), anchor, degree)
        )
    marks.sort(key=lambda mark: mark.size)
    return Picture(WIDE, HIGH, lines, tuple(marks), found.network.size - network.size)


def _short(x: float, y: float) -> tuple[float, float]:
    return round(float(x), 1), round(float(y), 1)


def _place(network: Network) -> tuple[tuple[float, float], ...]:
    """Places of the nodes; kept, because a network is looked at more than once."""
    key = (network.nodes, network.ties.tobytes())
    with _lock:
        if key in _placed:
            _placed.move_to_end(key)
            return _placed[key]
    places = tuple((float(x), float(y)) for x, y in place_nodes(network))
    with _lock:
        _placed[key] = places
        while len(_placed) > _KEPT:
            _placed.popitem(last=False)
    return places


def _choose_labels(
    network: Network, spots: list[tuple[float, float]], found: GroupNetwork
) -> dict[int, tuple[str, float, str]]:
    """(text, x, anchor) for the members with most ties whose label stands on no other."""
    taken: list[tuple[float, float, float, float]] = []
    labels: dict[int, tuple[str, float, str]] = {}
    order = sorted(range(network.size), key=lambda i: (-network.degrees[i], i))
    for i in order:
        if len(labels) >= MOST_NAMED or not network.degrees[i]:
            break
        name = found.members[network.nodes[i]].name
        text = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
        x, y = spots[i]
        wide, right = len(text) * _LETTER, x < WIDE * 0.6
        left = x + 16 if right else x - 16 - wide
        box = (left, y - 11, left + wide, y + 11)
        if box[0] < 2 or box[2] > WIDE - 2 or any(_touch(box, other) for other in taken):
            continue
        taken.append(box)
        labels[i] = (text, x + 16 if right else x - 16, "start" if right else "end")
    return labels


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
