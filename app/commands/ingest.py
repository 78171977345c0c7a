"""`ingest`: files, folders and stdin into the database, with a last line that adds up."""

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain
from json import JSONDecodeError, loads
from pathlib import Path
from typing import BinaryIO

from rich.console import Console

from app.commands.console import Counter, stderr
from app.container import Container
from app.ingestion.article import ArticleIn
from app.ingestion.readers import ReadProblem, parse_record, parse_text, read_path
from app.services.coding import KeepsAccount
from app.services.ingest import Batch, Progress, Result
from app.services.preparing import Refused

STDIN = "-"
NAMED = 20  # refused articles that are named one by one


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is taken for articles that do not say it themselves."""

    publisher: str | None = None
    published: date | None = None

    def fill(self, article: ArticleIn) -> ArticleIn:
        """The article with what it lacks."""
        if self.publisher and not article.publisher:
            article = replace(article, publisher=self.publisher)
        if self.published and article.published_at is None:
            article = replace(article, published_at=self.published, published_source="given")
        return article


class Teller:
    """Shows how far articles are, and remembers the first of those that were refused or failed, to be named at the end."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._named: list[str] = []
        self._bad = 0

    def __call__(self, batch: Batch) -> None:
        """Take note of a batch."""
        for result in batch.results:
            if isinstance(result, Refused) or result.outcome in ("failed", "aside"):
                self._bad += 1
                if len(self._named) < NAMED:
                    self._named.append(f"{_name(result)}: {result.error}")
        progress = batch.progress
        rate = progress.done / self._counter.seconds
        note = f"articles, {rate:.1f} a second, {progress.edges:,} edges, {progress.known:,} known"
        self._counter.show(progress.done, f"{note}, {progress.failed + progress.refused:,} failed")

    def name(self, console: Console) -> None:
        """Say which articles were refused, failed or kept aside, and why; the first twenty by name."""
        for line in self._named:
            console.print(f"entente: {line}", markup=False)
        if self._bad > len(self._named):
            console.print(f"entente: and {self._bad - len(self._named):,} more", markup=False)


def ingest(
    container: Container, sources: Iterable[str], defaults: Defaults, console: Console | None = None, *, at_once: int = 1
) -> int:
    """Take everything in, ``at_once`` articles side by side; the exit status is 1 where something could not be read or
    stored."""
    console = console or stderr()
    unreadable = 0

    def readable() -> Iterator[ArticleIn]:
        nonlocal unreadable
        for item in chain.from_iterable(map(_read, sources)):
            if isinstance(item, ReadProblem):
                unreadable += 1
                console.print(f"entente: {item}", markup=False)
            else:
                yield defaults.fill(item)

    with Counter("ingesting", time.monotonic, console=console) as counter:
        teller = Teller(counter)
        report = container.ingest.ingest_many(readable(), lambda: datetime.now(UTC), teller, at_once=at_once)
        seconds = counter.seconds
    teller.name(console)
    console.print(summary(report.progress, unreadable, seconds), markup=False)
    if isinstance(container.coder, KeepsAccount):
        console.print(f"entente: {container.coder.account()}", markup=False)
    bad = unreadable + report.progress.failed + report.progress.refused
    return 1 if bad else 0


def summary(progress: Progress, unreadable: int, seconds: float) -> str:
    """The last line: what was read is the sum of what became of it."""
    parts = [f"{progress.created:,} stored", f"{progress.known:,} known", f"{progress.aside:,} aside"]
    parts += [f"{progress.failed:,} failed", f"{progress.refused:,} refused", f"{unreadable:,} unreadable"]
    rate = progress.done / seconds
    return f"{progress.done + unreadable:,} read = {' + '.join(parts)}; {progress.edges:,} edges; {rate:.1f} articles a second"


def _name(result: Result) -> str:
    if isinstance(result, Refused):
        return result.title or result.place or f"article {result.index + 1}"
    return result.article_id


def _read(source: str) -> Iterator[ArticleIn | ReadProblem]:
    if source == STDIN:
        return read_stream(sys.stdin.buffer)
    return read_path(Path(source))


def read_stream(stream: BinaryIO) -> Iterator[ArticleIn | ReadProblem]:
    """Articles from a stream: JSON lines where it begins with ``{``, else one HTML page or one text."""
    head = b""
    number = 0
    while not head.strip().removeprefix(b"\xef\xbb\xbf"):
        head, number = stream.readline(), number + 1
        if not head:
            yield ReadProblem("stdin", None, "there is nothing to read")
            return
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        for place, line in enumerate(chain([start], stream), number):
            if line.strip():
                yield _record(line, place)
        return
    body = start + stream.read()
    if start.startswith(b"<"):
        yield ArticleIn(html=body)
        return
    try:
        yield parse_text(body.decode())
    except UnicodeDecodeError as error:
        yield ReadProblem("stdin", None, f"not UTF-8 at byte {error.start}; convert it to UTF-8")


def _record(line: bytes, place: int) -> ArticleIn | ReadProblem:
    try:
        return parse_record(loads(line.decode()))
    except UnicodeDecodeError:
        return ReadProblem("stdin", place, "not UTF-8; convert it to UTF-8")
    except JSONDecodeError as error:
        return ReadProblem("stdin", place, f"not JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        return ReadProblem("stdin", place, str(error))
