"""The words of Hanse: flags, provenance, reports, cards and errors. Depends on nothing."""

from hanse.vocabulary.cards import (
    Card,
    ClassificationCard,
    IndicatorCard,
    MethodCard,
    SourceCard,
    find_card,
    find_cards,
)
from hanse.vocabulary.errors import (
    ClassificationError,
    ConfigurationError,
    HanseError,
    InputError,
    NetworkError,
)
from hanse.vocabulary.flags import Flag
from hanse.vocabulary.provenance import Provenance
from hanse.vocabulary.reports import Finding, Report

__all__ = [
    "Card",
    "ClassificationCard",
    "ClassificationError",
    "ConfigurationError",
    "Finding",
    "Flag",
    "HanseError",
    "IndicatorCard",
    "InputError",
    "MethodCard",
    "NetworkError",
    "Provenance",
    "Report",
    "SourceCard",
    "find_card",
    "find_cards",
]
