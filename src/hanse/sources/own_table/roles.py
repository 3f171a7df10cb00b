"""Which column is what: told by its name, by what its values look like, or by the user."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from hanse.sources.number_texts import MISSING_WORDS, SUPPRESSED_WORDS
from hanse.sources.reading import ColumnRole
from hanse.vocabulary import ClassificationError, InputError

AXES = ("region", "industry", "period")
MISSING_PARTS = "_missing"
_TITLE_NAMES = re.compile(r"(.*_)?(name|title|label|description|bezeichnung|libelle)(_.*)?")
_PERIOD = re.compile(r"(19|20)\d{2}(\.0|-?Q[1-4]|-(0[1-9]|1[0-2]))?")
_YEAR_COLUMN = re.compile(r"(?P<stem>[A-Za-z_ ]{0,30}?)[ _]?(?P<year>(?:19|20)\d{2})")


@cache
def read_usual_names() -> Mapping[str, frozenset[str]]:
    """Role or measure -> the names by which columns are usually called (carried, editable)."""
    found: dict[str, set[str]] = {}
    path = Path(str(files("hanse.sources.own_table") / "column_names.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["role"], set()).add(row["name"])
    return {role: frozenset(names) for role, names in found.items()}


def find_usual_measure(simple: str) -> str | None:
    """The measure that a simplified column name usually stands for."""
    for measure, names in read_usual_names().items():
        if measure not in (*AXES, "flag") and simple in names:
            return "employment" if measure == "figures" else measure
    return None


@dataclass(frozen=True)
class ColumnLook:
    """What a column's values look like, judged on a sample."""

    name: str
    sample: tuple[str, ...]
    numeric: float
    """Share of the values that are numbers or words for missing."""
    periods: float
    region_fit: float
    industry_fit: float


def look_at(name: str, values: Sequence[str]) -> ColumnLook:
    """Judge a column by (at most 2,000 of) its values."""
    texts = [text for value in values[:2000] if (text := str(value).strip())]
    unique = list(dict.fromkeys(texts))[:400]
    total = max(len(unique), 1)
    numeric = sum(map(is_figure, unique)) / total
    periods = sum(_PERIOD.fullmatch(text) is not None for text in unique) / total
    codes = [text for text in unique if len(text) <= 12 or "-" in text]
    enough = bool(codes) and len(codes) >= 0.5 * len(unique) and periods < 1
    return ColumnLook(
        name,
        tuple(unique[:5]),
        numeric,
        periods,
        _find_fit(codes, "region") if enough else 0.0,
        _find_fit(codes, "industry") if enough else 0.0,
    )


def is_figure(text: str) -> bool:
    """Whether a text looks like a number with or without flag, or a word for none."""
    if text.lower() in MISSING_WORDS or text.lower() in SUPPRESSED_WORDS:
        return True
    return (
        re.fullmatch(r"[+-]?[\d.,'’ \u00a0\u202f]*\d([eE][+-]?\d+)?%?(\s?[a-z]{1,2})?", text)
        is not None
    )


def _find_fit(codes: Sequence[str], kind: str) -> float:
    from hanse.classifications import recognise_codes

    try:
        found = recognise_codes(codes, kind=kind)  # type: ignore[arg-type]
    except ClassificationError:
        return 0.9
    return found.fits / max(len(set(codes)), 1) if found.classification else 0.0


def simplify(name: str) -> str:
    """A column's name for comparing: lower case, blanks and dashes as underscores."""
    return re.sub(r"[\s\-./]+", "_", name.strip().lower()).strip("_")


def find_period_of_column(name: str) -> tuple[str, str] | None:
    """Stem and year of a column such as 2015, n2015, emp_2015; None for other names."""
    match = _YEAR_COLUMN.fullmatch(name.strip())
    return (match["stem"].strip(" _"), match["year"]) if match else None


def is_period(text: str) -> bool:
    """Whether a text is a year, quarter (2015-Q1, 2015Q1) or month (2015-03)."""
    return _PERIOD.fullmatch(text.strip()) is not None


def name_measure(column: str) -> str:
    """The panel's name for a measure column: a usual word, else the simplified name."""
    simple = simplify(column)
    return find_usual_measure(simple) or simple or "employment"


