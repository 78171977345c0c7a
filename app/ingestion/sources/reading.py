"""A path or a stream, whatever it holds, as articles."""

import io
import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from app.ingestion.sources import items
from app.ingestion.sources.archives import read_tar, read_zip
from app.ingestion.sources.columns import read_columns
from app.ingestion.sources.items import Item, Passed, ReadProblem, Source
from app.ingestion.sources.kinds import KINDS, SNIFFED, SUFFIXES, Kind, Packing, kind_of, packing_of, sniffed
from app.ingestion.sources.lines import read_json, read_lines
from app.ingestion.sources.packing import FAULTS, looked, unpacked
from app.ingestion.sources.tables import names_columns, read_table
from app.ingestion.sources.texts import read_page, read_text
from app.ingestion.sources.warc import packed_whole, read_warc

Reader = Callable[[Source], Iterator[Item]]
#: These must be searched, not only read through.
_SEARCHED: tuple[Kind, ...] = ("parquet", "zip")


def read_path(path: Path, kind: Kind | None = None, *, passed: Passed | None = None) -> Iterator[Item]:
    """The articles of a file, or of all files in a folder and its folders, by name in sorted order.

    ``kind`` says what a file holds whose name does not; in a folder, that only such files are read. In a folder, files of
    other kinds are passed over, and counted in ``passed``; hidden ones are passed over. Never raises for what a file
    holds.
    """
    passed = Passed() if passed is None else passed
    if path.is_dir():
        locked: list[OSError] = []
        for child in files(path, locked.append):
            found, packing = kind_of(child.name)
            if found is None or kind not in (None, found):
                passed[f"file {child.suffix.lower()[:20] or 'without a suffix'}"] += 1
            else:
                yield from _file(child, found, packing, passed)
        yield from (ReadProblem(str(error.filename), None, f"cannot be read: {reason_of(error)}") for error in locked)
    elif not path.exists():
        yield ReadProblem(str(path), None, "there is no such file or folder")
    else:
        found, packing = kind_of(path.name)
        if kind is None and found is None:
            yield ReadProblem(str(path), None, unknown())
        else:
            yield from _file(path, kind or cast(Kind, found), packing, passed)


def read_stream(
    stream: BinaryIO, kind: Kind | None = None, name: str = "stdin", *, passed: Passed | None = None
) -> Iterator[Item]:
    """Articles of a stream: of the kind that is said, else that its first bytes show; unpacked where it is packed."""
    passed = Passed() if passed is None else passed
    source = Source(name, stream, passed=passed)
    return _caught(name, lambda: _streamed(source, kind))


def read_source(source: Source, kind: Kind) -> Iterator[Item]:
    """Articles of an open file, or of a part of one, that is not packed. Raises what reading a damaged file raises."""
    return READERS[kind](source)


def files(folder: Path, locked: Callable[[OSError], object] = lambda error: None) -> Iterator[Path]:
    """The files of a folder and its folders that are not hidden, by name in sorted order; ``locked`` is told of each folder
    that cannot be looked into."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=locked):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if not name.startswith(".")]
    yield from (child for child in sorted(found) if child.is_file())


def reason_of(error: Exception) -> str:
    """Why something cannot be read, on one line; the place is told beside it, not in it."""
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return " ".join(said.split())[:300] or type(error).__name__


def unknown() -> str:
    """What is said of a file whose name says no kind."""
    return f"cannot read this kind of file; give one of {', '.join(SUFFIXES)} (or .gz of it), or say --kind {'|'.join(KINDS)}"


def _file(path: Path, kind: Kind, packing: Packing | None, passed: Passed) -> Iterator[Item]:
    def opened() -> Iterator[Item]:
        with path.open("rb") as file:
            yield from _read(Source(str(path), file, passed=passed), kind, packing)

    return _caught(str(path), opened)


def _read(source: Source, kind: Kind, packing: Packing | None) -> Iterator[Item]:
    # A WARC file is packed record by record, and its reader needs to see that.
    if packing is not None and (kind != "warc" or packing != "gz" or (source.stream.seekable() and packed_whole(source.stream))):
        source = Source(source.name, unpacked(source.stream, packing), passed=source.passed)
    if kind in _SEARCHED and not source.stream.seekable():
        body = source.stream.read(items.MOST + 1)
        if len(body) > items.MOST:
            yield source.problem(f"larger than {items.MOST} bytes, and it must be searched: give the {kind} file itself")
            return
        source = Source(source.name, io.BytesIO(body), passed=source.passed)
    yield from READERS[kind](source)


def _streamed(source: Source, kind: Kind | None) -> Iterator[Item]:
    head, source = _looked(source)
    packing = packing_of(head) if kind != "parquet" else None
    if packing is not None and (kind or _packed_kind(head, packing)) != "warc":
        head, source = _looked(Source(source.name, unpacked(source.stream, packing), passed=source.passed))
        packing = None
    elif packing is not None:
        kind = "warc"
    if not head.removeprefix(b"\xef\xbb\xbf").strip() and len(head) < SNIFFED:
        yield source.problem("there is nothing to read")
        return
    yield from _read(source, kind or sniffed(head, names_columns(head)), packing)


def _looked(source: Source) -> tuple[bytes, Source]:
    """The first bytes of a source, and the source from its beginning still."""
    head, stream = looked(source.stream)
    return head, Source(source.name, stream, passed=source.passed)


def _packed_kind(head: bytes, packing: Packing) -> Kind | None:
    try:
        return "warc" if unpacked(io.BytesIO(head), packing).read(5) == b"WARC/" else None
    except FAULTS:
        return None


def _member(source: Source) -> Iterator[Item]:
    kind, packing = kind_of(source.name)
    return _caught(source.name, lambda: _read(source, cast(Kind, kind), packing))


def _caught(name: str, read: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """What is read, and at its end what became of it where it cannot be read on."""
    try:
        yield from read()
    except FAULTS as error:
        yield ReadProblem(name, None, f"cannot be read: {reason_of(error)}")


READERS: Mapping[Kind, Reader] = {
    "text": read_text,
    "html": read_page,
    "jsonl": read_lines,
    "json": read_json,
    "csv": read_table,
    "tsv": partial(read_table, delimiter="\t"),
    "parquet": read_columns,
    "warc": read_warc,
    "zip": partial(read_zip, read=_member),
    "tar": partial(read_tar, read=_member),
}
