"""What is known of a cell besides its value."""

from __future__ import annotations

from enum import IntEnum


class Flag(IntEnum):
    """The state of one cell of a measure.

    A missing or suppressed cell holds NaN and is never zero. The order is that of confidence:
    the flag of a sum is the largest flag of its parts, under the rule of the aggregation.
    """

    OBSERVED = 0
    """Published as it stands (zero included)."""
    ESTIMATED = 1
    """A stated method filled or adjusted it; the publisher's own estimates are here too."""
    LOWER_BOUND = 2
    """A sum of which parts are missing: the true value is at least this."""
    MISSING = 3
    """The publisher has no figure; the value is NaN."""
    SUPPRESSED = 4
    """The publisher has a figure and withholds it; the value is NaN."""

    @property
    def has_value(self) -> bool:
        """True where the cell holds a number."""
        return self <= Flag.LOWER_BOUND
