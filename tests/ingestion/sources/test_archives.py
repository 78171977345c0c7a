"""Zip and tar: their members, what is guarded against, and packed files beside them."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from fastwarc.stream_io import ZstdWriter
from pyarrow import parquet as pq

from app.ingestion.sources import Passed, items, packing, read_path
from tests.ingestion.sources.made import PAGE, packed, response, tarred, texts, written, zipped

LINES = b'{"text": "one"}\nbroken\n{"text": "two"}\n'


def members() -> dict[str, bytes]:
    table = io.BytesIO()
    pq.write_table(pa.table({"text": ["five"]}), table)
    return {
        "news/b.csv": b"text\nthree\n",
        "news/a.jsonl": LINES,
        "c.jsonl.gz": gzip.compress(b'{"text": "four"}\n', mtime=0),
        "d.parquet": table.getvalue(),
        "e.warc.gz": packed([response(1)]),
        "f.html": PAGE,
        "photo.png": b"x",
        ".hidden.txt": b"x",
        "__MACOSX/a.txt": b"x",
    }


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.xz"])
def test_members_are_read_as_files_are(tmp_path: Path, name: str) -> None:
    mode = {"a.tar": "w", "a.tar.xz": "w:xz"}.get(name, "w:gz")
    path = written(tmp_path / name, zipped(members()) if name == "a.zip" else tarred(members(), mode))
    passed = Passed()
    read = texts(read_path(path, passed=passed))
    broken = f"{path}/news/a.jsonl:2: not JSON: Expecting value at column 1"
    assert sorted(read) == sorted(["three", "one", broken, "two", "four", "five", PAGE.decode(), PAGE.decode()])
    assert passed == {"file .png": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_members_have_places(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", zipped(members()))
    assert [getattr(item, "place", None) for item in read_path(path)] == [
        f"{path}/{place}"
        for place in (
            "c.jsonl.gz:1", "d.parquet:1", "e.warc.gz:1", "f.html",
            "news/a.jsonl:1", "news/a.jsonl:2", "news/a.jsonl:3", "news/b.csv:2",
        )
    ]  # fmt: skip


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../a.txt", "leads out of the archive"),
        ("a/../../b.txt", "leads out of the archive"),
        ("/etc/a.txt", "leads out of the archive"),
        ("C:/a.txt", "leads out of the archive"),
        ("inner.zip", "an archive in an archive"),
        ("inner.tar.gz", "an archive in an archive"),
    ],
)
def test_names_that_are_not_followed(tmp_path: Path, make: object, name: str, reason: str) -> None:
    assert callable(make)
    path = written(tmp_path / ("a.zip" if make is zipped else "a.tar"), make({name: b"one", "z.txt": b"two"}))
    bad, good = texts(read_path(path))
    assert reason in bad
    assert good == "two"


def test_links_are_not_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"{kind!r}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
    read = texts(read_path(written(tmp_path / "a.tar", out.getvalue())))
    assert ["it is a link" in text for text in read] == [True, True, False]
    assert "it is no file" in read[2]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "it is a link" in texts(read_path(written(tmp_path / "a.zip", out.getvalue())))[0]


def test_an_encrypted_or_damaged_member_costs_itself_alone(tmp_path: Path) -> None:
    body = bytearray(zipped({"a.txt": b"One, two.", "b.txt": b"Three.", "c.txt": b"Four."}))
    at = body.index(b"PK\x01\x02")
    body[at + 8] |= 1
    start = body.index(b"b.txt") + 5
    body[start : start + 4] = b"\xff" * 4
    path = written(tmp_path / "a.zip", bytes(body))
    one, two, three = texts(read_path(path))
    assert one == f"{path}/a.txt: it is encrypted; unpack it yourself"
    assert two.startswith(f"{path}/b.txt: cannot be read: ")
    assert three == "Four."


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
def test_a_cut_off_archive(tmp_path: Path, name: str) -> None:
    many = {f"{n}.txt": f"Number {n}.".encode() * 100 for n in range(20)}
    body = zipped(many) if name == "a.zip" else tarred(many, "w:gz" if name.endswith("gz") else "w")
    read = texts(read_path(written(tmp_path / name, body[: len(body) // 2])))
    good = [text for text in read if not text.startswith(str(tmp_path))]
    assert read[-1].startswith(str(tmp_path))
    assert good or name != "a.tar"
    assert good == [f"Number {n}." * 100 for n in range(len(good))]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.xz", "a.zip", "a.tar.gz"])
def test_bombs(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "SLACK", 100_000)
    body = b"text\n" + b"\n" * 5_000_000
    made = {
        "a.txt.gz": gzip.compress(body),
        "a.jsonl.gz": gzip.compress(body[5:]),
        "a.csv.xz": lzma.compress(body),
        "a.zip": zipped({"a.txt": body}),
        "a.tar.gz": tarred({"a.txt": body}, "w:gz"),
    }
    read = texts(read_path(written(tmp_path / name, made[name])))
    assert all("unpacks to more than 200 times its size" in text for text in read)
    assert read


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_long_header_of_a_tar_is_not_read_into_memory(tmp_path: Path, kind: bytes) -> None:
    header = tarfile.TarInfo("a.txt")
    header.type, header.size = kind, 20_000_000
    path = written(tmp_path / "a.tar.gz", gzip.compress(header.tobuf() + b"a" * header.size, 1))
    tracemalloc.start()
    try:
        (fault,) = texts(read_path(path))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert "a header of 20000000 bytes" in fault


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst"])
def test_every_way_of_packing(tmp_path: Path, suffix: str) -> None:
    out = io.BytesIO()
    with ZstdWriter(out) as writer:
        writer.write(LINES)
    body = {"gz": gzip.compress(LINES), "bz2": bz2.compress(LINES), "xz": lzma.compress(LINES), "zst": out.getvalue()}[suffix]
    read = texts(read_path(written(tmp_path / f"a.jsonl.{suffix}", body)))
    assert (read[0], read[2], len(read)) == ("one", "two", 3)


def test_what_must_be_searched_is_held_in_memory_only_where_it_is_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = members()["d.parquet"]
    path = written(tmp_path / "a.tar", tarred({"d.parquet": body}))
    monkeypatch.setattr(items, "MOST", len(body))
    assert texts(read_path(path)) == ["five"]
    monkeypatch.setattr(items, "MOST", len(body) - 1)
    assert "give the parquet file itself" in texts(read_path(path))[0]


def test_memory_does_not_grow_with_the_members_of_a_tar(tmp_path: Path) -> None:
    def peak(members: int) -> int:
        path = written(tmp_path / "a.tar", tarred({f"{n}.txt": b"One." for n in range(members)}))
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_path(path)) == members
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(4_000) < peak(40) + 500_000
