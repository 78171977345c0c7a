"""CSV and TSV: headers, quotes, line breaks in fields, and rows that are none."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from app.ingestion.sources import items, read_path
from tests.ingestion.sources.made import articles, texts, written

BODY = 'He said "no",\nand\r\nleft; twice.'


def table(delimiter: str, rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_columns_go_by_many_names(tmp_path: Path, delimiter: str, mark: bytes) -> None:
    rows = [["id", "Headline", "Content", "Date Published", "Source", "URL"], ["1", "A pact", BODY, "2015-09-27", "Courier", "u"]]
    path = written(tmp_path / "a.csv", mark + table(delimiter, [*rows, ["2", "", "Two.", "", "", ""]]))
    one, two = articles(read_path(path))
    assert (one.text, one.title, one.publisher, one.url) == (BODY, "A pact", "Courier", "u")
    assert one.published_at == date(2015, 9, 27)
    assert (two.text, two.title, two.published_at) == ("Two.", None, None)
    assert [one.place, two.place] == [f"{path}:2", f"{path}:5"]  # the first row has three lines


def test_tabs_are_said_by_the_name(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tsv", b"text\ttitle, and more\nOne, two.\tA\n")
    assert texts(read_path(path)) == ["One, two."]


def test_a_field_may_be_as_large_as_an_article(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", table(",", [["text"], ["x" * 500_000]]))
    assert len(texts(read_path(path))[0]) == 500_000


def test_sentences_are_a_list_in_their_cell(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", table(",", [["sentences"], ['["One.", "Two."]'], ["One."]]))
    one, two = read_path(path)
    assert getattr(one, "sentences", None) == ("One.", "Two.")
    assert str(two).startswith(f"{path}:3: ")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", []),
        (b"id,name\n1,x\n", ["PATH:1: no column holds an article"]),
        (b"\xff\n", ["PATH:1: not UTF-8, as of the first line"]),
        (b"text,title\nOne,A\nTwo\nThree,C,more\n\nFour,D\n", ["One", "PATH:3: 1 fields", "PATH:4: 3 fields", "Four"]),
        (b"text\nOne\n\xff\xfe\nTwo\n", ["One", "PATH:3: not UTF-8", "Two"]),
        (b'text,title\n"One" x,A\nTwo,B\n', ["PATH:2: not a row", "Two"]),
        (b'text,title\n"One,A\nTwo,B\n"Three",C\nFour,D\n', ["PATH:2: not a row (up to line 4)", "Four,D"[:4]]),
        (b"text,date\nOne,2015-09-27\nTwo,soon\n", ["One", "PATH:3: 'soon' is no date"]),
        (b'text\n"One', ["PATH:2: not a row"]),
    ],
)
def test_one_bad_row_costs_itself_alone(tmp_path: Path, body: bytes, found: list[str]) -> None:
    path = written(tmp_path / "a.csv", body)
    read = [text.replace(str(path), "PATH") for text in texts(read_path(path))]
    assert len(read) == len(found)
    assert all(text.startswith(start) for text, start in zip(read, found, strict=True))


def test_a_quote_left_open_does_not_take_memory_for_all_that_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST", 100)
    path = written(tmp_path / "a.csv", b'text\nOne\n"open\n' + b"line of the rest\n" * 7)
    read = texts(read_path(path))
    assert read[0] == "One"
    assert f"{path}:3: longer than 100 bytes; is a quote left open?" in read
    long = written(tmp_path / "b.csv", b"text\n" + b"x" * 500 + b"\nTwo\n")
    assert texts(read_path(long)) == [f"{long}:2: longer than 100 bytes; is a quote left open?", "Two"]
