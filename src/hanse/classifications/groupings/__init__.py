"""Groupings: codes of a classification gathered in groups, with weights."""

from hanse.classifications.groupings.fitting import GroupFit, GroupingFit
from hanse.classifications.groupings.model import (
    ConvertedGrouping,
    Group,
    Grouping,
    Member,
    ReleaseFit,
)
from hanse.classifications.groupings.registry import get_grouping, list_groupings

__all__ = [
    "ConvertedGrouping",
    "Group",
    "GroupFit",
    "Grouping",
    "GroupingFit",
    "Member",
    "ReleaseFit",
    "get_grouping",
    "list_groupings",
]
