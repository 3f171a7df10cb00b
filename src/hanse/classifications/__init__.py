"""Code systems with their release, groupings of codes, and crosswalks between releases."""

from hanse.classifications.code_systems import Classification, Code
from hanse.classifications.conversion import get_crosswalk
from hanse.classifications.crosswalks import (
    Crosswalk,
    CrosswalkMatrix,
    CrosswalkRow,
    Unconvertible,
)
from hanse.classifications.groupings import (
    ConvertedGrouping,
    Group,
    GroupFit,
    Grouping,
    GroupingFit,
    Member,
    ReleaseFit,
    get_grouping,
    list_groupings,
)
from hanse.classifications.recognition import Recognition, recognise_codes
from hanse.classifications.registry import get_classification, list_classifications

__all__ = [
    "Classification",
    "Code",
    "ConvertedGrouping",
    "Crosswalk",
    "CrosswalkMatrix",
    "CrosswalkRow",
    "Group",
    "GroupFit",
    "Grouping",
    "GroupingFit",
    "Member",
    "Recognition",
    "ReleaseFit",
    "Unconvertible",
    "get_classification",
    "get_crosswalk",
    "get_grouping",
    "list_classifications",
    "list_groupings",
    "recognise_codes",
]
