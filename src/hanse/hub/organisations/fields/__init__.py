"""Field sets as versioned data: what a profile of a kind in a group of countries consists of.

Imports no Django. A new version is a new file in `data/sets`; nothing else changes.
"""

from hanse.hub.organisations.fields.files import (
    find_country_group,
    find_field_set,
    get_field,
    get_field_set,
    list_field_sets,
    list_fields,
)
from hanse.hub.organisations.fields.model import VISIBILITIES, Field, FieldSet, Section, Stamp
from hanse.hub.organisations.fields.values import InvalidValueError, is_empty, read_value
from hanse.hub.organisations.fields.vocabularies import (
    Term,
    Vocabulary,
    get_vocabulary,
    list_vocabularies,
)

__all__ = [
    "VISIBILITIES",
    "Field",
    "FieldSet",
    "InvalidValueError",
    "Section",
    "Stamp",
    "Term",
    "Vocabulary",
    "find_country_group",
    "find_field_set",
    "get_field",
    "get_field_set",
    "get_vocabulary",
    "is_empty",
    "list_field_sets",
    "list_fields",
    "list_vocabularies",
    "read_value",
]
