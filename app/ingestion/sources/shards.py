"""A file in parts that can be read side by side: together they give what the file gives, once each, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.ingestion.sources import items
from app.ingestion.sources.columns import groups
from app.ingestion.sources.items import Item, Passed, ReadProblem, Source
from app.ingestion.sources.kinds import Kind, kind_of
from app.ingestion.sources.lines import begins_list
from app.ingestion.sources.packing import FAULTS
from app.ingestion.sources.reading import files, read_path, read_source
from app.ingestion.sources.warc import framed, packed_whole

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a file: from ``start`` to before ``end``, in bytes, or in row groups of Parquet; ``end`` None is the end of
    the file. ``first`` is the number of its first line or row. ``kind`` None leaves it to the file's name."""

    path: Path
    kind: Kind | None = None
    start: int = 0
    end: int | None = None
    first: int = 1

    @property
    def whole(self) -> bool:
        """Whether it is all of its file."""
        return self.start == 0 and self.end is None


def split(path: Path, target_bytes: int, kind: Kind | None = None) -> list[Shard]:
    """A file, or all files of a folder, in parts of about ``target_bytes`` each.

    Cut are plain JSON lines (at line ends), Parquet (between row groups) and WARC, plain or packed record by record
    (between records). Everything else is one part: no cut of a table can be told from a line break in quotes, and what is
    packed in one piece is read from its beginning. Lines and WARC are read through for that, once, at the speed of the
    disk and of unpacking. Raises ValueError for a target below 1; never for what a file holds.
    """
    if target_bytes < 1:
        raise ValueError(f"target_bytes is {target_bytes}; give at least 1")
    if path.is_dir():
        wanted = [child for child in files(path) if (found := kind_of(child.name)[0]) is not None and kind in (None, found)]
        return [shard for child in wanted for shard in split(child, target_bytes)]
    found, packing = kind_of(path.name)
    whole = [Shard(path, kind)]
    what = kind or found
    try:
        if what == "jsonl" and packing is None:
            return _lines(path, what, target_bytes) or whole
        if what == "parquet" and packing is None:
            return _groups(path, what, target_bytes) or whole
        if what == "warc" and packing in (None, "gz"):
            return _records(path, what, target_bytes) or whole
    except FAULTS:
        return whole  # its reader says what is wrong
    return whole


def read_shard(shard: Shard, *, passed: Passed | None = None) -> Iterator[Item]:
    """The articles and problems of a part."""
    if shard.whole or shard.kind is None:
        yield from read_path(shard.path, shard.kind, passed=passed)
        return
    try:
        with shard.path.open("rb") as file:
            if shard.kind != "parquet":
                file.seek(shard.start)
            counter = Passed() if passed is None else passed
            yield from read_source(Source(str(shard.path), file, shard.start, shard.end, shard.first, counter), shard.kind)
    except FAULTS as error:
        yield ReadProblem(str(shard.path), None, f"cannot be read: {error}")


def _lines(path: Path, kind: Kind, target: int) -> list[Shard]:
    """Cuts at the first line end at or behind each multiple of the target; lines are counted on the way."""
    cuts: list[tuple[int, int]] = []
    with path.open("rb") as file:
        while (head := file.readline(items.MOST + 1)) and not head.strip():
            pass
        if begins_list(head):
            return []
        file.seek(0)
        position, number, wanted = 0, 1, target
        while data := file.read(_CHUNK):
            at = 0
            # The byte before a cut ends a line.
            while (found := data.find(b"\n", max(at, wanted - 1 - position))) >= 0:
                number += data.count(b"\n", at, found + 1)
                at = found + 1
                cuts.append((position + at, number))
                wanted = position + at + target
            number += data.count(b"\n", at)
            position += len(data)
    if cuts and cuts[-1][0] == position:
        cuts.pop()  # nothing lies behind it
    return _between(path, kind, cuts)


def _groups(path: Path, kind: Kind, target: int) -> list[Shard]:
    with path.open("rb") as file:
        sizes = groups(Source(str(path), file))
    cuts: list[tuple[int, int]] = []
    row, held = 1, 0
    for group, (rows, size) in enumerate(sizes):
        if held >= target:
            cuts.append((group, row))
            held = 0
        row, held = row + rows, held + size
    return _between(path, kind, cuts)


def _records(path: Path, kind: Kind, target: int) -> list[Shard]:
    cuts: list[tuple[int, int]] = []
    with path.open("rb") as file:
        if packed_whole(file):
            return []
        last = 0
        for at, record in framed(Source(str(path), file)):
            if at is not None and not isinstance(record, str) and at - last >= target:
                cuts.append((at, 1))
                last = at
    return _between(path, kind, cuts)


def _between(path: Path, kind: Kind, cuts: list[tuple[int, int]]) -> list[Shard]:
    if not cuts:
        return []
    starts = [(0, 1), *cuts]
    ends = [*(start for start, _ in cuts), None]
    return [Shard(path, kind, start, end, first) for (start, first), end in zip(starts, ends, strict=True)]
