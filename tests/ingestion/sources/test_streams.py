"""What a stream holds is seen by its first bytes, or said."""

import gzip
import io
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from app.ingestion.sources import KINDS, Kind, Passed, read_path, read_stream
from app.ingestion.sources.kinds import sniffed
from app.ingestion.sources.tables import names_columns
from tests.ingestion.sources.made import PAGE, response, tarred, texts, written, zipped
from tests.ingestion.sources.test_warc import Pipe


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["one"]}), out)
    return out.getvalue()


BODIES: dict[Kind, bytes] = {
    "text": b"one",
    "html": PAGE,
    "jsonl": b'\n{"text": "one"}\n',
    "json": b'[\n {"text": "one"}]',
    "csv": b"title;body\nA;one\n",
    "tsv": b"title\tbody\nA\tone\n",
    "parquet": parquet(),
    "warc": response(1),
    "zip": zipped({"a.txt": b"one"}),
    "tar": tarred({"a.txt": b"one"}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize("pipe", [False, True])
def test_kinds_are_seen(kind: Kind, pack: bool, pipe: bool) -> None:
    body = gzip.compress(BODIES[kind]) if pack else BODIES[kind]
    stream = io.BufferedReader(Pipe(body)) if pipe else io.BytesIO(body)
    assert texts(read_stream(stream)) == [PAGE.decode() if kind in ("html", "warc") else "one"]
    assert sniffed(BODIES[kind], names_columns(BODIES[kind])) == kind


def test_the_stream_stays_its_owners() -> None:
    stream = io.BytesIO(b"one")
    list(read_stream(stream))
    assert not stream.closed


def test_a_kind_that_is_said_goes_before_what_is_seen() -> None:
    assert texts(read_stream(io.BytesIO(b'{"text": "one"}'), "text")) == ['{"text": "one"}']
    (found,) = texts(read_stream(io.BytesIO(b"one"), "jsonl", "upload"))
    assert found.startswith("upload:1: not JSON")


def test_lines_of_a_stream_are_numbered_from_its_beginning() -> None:
    assert texts(read_stream(io.BytesIO(b'\n\n{"text": "one"}\nbroken')))[1].startswith("stdin:4: ")


def test_several_packed_one_behind_the_other() -> None:
    body = gzip.compress(b'{"text": "one"}\n') + gzip.compress(b'{"text": "two"}\n')
    assert texts(read_stream(io.BytesIO(body))) == ["one", "two"]


def test_a_file_whose_name_says_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "news", b'{"text": "one"}\n')
    assert "--kind" in texts(read_path(path))[0]
    assert texts(read_path(path, "jsonl")) == ["one"]


def test_a_folder_of_one_kind_and_what_is_passed_over(tmp_path: Path) -> None:
    for name in ("a.txt", "b.jsonl", "c.png", "d"):
        written(tmp_path / name, b'{"text": "one"}')
    passed = Passed()
    assert texts(read_path(tmp_path, "jsonl", passed=passed)) == ["one"]
    assert passed == {"file .txt": 1, "file .png": 1, "file without a suffix": 1}


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "a.csv", "a.warc", "a.tar.gz", "a.zip"])
def test_memory_does_not_grow_with_a_file(tmp_path: Path, name: str) -> None:
    lines = b"".join(b'{"text": "%s %06d"}\n' % (b"word " * 200, n) for n in range(10_000))
    body = {
        "a.jsonl": lines,
        "a.jsonl.gz": gzip.compress(lines, 1),
        "a.json": b"[" + lines.strip().replace(b"\n", b",") + b"]",
        "a.csv": b"text\n" + lines.replace(b'"', b"").replace(b",", b""),
        "a.warc": response(1, b"<p>" + b"word " * 20_000) * 100,
        "a.tar.gz": tarred({"a.jsonl": lines}, "w:gz"),
        "a.zip": zipped({"a.jsonl": lines}),
    }[name]
    path = written(tmp_path / name, body)
    del body, lines
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_path(path)) >= 100
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