def detect_roles(
    looks: Sequence[ColumnLook], asked: Mapping[str, str], *, file: str
) -> tuple[ColumnRole, ...]:
    """The role of each column; `asked` maps role or measure name to column and goes first.

    Raises InputError for an absent column, and where two columns fit a role equally well.
    """
    by_name = {look.name: look for look in looks}
    roles: dict[str, ColumnRole] = {}
    for role, column in asked.items():
        if column not in by_name:
            raise InputError(
                f"There is no column called {column} for {role}.",
                file=file,
                mend=f"The file has: {', '.join(by_name)}.",
            )
        kind = role if role in ("region", "industry", "period", "flag", "ignored") else "measure"
        measure = role if kind == "measure" else ""
        roles[column] = ColumnRole(
            column, kind, measure, "", 1.0, by_name[column].sample, "as you said"
        )
    for role in AXES:
        if role in asked:
            continue
        rest = [look for look in looks if look.name not in roles]
        found = _find_best(role, read_usual_names()[role], rest, file=file)
        if found is not None:
            roles[found.column] = found
    explicit = any(role.role == "measure" for role in roles.values())
    parts = _find_parts(by_name)
    for look in looks:
        if look.name in roles:
            continue
        if look.name in parts:
            roles[look.name] = ColumnRole(
                look.name, parts[look.name], "", "", 0.8, look.sample, "counts of parts"
            )
        else:
            roles[look.name] = _judge_rest(look, explicit=explicit)
    return tuple(roles[look.name] for look in looks)


def _find_parts(names: Collection[str]) -> dict[str, str]:
    """Roles of the pairs `divisions`, `divisions_missing`: how many parts a sum has and lacks."""
    found: dict[str, str] = {}
    for name in names:
        stem = name.removesuffix(MISSING_PARTS)
        if stem != name and stem in names:
            found |= {stem: "ignored", name: "flag"}
    return found


def _find_best(
    role: str, names: frozenset[str], looks: Sequence[ColumnLook], *, file: str
) -> ColumnRole | None:
    scored = []
    for look in looks:
        named = simplify(look.name) in names
        fit = {"region": look.region_fit, "industry": look.industry_fit, "period": look.periods}
        score = 0.5 * named + 0.5 * fit[role]
        other = max(value for key, value in fit.items() if key != role)
        figures = look.numeric == 1 and not named
        if named or (
            fit[role] >= 0.8 and not (figures and role != "period") and fit[role] >= other
        ):
            reason = "name and values" if named and fit[role] else "name" if named else "values"
            scored.append(
                (
                    score,
                    ColumnRole(
                        look.name, role, "", "", min(score + 0.25, 1.0), look.sample, reason
                    ),
                )
            )
    if not scored:
        return None
    best = max(score for score, _ in scored)
    equal = [found for score, found in scored if score == best]
    if len(equal) > 1:
        listed = " and ".join(found.column for found in equal)
        raise InputError(
            f"Columns {listed} could each be the {role}.",
            file=file,
            row=1,
            mend=f"Say which: {role}={equal[0].column!r} (on the command line --{role}"
            f" {equal[0].column}).",
        )
    return equal[0]


def _judge_rest(look: ColumnLook, *, explicit: bool) -> ColumnRole:
    simple = simplify(look.name)
    if simple in read_usual_names()["flag"] or simple.endswith(("_flag", "_flags", "_nf")):
        return ColumnRole(look.name, "flag", "", "", 0.8, look.sample, "name")
    known = find_usual_measure(simple) is not None
    if explicit:
        return ColumnRole(look.name, "ignored", "", "", 1.0, look.sample, "measures were given")
    if _TITLE_NAMES.fullmatch(simple) or not look.name:
        return ColumnRole(look.name, "ignored", "", "", 0.8, look.sample, "a title or unnamed")
    if known or look.numeric >= 0.5:
        score = 0.5 * known + 0.5 * look.numeric
        return ColumnRole(
            look.name,
            "measure",
            name_measure(look.name),
            "",
            score,
            look.sample,
            "name and values" if known else "values",
        )
    return ColumnRole(look.name, "ignored", "", "", 0.6, look.sample, "text")
