"""Hand-worked examples that travel with an indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Example:
    """A call and the result that a person worked out with pencil and paper.

    Attributes
    ----------
    function : the indicator's function.
    arguments : its positional arguments; nested lists are passed as float64 arrays.
    options : its keyword arguments, passed as they are.
    expected : the result as a number or nested list. For a function that returns a dataclass, a
        mapping from attribute to expected value; for one that returns a tuple, a tuple.
    working : the arithmetic in one or two lines.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    expected: Any
    working: str
    options: Mapping[str, Any] = field(default_factory=dict)
    tolerance: float = 1e-12

    def run(self) -> Any:
        """The function's result on the example's arguments."""
        arguments = [
            np.array(value, dtype=np.float64) if isinstance(value, list) else value
            for value in self.arguments
        ]
        return self.function(*arguments, **self.options)


def differs(result: Any, expected: Any, tolerance: float = 1e-12) -> bool:
    """True where a result is not what was expected: NaN equals NaN, shapes must agree."""
    if isinstance(expected, Mapping):
        return any(differs(getattr(result, k), v, tolerance) for k, v in expected.items())
    if isinstance(expected, tuple):
        return len(result) != len(expected) or any(
            differs(r, e, tolerance) for r, e in zip(result, expected, strict=True)
        )
    found, wanted = np.asarray(result, dtype=float), np.asarray(expected, dtype=float)
    if found.shape != wanted.shape:
        return True
    return not np.allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)
