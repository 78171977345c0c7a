"""How an archive flows: chunks are prepared and coded wherever there is a worker, and stored here, one after another.

Chunks are stored in the order in which they were cut, so that the same files give the same store however fast each worker was.
What is stored already, or comes from a chunk before, is not coded. Only so many chunks are under way at once.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Protocol, TypeVar

from app.bulk import apart, tasks
from app.bulk.lots import Chunk, Lot
from app.bulk.pool import Died, Pool
from app.bulk.tasks import Ready, Recipe
from app.ingestion.article import CleanArticle
from app.store.ledger import Entry

#: Chunks under way for each worker: one that it works on, one that waits for it, and as many that are ready to be stored
#: behind one that takes longer.
AHEAD = 4
#: Articles of a task: a second or two of work, beside which handing it over is nothing.
PART = 10
#: Deaths after which a task is done with care: the first may have been an accident.
_DEATHS = 2
Told = TypeVar("Told", covariant=True)  # noqa: PLC0105 - what is told of a chunk


class Book(Protocol[Told]):
    """Where articles are stored."""

    def known(self, hashes: Collection[str]) -> set[str]:
        """Those content hashes that are stored, and need no coding."""

    def store(self, lots: Sequence[Lot], ready: Sequence[Sequence[Ready]], entries: Mapping[str, Entry]) -> Told:
        """Store a chunk with its receipts, all of it or nothing: the articles of each lot, and those of them that were coded by
        content hash."""


@dataclass(slots=True)
class _Under:
    """A chunk under way: its articles once they are clean, the content hashes of those to be coded, and what came of them."""

    chunk: Chunk
    ready: tuple[tuple[Ready, ...], ...] | None = None
    missing: int = 0
    coded: dict[str, Entry] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    planned: bool = False

    @property
    def complete(self) -> bool:
        return self.planned and not self.missing


@dataclass(slots=True)
class _Task:
    """A task of a chunk, as often as it has to be tried: all of it prepared, or, of some ``articles``, coded."""

    of: _Under
    articles: tuple[CleanArticle, ...] = ()
    deaths: int = 0


def flow(
    chunks: Iterable[Chunk], pool: Pool, recipe: Recipe, book: Book[Told], now: Callable[[], datetime], ahead: int = AHEAD
) -> Iterator[Told]:
    """Take chunks through; what the book says of each, in their order, as soon as it is stored."""
    source = iter(chunks)
    under: deque[_Under] = deque()
    unplanned: deque[_Under] = deque()
    claimed: set[str] = set()  # by chunks under way

    def run(task: _Task) -> None:
        how = apart if task.deaths >= _DEATHS else tasks
        if task.articles:
            # What the oldest chunk waits for, all wait for.
            pool.submit(task, how.code, recipe, task.articles, now(), urgent=task.deaths > 0)
        else:
            pool.submit(task, how.prepare, recipe, task.of.chunk.lots, urgent=True)

    def plan(one: _Under, ready: Sequence[Sequence[Ready]]) -> None:
        """Have coded what nobody has."""
        first: dict[str, CleanArticle] = {}
        for item in chain.from_iterable(ready):
            if isinstance(item, CleanArticle):
                first.setdefault(item.content_hash, item)
        have = book.known(first.keys() - claimed) | claimed
        wanted = [article for key, article in first.items() if key not in have]
        one.wanted = tuple(article.content_hash for article in wanted)
        claimed.update(one.wanted)
        one.missing = len(wanted)
        one.planned = True
        for start in range(0, len(wanted), PART):
            run(_Task(one, tuple(wanted[start : start + PART])))

    most = ahead * pool.workers + 2
    while True:
        for chunk in islice(source, most - len(under)):
            one = _Under(chunk)
            under.append(one)
            unplanned.append(one)
            run(_Task(one))
        if not under:
            return
        task, result = pool.take()
        if isinstance(result, Died):
            task.deaths += result.deaths
            run(task)
        elif task.articles:
            task.of.coded.update((entry.article.content_hash, entry) for entry in result)
            task.of.missing -= len(task.articles)
        else:
            task.of.ready = result
        # In order, so that of two copies it is always the first that is coded.
        while unplanned and (ready := unplanned[0].ready) is not None:
            plan(unplanned.popleft(), ready)
        while under and under[0].complete:
            one = under.popleft()
            yield book.store(one.chunk.lots, one.ready or (), {key: one.coded[key] for key in one.wanted})
            claimed.difference_update(one.wanted)
            most = ahead * pool.workers + 2
