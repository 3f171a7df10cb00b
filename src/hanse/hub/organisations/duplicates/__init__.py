"""Duplicates: which profiles may be one organisation, how likely, and why. Imports no Django."""

from hanse.hub.organisations.duplicates.comparing import (
    THRESHOLD,
    Pair,
    Reason,
    compare_records,
)
from hanse.hub.organisations.duplicates.finding import find_like, find_pairs
from hanse.hub.organisations.duplicates.records import Record

__all__ = ["THRESHOLD", "Pair", "Reason", "Record", "compare_records", "find_like", "find_pairs"]
