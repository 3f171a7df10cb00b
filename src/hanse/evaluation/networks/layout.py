"""Where to draw the nodes: springs between partners, repulsion between all, always the same.

Fruchterman & Reingold (1991), with a pull to the middle so that separate parts stay on the paper.
Nodes without ties are set in rows below: where they would float says nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hanse.evaluation.networks.network import Network, keep_nodes

Places = NDArray[np.float64]
ROUNDS = 100
_GOLDEN = np.pi * (3 - np.sqrt(5))


def choose_drawn(network: Network, *, limit: int) -> Network:
    """The network itself, or its `limit` nodes with most ties (then in their own order)."""
    if network.size <= limit:
        return network
    order = np.argsort(-network.degrees, kind="stable")[:limit]
    return keep_nodes(network, order.tolist())


def place_nodes(network: Network, *, seed: int = 1) -> Places:
    """Places between 0 and 1, shape (N, 2), x to the right and y down."""
    places = np.zeros((network.size, 2))
    tied, alone = np.flatnonzero(network.degrees), np.flatnonzero(network.degrees == 0)
    rows = _fill_rows(len(alone))
    deep = len(set(rows[:, 1].tolist()))
    bottom = 1.0 if not len(alone) else (max(0.7, 1 - 0.07 * deep) if len(tied) else 0.0)
    if len(tied):
        drawn = _pull_together(keep_nodes(network, tied.tolist()), seed)
        places[tied] = drawn * (1.0, bottom - (0.04 if len(alone) else 0.0))
    if len(alone):
        places[alone] = rows * (1.0, 1.0 - bottom) + (0.0, bottom)
    return places


def _fill_rows(count: int) -> Places:
    """Nodes side by side, from left to right and from top to bottom."""
    if not count:
        return np.zeros((0, 2))
    wide = min(count, max(24, int(np.ceil(np.sqrt(count * 6)))))
    deep = -(-count // wide)
    at = np.arange(count)
    return np.column_stack([(at % wide + 0.5) / wide, (at // wide + 0.5) / deep])


def _pull_together(network: Network, seed: int) -> Places:
    n = network.size
    rng = np.random.default_rng(seed)
    spiral = np.arange(n) * _GOLDEN
    radius = np.sqrt((np.arange(n) + 0.5) / n)
    places = np.column_stack([radius * np.cos(spiral), radius * np.sin(spiral)])
    places += rng.normal(scale=0.01, size=places.shape)
    spacing = 1.6 / np.sqrt(n)
    first, second = network.ties[:, 0], network.ties[:, 1]
    for step in range(ROUNDS):
        gaps = [places[:, axis, None] - places[None, :, axis] for axis in (0, 1)]
        repel = spacing**2 / np.maximum(gaps[0] ** 2 + gaps[1] ** 2, 1e-6)
        push = np.column_stack([(gap * repel).sum(axis=1) for gap in gaps])
        along = places[first] - places[second]
        pull = along * (np.sqrt((along**2).sum(axis=1)) / spacing)[:, None]
        np.add.at(push, first, -pull)
        np.add.at(push, second, pull)
        push -= places * 0.6  # to the middle
        length = np.maximum(np.sqrt((push**2).sum(axis=1)), 1e-9)
        reach = 0.25 * (1 - step / ROUNDS) ** 1.5 + 1e-3
        places += push / length[:, None] * np.minimum(length, reach)[:, None]
    low, high = places.min(axis=0), places.max(axis=0)
    scaled: Places = (places - low) / np.maximum(high - low, 1e-9)
    return scaled
