"""A propositional formula under construction: variables, clauses, counters.

Literals are non-zero integers, negative for "not", as SAT solvers read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

PAIRWISE_UP_TO = 5
"""Longer "at most one" constraints go through a ladder of helper variables."""


class Formula:
    """Clauses over variables 1 to `variables`."""

    def __init__(self) -> None:
        self.variables = 0
        self.clauses: list[list[int]] = []

    def new(self) -> int:
        """A fresh variable."""
        self.variables += 1
        return self.variables

    def add(self, *literals: int) -> None:
        """At least one of the literals holds; without literals the formula is contradictory."""
        self.clauses.append(list(literals))

    def define_any(self, literals: Sequence[int]) -> int:
        """A literal that holds exactly where one of `literals` (at least one given) does."""
        if len(literals) == 1:
            return literals[0]
        any_of = self.new()
        self.clauses.append([-any_of, *literals])
        self.clauses.extend([-literal, any_of] for literal in literals)
        return any_of

    def at_most_one(self, literals: Sequence[int]) -> None:
        """At most one of the literals holds."""
        if len(literals) <= PAIRWISE_UP_TO:
            for position, literal in enumerate(literals):
                self.clauses.extend([-literal, -other] for other in literals[:position])
            return
        before = 0
        for literal in literals[:-1]:
            so_far = self.new()
            self.clauses.append([-literal, so_far])
            if before:
                self.clauses += [[-before, -literal], [-before, so_far]]
            before = so_far
        self.clauses.append([-before, -literals[-1]])

    def running_counts(self, literals: Sequence[int], top: int) -> list[list[int]]:
        """Sequential counter: `counts[i][j]` holds where of the first i + 1 more than j hold.

        Rows are cut at `top` entries. Both directions are encoded (Sinz 2005).
        """
        counts: list[list[int]] = []
        for position, literal in enumerate(literals):
            above = counts[-1] if counts else []
            row: list[int] = []
            for j in range(min(top, position + 1)):
                count = self.new()
                row.append(count)
                kept = [above[j]] if j < len(above) else []
                self.clauses.extend([-other, count] for other in kept)
                self.clauses.append([-count, *kept, literal])
                if j == 0:
                    self.clauses.append([-literal, count])
                else:
                    self.clauses.append([-literal, -above[j - 1], count])
                    self.clauses.append([-count, *kept, above[j - 1]])
            counts.append(row)
        return counts

    def exactly(self, literals: Sequence[int], number: int) -> None:
        """Exactly `number` of the literals hold."""
        if len(literals) < number:
            self.add()
        elif len(literals) == number:
            self.clauses.extend([literal] for literal in literals)
        elif number == 0:
            self.clauses.extend([-literal] for literal in literals)
        else:
            counts = self.running_counts(literals, number + 1)
            self.add(counts[-1][number - 1])
            self.clauses.extend([-row[number]] for row in counts if len(row) > number)

    def sorted_counts(self, literals: Sequence[int], top: int) -> list[int]:
        """Totaliser: entry j holds where more than j of the literals hold, j below `top`.

        Both directions are encoded (Bailleux & Boufkhad 2003).
        """
        if len(literals) <= 1:
            return list(literals)
        half = len(literals) // 2
        left = self.sorted_counts(literals[:half], top)
        right = self.sorted_counts(literals[half:], top)
        outputs = [self.new() for _ in range(min(top, len(literals)))]
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                lower = ([-left[i - 1]] if i else []) + ([-right[j - 1]] if j else [])
                if i + j:
                    self.clauses.append([outputs[min(i + j, len(outputs)) - 1], *lower])
                cut = (i == len(left) < half) or (j == len(right) < len(literals) - half)
                if i + j < len(outputs) and not cut:
                    upper = ([left[i]] if i < len(left) else []) + (
                        [right[j]] if j < len(right) else []
                    )
                    self.clauses.append([-outputs[i + j], *upper])
        return outputs

    def extend(self, clauses: Iterable[list[int]]) -> None:
        """Add ready clauses."""
        self.clauses.extend(clauses)
