"""The parts of a file give what the file gives, once each, in order."""

import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from app.ingestion.sources import Shard, read_path, read_shard, split
from tests.ingestion.sources.made import packed, record, response, tarred, texts, written

LINES = st.lists(
    st.sampled_from([b'{"text": "one"}', b'{"text": "\xc3\xa9"}', b"", b"  ", b"broken", b"\xff", b"[1]", b"\r"])
    | st.text(max_size=30).map(lambda text: json.dumps({"text": text}).encode()),
    max_size=30,
)
PAGES = st.lists(
    st.integers(0, 40).map(lambda size: response(size, b"<p>%s</p>" % (b"word " * size)))
    | st.just(record("request", "x", b"GET / HTTP/1.1\r\n\r\n"))
    | st.just(response(1, b"WARC/1.0\r\n\r\n")),
    max_size=12,
)


def same(path: Path, target: int) -> list[Shard]:
    shards = split(path, target)
    assert [item for shard in shards for item in read_shard(shard)] == list(read_path(path))
    return shards


@given(LINES, st.sampled_from([b"\n", b"\r\n"]), st.booleans(), st.integers(1, 200))
@example([b'{"text": "one"}', b'{"text": "two"}'], b"\n", True, 1)
@example([b"", b'[{"text": "one"},', b'{"text": "two"}]'], b"\n", True, 1)
@example([b"", b"[1]", b"\xff"], b"\n", True, 1)
@example([b'["\xff"]'], b"\n", True, 1)
@settings(max_examples=150, deadline=None)
def test_lines(lines: list[bytes], end: bytes, ended: bool, target: int) -> None:
    with TemporaryDirectory() as folder:
        same(written(Path(folder) / "a.jsonl", end.join(lines) + (end if ended else b"")), target)


@given(PAGES, st.booleans(), st.integers(1, 3000), st.none() | st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=9)))
@settings(max_examples=150, deadline=None)
def test_records(pages: list[bytes], pack: bool, target: int, damage: tuple[int, bytes] | None) -> None:
    body = bytearray(packed(pages) if pack else b"".join(pages))
    if damage is not None:
        body[damage[0] : damage[0] + len(damage[1])] = damage[1]
    with TemporaryDirectory() as folder:
        same(written(Path(folder) / ("a.warc.gz" if pack else "a.warc"), bytes(body)), target)


@given(st.integers(0, 60), st.integers(1, 20), st.integers(1, 500))
@settings(max_examples=30, deadline=None)
def test_row_groups(rows: int, size: int, target: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        pq.write_table(pa.table({"text": [f"Number {n}." if n % 7 else "" for n in range(rows)]}), path, row_group_size=size)
        same(path, target)


def test_parts_are_of_the_size_that_was_asked_for(tmp_path: Path) -> None:
    body = b"".join(b'{"text": "number %05d"}\n' % n for n in range(1000))
    shards = same(written(tmp_path / "a.jsonl", body), 5_000)
    assert len(shards) == 5
    assert all(5_000 <= (shard.end or len(body)) - shard.start < 5_030 for shard in shards[:-1])
    assert [shard.first for shard in shards[:2]] == [1, 1 + 5_000 // 25]
    assert len(same(written(tmp_path / "a.warc.gz", packed(response(n) for n in range(20))), 1)) == 20
    pq.write_table(pa.table({"text": ["one"] * 50}), tmp_path / "a.parquet", row_group_size=10)
    assert len(same(tmp_path / "a.parquet", 1)) == 5


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.csv", b'text\n"One\ntwo"\nThree\n' * 5),
        ("a.txt", b"One.\n" * 50),
        ("a.json", b'[{"text": "one"},\n{"text": "two"}]'),
        ("b.jsonl", b'\n[{"text": "one"},\n{"text": "two"}]'),
        ("a.jsonl.gz", gzip.compress(b'{"text": "one"}\n' * 50, mtime=0)),
        ("a.warc.gz", gzip.compress(b"".join(response(n) for n in range(5)), mtime=0)),
        ("a.tar", tarred({"a.jsonl": b'{"text": "one"}\n' * 5})),
        ("a.parquet", b"no parquet"),
        ("a.png", b"no news"),
    ],
)
def test_what_cannot_be_cut_is_one_part(tmp_path: Path, name: str, body: bytes) -> None:
    assert same(written(tmp_path / name, body), 1) == [Shard(tmp_path / name)]


def test_a_folder_is_cut_file_by_file(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.txt", "c.png", "d.jsonl"):
        written(tmp_path / name, b'{"text": "one"}\n{"text": "two"}\n')
    assert [shard.path.name for shard in same(tmp_path, 1)] == ["a.txt", "b.jsonl", "b.jsonl", "d.jsonl", "d.jsonl"]


def test_a_file_that_is_not_there_or_went_away(tmp_path: Path) -> None:
    (shard,) = split(tmp_path / "a.jsonl", 1)
    assert "no such file" in texts(read_shard(shard))[0]
    assert "cannot be read" in texts(read_shard(Shard(tmp_path / "a.jsonl", "jsonl", 5, 9)))[0]
    with pytest.raises(ValueError, match="at least 1"):
        split(tmp_path, 0)
