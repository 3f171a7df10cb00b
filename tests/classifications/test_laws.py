"""Laws over every classification, grouping and carried file that is found."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

import hanse.classifications as package
from hanse.classifications import (
    get_classification,
    get_crosswalk,
    list_classifications,
    list_groupings,
)
from hanse.classifications.code_systems import require_sound
from hanse.vocabulary import ClassificationError

FOLDER = Path(package.__file__).parent
CARDS = {card.id: card for card in list_classifications()}
GROUPINGS = {grouping.id: grouping for grouping in list_groupings()}
CARRIED = sorted(FOLDER.rglob("*.csv"), key=str)
NUTS = [identifier for identifier in CARDS if identifier.startswith("nuts-")]


def test_the_promised_ones_are_there():
    promised = (
        "nace-rev2 nace-rev2.1 nace-rev2-a38 naics-2017 naics-2022 "
        "nuts-2010 nuts-2013 nuts-2016 nuts-2021 nuts-2024 us-states us-counties"
    )
    assert set(promised.split()) <= set(CARDS)
    assert {"ecosystems-14", "emerging-industries-10", "a38"} <= set(GROUPINGS)


@pytest.mark.parametrize("identifier", CARDS)
def test_card_is_complete(identifier):
    card = CARDS[identifier]
    texts = (card.title, card.definition, card.version, card.reviewed_on, card.reference)
    assert all(texts) and card.licence and card.release and card.levels
    assert card.kind in ("region", "industry")


@pytest.mark.parametrize("identifier", CARDS)
def test_levels_nest_and_codes_are_their_own_spelling(identifier):
    classification = get_classification(identifier)
    require_sound(classification.codes, classification.levels)
    for code, entry in classification.codes.items():
        assert entry.code == code
        assert classification.normalise(code) == code
        assert classification.title(code), code
        if entry.parent:
            assert code in classification.children(entry.parent)
            assert classification.ancestor(code, classification.level_of(entry.parent))
    assert sum(len(classification.at_level(level)) for level in classification.levels) == len(
        classification.codes
    )


@pytest.mark.parametrize("identifier", CARDS)
def test_provenance_names_its_publisher(identifier):
    provenance = get_classification(identifier).provenance
    assert provenance.acknowledgement.startswith("Source: ") and provenance.licence


@pytest.mark.parametrize("identifier", ["nace-rev2", "nace-rev2-a38"])
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_nace_has_titles_in_three_languages(identifier, language):
    for entry in get_classification(identifier).codes.values():
        assert entry.titles[language]
        assert not entry.titles[language].isupper()


@pytest.mark.parametrize("path", CARRIED, ids=lambda path: path.name)
def test_each_carried_file_names_its_acknowledgement(path):
    readme = (path.parent / "README.md").read_text("utf-8")
    rows = [row for row in readme.splitlines() if f"`{path.name}`" in row]
    assert rows, f"{path.name} is not in its README"
    assert any(word in rows[0] for word in ("Source: ", "written for Hanse", "the same"))


@pytest.mark.parametrize(("before", "after"), list(permutations(NUTS, 2)))
def test_nuts_crosswalks_keep_totals_and_explain_the_rest(before, after):
    crosswalk = get_crosswalk(before, after)
    source, target = get_classification(before), get_classification(after)
    matrix = crosswalk.matrix(source.codes)
    lost = {entry.code for entry in matrix.unconvertible}
    assert np.array_equal(matrix.weights.sum(axis=1), [code not in lost for code in source.codes])
    unlisted = set(crosswalk.reasons) - lost
    assert lost <= set(crosswalk.reasons)
    assert all(source.level_of(code) == "extra-regio" for code in unlisted)
    assert all(entry.reason and entry.kind != "unknown" for entry in matrix.unconvertible)
    for row in crosswalk.rows:
        assert row.from_code in source and row.to_code in target
        assert source.level_of(row.from_code) == target.level_of(row.to_code)


@pytest.mark.parametrize("identifier", CARDS)
def test_every_code_climbs_to_each_coarser_level(identifier):
    classification = get_classification(identifier)
    top = classification.levels[0]
    crosswalk = get_crosswalk(identifier, identifier, level=top)
    assert not crosswalk.unconvertible
    assert {row.from_code for row in crosswalk.rows} == set(classification.codes)
    assert all(classification.level_of(row.to_code) == top for row in crosswalk.rows)


@pytest.mark.parametrize("identifier", GROUPINGS)
def test_members_belong_to_groups_and_to_the_classification(identifier):
    grouping = GROUPINGS[identifier]
    classification = get_classification(grouping.classification)
    pairs = [(member.code, member.group) for member in grouping.members]
    assert len(set(pairs)) == len(pairs)
    assert {group for _, group in pairs} == set(grouping.groups)
    assert not grouping.unknown
    assert all(member.code in classification for member in grouping.members)
    assert all(0 < member.weight <= 1 for member in grouping.members)
    assert grouping.title and grouping.version and grouping.provenance.licence
    assert all(grouping.group_title(group, "fr") for group in grouping.groups)


@pytest.mark.parametrize("identifier", ["ecosystems-14", "emerging-industries-10"])
def test_what_is_not_verified_says_so(identifier):
    assert GROUPINGS[identifier].provenance.verified is False
    assert len(GROUPINGS[identifier].groups) == int(identifier.rsplit("-", 1)[1])


def test_unknown_ids_name_the_known_ones():
    with pytest.raises(
        ClassificationError, match=r"no classification called nace\. Known: .*nace-"
    ):
        get_classification("nace")
