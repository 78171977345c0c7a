"""Articles from files: each kind, what a folder gives, and what one bad line costs."""

import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.ingestion.article import ArticleIn
from app.ingestion.dates import parse_published
from app.ingestion.sources import ReadProblem, items, parse_record, parse_text, read_path
from tests.ingestion.sources.made import texts, written


def only(path: Path) -> ArticleIn:
    (found,) = read_path(path)
    assert isinstance(found, ArticleIn)
    return found


def problem(path: Path) -> ReadProblem:
    (found,) = read_path(path)
    assert isinstance(found, ReadProblem)
    return found


@pytest.mark.parametrize(
    ("text", "title", "day", "body"),
    [
        ("Iran arms Syria.", None, None, "Iran arms Syria."),
        ("Iran arms Syria.\nRussia too.", None, None, "Iran arms Syria.\nRussia too."),
        ("A pact\n\nIran arms Syria.", "A pact", None, "Iran arms Syria."),
        ("# A pact\n\nIran arms Syria.", "A pact", None, "Iran arms Syria."),
        ("2015-09-27\nIran arms Syria.", None, date(2015, 9, 27), "Iran arms Syria."),
        ("2015-09-27\nA pact\n\nIran arms Syria.", "A pact", date(2015, 9, 27), "Iran arms Syria."),
        ("A pact\nDate: 2015-09-27\nIran arms Syria.", "A pact", date(2015, 9, 27), "Iran arms Syria."),
        ("\ufeff\nA pact\n\n2015-09-27\n\nIran arms Syria.", "A pact", date(2015, 9, 27), "Iran arms Syria."),
        ("2015-13-27\nIran arms Syria.", None, None, "2015-13-27\nIran arms Syria."),
        ("x" * 161 + "\n\nIran arms Syria.", None, None, "x" * 161 + "\n\nIran arms Syria."),
        ("", None, None, ""),
    ],
)
def test_text_may_begin_with_date_and_title(text: str, title: str | None, day: date | None, body: str) -> None:
    article = parse_text(text)
    assert (article.title, article.published_at) == (title, day)
    assert (article.text or "").strip() == body
    assert article.published_source == "text"


def test_a_moment_in_the_date_line() -> None:
    assert parse_text("2015-09-27T10:00:00Z\nIran arms Syria.").published_at == datetime(2015, 9, 27, 10, tzinfo=UTC)


def test_the_files_own_date_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Iran arms Syria.")
    assert only(tmp_path / "a.txt").published_at is None


@pytest.mark.parametrize("name", ["a.txt", "a.MD", "a.txt.gz"])
def test_text_files(tmp_path: Path, name: str) -> None:
    body = "\ufeffTürkiye\n\nIran arms Syria.".encode()
    (tmp_path / name).write_bytes(gzip.compress(body) if name.endswith("gz") else body)
    article = only(tmp_path / name)
    assert (article.title, article.text) == ("Türkiye", "Iran arms Syria.")


def test_html_files_are_left_to_cleaning(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>Iran arms Syria.</p>")
    assert only(tmp_path / "a.html").html == b"<p>Iran arms Syria.</p>"


def test_records(tmp_path: Path) -> None:
    records = [
        {"id": 1, "title": "T", "text": "Iran arms Syria.", "date": "2015-09-27", "publisher": "Gazette", "url": "u"},
        {"sentences": ["Iran arms Syria.", "Twice."], "text": "ignored", "published_at": "2015-09-27T10:00:00+02:00"},
        {"body": "Iran arms Syria.", "language": "en", "title": None},
        {"html": "<p>Iran arms Syria.</p>"},
    ]
    lines = "\n\n".join(json.dumps(record) for record in records)
    (tmp_path / "a.jsonl").write_text(lines)
    (tmp_path / "b.ndjson.gz").write_bytes(gzip.compress(lines.encode()))
    found = list(read_path(tmp_path / "a.jsonl"))
    packed = [article for article in read_path(tmp_path / "b.ndjson.gz") if isinstance(article, ArticleIn)]
    assert found == [replace(article, place=(article.place or "").replace("b.ndjson.gz", "a.jsonl")) for article in packed]
    one, two, three, four = (article for article in found if isinstance(article, ArticleIn))
    assert one == ArticleIn(
        text="Iran arms Syria.",
        title="T",
        publisher="Gazette",
        url="u",
        published_at=date(2015, 9, 27),
        place=f"{tmp_path}/a.jsonl:1",
    )
    assert two.sentences == ("Iran arms Syria.", "Twice.")
    assert two.text is None
    assert two.published_at == datetime.fromisoformat("2015-09-27T10:00:00+02:00")
    assert (three.text, three.language, three.title) == ("Iran arms Syria.", "en", None)
    assert four.html == "<p>Iran arms Syria.</p>"


def test_one_bad_line_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        b'{"text": "one"}', b"{not json", b'{"title": "none"}', b'{"text": 5}', b'"text"', b"\xff\xfe",
        b'{"text": "x", "date": "last week"}', b'{"sentences": "one"}', b"[" * 100_000, b'{"text": "two"}',
    ]  # fmt: skip
    path.write_bytes(b"\n".join(lines))
    found = list(read_path(path))
    assert [a.text for a in found if isinstance(a, ArticleIn)] == ["one", "two"]
    problems = [p for p in found if isinstance(p, ReadProblem)]
    assert [p.line for p in problems] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert [str(p).removeprefix(f"{path}:") for p in problems[:7]] == [
        "2: not JSON: Expecting property name enclosed in double quotes at column 2",
        "3: no `text`, `body`, `sentences` or `html` in this record",
        "4: `text` must be a string",
        '5: expected a JSON object such as {"text": "…", "date": "2015-09-27"}',
        "6: not UTF-8; save the file as UTF-8",
        "7: 'last week' is no date; write it as 2015-09-27 or 2015-09-27T10:00:00Z",
        "8: `sentences` must be a list of strings",
    ]


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/c/y.md", "c.txt", ".hidden/x.txt", "a/.x.txt", "photo.png", "notes"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    found = [article.text for article in read_path(tmp_path) if isinstance(article, ArticleIn)]
    assert found == ["a/c/y.md", "a/z.txt", "b.txt", "c.txt"]


