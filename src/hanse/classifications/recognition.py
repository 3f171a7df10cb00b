"""Recognising which classification and release a column of codes is written in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hanse.classifications.code_systems import Classification
from hanse.classifications.registry import Kind, get_classification, list_classifications
from hanse.vocabulary import ClassificationError

TOLERANCE = 0.02
"""Share of codes that may fit another release only before a column counts as a mixture: a stray
code is shown, a mixture is refused."""

SMALLEST_FIT = 0.5
"""Share of codes that must fit before a classification is named at all."""

PREFERRED = ("nace-rev2", "us-states")
"""Which of several that fit equally well is taken first; then the newest release."""

_EXAMPLES = 5


@dataclass(frozen=True)
class Recognition:
    """What a column of codes seems to be written in, and what does not fit.

    Attributes
    ----------
    classification : id of the code system that fits best, None where none fits half of the codes.
    fits : number of different codes that fit it.
    unfit : the codes that don't, as they are written.
    candidates : id -> number of codes that fit, best first; those that fit none are left out.
    levels : level -> number of codes of the recognised classification. More than one level in a
        column must be separated, not summed.
    ambiguous_with : ids that fit the same codes equally well.
    canonical : code as written -> canonical code, for the codes that fit.
    elsewhere : unfit code -> ids of the classifications that have it.
    note : one or two sentences for people.
    """

    classification: str | None
    fits: int
    unfit: tuple[str, ...]
    candidates: Mapping[str, int]
    levels: Mapping[str, int] = field(default_factory=dict)
    ambiguous_with: tuple[str, ...] = ()
    canonical: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""

    @property
    def respelled(self) -> Mapping[str, str]:
        """Codes that are written otherwise than the classification does: GR11 -> EL11."""
        return {code: known for code, known in self.canonical.items() if code != known}


@dataclass(frozen=True, eq=False)
class _Candidate:
    classification: Classification
    canonical: dict[str, str]
    listed: int
    """How many of the fitting codes are listed, not merely accepted by their form."""

    @property
    def id(self) -> str:
        return self.classification.id

    def shares_family(self, other: _Candidate) -> bool:
        """Whether both are of one code system: NUTS 2013 and 2016, not NUTS and US states."""
        return self.id.partition("-")[0] == other.id.partition("-")[0]

    @property
    def rank(self) -> tuple[int, int, bool, str]:
        preferred = self.id in PREFERRED
        return len(self.canonical), self.listed, preferred, self.classification.card.release


def _match(classification: Classification, codes: tuple[str, ...]) -> _Candidate:
    canonical = {}
    for code in codes:
        known = code if code in classification.codes else classification.normalise(code)
        if known is not None:
            canonical[code] = known
    listed = sum(known in classification.codes for known in canonical.values())
    return _Candidate(classification, canonical, listed)


def recognise_codes(
    codes: Iterable[str],
    *,
    kind: Kind,
    with_figures: Collection[str] | None = None,
    among: Iterable[str] | None = None,
    tolerance: float = TOLERANCE,
) -> Recognition:
    """Find the classification and release that the codes of a column fit best.

    Parameters
    ----------
    codes : the codes as written; repeated and blank ones count once and not at all.
    kind : "region" or "industry".
    with_figures : the codes that have at least one figure. Publishers keep the discontinued codes
        of older releases in a table as rows without figures; these are shown as unfit but take no
        part in the decision.
    among : ids to choose from, by default all of this kind.
    tolerance : see `TOLERANCE`.

    Raises ClassificationError for a mixture: codes that one release has and another has not beside
    codes of which the opposite is true, while no release has nearly all. Codes of quite another
    system are unfit, and shown with where they exist.
    """
    every = tuple(dict.fromkeys(text for code in codes if (text := str(code).strip())))
    decisive = every
    if with_figures is not None:
        filled = {str(code).strip() for code in with_figures}
        decisive = tuple(code for code in every if code in filled)
    ids = tuple(among) if among is not None else tuple(c.id for c in list_classifications(kind))
    matches = [_match(get_classification(identifier), decisive) for identifier in ids]
    matches.sort(key=lambda match: match.rank, reverse=True)
    candidates = {match.id: len(match.canonical) for match in matches if match.canonical}
    if not candidates or len(matches[0].canonical) < SMALLEST_FIT * len(decisive):
        note = f"No known classification of kind {kind} fits half of the {len(decisive)} codes."
        return Recognition(None, 0, every, candidates, note=note)
    best = matches[0]
    _require_one_release(best, matches, decisive, tolerance)
    return _describe(best, matches, (every, decisive), candidates)


def _require_one_release(
    best: _Candidate, matches: list[_Candidate], codes: tuple[str, ...], tolerance: float
) -> None:
    unfit = [code for code in codes if code not in best.canonical]
    if len(unfit) <= tolerance * len(codes):
        return
    others = [match for match in matches[1:] if best.shares_family(match)]
    release = best.classification.card.release
    same = [match for match in others if match.classification.card.release == release]
    for other in others:
        if other in same:
            continue
        only_other = [
            code
            for code in unfit
            if code in other.canonical and not any(code in match.canonical for match in same)
        ]
        only_best = [code for code in best.canonical if code not in other.canonical]
        if len(only_other) > tolerance * len(codes) and only_best:
            raise ClassificationError(
                f"The codes mix two releases: {len(only_best)} are in "
                f"{best.classification.card.title} but not in {other.classification.card.title} "
                f"({_show(only_best)}), and {len(only_other)} the other way round "
                f"({_show(only_other)}).",
                mend="Use one release a file, or convert one part with a crosswalk first.",
            )


def _show(codes: Iterable[str]) -> str:
    codes = sorted(codes)
    shown = ", ".join(codes[:_EXAMPLES])
    return shown if len(codes) <= _EXAMPLES else f"{shown} ..."


def _describe(
    best: _Candidate,
    matches: list[_Candidate],
    codes: tuple[tuple[str, ...], tuple[str, ...]],
    candidates: dict[str, int],
) -> Recognition:
    every, decisive = codes
    classification = best.classification
    canonical = best.canonical
    if len(every) > len(decisive):
        canonical = _match(classification, every).canonical
    unfit = tuple(code for code in every if code not in canonical)
    equal = tuple(
        match.id for match in matches if match is not best and match.rank[:2] == best.rank[:2]
    )
    levels = Counter(classification.level_of(code) for code in set(canonical.values()))
    ordered = {level: levels[level] for level in classification.levels if level in levels}
    elsewhere = {
        code: found
        for code in unfit
        if (found := tuple(m.id for m in matches if m.classification.normalise(code) is not None))
    }
    return Recognition(
        classification.id,
        len(canonical),
        unfit,
        candidates,
        ordered,
        equal,
        canonical,
        elsewhere,
        _write_note(classification, canonical, unfit, equal, ordered),
    )


def _write_note(
    classification: Classification,
    canonical: Mapping[str, str],
    unfit: tuple[str, ...],
    equal: tuple[str, ...],
    levels: Mapping[str, int],
) -> str:
    total = len(canonical) + len(unfit)
    parts = [f"Read as {classification.card.title}: {len(canonical)} of {total} codes fit."]
    if unfit:
        parts.append(f"These don't: {_show(unfit)}.")
    if equal:
        titles = ", ".join(get_classification(identifier).card.title for identifier in equal)
        parts.append(f"The codes fit {titles} just as well; name the release if it is another one.")
    if len(levels) > 1:
        counts = ", ".join(f"{count} {level}" for level, count in levels.items())
        parts.append(f"Levels are mixed: {counts}.")
    letters = sorted(
        {f"{c[:2]} for {k[:2]}" for c, k in canonical.items() if c[:2] in ("GR", "GB")}
    )
    if classification.kind == "region" and letters and classification.id.startswith("nuts"):
        parts.append(f"Country letters are written {', '.join(letters)}.")
    return " ".join(parts)
