"""The cards of methods, indicators and sources: read from the cores, never listed here."""

from __future__ import annotations

from functools import cache

from hanse.hub.observatory.results import Results
from hanse.vocabulary import IndicatorCard, MethodCard, SourceCard, find_cards


@cache
def list_methods() -> dict[str, MethodCard]:
    """Id -> card of each rating method."""
    found = find_cards("hanse.observatory.identification", MethodCard)
    return {id: card for id, (card, _module) in found.items()}


@cache
def list_indicators() -> dict[str, IndicatorCard]:
    """Id -> card of each indicator."""
    found = find_cards("hanse.observatory", IndicatorCard)
    return {id: card for id, (card, _module) in found.items()}


@cache
def list_sources() -> dict[str, SourceCard]:
    """Id -> card of each source."""
    found = find_cards("hanse.sources", SourceCard)
    return {id: card for id, (card, _module) in found.items()}


def unverified_tests(results: Results) -> frozenset[str]:
    """Ids of the tests whose threshold rests on a parameter that is not verified.

    A parameter belongs to the test that its id names (size_percentile: size); one that names no
    test (top_percentile) belongs to all tests that no parameter names.
    """
    tests = [test.id for test in results.tests]
    named: set[str] = set()
    doubtful: set[str] = set()
    general = False
    for parameter in results.facts["parameters"]:
        own = [test for test in tests if test in parameter["id"]]
        named.update(own)
        if not parameter["verified"]:
            doubtful.update(own)
            general = general or not own
    if general:
        doubtful.update(test for test in tests if test not in named)
    return frozenset(doubtful)
