"""The whole algorithm: from data to the grouping of industries that validates best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hanse.observatory.cluster_definitions.candidates import (
    Candidate,
    Method,
    build_candidates,
    number_groups,
)
from hanse.observatory.cluster_definitions.similarity import (
    average_similarities,
    standardise_similarity,
)
from hanse.observatory.cluster_definitions.validation import (
    ValidationScores,
    average_over_groups,
    compute_validation_scores,
    find_row_quantiles,
)
from hanse.observatory.matrices import Values
from hanse.vocabulary import InputError

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what is being looked at."""


@dataclass(frozen=True)
class Move:
    """An industry that was moved, and the mean similarities that were the reason."""

    industry: str
    from_group: int
    to_group: int
    similarity_before: float
    similarity_after: float


@dataclass(frozen=True)
class ClusterDefinitions:
    """The winning grouping, why it won, and what it says about relatedness between groups.

    Attributes
    ----------
    groups : number of each industry's group. candidates : all that were compared with their
    scores, the best first. moves : outliers that changed group afterwards. relatedness : mean
    standardised similarity between groups (G, G), the diagonal within. related : pairs at or above
    the 90th percentile of those between.
    """

    industries: tuple[str, ...]
    groups: np.ndarray
    winner: Candidate
    scores: ValidationScores
    scores_before_moves: ValidationScores
    candidates: tuple[tuple[str, float], ...]
    moves: tuple[Move, ...]
    relatedness: Values
    related: np.ndarray

    def members(self, group: int) -> tuple[str, ...]:
        """The industries of a group."""
        return tuple(self.industries[k] for k in np.flatnonzero(self.groups == group))

    def report(self, *, runners_up: int = 5) -> str:
        """Why this definition won, in Markdown."""
        lines = [
            f"# {self.groups.max() + 1} clusters of {len(self.industries)} industries",
            "",
            f"The grouping **{self.winner.name}** won among {len(self.candidates)} candidates.",
            f"{len(self.moves)} industries were then moved to the cluster they are nearest to.",
            "",
            "| score (per cent) | before moving | after |",
            "|---|---:|---:|",
        ]
        for title, key in (
            ("clusters", "clusters"),
            ("industries", "industries"),
            ("overall",) * 2,
        ):
            before, after = getattr(self.scores_before_moves, key), getattr(self.scores, key)
            lines.append(f"| {title} | {before:.1f} | {after:.1f} |")
        lines += ["", "| candidate | overall score |", "|---|---:|"]
        lines += [f"| {name} | {score:.1f} |" for name, score in self.candidates[:runners_up]]
        return "\n".join(lines) + "\n"


def derive_cluster_definitions(
    similarities: Mapping[str, Any],
    industries: Sequence[str],
    *,
    counts: Iterable[int] = range(30, 61),
    methods: tuple[Method, ...] = ("ward", "k-means", "k-medians"),
    each_matrix: bool = True,
    seed: int = 0,
    progress: Progress | None = None,
) -> ClusterDefinitions:
    """Derive benchmark cluster definitions (Delgado, Porter and Stern 2016).

    similarities : name -> matrix (I, I), see `build_similarities`. counts : numbers of groups to
    try. each_matrix : group on each matrix besides on the average of all. Scores are on all
    matrices; the highest overall score wins, the first one among equals.
    """
    labels = tuple(str(name) for name in industries)
    standard = {name: standardise_similarity(matrix) for name, matrix in similarities.items()}
    if any(matrix.shape != (len(labels),) * 2 for matrix in standard.values()):
        raise InputError("Every similarity matrix must be industry x industry.")
    average = average_similarities(similarities)
    bases = {"average of all": average}
    if each_matrix and len(standard) > 1:
        bases |= standard
    tries = [count for count in counts if count < len(labels)]
    if not tries:
        raise InputError(f"{len(labels)} industries are too few for these numbers of groups.")
    scored = _score_candidates(bases, standard, tries, methods, seed, progress)
    best, before = max(scored, key=lambda pair: pair[1].overall)
    groups, moves = reassign_outliers(average, best.groups, industries=labels)
    after = compute_validation_scores(standard, groups)
    if after.overall < before.overall:
        groups, moves, after = best.groups, (), before
    relatedness = average_over_groups(average, groups).groups
    ranking = sorted(scored, key=lambda pair: -pair[1].overall)
    return ClusterDefinitions(
        labels,
        groups,
        best,
        after,
        before,
        tuple((candidate.name, scores.overall) for candidate, scores in ranking),
        moves,
        relatedness,
        find_related(relatedness),
    )


def _score_candidates(
    bases: Mapping[str, Values],
    standard: Mapping[str, Values],
    counts: Sequence[int],
    methods: tuple[Method, ...],
    seed: int,
    progress: Progress | None,
) -> list[tuple[Candidate, ValidationScores]]:
    steps = len(bases) * len(counts) * len(methods)
    scored: list[tuple[Candidate, ValidationScores]] = []
    for name, base in bases.items():
        for candidate in build_candidates(base, counts, name=name, methods=methods, seed=seed):
            scored.append((candidate, compute_validation_scores(standard, candidate.groups)))
            if progress is not None:
                progress(len(scored), steps, candidate.name)
    return scored


def find_outliers(similarity: Any, groups: Any) -> np.ndarray:
    """Industries that fail the strict test of the validation, boolean (I,).

    Their mean similarity with their own group is not above the 95th percentile of those with the
    other groups. An industry alone in its group is none.
    """
    labels = np.asarray(groups)
    means = average_over_groups(similarity, labels).industries
    rows = np.arange(len(labels))
    own = means[rows, labels]
    means[rows, labels] = np.nan
    usable = ~np.isnan(own) & ~np.isnan(means).all(axis=1)
    outliers = np.zeros(len(labels), dtype=bool)
    outliers[usable] = own[usable] <= find_row_quantiles(means[usable], 0.95)
    return outliers


def reassign_outliers(
    similarity: Any, groups: Any, *, industries: Sequence[str] | None = None
) -> tuple[np.ndarray, tuple[Move, ...]]:
    """Move each outlier to the group with which its mean similarity is highest.

    The worst placed goes first, one a step and each at most once; no group loses its last member.
    """
    labels = np.array(groups)
    names = [str(k) for k in range(len(labels))] if industries is None else list(industries)
    waiting = find_outliers(similarity, labels)
    rows = np.arange(len(labels))
    moves: list[Move] = []
    while waiting.any():
        means = average_over_groups(similarity, labels).industries
        own = means[rows, labels]
        others = np.where(np.isnan(means), -np.inf, means)
        others[rows, labels] = -np.inf
        gain = others.max(axis=1) - np.where(np.isnan(own), np.inf, own)
        gain[~waiting | (np.bincount(labels)[labels] == 1)] = -np.inf
        worst = int(gain.argmax())
        if not gain[worst] > 1e-12:
            break
        target = int(others[worst].argmax())
        before, after = float(own[worst]), float(others[worst, target])
        moves.append(Move(names[worst], int(labels[worst]), target, before, after))
        labels[worst] = target
        waiting[worst] = False
    return number_groups(labels), tuple(moves)


def find_related(relatedness: Any, *, percentile: float = 90.0) -> np.ndarray:
    """Pairs of different groups at or above a percentile of all such pairs, boolean (G, G)."""
    r = np.array(relatedness, dtype=np.float64)
    np.fill_diagonal(r, np.nan)
    if np.isnan(r).all():
        return np.zeros(r.shape, dtype=bool)
    bar = np.nanpercentile(r, percentile)
    with np.errstate(invalid="ignore"):
        return np.asarray(r >= bar)
