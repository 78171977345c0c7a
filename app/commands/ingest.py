"""`ingest`: files, folders and stdin into the database, with a last line that adds up."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from rich.console import Console

from app.commands.console import Counter, stderr
from app.container import Container
from app.ingestion.article import ArticleIn
from app.ingestion.sources import Item, Kind, Passed, ReadProblem, read_path, read_stream
from app.services.coding import KeepsAccount
from app.services.ingest import IngestReport, Progress, Refused

STDIN = "-"
_NAMED = 20  # refused articles that are named one by one


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


def ingest(
    container: Container,
    sources: Iterable[str],
    defaults: Defaults,
    console: Console | None = None,
    *,
    kind: Kind | None = None,
) -> int:
    """Take everything in; the exit status is 1 where something could not be read or stored."""
    console = console or stderr()
    unreadable = 0
    passed = Passed()

    def readable() -> Iterator[ArticleIn]:
        nonlocal unreadable
        for item in chain.from_iterable(_read(source, kind, passed) for source in sources):
            if isinstance(item, ReadProblem):
                unreadable += 1
                console.print(f"entente: {item}", markup=False)
            else:
                yield defaults.fill(item)

    with Counter("ingesting", time.monotonic, console=console) as counter:
        report = container.ingest.ingest_many(readable(), lambda: datetime.now(UTC), shower(counter))
        seconds = counter.seconds
    name_refused(report, console)
    if passed:
        told = ", ".join(f"{number:,} {what}" for what, number in sorted(passed.items()))
        console.print(f"entente: passed over: {told}", markup=False)
    console.print(summary(report.progress, unreadable, seconds), markup=False)
    if isinstance(container.coder, KeepsAccount):
        console.print(f"entente: {container.coder.account()}", markup=False)
    bad = unreadable + report.progress.failed + report.progress.refused
    return 1 if bad else 0


def shower(counter: Counter) -> Callable[[Progress], None]:
    """Shows the progress of a batch on a counter."""

    def show(progress: Progress) -> None:
        rate = progress.done / counter.seconds
        note = f"articles, {rate:.1f} a second, {progress.edges:,} edges, {progress.known:,} known"
        counter.show(progress.done, f"{note}, {progress.failed + progress.refused:,} failed")

    return show


def name_refused(report: IngestReport, console: Console) -> None:
    """Say which articles were refused or failed, and why; the first twenty by name."""
    bad = [result for result in report.results if isinstance(result, Refused) or result.outcome == "failed"]
    for result in bad[:_NAMED]:
        name = (result.title or f"article {result.index + 1}") if isinstance(result, Refused) else result.article_id
        console.print(f"entente: {name}: {result.error}", markup=False)
    if len(bad) > _NAMED:
        console.print(f"entente: and {len(bad) - _NAMED:,} more", markup=False)


def summary(progress: Progress, unreadable: int, seconds: float) -> str:
    """The last line: what was read is the sum of what became of it."""
    parts = [f"{progress.created:,} stored", f"{progress.known:,} known", f"{progress.failed:,} failed"]
    parts += [f"{progress.refused:,} refused", f"{unreadable:,} unreadable"]
    rate = progress.done / seconds
    return f"{progress.done + unreadable:,} read = {' + '.join(parts)}; {progress.edges:,} edges; {rate:.1f} articles a second"


def _read(source: str, kind: Kind | None, passed: Passed) -> Iterator[Item]:
    if source == STDIN:
        return read_stream(sys.stdin.buffer, kind, passed=passed)
    return read_path(Path(source), kind, passed=passed)
