from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hanse.hub.observatory.results import CERTAINTIES, FLAG_NAMES, Results, Shelf
from hanse.observatory.identification.bundle import write_bundle
from hanse.vocabulary import InputError

from .conftest import GROUPS, build_panel, rate_panel


@pytest.fixture
def bundle(tmp_path: Path) -> tuple[Any, Results]:
    panel = build_panel()
    identification = rate_panel(panel)
    run_id = write_bundle(tmp_path / "run", identification, panel)
    return identification, Results(run_id, tmp_path / "run")


def test_every_number_comes_back_as_it_was_computed(bundle: tuple[Any, Results]) -> None:
    identification, results = bundle
    at = [identification.groups.index(group) for group in results.groups]
    for name in ("employment", "lq", "lq_lower", "region_share", "size_rank", "growth"):
        np.testing.assert_array_equal(results.column(name), identification.columns[name][:, at])
    np.testing.assert_array_equal(results.column("rating"), identification.columns["rating"][:, at])
    for test in results.tests:
        np.testing.assert_array_equal(
            results.column(f"test_{test.id}"), identification.columns[f"test_{test.id}"][:, at]
        )
    assert [test.column for test in results.tests] == [
        "employment", "lq", "region_share", "employment"
    ]  # fmt: skip


def test_a_run_of_an_early_version_has_a_column_for_the_number_of_each_test(
    bundle: tuple[Any, Results],
) -> None:
    _, results = bundle
    facts = dict(results.facts)
    facts["tests"] = [{**test} for test in facts["tests"]]
    for test in facts["tests"]:
        del test["column"]
    (results.folder / "run.json").write_text(json.dumps(facts), "utf-8")
    early = Results(results.run_id, results.folder)
    assert early.tests[0].column == "value_size"


def test_missing_suppressed_and_zero_stay_three_things(bundle: tuple[Any, Results]) -> None:
    _, results = bundle
    flags, size = results.column("employment_flag"), results.column("employment")
    c29, j62 = results.group_at["C29"], results.group_at["J62"]
    assert FLAG_NAMES[flags[results.region_at["AT11"], c29, 2]] == "missing"
    assert FLAG_NAMES[flags[results.region_at["AT12"], c29, 2]] == "suppressed"
    assert FLAG_NAMES[flags[results.region_at["AT12"], j62, 2]] == "observed"
    assert size[results.region_at["AT12"], j62, 2] == 0
    assert np.isnan(size[results.region_at["AT11"], c29]).all()
    certainty = results.column("certainty")[results.region_at["AT11"], c29, 2]
    assert CERTAINTIES[certainty] == "unknown"


def test_labels_and_titles(bundle: tuple[Any, Results]) -> None:
    _, results = bundle
    assert results.shape == (6, 4, 3)
    assert results.region_titles["PL71"] == "Łódzkie"
    assert dict(results.group_titles) == GROUPS
    assert results.ratings == ("no star", "one star", "two stars", "three stars")
    assert [test.id for test in results.tests] == ["size", "specialisation", "focus", "floor"]
    assert results.period_or_last("2013") == 0
    assert results.period_or_last("1066") == 2


def test_an_unknown_label_is_named(bundle: tuple[Any, Results]) -> None:
    with pytest.raises(InputError, match="no region called XX99"):
        bundle[1].require_region("XX99")
    with pytest.raises(InputError, match="no industry group called Z"):
        bundle[1].require_group("Z")


def test_a_column_that_the_bundle_lacks_is_empty(bundle: tuple[Any, Results]) -> None:
    assert np.isnan(bundle[1].column("no_such_column")).all()


def test_what_is_derived_is_computed_once_and_forgotten_in_turn(
    bundle: tuple[Any, Results],
) -> None:
    _, results = bundle
    calls: list[str] = []

    def ask(key: str) -> str:
        return str(results.derive(key, lambda: calls.append(key) or key, keep=2))

    assert [ask(key) for key in ("a", "a", "b", "a", "c", "b")] == ["a", "a", "b", "a", "c", "b"]
    assert calls == ["a", "b", "c", "b"]


def test_the_shelf_keeps_the_latest_within_its_limit(tmp_path: Path) -> None:
    panel = build_panel()
    write_bundle(tmp_path, rate_panel(panel), panel)
    shelf = Shelf(limit=1000)
    first = shelf.get("a", tmp_path)
    assert shelf.get("a", tmp_path) is first
    first.column("employment")
    first.column("lq")
    shelf.get("b", tmp_path)
    assert shelf.get("a", tmp_path) is not first
