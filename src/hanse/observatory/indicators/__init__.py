"""One module an indicator: its card and its functions.

Convention of a module of this package (the laws in `tests/laws/test_indicators.py` check it for
every module found):

- `CARD: IndicatorCard`, complete: definition, formula, conventions, reference.
- `compute_<indicator>(values, ..., *, options)`: pure, on float64 arrays of shape (R, I) or
  (R, I, T), region first. NaN means unknown and is never taken for zero: it stays within the
  results that need it. Options are keyword-only.
- `EXAMPLES: tuple[Example, ...]`, at least one, worked by hand: `Example` names the function, its
  arguments, the expected result and how it was worked out.
"""

from __future__ import annotations

from hanse.observatory.indicators.examples import Example, differs

__all__ = ["Example", "differs"]
