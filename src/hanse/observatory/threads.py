"""One thread for each matrix product, several products at a time.

A product of a few hundred columns takes milliseconds. Spread over all processors it mostly waits:
for the slowest thread, which on a busy machine is one that does not run. Working side by side on
different products takes half the processor time, and less by the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


@contextmanager
def limit_products() -> Iterator[None]:
    """One BLAS thread a product until the end; nothing changes where threadpoolctl is absent."""
    controller = _find_controller()
    if controller is None:
        yield
        return
    with controller.limit(limits=1, user_api="blas"):
        yield


@cache
def _find_controller() -> Any:
    try:
        import scipy.linalg  # noqa: F401 - brings a BLAS of its own, which is to be found too
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()
