"""An input–output table with its coefficients and inverses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from hanse.observatory.matrices import Values
from hanse.vocabulary import InputError


@dataclass(frozen=True)
class InputOutput:
    """Deliveries between industries and to final demand, in the same unit of money.

    Attributes
    ----------
    industries : labels, unique. flows : z[i, j] is what i delivers to j, shape (I, I).
    final_demand : shape (I,). output : flows to all users, shape (I,).
    """

    industries: tuple[str, ...]
    flows: Values
    final_demand: Values
    output: Values

    @cached_property
    def technical_coefficients(self) -> Values:
        """a_ij = z_ij / x_j: inputs from i for one unit of j's output; 0 where j has no output."""
        return _divide(self.flows, self.output[None, :])

    @cached_property
    def allocation_coefficients(self) -> Values:
        """b_ij = z_ij / x_i: the share of i's output that goes to j; 0 where i has no output."""
        return _divide(self.flows, self.output[:, None])

    @cached_property
    def leontief_inverse(self) -> Values:
        """(I − A)⁻¹: output of i for one unit of final demand for j."""
        return _invert(self.technical_coefficients)

    @cached_property
    def ghosh_inverse(self) -> Values:
        """(I − B)⁻¹: output of j for one unit of primary input of i."""
        return _invert(self.allocation_coefficients)

    def select(self, industries: Sequence[str]) -> InputOutput:
        """The same table with its industries in this order; raises InputError where one lacks."""
        if tuple(industries) == self.industries:
            return self
        lacking = [name for name in industries if name not in self.industries]
        if lacking or len(industries) != len(self.industries):
            what = lacking[0] if lacking else "one that the figures lack"
            raise InputError(
                "The input–output table and the figures have different industries: "
                f"{len(self.industries)} and {len(industries)}, for example {what}.",
                mend="Group both to the same industries first.",
            )
        order = [self.industries.index(name) for name in industries]
        flows = self.flows[np.ix_(order, order)]
        return InputOutput(tuple(industries), flows, self.final_demand[order], self.output[order])

    def position(self, industry: str) -> int:
        """Place of an industry; raises InputError where there is none."""
        if industry not in self.industries:
            raise InputError(f"The table has no industry {industry}.")
        return self.industries.index(industry)


def _divide(flows: Values, output: Values) -> Values:
    shape = np.broadcast_to(output, flows.shape)
    return np.divide(flows, shape, out=np.zeros_like(flows), where=shape != 0)


def _invert(coefficients: Values) -> Values:
    try:
        return np.asarray(np.linalg.inv(np.eye(len(coefficients)) - coefficients))
    except np.linalg.LinAlgError as error:
        raise InputError(
            "The table has no inverse.", mend="An industry uses up all that it produces."
        ) from error


def build_input_output(
    flows: Any, final_demand: Any, industries: Sequence[str] | None = None
) -> InputOutput:
    """A table from deliveries (I, I) and final demand, (I,) or (I, users).

    Output is deliveries plus final demand. Changes in stocks may make single figures negative;
    unknown figures and labels that don't fit raise InputError.
    """
    z, y = np.asarray(flows, dtype=np.float64), np.asarray(final_demand, dtype=np.float64)
    y = y.sum(axis=1) if y.ndim == 2 else y
    names = (
        tuple(str(k) for k in range(len(z)))
        if industries is None
        else tuple(str(name) for name in industries)
    )
    if z.ndim != 2 or z.shape != (len(names),) * 2 or y.shape != (len(names),):
        raise InputError(
            f"Flows {z.shape} and final demand {y.shape} don't fit {len(names)} labels."
        )
    if not (np.isfinite(z).all() and np.isfinite(y).all()):
        raise InputError("The table has gaps.", mend="Balance it, or leave the industry out.")
    if len(set(names)) != len(names):
        raise InputError("The industries of a table must be unique.")
    return InputOutput(names, z, y, z.sum(axis=1) + y)


def from_pymrio(system: Any) -> InputOutput:
    """A table from a pymrio IOSystem (its parsers read EXIOBASE, WIOD, OECD, Eora and more).

    Labels of several levels are joined by " | ", for example "DEU | Machinery".
    """
    names = [
        " | ".join(str(part) for part in name) if isinstance(name, tuple) else str(name)
        for name in system.Z.index
    ]
    return build_input_output(system.Z.to_numpy(), system.Y.to_numpy(), names)
