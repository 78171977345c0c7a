"""How an archive flows: chunks are prepared and coded wherever there is a worker, and stored here, one after another.

Chunks are stored in the order in which they were cut, so that the same files give the same store however fast each worker was.
What is stored already, or comes from a chunk before, is not coded. Only so many chunks are under way at once.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
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
#: Deaths after which a chunk is done with care: the first may have been an accident.
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
    """A chunk under way."""

    chunk: Chunk
    deaths: int = 0
    ready: tuple[tuple[Ready, ...], ...] | None = None
    wanted: tuple[CleanArticle, ...] = ()
    coded: dict[str, Entry] | None = None


def flow(
    chunks: Iterable[Chunk], pool: Pool, recipe: Recipe, book: Book[Told], now: Callable[[], datetime], ahead: int = AHEAD
) -> Iterator[Told]:
    """Take chunks through; what the book says of each, in their order, as soon as it is stored."""
    source = iter(chunks)
    most = ahead * pool.workers + 2
    under: dict[int, _Under] = {}
    order: deque[int] = deque()  # of all under way
    unplanned: deque[int] = deque()  # of those whose articles are not known yet, or not looked up
    claimed: set[str] = set()

    def prepare(one: _Under) -> None:
        function = apart.prepare if one.deaths >= _DEATHS else tasks.prepare
        pool.submit(one.chunk.number, function, recipe, one.chunk.lots, urgent=True)

    def code(one: _Under) -> None:
        function = apart.code if one.deaths >= _DEATHS else tasks.code
        # What waits for the oldest chunk waits for all.
        pool.submit(one.chunk.number, function, recipe, one.wanted, now(), urgent=one.deaths > 0)

    def plan() -> None:
        """Have coded what nobody has; in order, so that of two copies it is always the first that is coded."""
        while unplanned and (one := under[unplanned[0]]).ready is not None:
            unplanned.popleft()
            fresh = {a.content_hash: a for lot in one.ready for a in lot if isinstance(a, CleanArticle)}
            have = book.known([key for key in fresh if key not in claimed]) | claimed
            one.wanted = tuple(article for key, article in fresh.items() if key not in have)
            claimed.update(article.content_hash for article in one.wanted)
            one.deaths = 0
            if one.wanted:
                code(one)
            else:
                one.coded = {}

    while True:
        for chunk in islice(source, most - len(order)):
            under[chunk.number] = one = _Under(chunk)
            order.append(chunk.number)
            unplanned.append(chunk.number)
            prepare(one)
        if not order:
            return
        ticket, result = pool.take()
        one = under[ticket]
        if isinstance(result, Died):
            one.deaths += result.deaths
            (prepare if one.ready is None else code)(one)
            continue
        if one.ready is None:
            one.ready = result
        else:
            one.coded = dict(zip((article.content_hash for article in one.wanted), result, strict=True))
        plan()
        while order and (one := under[order[0]]).coded is not None:
            assert one.ready is not None  # noqa: S101 - planned
            del under[order.popleft()]
            yield book.store(one.chunk.lots, one.ready, one.coded)
            claimed.difference_update(article.content_hash for article in one.wanted)
