"""WARC: which records are taken, how pages are packed in them, and what damage costs."""

import gzip
import io
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter

from app.ingestion.sources import Passed, items, read_path, read_stream
from app.ingestion.sources.warc import packed_whole
from tests.ingestion.sources.made import OK, PAGE, articles, packed, record, response, texts, written


def brotlied(body: bytes) -> bytes:
    out = io.BytesIO()
    with BrotliWriter(out) as writer:
        writer.write(body)
    return out.getvalue()


PACKED = gzip.compress(PAGE, mtime=0)
SEVERAL = [record("warcinfo", "x", b"software: none\r\n"), *(response(n, PAGE * n) for n in range(1, 6))]


def test_pages_that_were_fetched_are_taken_and_the_rest_is_counted(tmp_path: Path) -> None:
    bodies = [
        record("warcinfo", "x", b"software: none\r\n"),
        record("request", "http://news.example/1", b"GET /1 HTTP/1.1\r\nHost: news.example\r\n\r\n"),
        response(1),
        response(2, head=b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n"),
        response(3, head=b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"),
        response(4, head=b"no http"),
        record("revisit", "http://news.example/1", b""),
        record("conversion", "http://news.example/1", b"plain text"),
    ]
    passed = Passed()
    (page,) = articles(read_path(written(tmp_path / "a.warc", b"".join(bodies)), passed=passed))
    assert (page.html, page.url) == (PAGE.decode(), "http://news.example/1")
    assert (page.published_at, page.fetched_at) == (None, datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert page.place == f"{tmp_path}/a.warc:@{len(bodies[0] + bodies[1])}"
    assert passed == {
        "WARC warcinfo": 1, "WARC request": 1, "WARC revisit": 1, "WARC conversion": 1,
        "WARC response: status 404": 1, "WARC response: not HTML": 1, "WARC response: no HTTP": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (b"Content-Encoding: gzip", gzip.compress(PAGE, mtime=0)),
        (b"Content-Encoding: deflate", zlib.compress(PAGE)),
        (b"Content-Encoding: br", brotlied(PAGE)),
        (b"content-encoding: BR", PAGE),  # kept unpacked, with the header of the packed one
        (b"Content-Encoding: identity", PAGE),
        (b"Transfer-Encoding: chunked", b"5\r\n<html\r\n%x;x=y\r\n%s\r\n0\r\n\r\n" % (len(PAGE) - 5, PAGE[5:])),
        (b"Transfer-Encoding: chunked", PAGE),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED)),
    ],
)  # fmt: skip
def test_pages_are_unpacked(tmp_path: Path, coding: bytes, body: bytes) -> None:
    path = written(tmp_path / "a.warc", response(1, body, OK + coding + b"\r\n"))
    assert texts(read_path(path)) == [PAGE.decode()]


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        (b"Content-Encoding: gzip", b"no gzip", "the page cannot be read"),
        (b"Content-Encoding: lzw", b"x", "encoding 'lzw' is not known"),
        (b"Content-Encoding: br", brotlied(b" " * 3000), "more than 2000 bytes"),
        (b"Transfer-Encoding: chunked", b"5\r\n<html\r\nzz", "chunks are damaged"),
        (b"Transfer-Encoding: chunked", b"50\r\n<html", "chunks are cut off"),
    ],
)
def test_a_bad_page_costs_itself_alone(
    tmp_path: Path, coding: bytes, body: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "MOST", 2000)
    path = written(tmp_path / "a.warc", response(1, body, OK + coding + b"\r\n") + response(2))
    bad, good = texts(read_path(path))
    assert reason in bad
    assert good == PAGE.decode()


def test_a_page_is_in_the_characters_of_its_header(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n"
    path = written(tmp_path / "a.warc", response(1, "<p>Москва</p>".encode("cp1251"), head))
    assert texts(read_path(path)) == ["<p>Москва</p>"]


@pytest.mark.parametrize("whole", [False, True])
def test_packed_record_by_record_or_in_one(tmp_path: Path, whole: bool) -> None:
    path = written(tmp_path / "a.warc.gz", gzip.compress(b"".join(SEVERAL), mtime=0) if whole else packed(SEVERAL))
    found = articles(read_path(path))
    assert [article.url for article in found] == [f"http://news.example/{n}" for n in range(1, 6)]
    assert len({article.place for article in found}) == 5
    with path.open("rb") as file:
        assert packed_whole(file) is whole


@pytest.mark.parametrize("squeeze", [packed, b"".join])
def test_cut_off(tmp_path: Path, squeeze: object) -> None:
    assert callable(squeeze)
    body = squeeze(SEVERAL)
    path = written(tmp_path / ("a.warc.gz" if squeeze is packed else "a.warc"), body[:-40])
    read = texts(read_path(path))
    assert len(read) == 5
    assert read[:4] == [(PAGE * n).decode() for n in range(1, 5)]
    assert "cut off" in read[4] or "damaged" in read[4]


@pytest.mark.parametrize("squeeze", [packed, b"".join])
@pytest.mark.parametrize("bad", range(6))
@pytest.mark.parametrize("at", [0, 12, 30, 90, 160])
def test_damage_costs_the_record_in_which_it_lies(tmp_path: Path, squeeze: object, bad: int, at: int) -> None:
    assert callable(squeeze)
    start = len(squeeze(SEVERAL[:bad])) + at
    body = bytearray(squeeze(SEVERAL))
    body[start : start + 12] = b"\x00\xff" * 6
    path = written(tmp_path / ("a.warc.gz" if squeeze is packed else "a.warc"), bytes(body))
    read = texts(read_path(path))
    whole = [(PAGE * n).decode() for n in range(1, 6)]
    assert [text for text in whole if text in read] == [text for n, text in enumerate(whole, 1) if n != bad or text in read]
    problems = [text for text in read if text.startswith(str(path))]
    assert len(problems) <= 1
    assert len(problems) == 1 or squeeze is not packed  # nothing tells that a plain page has other letters


def test_what_is_no_warc(tmp_path: Path) -> None:
    (found,) = texts(read_path(written(tmp_path / "a.warc", b"hello\n" * 100)))
    assert found.startswith(f"{tmp_path}/a.warc:@0: ")
    assert texts(read_path(written(tmp_path / "b.warc", b""))) == []


def test_a_record_beyond_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST", 500)
    path = written(tmp_path / "a.warc", response(1, PAGE * 10) + response(2))
    assert [text.startswith(str(path)) for text in texts(read_path(path))] == [True, False]


class Pipe(io.RawIOBase):
    """A stream that cannot be searched."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._inner = io.BytesIO(body)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        return self._inner.readinto(buffer)


@pytest.mark.parametrize("body", [packed(SEVERAL), b"".join(SEVERAL), gzip.compress(b"".join(SEVERAL), mtime=0)])
def test_from_a_pipe(body: bytes) -> None:
    found = articles(read_stream(io.BufferedReader(Pipe(body))))
    assert [article.place for article in found] == [f"stdin:{n}" for n in range(2, 7)]
