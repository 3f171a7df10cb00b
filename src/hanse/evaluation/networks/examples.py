"""Hand-worked examples: what a measure must give for a network that fits on a napkin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hanse.evaluation.networks.network import Network, build_network


@dataclass(frozen=True)
class Example:
    """`function(network)` gives `expected`; `working` shows how it is worked out by hand."""

    function: Callable[[Network], Any]
    network: Network
    expected: Any
    working: str


STAR = build_network(
    {"hub": "research", "a": "company", "b": "company", "c": "company"},
    [("hub", "a"), ("hub", "b"), ("hub", "c")],
)
"""One research organisation with three companies that only know it."""
LINE = build_network(
    {"a": "company", "b": "company", "c": "research", "d": "research"},
    [("a", "b"), ("b", "c"), ("c", "d")],
)
"""Two companies, two research organisations, in a row."""
TRIANGLE = build_network(
    {"a": "company", "b": "company", "c": "public", "alone": "public"},
    [("a", "b"), ("b", "c"), ("c", "a")],
)
"""Three that all know each other, and one that knows nobody."""
