import pytest

from hanse.classifications import get_classification, get_crosswalk, list_classifications
from hanse.classifications.imported import read_notes, read_provenance
from hanse.classifications.official_files import import_classification
from hanse.vocabulary import InputError

HEADER = "nace2,NAME,Parent,Include,Include_Also,Exclude\n"


def test_the_official_files_bring_groups_classes_and_notes(shared_data):
    folder = shared_data / "classifications"
    for language in ("en", "de", "fr"):
        done = import_classification(folder / f"nace2_{language}.csv")
        assert (done.identifier, done.language) == ("nace-rev2", language)
        assert list(done.levels.values()) == [21, 88, 272, 615]
    nace = get_classification("nace-rev2")
    assert [len(nace.at_level(level)) for level in nace.levels] == [21, 88, 272, 615]
    assert nace.title("10.1", "de") == "Schlachten und Fleischverarbeitung"
    assert nace.title("C", "de") == "Verarbeitendes Gewerbe/Herstellung von Waren"
    assert nace.children("10.1") == ("10.11", "10.12", "10.13")
    assert list(nace.codes)[:4] == ["A", "01", "01.1", "01.11"]
    assert nace.normalise("1011") == "10.11"
    assert nace.normalise("C10.14") is None
    assert "slaughter" in read_notes("nace-rev2", "10.11")["include"]
    assert get_crosswalk("nace-rev2", "nace-rev2-a38").targets("10") == (("CA", 1.0),)
    assert len(read_provenance("nace-rev2")) == 3
    assert all(len(origin.sha256) == 64 for origin in read_provenance("nace-rev2"))


def test_a_file_of_titles_keeps_the_notes(shared_data):
    folder = shared_data / "classifications"
    import_classification(folder / "nace2_en.csv")
    done = import_classification(folder / "nace_rev2_en_with_isic4.csv")
    assert (done.identifier, done.language) == ("nace-rev2", "en")
    assert "slaughter" in read_notes("nace-rev2", "10.11")["include"]
    assert get_classification("nace-rev2").title("01.12") == "Growing of rice"


def test_rev21(shared_data):
    done = import_classification(shared_data / "classifications" / "nace21_en.csv")
    assert done.identifier == "nace-rev2.1"
    assert list(done.levels.values()) == [22, 87, 287, 651]
    assert get_classification("nace-rev2.1").title("16.23").endswith("carpentry and joinery")
    assert read_notes("nace-rev2.1", "01")["exclude"]


def test_nothing_is_known_before_an_import():
    assert read_notes("nace-rev2", "10") == {}
    assert read_provenance("nace-rev2") == ()
    assert not get_classification("nace-rev2").at_level("class")


def test_an_own_system_is_stored_under_its_name(write):
    path = write("code,title,parent\nN,North,\nN1,Coast,N\n")
    done = import_classification(path, identifier="my-regions", kind="region")
    assert done.levels == {"level-1": 1, "level-2": 1}
    assert "my-regions" in [card.id for card in list_classifications("region")]
    assert get_classification("my-regions").title("N1") == "Coast"
    import_classification(write("code,title\nN,Nord\n"), identifier="my-regions", kind="region")
    assert get_classification("my-regions").title("N") == "Nord"


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("code,title\nA,x\n", {}, "The file is no official NACE file. Give your own code system"),
        ("code,title\nA,x\n", {"identifier": "../up"}, "../up cannot be the id of"),
        ("code,title\nA,x\n", {"identifier": "nuts-2016"}, "nuts-2016 is the id of a"),
        ("nace2,NAME\nA,x\n", {}, "There is no column called Parent"),
        (HEADER + "A,x,NA,,,\n?,y,A,,,\n", {}, "? is no NACE code."),
        (HEADER + "A,x,NA,,,\n01,,A,,,\n", {}, "Code 01 has no title."),
        (HEADER + "A,x,NA,,,\n01,y,B,,,\n", {}, "Code 01 has the parent B, not listed."),
        (HEADER + "A,x,NA,,,\nB,y,A,,,\n", {}, "Code B (section) cannot lie inside A"),
        (HEADER + "A,x,NA,,,\n", {}, "The file lacks 108 of the sections and divisions"),
        ("level,code,description\n5,A,x\n", {}, "A NACE level is 1 to 4, not 5."),
    ],
)
def test_what_cannot_be_imported(write, data_directory, content, options, message):
    with pytest.raises(InputError) as caught:
        import_classification(write(content), **options)
    assert message in str(caught.value)
    assert not data_directory.exists()
