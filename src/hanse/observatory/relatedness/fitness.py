"""Fitness of regions and complexity of industries by the non-linear map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import Values
from hanse.observatory.relatedness.presence import require_presence
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="fitness",
    title="Fitness",
    definition=(
        "The sum of the complexities of a region's industries, where an industry is only as "
        "complex as the least fit region that has it."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Tacchella, Cristelli, Caldarelli, Gabrielli and Pietronero (2012), Sci. Reports 2",
    formula="F_r ← Σ_i M_ir Q_i; Q_i ← 1/Σ_r M_ir/F_r; each divided by its mean",
    unit="1 is the mean",
    direction="higher is more",
    range=(0.0, float("inf")),
    conventions=(
        "20 iterations counted with the start from ones, so 19 updates (as economiccomplexity "
        'counts, whose "complexity" column is this)',
        "both vectors are divided by their mean at each step, over those with any presence",
        "the map may send weak regions to 0 as it goes on; the number of iterations is a parameter",
        "an unknown presence counts as absent",
    ),
    axes=("region",),
    family="complexity",
    invariances=("permutation",),
    parameters={"iterations": "20"},
)


@dataclass(frozen=True)
class Fitness:
    """Fitness of regions, shape (R,), and complexity of industries, shape (I,)."""

    regions: Values
    industries: Values


def find_fitness(presence: Any, *, iterations: int = 20) -> Fitness:
    """Fitness and complexity of a presence matrix (R, I); NaN for those without any presence."""
    if iterations < 2:
        raise InputError("At least two iterations are needed: the start and one update.")
    presence = np.nan_to_num(require_presence(presence))
    rows, columns = presence.any(axis=1), presence.any(axis=0)
    m = presence[np.ix_(rows, columns)]
    f, q = np.ones(len(m)), np.ones(m.shape[1])
    for _ in range(iterations - 1):
        new_f = m @ q
        # A fitness that underflows to zero stays the smallest there is instead of dividing by it.
        q = 1.0 / (m.T @ (1.0 / np.maximum(f, 1e-300)))
        f = new_f / new_f.mean() if len(new_f) else new_f
        q = q / q.mean() if len(q) else q
    regions, industries = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    regions[rows], industries[columns] = f, q
    return Fitness(regions, industries)


def compute_fitness(presence: Any, *, iterations: int = 20) -> Values:
    """Fitness of the regions, shape (R,), of a presence matrix (R, I)."""
    return find_fitness(presence, iterations=iterations).regions


EXAMPLES = (
    Example(
        function=compute_fitness,
        arguments=([[1.0, 1.0], [1.0, 0.0]],),
        options={"iterations": 2},
        expected=[4.0 / 3.0, 2.0 / 3.0],
        working="Sums 2 and 1, divided by their mean 1.5.",
    ),
)
