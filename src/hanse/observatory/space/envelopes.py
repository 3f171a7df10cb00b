"""Local and global confidence envelopes of a curve, from random draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import InputError


@dataclass(frozen=True)
class Envelope:
    """Bands of a curve under the null hypothesis, each of shape (D,)."""

    mean: Values
    local_lower: Values
    local_upper: Values
    global_lower: Values
    global_upper: Values
    draws: int


def find_envelope(curves: Values, *, level: float = 0.05) -> Envelope:
    """Envelope of random curves, shape (draws, D).

    Local band: the quantiles level/2 and 1 − level/2 at each distance. Global band (Duranton and
    Overman 2005): the lowest curve through equal ranks that at most `level` of the draws exceed
    anywhere; for the lower band likewise.
    """
    if not 0 < level < 1:
        raise InputError("The level of an envelope lies between 0 and 1.")
    drawn = ~np.isnan(curves).all(axis=0)
    lower, upper, mean = np.full((3, curves.shape[1]), np.nan)
    lower[drawn], upper[drawn] = np.nanquantile(
        curves[:, drawn], (level / 2, 1 - level / 2), axis=0
    )
    mean[drawn] = np.nanmean(curves[:, drawn], axis=0)
    return Envelope(
        mean,
        lower,
        upper,
        -_find_upper_band(-curves, level),
        _find_upper_band(curves, level),
        len(curves),
    )


def _find_upper_band(curves: Values, level: float) -> Values:
    filled = np.where(np.isnan(curves), -np.inf, curves)
    descending = -np.sort(-filled, axis=0)
    allowed = int(np.floor(level * len(curves)))
    best: Values = descending[0]
    # Rank 0 is the highest value at each distance: no draw exceeds it. Go down while few do.
    for rank in range(len(curves)):
        exceeding = int((filled > descending[rank] + 1e-15).any(axis=1).sum())
        if exceeding > allowed:
            break
        best = descending[rank]
    return best
