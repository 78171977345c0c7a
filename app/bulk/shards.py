"""Files in parts, and which of them a worker reads by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.ingestion import sources
from app.ingestion.sources import Item, ReadProblem, ending_of

#: Kinds of which a short file is read by a worker, packed or not: there is nothing to be gained by reading it here.
_SHORT = ".txt", ".html", ".jsonl", ".json", ".csv", ".tsv", ".warc"


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a file. ``size`` is about how many bytes it has, None for one that is long and cannot be cut: it is read from
    the beginning to the end, once."""

    part: sources.Shard
    size: int | None = None

    @property
    def path(self) -> Path:
        """Of which file."""
        return self.part.path

    @property
    def place(self) -> str:
        """As a person is told of it."""
        if self.part.whole:
            return str(self.path)
        unit = "row groups" if self.part.kind == "parquet" else "bytes"
        until = "the end" if self.part.end is None else f"{self.part.end:,}"
        return f"{self.path}, {unit} {self.part.start:,} to {until}"

    def read(self) -> Iterator[Item]:
        """Its articles. Never raises for what a file holds."""
        return sources.read_shard(self.part)


def files(path: Path) -> Iterator[Path | ReadProblem]:
    """The files below a path that can be read, by name in sorted order, as :func:`app.ingestion.sources.read_path` takes
    them."""
    if path.is_dir():
        yield from (child for child in sources.files(path) if ending_of(child.name) is not None)
    elif not path.exists():
        yield ReadProblem(str(path), None, "there is no such file or folder")
    else:
        yield path


def split(path: Path, target_bytes: int) -> list[Shard]:
    """The shards of a file, in order: together they hold each of its articles once. Raises OSError where it cannot be looked
    at."""
    length = path.stat().st_size
    parts = sources.split(path, target_bytes)
    if len(parts) > 1:
        return [Shard(part, length // len(parts)) for part in parts]
    short = length <= target_bytes and ending_of(path.name) in _SHORT
    return [Shard(parts[0], length if short else None)]
