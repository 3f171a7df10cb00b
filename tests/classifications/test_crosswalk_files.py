import numpy as np
import pytest

from hanse.classifications import get_classification, get_crosswalk
from hanse.vocabulary import ClassificationError, InputError


def read(path, **options):
    return get_crosswalk("mine-1", "mine-2", path=path, **options)


def test_sizes_become_shares(write):
    crosswalk = read(write("from_code,to_code,weight\na,x,30\na,y,10\nb,y,7\nc,,\nd,x,0\n"))
    assert crosswalk.targets("a") == (("x", 0.75), ("y", 0.25))
    assert crosswalk.targets("b") == (("y", 1.0),)
    assert [entry.code for entry in crosswalk.unconvertible] == ["c", "d"]
    assert crosswalk.reasons["c"].kind == "discontinued"
    assert crosswalk.weighted_by == "weight" and crosswalk.provenance.verified is False


def test_a_matrix_reports_what_it_loses(write):
    crosswalk = read(write("from_code,to_code,weight\na,x,3\na,y,1\nc,,\n"))
    matrix = crosswalk.matrix(("a", "c", "other"))
    assert matrix.to_codes == ("x", "y")
    assert matrix.weights.tolist() == [[0.75, 0.25], [0, 0], [0, 0]]
    kinds = [(entry.code, entry.kind) for entry in matrix.unconvertible]
    assert kinds == [("c", "discontinued"), ("other", "unknown")]
    narrow = crosswalk.matrix(("a",), ("x",))
    assert narrow.weights.tolist() == [[0]] and narrow.unconvertible[0].kind == "outside"


def test_without_weights_only_single_successors_convert(write):
    crosswalk = read(write("from_code,to_code\na,x\nb,x\nc,x\nc,y\nd,\n"))
    assert [row.from_code for row in crosswalk.rows] == ["a", "b"]
    assert crosswalk.unweighted == (("c", "x"), ("c", "y"))
    assert crosswalk.reasons["c"].reason == "c is split into x, y."
    assert crosswalk.reasons["d"].kind == "discontinued"


@pytest.mark.parametrize(
    ("content", "options", "place", "message"),
    [
        ("a,b\n1,2\n", {}, "row 1, column from_code", "There is no column called from_code"),
        ("from_code,to_code\na,x\n", {"weight": "pop"}, "row 1, column pop", "There is no column"),
        ("from_code,to_code,weight\n,x,1\n", {}, "row 2, column from_code", "The code is blank."),
        ("from_code,to_code,weight\na,x,1\na,x,2\n", {}, "row 3, column to_code", "a to x is"),
        ("from_code,to_code,weight\na,x,\n", {}, "row 2, column weight", "The weight (blank) is"),
        ("from_code,to_code,weight\na,x,-1\n", {}, "row 2, column weight", "The weight -1 is neg"),
        ("from_code,to_code,weight\na,x,nan\n", {}, "row 2, column weight", "The weight nan is ne"),
        (
            "from_code,to_code,from_version,weight\na,x,2010,1\n",
            {},
            "row 2, column from_version",
            "The file has no rows of release 1; it has 2010.",
        ),
        ("2012 NAICS Code,x,2017 NAICS Code\n1,t,2\n", {}, "", "The concordance is of 2012 and"),
    ],
)
def test_broken_files_are_told(write, content, options, place, message):
    with pytest.raises(InputError) as caught:
        read(write(content), **options)
    assert caught.value.what.startswith(message)
    assert place in caught.value.where


def test_no_crosswalk_without_a_file():
    with pytest.raises(ClassificationError, match="no carried crosswalk from nace-rev2 to nace-re"):
        get_crosswalk("nace-rev2", "nace-rev2.1")


@pytest.mark.parametrize("weight", ["pop11", "pop18", "areaKm"])
def test_the_official_weights_keep_totals(shared_data, weight):
    path = shared_data / "eurostat" / "nuts_crosswalks.csv.gz"
    crosswalk = get_crosswalk("nuts-2013", "nuts-2021", path=path, weight=weight)
    codes = get_classification("nuts-2013").at_level("nuts-2")
    matrix = crosswalk.matrix(codes)
    figures = np.arange(1.0, len(codes) + 1)
    lost = {entry.code for entry in matrix.unconvertible}
    kept = np.array([code not in lost for code in codes])
    assert np.allclose((figures @ matrix.weights).sum(), figures[kept].sum(), rtol=1e-12)
    assert crosswalk.weighted_by == weight
    assert len(crosswalk.targets("HU10")) == 2
    assert kept.mean() > 0.85


def test_the_bureaus_concordance_as_downloaded(shared_data):
    path = shared_data / "us" / "naics_2012_to_2017.csv"
    crosswalk = get_crosswalk("naics-2012", "naics-2017", path=path)
    assert len(crosswalk.rows) == 1061
    assert [e.code for e in crosswalk.unconvertible] == ["211111", "452112", "541711", "541712"]
    official = get_classification("naics-2012").at_level("national-industry")
    assert not {row.from_code for row in crosswalk.rows} - set(official)
    assert not set(crosswalk.reasons) & {row.from_code for row in crosswalk.rows}
    back = get_crosswalk("naics-2017", "naics-2012", path=path)
    assert back.targets("211120") == (("211111", 1.0),)
