"""Feser and Bergman's value chains: clusters of industries with like suppliers and customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.cluster_definitions.similarity import correlate_columns
from hanse.observatory.indicators.examples import Example
from hanse.observatory.input_output.system import InputOutput, build_input_output
from hanse.observatory.matrices import Values
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="value-chains",
    title="Value chains",
    definition=(
        "Which industries belong together by buying from and selling to the same industries, and "
        "how closely."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Feser and Bergman (2000), Regional Studies 34",
    formula="largest of four correlations of purchases and sales; components, varimax, loadings",
    unit="number of the chain; loading",
    direction="neutral",
    range=(0.0, float("inf")),
    conventions=(
        "components with an eigenvalue above 1 unless their number is given",
        "an industry is a primary member of the chain on which it loads most, from `primary` on, "
        "and a secondary one of the next, from `secondary` on",
        "the defaults 0.60 and 0.35 are ours: no open text of the paper was found to verify them",
        "chains are numbered from 1 by their share of the variance; NaN where it is in none",
        "industries without purchases or sales are like nobody",
    ),
    axes=("industry",),
    family="input-output",
    invariances=("scale",),
    parameters={
        "components": "a number",
        "primary": "0.60 unless given",
        "secondary": "0.35 unless given",
    },
)


@dataclass(frozen=True)
class ValueChains:
    """Feser and Bergman's clusters.

    similarity : the largest of the four correlations of each pair, (I, I). loadings : on the
    rotated components, (I, F). primary, secondary : membership of the clusters, boolean (I, F).
    """

    industries: tuple[str, ...]
    similarity: Values
    loadings: Values
    primary: np.ndarray
    secondary: np.ndarray

    def members(self, chain: int) -> tuple[str, ...]:
        """The primary members of a chain, the highest loading first."""
        inside = np.flatnonzero(self.primary[:, chain])
        ordered = inside[np.argsort(-self.loadings[inside, chain], kind="stable")]
        return tuple(self.industries[k] for k in ordered.tolist())


def compute_chain_similarity(table: InputOutput) -> Values:
    """The largest of Feser and Bergman's four correlations of each pair, shape (I, I).

    Between the two industries' patterns of purchases, of sales, and of the one's purchases with
    the other's sales, both ways. Industries without purchases or sales correlate with nobody (0).
    """
    z = table.flows
    bought = np.nan_to_num(z / np.where(z.sum(axis=0) == 0, np.nan, z.sum(axis=0))[None, :])
    sold = np.nan_to_num(z / np.where(z.sum(axis=1) == 0, np.nan, z.sum(axis=1))[:, None]).T
    n = len(z)
    both = np.nan_to_num(correlate_columns(np.hstack([bought, sold])))
    cross = np.maximum(both[:n, n:], both[n:, :n])
    largest: Values = np.maximum.reduce([both[:n, :n], both[n:, n:], cross, cross.T])
    np.fill_diagonal(largest, 1.0)
    return largest


def find_value_chains(
    table: InputOutput,
    *,
    components: int | None = None,
    primary: float = 0.60,
    secondary: float = 0.35,
) -> ValueChains:
    """Clusters by principal components of the similarity, rotated by varimax.

    Feser and Bergman (2000), Regional Studies 34. components : how many; by default those with an
    eigenvalue above 1. primary, secondary : loadings from which an industry belongs to a chain;
    parameters, whose defaults could not be verified against the paper.
    """
    similarity = compute_chain_similarity(table)
    values, vectors = np.linalg.eigh(similarity)
    count = int((values > 1.0).sum()) if components is None else components
    if not 1 <= count <= len(values):
        raise InputError(f"{count} components cannot be had from {len(values)} industries.")
    loadings = vectors[:, ::-1][:, :count] * np.sqrt(np.maximum(values[::-1][:count], 0.0))
    loadings = rotate_varimax(loadings)
    loadings = loadings * np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    first = loadings >= primary
    return ValueChains(
        table.industries, similarity, loadings, first, (loadings >= secondary) & ~first
    )


def rotate_varimax(loadings: Values, *, rounds: int = 100, tolerance: float = 1e-8) -> Values:
    """Kaiser's varimax rotation (1958) without normalisation: pairs of columns in turn."""
    turned = np.array(loadings, dtype=np.float64)
    n, count = turned.shape
    for _ in range(rounds):
        widest = 0.0
        for p in range(count):
            for q in range(p + 1, count):
                x, y = turned[:, p].copy(), turned[:, q].copy()
                u, v = x**2 - y**2, 2.0 * x * y
                above = 2.0 * (u * v).sum() - 2.0 * u.sum() * v.sum() / n
                below = (u**2 - v**2).sum() - (u.sum() ** 2 - v.sum() ** 2) / n
                angle = float(np.arctan2(above, below)) / 4.0
                widest = max(widest, abs(angle))
                turned[:, p] = x * np.cos(angle) + y * np.sin(angle)
                turned[:, q] = y * np.cos(angle) - x * np.sin(angle)
        if widest < tolerance:
            break
    return turned


@dataclass(frozen=True)
class ChainMembership:
    """The chain of each industry with its loading, and the next one, each of shape (I,)."""

    chain: Values
    loading: Values
    second_chain: Values
    second_loading: Values


def compute_value_chains(
    table: InputOutput,
    *,
    components: int | None = None,
    primary: float = 0.60,
    secondary: float = 0.35,
) -> ChainMembership:
    """The chain that each industry belongs to, and the one that it is next to."""
    found = find_value_chains(table, components=components, primary=primary, secondary=secondary)
    order = np.argsort(-found.loadings, axis=1, kind="stable")
    ranked = np.take_along_axis(found.loadings, order, axis=1)
    first = ranked[:, 0] >= primary
    # Who is a primary member of none can be a secondary one of the best.
    rows, place = np.arange(len(ranked)), np.minimum(first.astype(int), ranked.shape[1] - 1)
    second = (ranked[rows, place] >= secondary) & (first == (place > 0))
    return ChainMembership(
        np.where(first, order[:, 0] + 1.0, np.nan),
        np.where(first, ranked[:, 0], np.nan),
        np.where(second, order[rows, place] + 1.0, np.nan),
        np.where(second, ranked[rows, place], np.nan),
    )


def _example(flows: Any, final_demand: Any) -> ChainMembership:
    return compute_value_chains(build_input_output(flows, final_demand), components=1)


EXAMPLES = (
    Example(
        function=_example,
        arguments=([[0.0, 0.0, 4.0], [0.0, 0.0, 4.0], [0.0, 0.0, 0.0]], [1.0, 1.0, 9.0]),
        expected={"chain": [1.0, 1.0, float("nan")], "loading": [1.0, 1.0, float("nan")]},
        working="1 and 2 sell to 3 only: correlation 1, one component with loadings 1; 3 none.",
        tolerance=1e-9,
    ),
)
