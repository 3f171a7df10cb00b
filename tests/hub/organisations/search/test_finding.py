"""Finding: the text on either database, facets against brute force, and following changes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanse.hub.organisations.actions.changes import record_change
from hanse.hub.organisations.actions.profiles import Row, write_many, write_profile
from hanse.hub.organisations.models import Label, Organisation, SearchEntry
from hanse.hub.organisations.search import index as index_module
from hanse.hub.organisations.search import matching, spelling
from hanse.hub.organisations.search.facets import FACETS
from hanse.hub.organisations.search.finding import Found, find
from hanse.hub.organisations.search.index import follow_index, load_index
from hanse.hub.organisations.search.query import Query, read_address

pytestmark = pytest.mark.django_db

Make = Callable[..., Organisation]


@pytest.fixture
def make() -> Make:
    """`make("Name", country="DE", ...)` is a published cluster organisation."""

    def make_it(name: str, *, kind: str = "cluster-organisation", **values: Any) -> Organisation:
        row = Row(kind=kind, values={"name": name, "country": "DE", **values})
        return write_many([row], by=None, source="test", state="published")[0]

    return make_it


def names(found: Found) -> list[str]:
    titles = dict(Organisation.objects.values_list("pk", "name"))
    return [titles[id] for id in found.ids.tolist()]


class TestText:
    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("Klaster Łódź", "lodz"),
            ("Netzwerk München", "Muenchen"),
            ("Netzwerk München", "munchen"),
            ("Ναυτιλιακό Κέντρο Αθήνα", "athina"),
            ("Ναυτιλιακό Κέντρο Αθήνα", "ΝΑΥΤΙΛΙΑΚΟ"),
            ("Клъстер Пловдив", "plovdiv klaster"),
            ("Клъстер Пловдив", "kluster"),
            ("Ørsund Vind", "orsund"),
            ("Green Hydrogen Alliance", "hidrogen"),
            ("Green Hydrogen Alliance", "hydro"),
            ("Green Hydrogen Alliance", "alliance green"),
            ("Green Hydrogen Alliance", "gha"),
            ("Green Hydrogen Alliance", "greenhydrogen"),
            ("Photonics Valley", "photonics valley of the north"),
        ],
    )
    def test_what_is_typed_finds_what_was_written(self, make: Make, name: str, typed: str) -> None:
        make("Something Else Altogether")
        make(name)
        make("Nordic Timber Council")
        assert names(find(Query(typed)))[:1] == [name]

    def test_the_acronym_comes_first(self, make: Make) -> None:
        make("Aita Valley Foods Aita", summary={"en": "aita aita aita"})
        make("Adriatic Information Technology Association", acronym="AITA")
        assert names(find(Query("A.I.T.A.")))[0].startswith("Adriatic")

    def test_the_title_counts_for_more_than_the_text(self, make: Make) -> None:
        make("Baltic Works", summary={"en": "Timber, timber and again timber"})
        make("Timber Baltic")
        assert names(find(Query("timber"))) == ["Timber Baltic", "Baltic Works"]

    def test_what_is_not_public_is_not_found(self, make: Make) -> None:
        row = Row(
            kind="cluster-organisation",
            values={"name": "Quiet", "country": "DE", "summary": {"en": "zebrafish"},
                    "contact_person": "Zacharias Quill"},
            visibility={"summary": "members"},
        )  # fmt: skip
        write_many([row], by=None, source="test", state="published")
        assert find(Query("zebrafish")).total == find(Query("quill")).total == 0
        assert find(Query("quiet")).total == 1

    @pytest.mark.parametrize(
        "typed", ['"', "' OR 1=1 --", "a*b NEAR(", "title:x", "&|!<->", "()", "\\", "%_", "ß", "…"]
    )
    def test_signs_of_the_databases_are_only_text(self, make: Make, typed: str) -> None:
        make("Plain")
        assert find(Query(typed)).total in (0, 1)


COUNTRIES = {"DE": ["DE212", "DE21", "DE6", ""], "AT": ["AT31", "AT130"], "PL": ["PL711"]}
ECOSYSTEMS = ["digital", "health", "textiles", "tourism"]


@pytest.fixture
def many() -> list[Organisation]:
    chance = random.Random(7)  # noqa: S311
    rows = []
    for number in range(60):
        country = chance.choice(list(COUNTRIES))
        values = {
            "name": f"{chance.choice(['Alpha', 'Beta', 'Gamma'])} {number}",
            "country": country,
            "region": chance.choice(COUNTRIES[country]),
            "ecosystems": chance.sample(ECOSYSTEMS, chance.randint(0, 3)),
            "languages": chance.sample(["de", "en", "pl"], chance.randint(0, 2)),
            "cooperation": chance.random() < 0.4,
        }
        label = {"scheme": chance.choice(["silver", "gold"])}
        if chance.random() < 0.7:
            days = timedelta(days=chance.choice([-30, 30]))
            label["valid_until"] = timezone.localdate() + days
        labels = (label,) if chance.random() < 0.5 else ()
        rows.append(Row(kind="cluster-organisation", values=values, labels=labels))
    return write_many(rows, by=None, source="test", state="published")


def hold(organisation: Organisation, facet: str, labels: dict[int, list[Label]]) -> set[str]:
    """What an organisation has of a facet, worked out from its own tables."""
    today = timezone.localdate()
    if facet == "label":
        return {
            f"{x.scheme}.{'expired' if x.valid_until and x.valid_until < today else 'valid'}"
            for x in labels.get(organisation.pk, [])
        }
    region = organisation.region
    return {
        "country": {organisation.country},
        "kind": {organisation.kind},
        "region": {region[:n] for n in range(3, len(region) + 1)},
        "ecosystem": set(organisation.fields.get("ecosystems") or ()),
        "language": set(organisation.fields.get("languages") or ()),
        "cooperation": {"yes"} if organisation.fields.get("cooperation") else set(),
    }.get(facet, set())


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sets(st.sampled_from([*COUNTRIES, "FR"]), min_size=1),
        "region": st.sets(st.sampled_from(["DE2", "DE21", "AT1", "PL711", "XX"]), min_size=1),
        "ecosystem": st.sets(st.sampled_from(ECOSYSTEMS), min_size=1),
        "language": st.sets(st.sampled_from(["de", "en", "pl"]), min_size=1),
        "cooperation": st.just({"yes"}),
        "label": st.sets(st.sampled_from(["silver.valid", "gold.expired"]), min_size=1),
    },
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chosen=CHOICES, text=st.sampled_from(["", "alpha", "bet", "digital"]))
def test_counts_equal_those_of_brute_force(
    many: list[Organisation], chosen: dict[str, set[str]], text: str
) -> None:
    labels: dict[int, list[Label]] = {}
    for label in Label.objects.all():
        labels.setdefault(label.organisation_id, []).append(label)

    def fits(organisation: Organisation, *, but: str = "") -> bool:
        in_text = text in organisation.name.lower() or (
            text == "digital" and "digital" in (organisation.fields.get("ecosystems") or ())
        )
        return in_text and all(
            hold(organisation, facet, labels) & values
            for facet, values in chosen.items()
            if facet != but
        )

    found = find(Query(text, {facet: tuple(sorted(v)) for facet, v in chosen.items()}))
    assert set(found.ids.tolist()) == {o.pk for o in many if fits(o)}
    for facet in FACETS:
        if facet in ("size", "emerging_industry"):
            continue
        expected = Counter(
            value for o in many if fits(o, but=facet) for value in hold(o, facet, labels)
        )
        assert found.counts[facet] == dict(expected), facet


class TestOrderAndPlace:
    def test_orders(self, make: Make) -> None:
        make("Zeta", member_count=9)
        make("Ärmel", member_count=100)
        make("Omega")
        assert names(find(Query())) == ["Ärmel", "Omega", "Zeta"]
        assert names(find(Query(sort="members"))) == ["Ärmel", "Zeta", "Omega"]
        assert names(find(Query(sort="new")))[0] == "Omega"

    def test_an_area_of_the_map_narrows_the_search(self, make: Make) -> None:
        make("Here", latitude=48.1, longitude=11.6)
        make("There", latitude=60.0, longitude=25.0)
        make("Nowhere")
        found = find(Query(box=(11.0, 48.0, 12.0, 49.0)))
        assert names(found) == ["Here"]
        assert found.positions.tolist() == [[11.6, 48.1]]
        assert find(Query()).total == 3
        assert len(find(Query()).placed) == 2


class TestFollowing:
    def test_published_changed_unlisted(self, make: Make) -> None:
        assert find(Query("aurora")).total == 0
        one = make("Aurora Works", ecosystems=["digital"])
        assert find(Query("aurora")).counts["ecosystem"] == {"digital": 1}
        write_profile(one, {"name": "Borealis Works", "ecosystems": ["health"]}, by=None)
        assert find(Query("aurora")).total == 0
        assert find(Query("borealis")).counts["ecosystem"] == {"health": 1}
        assert find(Query()).counts["ecosystem"] == {"health": 1}
        Organisation.objects.filter(pk=one.pk).update(state=Organisation.State.ARCHIVED)
        one.refresh_from_db()
        record_change([one])
        assert find(Query()).total == find(Query("borealis")).total == 0
        assert not SearchEntry.objects.exists()

    def test_another_process_sees_the_same(self, make: Make, monkeypatch: Any) -> None:
        """What another process wrote is followed from the table of changes alone."""
        make("First")
        ours = follow_index()
        monkeypatch.setattr(index_module, "_current", None)
        two = make("Second")
        write_profile(two, {"name": "Second Renamed"}, by=None)
        make("Third", latitude=50, longitude=8)
        fresh = follow_index()
        monkeypatch.setattr(index_module, "_current", ours)
        followed = follow_index()
        assert followed is not ours
        assert followed.stamp == fresh.stamp
        living = followed.alive
        assert sorted(followed.ids[living].tolist()) == sorted(fresh.ids.tolist())
        assert np.count_nonzero(living) == 3
        assert {title for title, lives in zip(followed.titles, living, strict=True) if lives} == {
            *fresh.titles
        }

    def test_an_index_of_another_history_is_loaded_anew(self, make: Make, monkeypatch: Any) -> None:
        make("First")
        foreign = follow_index()
        assert foreign.stamp is not None
        later = foreign.stamp[1] + timedelta(hours=1)
        monkeypatch.setattr(
            index_module, "_current", index_module.replace(foreign, stamp=(foreign.stamp[0], later))
        )
        make("Second")
        assert len(follow_index()) == 2

    def test_no_news_takes_one_query(self, make: Make) -> None:
        make("First")
        find(Query())
        with CaptureQueriesContext(connection) as queries:
            find(Query())
        assert len(queries) == 1

    def test_who_narrows_a_search_keeps_its_text(self, make: Make) -> None:
        make("Borealis Vind")
        asked = {"country": ("DE",)}
        find(Query("borealis"))
        with CaptureQueriesContext(connection) as queries:
            assert find(Query("borealis", asked)).total == 1
        assert len(queries) == 1
        make("Borealis Sol")
        assert find(Query("borealis", asked)).total == 2

    def test_new_words_can_be_misspelled_at_once(self, make: Make, monkeypatch: Any) -> None:
        monkeypatch.setattr(spelling, "MANY_FRESH", 3)
        make("Photonics")
        find(Query("x"))
        for number, (name, typed) in enumerate(
            [("Borealis", "borealiss"), ("Mechatronik", "mechatronk"), ("Textilwerk", "textilwrk")]
        ):
            make(name)
            assert names(find(Query(typed))) == [name], number
        assert names(find(Query("photnics"))) == ["Photonics"]

    def test_many_that_are_spelled_alike_are_all_found(self, make: Make, monkeypatch: Any) -> None:
        monkeypatch.setattr(matching, "RANKED_UP_TO", 1)
        one = make("Photonics Valley")
        other = make("Other", description={"en": "All about photonics"})
        assert find(Query("photnics")).ids.tolist() == [one.pk, other.pk]

    def test_a_label_expires_with_its_day(self, make: Make, monkeypatch: Any) -> None:
        one = make("Held")
        Label.objects.create(organisation=one, scheme="gold", valid_until=timezone.localdate())
        record_change([one])
        assert find(Query()).counts["label"] == {"gold.valid": 1}
        tomorrow = timezone.localdate() + timedelta(days=1)
        monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
        assert find(Query()).counts["label"] == {"gold.expired": 1}


@pytest.fixture(autouse=True)
def _own_index(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(index_module, "_current", None)
    yield


def test_an_index_of_nothing_answers() -> None:
    assert len(load_index()) == 0
    assert find(Query("anything")).total == 0


@pytest.mark.parametrize(
    "address",
    ["q=a+b&country=DE&country=FR&sort=name", "region=DE21&box=1,2,3,4", "", "label=gold.valid"],
)
def test_an_address_holds_the_whole_query(address: str) -> None:
    query = read_address(address)
    assert read_address(query.to_address()) == query
    assert hash(read_address(query.to_address())) == hash(query)


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "9,9,1,1", "nan,0,1,1", "-999,0,1,1", "1;2"])
def test_a_false_area_is_left_out(box: str) -> None:
    assert read_address(f"box={box}").box is None
