"""A small rated result with all that a page must show: gaps, zeros, periods, establishments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from hanse.panel import Panel
from hanse.vocabulary import Flag, Provenance, Report

REGIONS = ("AT11", "AT12", "DE21", "ES51", "FR10", "PL71")
TITLES = {
    "AT11": "Burgenland",
    "AT12": "Niederösterreich",
    "DE21": "Oberbayern",
    "ES51": "Cataluña",
    "FR10": "Île-de-France",
    "PL71": "Łódzkie",
}
GROUPS = {"C29": "Motor vehicles", "C30": "Other transport", "J62": "Programming", "A03": "Fishing"}
PERIODS = ("2013", "2014", "2015")


def build_panel(*, seed: int = 1) -> Panel:
    """6 regions x 4 groups x 3 periods; AT11 x C29 missing, AT12 x C29 suppressed, x J62 zero."""
    rng = np.random.default_rng(seed)
    employment = rng.integers(1500, 90_000, size=(6, 4, 3)).astype(float)
    establishments = np.ceil(employment / 40)
    flags = np.zeros(employment.shape, np.uint8)
    flags[0, 0], flags[1, 0] = Flag.MISSING, Flag.SUPPRESSED
    employment[0, 0] = employment[1, 0] = np.nan
    establishments[0, 0] = establishments[1, 0] = np.nan
    employment[1, 2] = establishments[1, 2] = 0
    flags[2, 1, 2] = Flag.LOWER_BOUND
    return Panel(
        regions=REGIONS,
        industries=tuple(GROUPS),
        periods=PERIODS,
        measures={"employment": employment, "establishments": establishments},
        flags={"employment": flags, "establishments": np.where(flags < 3, 0, flags)},
        region_classification="nuts-2010",
        industry_classification="nace-rev2",
        region_titles=TITLES,
        industry_titles=GROUPS,
        provenance=(
            Provenance("Eurostat", "A test table", "CC BY 4.0", acknowledgement="Thanks, Eurostat"),
        ),
    )


def rate_panel(panel: Panel) -> Any:
    """The panel in three stars."""
    from hanse.observatory.identification import european_stars

    return european_stars.rate(panel)


@pytest.fixture(autouse=True)
def _empty_shelf() -> Iterator[None]:
    from hanse.hub.observatory.results import SHELF

    SHELF.forget()
    yield
    SHELF.forget()


@pytest.fixture
def published(db: None) -> Any:
    """The record of a published run of `build_panel()`."""
    from hanse.hub.observatory.actions import publish_identification

    panel = build_panel()
    return publish_identification(rate_panel(panel), panel, Report("a.csv"), title="Test run")


@pytest.fixture
def results(published: Any) -> Any:
    """Its results."""
    from hanse.hub.observatory.queries.runs import get_results

    return get_results(published)


@pytest.fixture
def make_upload() -> Callable[..., Any]:
    """`make_upload(person, text, name=...)` keeps and checks a table as its owner would."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hanse.hub.observatory import actions

    def make(person: Any, text: str | bytes, *, name: str = "table.csv", **choices: str) -> Any:
        content = text.encode() if isinstance(text, str) else text
        upload = actions.upload_table(person, SimpleUploadedFile(name, content))
        actions.begin_check(upload, person, choices=choices)
        upload.refresh_from_db()
        return upload

    return make


GOOD_TABLE = """region,industry,period,employment
DE21,29,2015,118000
DE21,30,2015,c
ES51,29,2015,52000
ES51,30,2015,2100
PL22,29,2015,42000 e
PL22,30,2015,
FR10,29,2015,61000
FR10,30,2015,31000
"""
BROKEN_TABLE = GOOD_TABLE + "FR10,30,2015,31500\n"
