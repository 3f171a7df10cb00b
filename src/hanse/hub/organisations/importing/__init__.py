"""Files of organisations: read within bounds, columns mapped, every row checked. No Django."""

from hanse.hub.organisations.importing.mapping import (
    NEEDED,
    OWN_TARGETS,
    check_mapping,
    list_targets,
    suggest_mapping,
)
from hanse.hub.organisations.importing.oddities import NO_POSITION, WORDS, Oddities, Oddity
from hanse.hub.organisations.importing.rows import KINDS, Reader, ReadRow
from hanse.hub.organisations.importing.tables import MAX_BYTES, SUFFIXES, read_table

__all__ = [
    "KINDS",
    "MAX_BYTES",
    "NEEDED",
    "NO_POSITION",
    "OWN_TARGETS",
    "SUFFIXES",
    "WORDS",
    "Oddities",
    "Oddity",
    "ReadRow",
    "Reader",
    "check_mapping",
    "list_targets",
    "read_table",
    "suggest_mapping",
]
