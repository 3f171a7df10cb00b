"""Clusters from who buys from whom: Feser and Bergman's chains, and strongest flows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hanse.observatory.cluster_definitions.similarity import correlate_columns
from hanse.observatory.input_output.system import InputOutput
from hanse.observatory.matrices import Values
from hanse.vocabulary import InputError


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
    eigenvalue above 1. The thresholds of the loadings are not verified against the paper.
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


def find_strongest_flows(
    table: InputOutput, *, threshold: float = 0.1
) -> tuple[tuple[str, ...], ...]:
    """Groups of industries that hang together by their strongest flows, the largest group first.

    Each industry is tied to its largest supplier and its largest customer (itself aside) where
    that flow is at least `threshold` of its purchases or its sales.
    """
    z = table.flows.copy()
    bought, sold = z.sum(axis=0), z.sum(axis=1)
    np.fill_diagonal(z, 0.0)
    group = np.arange(len(z))
    for j in range(len(z)):
        supplier, customer = int(z[:, j].argmax()), int(z[j].argmax())
        for other, flow, whole in (
            (supplier, z[supplier, j], bought[j]),
            (customer, z[j, customer], sold[j]),
        ):
            if flow > 0 and flow >= threshold * whole:
                group[group == group[other]] = group[j]
    found = [
        tuple(table.industries[k] for k in np.flatnonzero(group == g)) for g in set(group.tolist())
    ]
    return tuple(sorted(found, key=lambda members: (-len(members), members)))
