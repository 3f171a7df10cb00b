import pytest

from hanse.classifications import get_classification
from hanse.vocabulary import InputError

GOOD = (
    "code,title,parent,level,title_de\nA,First,,family,Erste\na1,One,A,kind,Eins\na2,Two,A,kind,\n"
)


def test_a_code_system_is_one_csv(write):
    own = get_classification(write(GOOD))
    assert own.levels == ("family", "kind")
    assert own.children("A") == ("a1", "a2")
    assert own.title("a1", "de") == "Eins" and own.title("a2", "de") == "Two"
    assert own.provenance.verified is False


def test_levels_follow_from_the_parents_where_not_told(write):
    own = get_classification(write("code;title;parent\n1;x;\n11;y;1\n111;z;11\n"))
    assert own.levels == ("level-1", "level-2", "level-3")
    assert own.ancestor("111", "level-1") == "1"


def test_bom_crlf_quotes_and_blank_lines_are_no_problem(write):
    text = '\ufeffcode,title\r\na,"One, two"\r\n\r\nb,Three\r\n'
    assert get_classification(write(text)).title("a") == "One, two"


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ("", "row 1", "The file is empty, or its first line is."),
        ("code,title\n", "row 1", "The file has a header but no rows."),
        ("key,title\nA,x\n", "row 1, column code", "There is no column called code; the columns"),
        ("code,name\nA,x\n", "row 1, column title", "There is no column called title"),
        ("code,title,code\nA,x,B\n", "row 1, column code", "Column code is in the header twice."),
        ("code,,title\nA,,x\n", "row 1", "Column 2 of the header has no name."),
        ("code,title\nA,x\nA,y\n", "row 3, column code", "Code A is already in row 2."),
        ("code,title\n ,x\n", "row 2, column code", "The code is blank."),
        ("code,title\nA,x,y\n", "row 2", "The row has 3 fields, the header 2."),
        ("code,title\nA,x\nB\n", "row 3", "The row has 1 fields, the header 2."),
        (
            "code,title,parent\nA,x,\nB,y,Z\n",
            "row 3, column parent",
            "The parent Z is not among the codes.",
        ),
        (
            "code,title,parent\nA,x,B\nB,y,C\nC,z,A\n",
            "row 4, column parent",
            "The parents go round in a ring: A > B > C > A.",
        ),
        (
            "code,title,parent\nA,x,A\n",
            "row 2, column parent",
            "The parents go round in a ring: A > A.",
        ),
        (
            "code,title,parent,level\nA,x,,top\nB,y,,other\n",
            "row 3, column level",
            "Code B is at level other, but codes as deep as it are at top (row 2).",
        ),
        (
            "code,title,parent,level\nA,x,,top\nB,y,A,top\n",
            "row 3, column level",
            "Level top holds codes and their parents.",
        ),
        ('code,title\nA,"x\n', "row 2", "Broken CSV: unexpected end of data."),
        (b"code,title\nA,caf\xe9\n", "row 2", "The file is not written in UTF-8."),
        (b"code,title\nA,\x00\n", "table.csv", "The file holds NUL characters"),
    ],
)
def test_broken_files_are_told(write, content, place, message):
    path = write(content)
    with pytest.raises(InputError) as caught:
        get_classification(path)
    assert caught.value.what.startswith(message)
    assert place in caught.value.where and str(path) in caught.value.where


def test_absent_file(tmp_path):
    with pytest.raises(InputError, match=r"There is no such file\."):
        get_classification(tmp_path / "nothing.csv")


def test_a_folder_or_broken_gzip_is_no_table(tmp_path, write):
    with pytest.raises(InputError, match=r"The file cannot be read"):
        get_classification(tmp_path)
    from hanse.classifications.tables import read_table

    with pytest.raises(InputError, match=r"The file cannot be read"):
        read_table(write(b"no gzip", "table.csv.gz"))


def test_an_unpacked_size_has_a_limit(write, monkeypatch):
    import gzip

    from hanse.classifications import tables

    monkeypatch.setattr(tables, "LARGEST_FILE", 1000)
    bomb = write(gzip.compress(b"code,title\n" + b"a,b\n" * 1000), "bomb.csv.gz")
    with pytest.raises(InputError, match="too large for a table of codes"):
        tables.read_table(bomb)
