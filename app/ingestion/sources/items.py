"""What readers are given and what they give."""

from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO

from app.ingestion.article import ArticleIn

#: Bytes of one article (unpacked: a file of text, a line, a field, a page) that are read; what is larger is reported.
MOST = 16_000_000

#: What was passed over, and is no fault: how many of what ("WARC request", "file .png").
Passed = Counter[str]


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """Something that could not be read: where, and what to do.

    ``line`` counts lines, rows or items from 1; ``at`` is the offset of a record in bytes; neither for the whole file.
    """

    path: str
    line: int | None
    reason: str
    at: int | None = None

    @property
    def place(self) -> str:
        """``news.jsonl:12``, ``crawl.warc.gz:@1234`` or the file alone."""
        return place(self.path, self.line, self.at)

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


Item = ArticleIn | ReadProblem


@dataclass(frozen=True, slots=True)
class Source:
    """An open file, or a part of one that lies at its position: up to ``end`` (bytes, or row groups of Parquet; None
    for all), where its first line or row is number ``first``."""

    name: str
    stream: BinaryIO
    start: int = 0
    end: int | None = None
    first: int = 1
    passed: Passed = field(default_factory=Counter)

    def place(self, line: int | None = None, at: int | None = None) -> str:
        """Where an article lies, as in :attr:`ReadProblem.place`."""
        return place(self.name, line, at)

    def problem(self, reason: str, line: int | None = None, at: int | None = None) -> ReadProblem:
        """Something in this source that could not be read."""
        return ReadProblem(self.name, line, reason, at)


def place(name: str, line: int | None, at: int | None) -> str:
    """The place of an item, as people are told it."""
    if line is not None:
        return f"{name}:{line}"
    return name if at is None else f"{name}:@{at}"
