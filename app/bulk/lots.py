"""What is worked on: a lot is the part of one file that is stored, and noted as done, in one transaction.

A file of many articles is cut into lots once and for all: the same file gives the same lots in every run, whoever reads it.
"""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.bulk.shards import Shard, files, split
from app.ingestion.sources import Item, ReadProblem

#: Articles of a chunk, which is what one task works on: some seconds of work, so that handing it over costs nothing beside it.
CHUNK = 50
#: Bytes of a shard that a worker reads itself: about as many articles of 350 words.
SHARD = 128 * 1024
#: Characters of a lot that is cut by articles: of long ones it holds fewer.
_MOST = 1_000_000
#: Named in the identity of every file: another way of cutting makes other lots.
_CUT = f"{CHUNK} {SHARD} {_MOST}"


@dataclass(frozen=True, slots=True)
class Lot:
    """The ``number``-th part of the file that ``work`` tells from all others; ``place`` names it to a person.

    Either ``shard`` says where its articles lie, and whoever works on it reads them, or ``items`` are they.
    """

    work: str
    number: int
    place: str
    shard: Shard | None = None
    items: tuple[Item, ...] = ()

    def read(self) -> "Lot":
        """The same with its articles."""
        return self if self.shard is None else replace(self, shard=None, items=tuple(self.shard.read()))

    @property
    def size(self) -> float:
        """About how many articles it has."""
        return len(self.items) if self.shard is None else CHUNK * (self.shard.size or 0) / SHARD


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lots that one task works on."""

    number: int
    lots: tuple[Lot, ...]


def identity(path: Path) -> str:
    """Tells a file, as it lies there now, from every other: digest of its path, size, time of change, and how it is cut.

    Raises OSError where it cannot be looked at.
    """
    about = path.stat()
    told = f"{path.resolve()}\n{about.st_size} {about.st_mtime_ns} {_CUT}"
    return "file-" + hashlib.blake2b(told.encode(errors="surrogateescape"), digest_size=16).hexdigest()


def lots(paths: Iterable[Path], done: Callable[[str], Container[int]], *, send: bool) -> Iterator[Lot]:
    """The lots of files and folders, in order, without those that are done.

    Shards of plain lines are left to the workers to read unless ``send``; everything else is read here, and goes along.
    """
    for path in paths:
        for file in files(path):
            if isinstance(file, ReadProblem):
                yield Lot("", 0, str(path), items=(file,))
                continue
            try:
                work, parts = identity(file), split(file, SHARD)
            except OSError as error:
                yield Lot("", 0, str(file), items=(ReadProblem(str(file), None, f"cannot be read: {error.strerror}"),))
                continue
            finished = done(work)
            for lot in _of_file(file, work, parts, finished):
                yield lot.read() if send else lot


def _of_file(file: Path, work: str, parts: Sequence[Shard], done: Container[int]) -> Iterator[Lot]:
    if all(shard.size is not None for shard in parts):
        for number, shard in enumerate(parts):
            if number not in done:
                yield Lot(work, number, shard.place, shard)
        return
    # Whoever wants the last lot of these has to read all that lies before it, so that one reader reads it once.
    items = (item for shard in parts for item in shard.read())
    for number, some in enumerate(_cut(items)):
        if number not in done:
            yield Lot(work, number, f"{file}, articles from {number * CHUNK + 1:,}", items=tuple(some))


def _cut(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    some: list[Item] = []
    length = 0
    for item in items:
        some.append(item)
        length += _length(item)
        if len(some) >= CHUNK or length >= _MOST:
            yield some
            some, length = [], 0
    if some:
        yield some


def _length(item: Item) -> int:
    if isinstance(item, ReadProblem):
        return 0
    return len(item.text or item.html or "") + sum(map(len, item.sentences or ()))


def chunks(parts: Iterable[Lot]) -> Iterator[Chunk]:
    """Lots in tasks: small files together, each larger lot alone."""
    some: list[Lot] = []
    size = 0.0
    number = 0
    for lot in parts:
        if some and size + lot.size > CHUNK:
            yield Chunk(number, tuple(some))
            some, size, number = [], 0.0, number + 1
        some.append(lot)
        size += lot.size
    if some:
        yield Chunk(number, tuple(some))