def test_a_bad_file_in_a_folder_costs_itself_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Iran \xe9")
    (tmp_path / "b.txt.gz").write_bytes(b"no gzip")
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(b'{"text": "one"}\n' * 1000)[:-20])
    (tmp_path / "d.txt").write_text("Iran arms Syria.")
    found = list(read_path(tmp_path))
    problems = [p for p in found if isinstance(p, ReadProblem)]
    assert [Path(p.path).name for p in problems] == ["a.txt", "b.txt.gz", "c.jsonl.gz"]
    assert problems[0].reason == "not UTF-8 at byte 5; save it as UTF-8"
    assert [a.text for a in found if isinstance(a, ArticleIn)][-1] == "Iran arms Syria."


def test_what_is_not_there_or_of_another_kind(tmp_path: Path) -> None:
    assert "no such file" in problem(tmp_path / "none.txt").reason
    (tmp_path / "a.pdf").write_text("x")
    assert ".jsonl" in problem(tmp_path / "a.pdf").reason
    assert list(read_path(tmp_path)) == []


def test_files_and_lines_beyond_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST", 40)
    (tmp_path / "a.txt").write_text("x" * 41)
    assert "larger than 40" in problem(tmp_path / "a.txt").reason
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": "x" * 100}) + '\n{"text": "one"}\n')
    bad, good = read_path(tmp_path / "b.jsonl")
    assert isinstance(bad, ReadProblem)
    assert (bad.line, bad.reason) == (1, "longer than 40 bytes")
    assert isinstance(good, ArticleIn)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015-09-27", date(2015, 9, 27)),
        (" 2015-09-27T10:00:00 ", datetime(2015, 9, 27, 10, tzinfo=UTC)),
        ("2015-09-27 10:00:00+00:00", datetime(2015, 9, 27, 10, tzinfo=UTC)),
        ("Sun, 27 Sep 2015 10:00:00 GMT", datetime(2015, 9, 27, 10, tzinfo=UTC)),
    ],
)
def test_dates(text: str, expected: date) -> None:
    assert parse_published(text) == expected


@pytest.mark.parametrize("text", ["", "27.09.2015", "2015-02-30", "yesterday", "Sun, 99 Sep 2015 10:00:00 GMT"])
def test_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match="2015-09-27"):
        parse_published(text)


def test_a_record_that_is_no_object() -> None:
    with pytest.raises(ValueError, match="JSON object"):
        parse_record([1])


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/one.txt", "b/two.txt", ".c/three.txt"):
        (tmp_path / name).parent.mkdir()
        written(tmp_path / name, b"one")
    look = os.scandir

    def locked(path: str) -> object:
        if str(path).endswith(("/b", "/.c")):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", locked)
    assert texts(read_path(tmp_path)) == ["one", f"{tmp_path / 'b'}: cannot be read: Permission denied"]
    assert texts(read_path(tmp_path / "b")) == [f"{tmp_path / 'b'}: cannot be read: Permission denied"]


def test_a_file_that_cannot_be_opened_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.txt", b"one")

    def refused(self: Path, mode: str) -> object:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refused)
    assert texts(read_path(path)) == [f"{path}: cannot be read: Permission denied"]
