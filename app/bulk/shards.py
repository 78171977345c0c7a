"""Files cut into shards: plain JSON lines by bytes at the ends of lines, everything else whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from app.ingestion import readers
from app.ingestion.article import ArticleIn
from app.ingestion.readers import KINDS, ReadProblem, read_path

__all__ = ["KINDS", "Shard", "alone", "files", "place", "read_shard", "size", "split"]


@dataclass(frozen=True, slots=True)
class Shard:
    """The bytes of a file from ``start`` to ``end``; ``end`` is None for one that is read as a whole."""

    path: Path
    start: int = 0
    end: int | None = None


def alone(shard: Shard) -> bool:
    """Whether it is short, and can be read by itself; else its file is read from the beginning to the end."""
    return shard.end is not None


def size(shard: Shard) -> int:
    """Bytes of one that is read alone."""
    return (shard.end or 0) - shard.start


def place(shard: Shard) -> str:
    """As a person is told of it."""
    return str(shard.path) if shard.end is None else f"{shard.path}, bytes {shard.start:,} to {shard.end:,}"


def files(path: Path) -> Iterator[Path | ReadProblem]:
    """The files below a path, by name in sorted order, as :func:`app.ingestion.readers.read_path` takes them."""
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in child.relative_to(path).parts)
            if not hidden and child.is_file() and readers._kind(child) is not None:
                yield child
    elif not path.exists():
        yield ReadProblem(str(path), None, "there is no such file or folder")
    else:
        yield path


def split(path: Path, target_bytes: int) -> list[Shard]:
    """The shards of a file, in order: together they hold each of its articles once."""
    if path.suffix.lower() not in (".jsonl", ".ndjson"):
        length = path.stat().st_size
        single = path.suffix.lower() in (".txt", ".md", ".html", ".htm") and length <= target_bytes
        return [Shard(path, 0, length if single else None)]
    shards: list[Shard] = []
    with path.open("rb") as file:
        end = file.seek(0, 2)
        start = 0
        while start < end:
            file.seek(min(start + target_bytes, end) - 1)
            file.readline()
            stop = file.tell()
            shards.append(Shard(path, start, stop))
            start = stop
    return shards


def read_shard(shard: Shard) -> Iterator[ArticleIn | ReadProblem]:
    """The articles of a shard. Never raises for what a file holds."""
    if shard.end is None or shard.path.suffix.lower() not in (".jsonl", ".ndjson"):
        yield from read_path(shard.path)
        return
    try:
        with shard.path.open("rb") as file:
            file.seek(shard.start)
            body = file.read(size(shard))
    except OSError as error:
        yield ReadProblem(str(shard.path), None, f"cannot be read: {error}")
        return
    yield from readers._records(shard.path, BytesIO(body))
