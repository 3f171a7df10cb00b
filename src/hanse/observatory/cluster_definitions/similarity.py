"""Similarity of industries: co-location, coagglomeration, input–output, occupations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hanse.observatory.indicators.pairwise_coagglomeration import (
    compute_pairwise_coagglomeration,
)
from hanse.observatory.matrices import Values, divide, require_matrix
from hanse.vocabulary import InputError


def compute_colocation(values: Any) -> Values:
    """Correlation of industries over regions, shape (I, I), of amounts (R, I).

    Delgado, Porter and Stern's LC: Pearson's correlation of employment (or establishments) across
    economic areas, not of shares. Regions in which one of the two is missing don't count for the
    pair; NaN for an industry that is the same everywhere.
    """
    return correlate_columns(require_matrix(values))


def correlate_columns(values: Values) -> Values:
    """Pearson correlation of the columns over the rows that both know, shape (I, I)."""
    known = ~np.isnan(values)
    if known.all():
        centred = values - values.mean(axis=0)
        length = np.sqrt(np.square(centred).sum(axis=0))
        # What rounding leaves of a constant column is no variation.
        length = np.where(length <= 1e-12 * np.abs(values).max(axis=0, initial=0), 0.0, length)
        return np.clip(divide(centred.T @ centred, np.outer(length, length)), -1.0, 1.0)
    k, v = known.astype(np.float64), np.nan_to_num(values)
    n, sums, squares = k.T @ k, v.T @ k, np.square(v).T @ k
    covariance = v.T @ v - divide(sums * sums.T, n)
    variance = squares - divide(sums**2, n)
    variance = np.where(variance <= 1e-12 * squares, 0.0, variance)
    return np.clip(divide(covariance, np.sqrt(variance * variance.T)), -1.0, 1.0)


def compute_input_output_similarity(flows: Any) -> Values:
    """The largest of the four shares that link two industries, shape (I, I), of flows (I, I).

    flows[i, j] is what i delivers to j. The shares: of j's inputs from i, of i's inputs from j,
    of i's outputs to j, of j's outputs to i (Delgado, Porter and Stern; Ellison, Glaeser and Kerr).
    """
    z = require_matrix(flows, name="flows")
    if z.shape[0] != z.shape[1]:
        raise InputError(f"Flows have the shape {z.shape}, not industry x industry.")
    inputs = np.nan_to_num(divide(z, np.nansum(z, axis=0, keepdims=True)))
    outputs = np.nan_to_num(divide(z, np.nansum(z, axis=1, keepdims=True)))
    largest: Values = np.maximum(np.maximum(inputs, inputs.T), np.maximum(outputs, outputs.T))
    return largest


def compute_occupation_similarity(occupations: Any) -> Values:
    """Correlation of the industries' mixes of occupations, shape (I, I), of jobs (O, I)."""
    jobs = require_matrix(occupations, name="occupations")
    return correlate_columns(divide(jobs, np.nansum(jobs, axis=0, keepdims=True)))


def standardise_similarity(similarity: Any) -> Values:
    """The matrix with mean 0 and deviation 1 off its diagonal, which becomes NaN.

    Symmetric part only; unknown pairs stay unknown.
    """
    s = np.array(similarity, dtype=np.float64)
    s = (s + s.T) / 2
    np.fill_diagonal(s, np.nan)
    spread = np.nanstd(s) if (~np.isnan(s)).any() else 0.0
    if spread == 0:
        raise InputError("A similarity matrix without variation cannot be standardised.")
    return np.asarray((s - np.nanmean(s)) / spread)


def average_similarities(matrices: Mapping[str, Any]) -> Values:
    """The mean of the standardised matrices over those that know the pair, shape (I, I)."""
    if not matrices:
        raise InputError("No similarity matrix is given.")
    stack = np.stack([standardise_similarity(matrix) for matrix in matrices.values()])
    known = ~np.isnan(stack)
    return divide(np.where(known, stack, 0.0).sum(axis=0), known.sum(axis=0).astype(np.float64))


def build_similarities(
    employment: Any,
    establishments: Any = None,
    *,
    flows: Any = None,
    occupations: Any = None,
) -> dict[str, Values]:
    """Every similarity matrix that the data allow, by name, each of shape (I, I).

    employment, establishments : amounts (R, I). flows : deliveries (I, I). occupations : (O, I).
    """
    found = {"LC-Employment": compute_colocation(employment)}
    if establishments is not None:
        found["LC-Establishments"] = compute_colocation(establishments)
    found["COI"] = compute_pairwise_coagglomeration(employment)
    if flows is not None:
        found["IO"] = compute_input_output_similarity(flows)
    if occupations is not None:
        found["Occ"] = compute_occupation_similarity(occupations)
    return found
