"""Relatedness density: how near a region's industries are to a given one."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values, divide
from hanse.observatory.relatedness.presence import require_presence
from hanse.observatory.relatedness.proximity import compute_proximity
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="relatedness-density",
    title="Relatedness density",
    definition=(
        "The share of an industry's relatedness that sits in industries which the region already "
        "has: how easy the industry would be for the region."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference=(
        "Hidalgo, Klinger, Barabási and Hausmann (2007), Science 317; Balland, Boschma, Crespo and "
        "Rigby (2019), Regional Studies 53"
    ),
    formula="d_ir = Σ_(j≠i) φ_ij M_jr / Σ_(j≠i) φ_ij",
    unit="share",
    direction="higher is more",
    range=(0.0, 100.0),
    conventions=(
        'own industry "excluded" (default, EconGeo) or "included" with proximity 1 (ecomplexity)',
        'scale "share" (0 to 1) or "percent" (0 to 100, EconGeo)',
        "neighbours=k counts only the k most related industries, above and below the line, so "
        "that the density cannot exceed 1",
        "industries whose presence in the region is unknown count neither above nor below the line",
    ),
    axes=("region", "industry"),
    family="relatedness",
    invariances=("permutation",),
    parameters={"own": "excluded or included", "scale": "share or percent", "neighbours": "k"},
)


def compute_relatedness_density(
    presence: Any,
    proximity: Any = None,
    *,
    own: Literal["excluded", "included"] = "excluded",
    scale: Literal["share", "percent"] = "share",
    neighbours: int | None = None,
) -> Values:
    """Density around each industry in each region, shape (R, I), from presence (R, I).

    proximity : relatedness of industries, shape (I, I), not negative; by default that of the
    presence matrix itself.
    """
    presence = require_presence(presence)
    phi = np.array(
        compute_proximity(presence) if proximity is None else proximity, dtype=np.float64
    )
    if phi.shape != (presence.shape[1],) * 2:
        raise InputError(f"The proximity has the shape {phi.shape}, not industry x industry.")
    if np.any(phi < 0):
        raise InputError("Density needs relatedness that is not negative.")
    np.nan_to_num(phi, copy=False)
    if own == "excluded":
        np.fill_diagonal(phi, 0.0)
    if neighbours is not None:
        phi = _keep_nearest(phi, neighbours)
    unknown = np.isnan(presence)
    if unknown.any():
        density = divide(np.where(unknown, 0.0, presence) @ phi.T, (~unknown) @ phi.T)
    else:
        weight = phi.sum(axis=1)
        density = presence @ phi.T
        density /= np.where(weight == 0, np.nan, weight)
    return density if scale == "share" else 100.0 * density


def _keep_nearest(phi: Values, neighbours: int) -> Values:
    """The k largest entries of each row, the rest zero."""
    if neighbours < 1:
        raise InputError("At least one neighbour is needed.")
    if neighbours >= phi.shape[1]:
        return phi
    nearest = np.argsort(-phi, axis=1, kind="stable")[:, :neighbours]
    kept = np.zeros_like(phi)
    np.put_along_axis(kept, nearest, np.take_along_axis(phi, nearest, axis=1), axis=1)
    return kept


EXAMPLES = (
    Example(
        function=compute_relatedness_density,
        arguments=(
            [[1.0, 0.0, 0.0]],
            [[1.0, 0.6, 0.2], [0.6, 1.0, 0.4], [0.2, 0.4, 1.0]],
        ),
        expected=[[0.0, 0.6, 1.0 / 3.0]],
        working="Industry 2: 0.6/(0.6 + 0.4); industry 3: 0.2/(0.2 + 0.4).",
    ),
)
