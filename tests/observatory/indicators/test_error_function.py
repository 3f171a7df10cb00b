import math

import numpy as np

from hanse.observatory.indicators.error_function import compute_error_complement


def test_agrees_with_the_standard_library_over_the_whole_range() -> None:
    edges = [0.0, 0.46875, -0.46875, 4.0, -4.0, 26.5, 30.0, math.inf, -math.inf]
    x = np.concatenate([np.linspace(-7.0, 26.5, 20_001), edges])
    expected = np.array([math.erfc(number) for number in x.tolist()])
    np.testing.assert_allclose(compute_error_complement(x), expected, rtol=2e-15, atol=0)


def test_keeps_the_shape() -> None:
    assert compute_error_complement(np.zeros((2, 3, 1))).tolist() == [[[1.0]] * 3] * 2
