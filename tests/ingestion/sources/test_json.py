"""JSON as it is found: lists, single objects, and what comes before a fault."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.ingestion.article import ArticleIn
from app.ingestion.sources import items, lines, parse_record, read_path
from tests.ingestion.sources.made import articles, texts, written

ROWS = [{"text": f"Number {n} — “quoted”, [1, 2], {{}} and \\ too."} for n in range(50)]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("chunk", [1, 7, 4096])
def test_a_list_is_read_item_by_item(
    tmp_path: Path, name: str, indent: int | None, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_CHUNK", chunk)
    path = written(tmp_path / name, b"\xef\xbb\xbf" + json.dumps(ROWS, indent=indent, ensure_ascii=False).encode())
    found = articles(read_path(path))
    assert [article.text for article in found] == [row["text"] for row in ROWS]
    assert [article.place for article in found] == [f"{path}:{n}" for n in range(1, 51)]


def test_one_object_over_several_lines_or_several_of_them(tmp_path: Path) -> None:
    assert texts(read_path(written(tmp_path / "a.json", json.dumps(ROWS[0], indent=1).encode()))) == [ROWS[0]["text"]]
    body = "\n".join(json.dumps(row) for row in ROWS[:3])
    assert texts(read_path(written(tmp_path / "b.json", body.encode()))) == [row["text"] for row in ROWS[:3]]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("[]", []),
        ("", []),
        ('[{"text": "one"}, 5, {"text": "two"},]', ["one", "PATH:2: OBJECT", "two"]),
        ('[{"text": "one"}, {"text" "two"}, {"text": "three"}]', ["one", "PATH:2: not JSON: Expecting ':' delimiter; NOTHING"]),
        ('[{"text": "one"}, {"text": "two', ["one", "PATH:2: not JSON: Unterminated string starting at; NOTHING"]),
        ('[{"text": "one"}', ["one", "PATH:2: the list does not end: the file is cut off"]),
        ('[{"text": "one"}] {"text": "two"}', ["one", "PATH:2: there is something behind the list; write an object a line"]),
        ('[{"text": "one"}, ' + "[" * 100_000, ["one", "PATH:2: not JSON: too deep; NOTHING"]),
        ('[{"text": "one"}, {"n": ' + "1" * 5_000 + "}]", ["one", "PATH:2: not JSON: a number of thousands of digits; NOTHING"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_list(tmp_path: Path, body: str, found: list[str]) -> None:
    path = written(tmp_path / "a.json", body.encode())
    said = {str(path): "PATH", "nothing behind it is read, so mend it there": "NOTHING"}
    said['expected a JSON object such as {"text": "…", "date": "2015-09-27"}'] = "OBJECT"
    read = texts(read_path(path))
    for long, short in said.items():
        read = [text.replace(long, short) for text in read]
    assert read == found


def test_an_item_beyond_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST", 100)
    monkeypatch.setattr(lines, "_CHUNK", 16)
    path = written(tmp_path / "a.json", json.dumps([{"text": "one"}, {"text": "x" * 200}]).encode())
    one, two = texts(read_path(path))
    assert one == "one"
    assert "longer than 100 bytes" in two


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert "not UTF-8" in texts(read_path(written(tmp_path / "a.json", b'[{"text": "\xff"}]')))[0]


def test_fields_have_many_names() -> None:
    article = parse_record(
        {
            "Headline": "A pact", "content": "Iran arms Syria.", "source": {"id": None, "name": "The Courier"}, "link": "https://c.example/1",
            "byline": "A. Writer", "pub-date": "2015-09-27", "text": "", "keywords": ["war"],
        }
    )  # fmt: skip
    assert article == ArticleIn(
        text="Iran arms Syria.", title="A pact", publisher="The Courier", url="https://c.example/1", authors=("A. Writer",),
        published_at=date(2015, 9, 27),
    )  # fmt: skip


def test_of_several_names_the_first_in_our_list_counts() -> None:
    article = parse_record({"content": "short", "text": "long", "authors": ["A", 5, "B"], "source": {"id": 1}})
    assert (article.text, article.authors, article.publisher) == ("long", ("A", "B"), None)
