"""Invented organisations to explore the registry with: a seeded generator, marked as such.

Counts and shares follow what is known of European cluster organisations (81.5 % small and
medium-sized companies, 9.3 % large ones, 9.2 % research; about 170 members). Names are made of
invented roots, web addresses end in `.example`.
"""

from hanse.hub.organisations.demo.world import SEED, Demonstration, Tie, build_demonstration

__all__ = ["SEED", "Demonstration", "Tie", "build_demonstration"]
