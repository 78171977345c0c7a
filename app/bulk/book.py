"""The one writer: chunks into SQL, each in one transaction with the receipts of its lots and the problems in them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

from app.bulk.lots import Lot
from app.bulk.tasks import Ready
from app.errors import StoreFull, StoreUnavailable
from app.ingestion.article import CleanArticle
from app.ingestion.sources import ReadProblem
from app.services.ingest import Progress, Result
from app.services.preparing import Refused
from app.services.problems import not_taken, unreadable
from app.services.storing import Ingested, Storing
from app.store.engine import reading
from app.store.ledger import Entry
from app.store.lots import Lot as Receipt
from app.store.lots import LotRepository, Problem

T = TypeVar("T")
#: Seconds between tries where the database does not answer: a server that is started anew is back by then.
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of lots: so many of them, their articles, what could not be read, and the problems."""

    lots: int = 0
    progress: Progress = field(default_factory=Progress)
    unreadable: int = 0
    problems: tuple[Problem, ...] = ()


def total(progress: Progress, more: Progress) -> Progress:
    """The sum of both."""
    return Progress(**{f.name: getattr(progress, f.name) + getattr(more, f.name) for f in fields(Progress)})


class Book:
    """Where chunks are stored. ``wait`` is given each of the ``pauses`` where the database does not answer."""

    def __init__(
        self, engine: Engine, now: Callable[[], datetime], wait: Callable[[float], None], pauses: Sequence[float] = PAUSES
    ):
        self._engine = engine
        self._storing = Storing(engine)
        self._now = now
        self._wait = wait
        self._pauses = pauses

    def done(self, work: str) -> set[int]:
        """The numbers of the lots of a work that are stored."""

        def look() -> set[int]:
            with reading(self._engine) as connection:
                return {lot.number for lot in LotRepository(connection).done(work)}

        return self._patiently(look)

    def known(self, hashes: Collection[str]) -> set[str]:
        """Those content hashes under which there is an article that need not be coded again."""
        return self._patiently(lambda: self._storing.settled(hashes))

    def store(self, lots: Sequence[Lot], ready: Sequence[Sequence[Ready]], entries: Mapping[str, Entry]) -> Stored:
        """Store the articles of each lot, of which ``entries`` are new, with a receipt for it. A lot without a work gets none.

        Raises :class:`app.errors.StoreUnavailable`, after a while.
        """
        hashes = [item.content_hash for items in ready for item in items if isinstance(item, CleanArticle)]
        made: list[Stored] = []

        def receipts(connection: Connection, answers: Sequence[Ingested]) -> None:
            made[:] = _sorted(lots, ready, answers)
            now = self._now()
            repository = LotRepository(connection)
            for lot, one in zip(lots, made, strict=True):
                if lot.work:
                    counts = asdict(one.progress) | {"unreadable": one.unreadable}
                    repository.add(lot.work, Receipt(lot.number, lot.place, counts, now), one.problems)

        self._patiently(lambda: self._storing.store(hashes, entries, receipts))
        sum_of = Progress()
        for one in made:
            sum_of = total(sum_of, one.progress)
        problems = tuple(problem for one in made for problem in one.problems)
        return Stored(len(lots), sum_of, sum(one.unreadable for one in made), problems)

    def _patiently(self, deed: Callable[[], T]) -> T:
        for pause in self._pauses:
            try:
                return deed()
            except StoreFull:
                raise
            except StoreUnavailable:
                self._wait(pause)
        return deed()


def _sorted(lots: Sequence[Lot], ready: Sequence[Sequence[Ready]], answers: Iterable[Ingested]) -> list[Stored]:
    """What became of each lot, from what became of all articles in order."""
    those = iter(answers)
    found: list[Stored] = []
    for lot, items in zip(lots, ready, strict=True):
        progress, unread = Progress(), 0
        problems: list[Problem] = []
        for number, item in enumerate(items):
            if isinstance(item, ReadProblem):
                unread += 1
                problems.append(unreadable(item))
                continue
            result: Result = item if isinstance(item, Refused) else next(those)
            progress = progress.after(result)
            problem = not_taken(result, f"{lot.place}, article {number + 1}", item.title)
            if problem is not None:
                problems.append(problem)
        found.append(Stored(1, progress, unread, tuple(problems)))
    return found
