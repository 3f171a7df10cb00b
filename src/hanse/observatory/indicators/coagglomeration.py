"""Coagglomeration of a group of industries (Ellison and Glaeser 1997)."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanse.observatory.indicators.ellison_glaeser import compute_ellison_glaeser
from hanse.observatory.indicators.examples import Example
from hanse.observatory.matrices import (
    REGIONS,
    Values,
    compare_shares,
    divide,
    require_base,
    require_matrix,
)
from hanse.vocabulary import IndicatorCard, InputError

CARD = IndicatorCard(
    id="coagglomeration",
    title="Ellison–Glaeser coagglomeration of a group",
    definition=(
        "How far the industries of a group sit in the same regions, beyond what each one's own "
        "concentration explains."
    ),
    version="1",
    reviewed_on="2026-11-22",
    reference="Ellison and Glaeser (1997), Journal of Political Economy 105, 889–927",
    formula="γᶜ = [G/(1 − Σx²) − H − Σ_i γ_i w_i²(1 − H_i)] / (1 − Σ_i w_i²)",
    unit="index",
    direction="higher is more",
    range=(float("-inf"), float("inf")),
    conventions=(
        "w_i is the industry's share in the jobs of the group (REAT takes that in the whole base "
        "and recycles Σw²: 12.07 where this definition gives 0.0890)",
        "H = Σ_i w_i² H_i is the plant Herfindahl of the whole group; G compares the group's jobs "
        "by region with the base",
        "NaN where a cell of the group is missing, and for a group of one industry",
    ),
    axes=("period",),
    family="concentration",
    invariances=("scale", "permutation"),
    parameters={"herfindahl": "of the plants, by industry", "base": "activity by region"},
)


def compute_coagglomeration(values: Any, *, herfindahl: Any, base: Any = None) -> Values:
    """Coagglomeration of all industries given, of values (R, I) or (R, I, T): shape () or (T,).

    herfindahl : Σz² of the plants, shape (I,) or (I, T). base : activity by region, shape (R,) or
    (R, T); by default the jobs of the group itself.
    """
    values = require_matrix(values)
    if values.shape[1] < 2:
        raise InputError("Coagglomeration needs a group of at least two industries.")
    parts = compute_ellison_glaeser(values, herfindahl=herfindahl, base=base)
    group = values.sum(axis=1, keepdims=True)
    against = require_base(base, values, axis=REGIONS)[:, :1]
    s, x = compare_shares(group, against, axis=REGIONS, missing="withhold")
    g = np.square(s - x).sum(axis=REGIONS)[0]
    x2 = np.square(x).sum(axis=REGIONS)[0]
    weight = divide(values.sum(axis=REGIONS), group.sum(axis=REGIONS))
    h_group = (weight**2 * parts.herfindahl).sum(axis=0)
    own = (parts.gamma * weight**2 * (1.0 - parts.herfindahl)).sum(axis=0)
    return divide(divide(g, 1.0 - x2) - h_group - own, 1.0 - (weight**2).sum(axis=0))


EXAMPLES = (
    Example(
        function=compute_coagglomeration,
        arguments=([[2.0, 2.0], [0.0, 0.0]],),
        options={"herfindahl": [0.5, 0.5], "base": [1.0, 1.0]},
        expected=1.0,
        working="G = ½, 1 − Σx² = ½, each γ = 1, w = ½, H = ¼: (1 − ¼ − ¼)/(1 − ½) = 1.",
    ),
)
