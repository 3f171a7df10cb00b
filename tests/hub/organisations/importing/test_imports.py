"""Files of organisations: read within bounds, mapped, tried out, brought in whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hanse.hub.foundation.models import Job
from hanse.hub.foundation.permissions import RefusedError
from hanse.hub.organisations.actions import imports
from hanse.hub.organisations.actions.duplicates import scan_profiles
from hanse.hub.organisations.actions.import_plans import Choices
from hanse.hub.organisations.actions.merges import merge_organisations
from hanse.hub.organisations.actions.profiles import write_profile
from hanse.hub.organisations.importing import suggest_mapping
from hanse.hub.organisations.models import DuplicatePair, Identifier, Import, Organisation
from hanse.vocabulary import InputError

pytestmark = pytest.mark.django_db

TABLE = """Organisation;Land;Ort;Website;Ecosystem;Members;ID
Velantia Wood Cluster;Germany;Köln;velantia.example;agri_food;1.250;V-1
Torovica Netzwerk;AT;Wien;https://torovica.example;Health;12;T-2
"""


@pytest.fixture
def officer(make_person: Callable[..., Any]) -> Any:
    return make_person("programme-officer")


@pytest.fixture
def bring(officer: Any) -> Callable[..., Import]:
    """`bring(text, name=..., mapping={...}, **choices)` uploads and tries a file out."""

    def upload(
        text: str | bytes,
        *,
        name: str = "list.csv",
        mapping: dict[str, str] | None = None,
        **choices: Any,
    ) -> Import:
        content = text.encode() if isinstance(text, str) else text
        kept = imports.upload_import(officer, SimpleUploadedFile(name, content))
        imports.try_out(
            kept, officer, mapping=kept.mapping | (mapping or {}), choices=Choices(**choices)
        )
        kept.refresh_from_db()
        return kept

    return upload


def carry_out(kept: Import, officer: Any) -> Import:
    job = imports.start_import(kept, officer)
    kept.refresh_from_db()
    assert Job.objects.get(pk=job.pk).is_over or kept.state == Import.State.IMPORTING
    return kept


def kinds(kept: Import) -> dict[str, int]:
    return dict(kept.report["counts"])


def test_columns_are_recognised_by_name_in_several_languages() -> None:
    header = ("Organisation", "Land", "Ort", "Webseite", "E-Mail", "Industrial ecosystem", "xyz")
    assert suggest_mapping(header) == {
        "name": "Organisation",
        "country": "Land",
        "place": "Ort",
        "website": "Webseite",
        "email": "E-Mail",
        "ecosystems": "Industrial ecosystem",
    }
    assert suggest_mapping(("name", "title", "Name"))["name"] == "name"


def test_a_dry_run_writes_nothing(bring: Callable[..., Import]) -> None:
    kept = bring(TABLE)
    assert kept.state == Import.State.TRIED
    assert (kept.report["rows"], kept.report["new"], kept.report["placed"]) == (2, 2, 2)
    assert kinds(kept) == {"country-name": 1, "thousands": 1}
    assert not Organisation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_brought_in_and_its_source_is_stamped(
    bring: Callable[..., Import], officer: Any
) -> None:
    kept = carry_out(bring(TABLE, scheme="registry", state="published"), officer)
    assert kept.state == Import.State.IMPORTED
    one = Organisation.objects.get(name="Velantia Wood Cluster")
    assert (one.country, one.region, one.member_count) == ("DE", "DEA2", 1250)
    assert (one.state, one.fields["ecosystems"]) == ("published", ["agri-food"])
    assert one.stamps["name"]["source"] == "import:list.csv"
    assert Identifier.objects.get(organisation=one).value == "V-1"
    assert one.key in kept.report["keys"]
    assert one.revisions.get().source == "import:list.csv"
    with pytest.raises(InputError):
        imports.start_import(kept, officer)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_again_changes_nothing(bring: Callable[..., Import], officer: Any) -> None:
    for scheme in ("registry", ""):
        carry_out(bring(TABLE, scheme=scheme), officer)
    again = bring(TABLE, scheme="registry")
    assert (again.report["new"], again.report["changed"], again.report["same"]) == (0, 0, 2)
    assert Organisation.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_profiles_are_brought_up_to_date_by_identifier_key_or_name(
    bring: Callable[..., Import], officer: Any
) -> None:
    carry_out(bring(TABLE, scheme="registry"), officer)
    one = Organisation.objects.get(name="Velantia Wood Cluster")
    renamed = TABLE.replace("Velantia Wood Cluster", "Velantia Forest Cluster")
    carry_out(bring(renamed, scheme="registry"), officer)
    one.refresh_from_db()
    assert (one.name, one.revision) == ("Velantia Forest Cluster", 2)
    by_key = f"key,name,country,city\n{one.key},Velantia Forest Cluster,DE,Kiel\n"
    carry_out(bring(by_key), officer)
    one.refresh_from_db()
    assert one.region == "DEF0"
    by_name = "name,country,members\nVELANTIA forest cluster,DE,7\n"
    kept = bring(by_name)
    assert (kept.report["changed"], kept.report["new"]) == (1, 0)
    assert bring(by_name, same_name=False).report["new"] == 1


@pytest.mark.django_db(transaction=True)
def test_what_people_wrote_stays(
    bring: Callable[..., Import], officer: Any, make_person: Callable[..., Any]
) -> None:
    carry_out(bring(TABLE), officer)
    one = Organisation.objects.get(name="Velantia Wood Cluster")
    write_profile(one, {"member_count": 30}, by=make_person())
    kept = bring(TABLE)
    assert kinds(kept)["kept-edited"] == 1
    assert kept.report["changed"] == 0
    overwriting = bring(TABLE, keep_edited=False)
    assert overwriting.report["changed"] == 1


def test_faulty_cells_are_left_out_and_faulty_rows_set_aside(
    bring: Callable[..., Import],
) -> None:
    kept = bring(
        "name,country,city,web,members,ecosystem,id\n"
        "Good,DE,Köln,not a web,many,nonsense,1\n"
        ",DE,Köln,,,,2\n"
        "Nowhere,Elbonia,,,,,3\n"
        "No country,,,,,,4\n"
        "Twice,DE,Köln,,,,1\n"
        "Good,DE,Kiel,,,,5\n"
        "Unknown town,FR,Xyzzyplugh,,,,6\n"
        "=HYPERLINK(1),DE,Köln,,,,7\n"
        "MÃ¼ller Cluster,DE,Deutschland,,,,8\n"
        "Pole,FR,Польша,,,,9\n"
        "a,b\n",
        mapping={"identifier": "id"},
    )
    found = kinds(kept)
    assert found["value"] == 3
    assert found["set-aside-name"] == 1
    assert found["set-aside-country"] == 2
    assert found["set-aside-twice"] == 1
    assert (found["twice"], found["formula"], found["garbled"]) == (1, 1, 1)
    assert (found["place-unknown"], found["place-country"], found["place-abroad"]) == (1, 1, 1)
    assert found["ragged-row"] == 1
    assert kept.report["new"] == 6
    located = [odd for odd in kept.report["oddities"] if odd[0] == "value"]
    assert {(odd[1], odd[2]) for odd in located} == {
        (2, "website"),
        (2, "member_count"),
        (2, "ecosystems"),
    }


def test_codes_that_were_cut_are_completed_where_only_one_fits(
    bring: Callable[..., Import],
) -> None:
    kept = bring(
        "name,country,ecosystem\n"
        "A,DE,mobility_transport\n"
        "B,DE,energy_ren\n"
        "C,DE,energy\n"
        "D,DE,digital; health\n"
    )
    completed = {odd[4] for odd in kept.report["oddities"] if odd[0] == "cut-off"}
    assert completed == {"mobility-transport-automotive", "energy-renewables"}
    assert [odd[1] for odd in kept.report["oddities"] if odd[0] == "value"] == [4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_encodings_and_separators(bring: Callable[..., Import], encoding: str, sign: str) -> None:
    text = f"name{sign}country{sign}city\nMüllerbräu Velantia{sign}DE{sign}Köln\n"
    kept = bring(text.encode(encoding))
    assert (kept.state, kept.report["new"], kept.report["placed"]) == ("tried", 1, 1)


def build_workbook(rows: list[list[Any]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_an_excel_workbook(bring: Callable[..., Import]) -> None:
    book = build_workbook(
        [["Name", "Country", "City", "Members"], ["Velantia", "DE", "Köln", 12], [None, "DE"]]
    )
    kept = bring(book, name="list.xlsx")
    assert (kept.report["new"], kinds(kept)["set-aside-name"]) == (1, 1)


def test_a_workbook_that_unpacks_to_a_flood_is_refused(officer: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 400_000_000)
    with pytest.raises(InputError, match="unpacks"):
        imports.upload_import(officer, SimpleUploadedFile("a.xlsx", packed.getvalue()))
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"name,country\nA,DE\n"),
        ("a.csv", b""),
        ("a.csv", b"name,country\n"),
        ("a.csv", b"\x1f\x8b\x08\x00 gzip"),
        ("a.csv", b"<!doctype html><html>"),
        ("a.csv", b"name,name\nA,B\n"),
        ("a.csv", b'name,country\n"A,DE\n'),
        ("a.xlsx", b"PK\x03\x04 damaged"),
        ("../../a.csv", b"no table at all"),
    ],
)
def test_what_is_no_table_is_refused(officer: Any, name: str, content: bytes) -> None:
    with pytest.raises(InputError):
        imports.upload_import(officer, SimpleUploadedFile(name, content))
    assert not Import.objects.exists()


def test_without_a_name_column_the_person_is_asked(bring: Callable[..., Import]) -> None:
    with pytest.raises(InputError, match="name"):
        bring("foo,country\nVelantia,DE\n")
    assert bring("foo,country\nVelantia,DE\n", mapping={"name": "foo"}).report["new"] == 1
    with pytest.raises(InputError, match="no column called"):
        bring("foo,country\nVelantia,DE\n", mapping={"name": "bar"})


@pytest.mark.django_db(transaction=True)
def test_nothing_is_half_written(
    bring: Callable[..., Import], officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = bring(TABLE)

    def fail(*_args: Any, **_options: Any) -> None:
        raise InputError("The disk is full.")

    monkeypatch.setattr("hanse.hub.organisations.actions.imports.write_many", _write_then(fail))
    imports.start_import(kept, officer)
    kept.refresh_from_db()
    assert kept.state == Import.State.FAILED
    assert kept.report["error"]["what"] == "The disk is full."
    assert not Organisation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_or_a_lost_worker_leaves_the_file_open(
    bring: Callable[..., Import], officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = bring(TABLE)

    def fail(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("a fault")

    with monkeypatch.context() as patched:
        patched.setattr(imports, "write_many", fail)
        imports.start_import(kept, officer)
    kept.refresh_from_db()
    assert (kept.state, Organisation.objects.count()) == (Import.State.FAILED, 0)
    Import.objects.update(state=Import.State.IMPORTING)  # as a killed worker leaves it
    kept.refresh_from_db()
    imports.try_out(kept, officer, mapping=kept.mapping, choices=Choices())
    carry_out(kept, officer)
    assert Organisation.objects.count() == 2


def _write_then(fail: Callable[..., None]) -> Callable[..., None]:
    def write(rows: Any, **options: Any) -> None:
        for row in rows:
            Organisation.objects.create(
                kind=row.kind, name=row.values["name"], country=row.values["country"]
            )
        fail()

    return write


@pytest.mark.django_db(transaction=True)
def test_a_merged_profile_is_not_written_to(
    bring: Callable[..., Import], officer: Any, make_person: Callable[..., Any]
) -> None:
    carry_out(bring(TABLE, scheme="registry"), officer)
    kept, gone = Organisation.objects.order_by("pk")
    merge_organisations(kept, gone, by=make_person("moderator"))
    again = bring(f"key,name,country\n{gone.key},{gone.name},AT\n")
    assert kinds(again) == {"set-aside-merged": 1, "place-missing": 1}


@pytest.mark.parametrize("role", ["member", "analyst", "assessor"])
def test_who_may_not_import(make_person: Callable[..., Any], role: str) -> None:
    with pytest.raises(RefusedError):
        imports.upload_import(make_person(role), SimpleUploadedFile("a.csv", TABLE.encode()))


@pytest.mark.shared
@pytest.mark.django_db(transaction=True)
def test_the_real_registry(officer: Any, shared_data: Path) -> None:
    """1,445 organisations as found: dry run, oddities, import, places, duplicates."""
    path = shared_data / "organisations" / "eccp_cluster_organisations.csv"
    kept = imports.upload_import(officer, SimpleUploadedFile("list.csv", path.read_bytes()))
    assert kept.mapping == {
        "name": "name",
        "country": "country",
        "place": "city",
        "ecosystems": "ecosystem",
    }
    imports.try_out(kept, officer, mapping=kept.mapping, choices=Choices(state="published"))
    kept.refresh_from_db()
    report = kept.report
    assert (report["rows"], report["new"], report["changed"]) == (1445, 1445, 0)
    assert report["placed"] / report["rows"] >= 0.92
    assert not Organisation.objects.exists()
    found = kinds(kept)
    assert found["cut-off"] == 212
    assert found["place-country"] == 60
    assert found["place-abroad"] == 1
    assert found["place-part"] >= 35
    assert found["place-unknown"] + found["place-guess"] <= 25
    assert not any(kind.startswith("set-aside") for kind in found)
    imports.start_import(kept, officer)
    listed = Organisation.objects.filter(state="published")
    assert listed.count() == 1445
    towns = listed.filter(position_source="gazetteer")
    outside = ("UA", "MD", "GE", "BA", "XK")
    placed = towns.exclude(region="").count() + towns.filter(country__in=outside).count()
    assert placed / 1445 >= 0.92
    assert listed.exclude(fields__ecosystems=None).count() == 1445 - 774
    assert scan_profiles(by=None) >= 5
    assert DuplicatePair.objects.filter(score__gt=0.9).count() >= 2
