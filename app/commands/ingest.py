"""`ingest`: files, folders and stdin into the database, with a last line that adds up."""

import sys
import time
from collections import Counter as Sums
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from rich.console import Console

from app.commands.code import BadFile
from app.commands.console import Counter, counted, stderr
from app.container import Container
from app.errors import EntenteError, FetchFailed, FetchRefused, UrlNotFetched
from app.ingestion.article import ArticleIn
from app.ingestion.defaults import Defaults
from app.ingestion.sources import Item, Kind, Passed, ReadProblem, read_path, read_stream
from app.services.coding import KeepsAccount
from app.services.fetching import Fetching
from app.services.ingest import Batch, Progress, Result
from app.services.preparing import Refused

STDIN = "-"
_LINKS = "http://", "https://"
NAMED = 20  # that are named one by one: of the articles that were refused, of the lines of a file that cannot be read


class Teller:
    """Shows how far articles are, and remembers the first of those that were refused or failed, to be named at the end."""

    def __init__(self, counter: Counter, places: "deque[str | None] | None" = None) -> None:
        """``places`` is where the articles lie, as far as they were read; each is taken off as its article is told of."""
        self._counter = counter
        self._places = deque() if places is None else places
        self._named: list[str] = []
        self._bad = 0
        self.progress = Progress()

    def __call__(self, batch: Batch) -> None:
        """Take note of a batch."""
        for result in batch.results:
            place = self._places.popleft() if self._places else None
            if isinstance(result, Refused) or result.outcome in ("failed", "aside"):
                self._bad += 1
                if len(self._named) < NAMED:
                    self._named.append(f"{place or _name(result)}: {result.error}{_kept(result)}")
        self.progress = progress = batch.progress
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
    container: Container,
    sources: Iterable[str],
    defaults: Defaults,
    console: Console | None = None,
    *,
    at_once: int = 1,
    kind: Kind | None = None,
) -> int:
    """Take everything in, ``at_once`` articles side by side; ``kind`` is what files hold, None as each says.

    The exit status is 1 where something could not be read or stored, 130 where it was interrupted. However it ends, the
    last line says what was stored.
    """
    console = console or stderr()
    unread = Sums[str]()
    passed = Passed()
    places: deque[str | None] = deque()

    def readable() -> Iterator[ArticleIn]:
        for item in chain.from_iterable(_read(source, kind, passed, container.fetching) for source in sources):
            if isinstance(item, ReadProblem):
                unread[item.path] += 1
                if unread[item.path] <= NAMED:
                    console.print(f"entente: {item}", markup=False)
            else:
                places.append(item.place)
                yield defaults.fill(item)

    stopped = False
    with Counter("ingesting", time.monotonic, console=console) as counter:
        teller = Teller(counter, places)
        try:
            container.ingest.ingest_many(readable(), lambda: datetime.now(UTC), teller, at_once=at_once)
        except KeyboardInterrupt:
            stopped = True
        except EntenteError:
            if teller.progress.done:
                console.print(f"before it failed: {summary(teller.progress, unread.total(), counter.seconds)}", markup=False)
            raise
        seconds = counter.seconds
    progress, unreadable = teller.progress, unread.total()
    for path, number in unread.items():
        if number > NAMED:
            console.print(f"entente: {path}: {number - NAMED:,} more cannot be read", markup=False)
    teller.name(console)
    if passed:
        told = ", ".join(f"{what} ({number:,})" for what, number in sorted(passed.items()))
        console.print(f"entente: passed over: {told}", markup=False)
    if stopped:
        console.print("entente: stopped; the same command goes on from here, since what is stored is known again", markup=False)
    elif not progress.done + unreadable:
        console.print("entente: there is no article in what was given", markup=False)
    console.print(summary(progress, unreadable, seconds), markup=False)
    if isinstance(container.coder, KeepsAccount):
        console.print(f"entente: {container.coder.account()}", markup=False)
    if stopped:
        return 130
    return 1 if unreadable + progress.failed + progress.refused else 0


def summary(progress: Progress, unreadable: int, seconds: float) -> str:
    """The last line: what was read is the sum of what became of it."""
    parts = [f"{progress.created:,} stored", f"{progress.known:,} known", f"{progress.aside:,} aside"]
    parts += [f"{progress.failed:,} failed", f"{progress.refused:,} refused", f"{unreadable:,} unreadable"]
    rate = progress.done / seconds
    found = f"{counted(progress.copies, 'copy', 'copies')}; {counted(progress.edges, 'edge')}"
    return f"{progress.done + unreadable:,} read = {' + '.join(parts)}; {found}; {rate:.1f} articles a second"


def _name(result: Result) -> str:
    if isinstance(result, Refused):
        return result.place or result.title or f"article {result.index + 1}"
    return result.article_id


def _kept(result: Result) -> str:
    return "" if isinstance(result, Refused) else f" (kept as {result.article_id})"


def read_links(source: str) -> list[str]:
    """The addresses in a file, or on stdin (``-``), a line each; blank lines and those that begin with # are passed over.
    Raises :class:`app.commands.code.BadFile`."""
    try:
        data = sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
        lines = data.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise BadFile(f"--links: cannot read {source}: {error.strerror}; give a file of addresses, a line each") from error
    except UnicodeDecodeError as error:
        raise BadFile(f"--links: {source} is not UTF-8; give a file of addresses, a line each") from error
    found = []
    shown = "stdin" if source == STDIN else source
    for number, line in enumerate(map(str.strip, lines), 1):
        if line and not line.startswith("#"):
            if not line.lower().startswith(_LINKS):
                raise BadFile(f"--links: line {number} of {shown} is no address that begins with http:// or https://")
            found.append(line)
    return found


def _read(source: str, kind: Kind | None, passed: Passed, fetching: Fetching) -> Iterator[Item]:
    if source == STDIN:
        return read_stream(sys.stdin.buffer, kind, passed=passed)
    if source.lower().startswith(_LINKS):
        return _fetched(source, fetching)
    return read_path(Path(source), kind, passed=passed)


def _fetched(url: str, fetching: Fetching) -> Iterator[Item]:
    try:
        yield replace(fetching.article(ArticleIn(url=url)), place=url)
    except UrlNotFetched:
        yield ReadProblem(url, None, "nothing is fetched (ENTENTE_FETCH=off)")
    except (FetchFailed, FetchRefused) as error:
        # The place is the address; what was reached in the end, or nothing, is the rest.
        yield ReadProblem(url, None, error.detail.removeprefix(url).lstrip(": "))
