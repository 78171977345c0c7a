"""Receipts of long work in SQL: a lot at a time, in the transaction of what it is of, with what could not be taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from app.store.bulk import insert_rows
from app.store.storable import storable
from app.store.tables import lots, problems


@dataclass(frozen=True, slots=True)
class Lot:
    """A piece of work that is done: ``place`` says what of it, or up to where; ``counts`` what became of its articles."""

    number: int
    place: str
    counts: Mapping[str, int]
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be taken in: where it lay, its title, why not, and the id under which it is kept, if it is."""

    place: str | None
    title: str | None
    slug: str
    detail: str
    article: str | None = None


class LotRepository:
    """The tables of lots and problems, over one connection. ``work`` is what tells one work from others, up to 80
    characters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, work: str, lot: Lot, found: Sequence[Problem] = ()) -> bool:
        """Note that a lot is done, with its problems; False where it was noted before, and nothing is written."""
        known = select(lots.c.number).where(lots.c.work == work, lots.c.number == lot.number)
        if self._connection.execute(known).first() is not None:
            return False
        row = (work, lot.number, storable(lot.place), dict(lot.counts), lot.done_at)
        insert_rows(self._connection, lots, ("work", "number", "place", "counts", "done_at"), [row])
        last = select(func.max(problems.c.number)).where(problems.c.work == work)
        first = (self._connection.execute(last).scalar() or 0) + 1
        rows = [
            (work, number, lot.number, _kept(one.place), _kept(one.title), one.slug, storable(one.detail), one.article)
            for number, one in enumerate(found, first)
        ]
        insert_rows(self._connection, problems, [column.name for column in problems.columns], rows)
        return True

    def done(self, work: str) -> list[Lot]:
        """The lots of a work that are done, by number."""
        query = select(lots.c.number, lots.c.place, lots.c.counts, lots.c.done_at).where(lots.c.work == work)
        return [Lot(*row) for row in self._connection.execute(query.order_by(lots.c.number))]

    def problems(self, work: str, limit: int, after: int = 0) -> tuple[int, list[tuple[int, Problem]]]:
        """How many problems a work has, and up to ``limit`` of them after a number, each with its own."""
        total = self._connection.execute(select(func.count()).select_from(problems).where(problems.c.work == work)).scalar_one()
        fields = (problems.c[name] for name in ("number", *Problem.__slots__))
        query = select(*fields).where(problems.c.work == work, problems.c.number > after).order_by(problems.c.number)
        return int(total), [(row[0], Problem(*row[1:])) for row in self._connection.execute(query.limit(limit))]

    def forget(self, work: str) -> None:
        """Drop everything about a work."""
        for table in (lots, problems):
            self._connection.execute(delete(table).where(table.c.work == work))


def _kept(text: str | None) -> str | None:
    return None if text is None else storable(text)
