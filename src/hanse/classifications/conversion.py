"""Finding a crosswalk: by structure, by what became of each NUTS code, or from a weighted file.

What only one kind of crosswalk needs is imported where it is made: most programs need none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hanse.classifications.crosswalks import Crosswalk, CrosswalkRow, Unconvertible
from hanse.classifications.registry import get_classification
from hanse.vocabulary import ClassificationError


def get_crosswalk(
    from_id: str,
    to_id: str,
    *,
    path: str | Path | None = None,
    weight: str = "",
    level: str = "",
) -> Crosswalk:
    """The crosswalk between two classifications, or between a classification and a level of it.

    Parameters
    ----------
    from_id, to_id : ids of classifications. With the same id twice, `level` names the coarser
        level to convert to ("section", "country").
    path : a weighted file: `from_code,to_code,weight`, or the layout with `from_version`,
        `to_version` and several weight columns of the JRC's NUTS converter.
    weight : the column of the file to weight by ("pop18"), by default `weight`.

    Without a file, NUTS releases convert where a region kept its area or was split or merged as a
    whole in the direction that needs no weights; every other code is listed as unconvertible.
    Raises ClassificationError where there is no crosswalk between the two.
    """
    if path is not None:
        from hanse.classifications.crosswalk_files import read_crosswalk

        return read_crosswalk(Path(path), from_id, to_id, weight=weight)
    if from_id == to_id and level:
        return _climb(from_id, level)
    if {from_id, to_id} == {"nace-rev2", "nace-rev2-a38"}:
        return _group_divisions() if to_id == "nace-rev2-a38" else _name_sections()
    if from_id != to_id:
        from hanse.classifications.nuts.conversion import YEARS, walk_releases

        years = [identifier.removeprefix("nuts-") for identifier in (from_id, to_id)]
        if all(year in YEARS for year in years):
            return walk_releases(*years)
    raise ClassificationError(
        f"There is no carried crosswalk from {from_id} to {to_id}.",
        mend="Give a weighted file with the columns from_code,to_code,weight.",
    )


@cache
def _climb(identifier: str, level: str) -> Crosswalk:
    """From each code to its ancestor at a level of the same classification."""
    known = get_classification(identifier)
    rows, lost = [], []
    for code in known.codes:
        ancestor = known.ancestor(code, level)
        if ancestor is None:
            lost.append(Unconvertible(code, f"{code} is coarser than {level}.", "coarser"))
        else:
            rows.append(CrosswalkRow(code, ancestor, 1.0))
    return Crosswalk(
        identifier, identifier, tuple(rows), "structure", known.provenance, tuple(lost)
    )


@cache
def _group_divisions() -> Crosswalk:
    """NACE Rev. 2 to A*38: sections that are a group, divisions, and what lies inside them."""
    from hanse.classifications.nace.a38 import list_divisions

    known = get_classification("nace-rev2")
    group_of = {d: group for group, divisions in list_divisions().items() for d in divisions}
    rows, lost = [], []
    for code in known.codes:
        division = known.ancestor(code, "division")
        group = group_of[division] if division else code if code in list_divisions() else None
        if group is None:
            reason = f"Section {code} holds several A*38 groups."
            lost.append(Unconvertible(code, reason, "coarser"))
        else:
            rows.append(CrosswalkRow(code, group, 1.0))
    return Crosswalk(
        "nace-rev2", "nace-rev2-a38", tuple(rows), "structure", known.provenance, tuple(lost)
    )


@cache
def _name_sections() -> Crosswalk:
    """A*38 to the sections of NACE Rev. 2."""
    from hanse.classifications.nace.a38 import list_divisions

    rows = tuple(CrosswalkRow(group, group[0], 1.0) for group in list_divisions())
    provenance = get_classification("nace-rev2-a38").provenance
    return Crosswalk("nace-rev2-a38", "nace-rev2", rows, "structure", provenance)
