"""Evidence by the month in which it was recorded, on PostgreSQL: one partition a month, and a default one that takes
whatever has no month yet, so that no insert can fail. SQLite keeps it in one table.

A month is made in one transaction, which holds the version row: writers wait for it, and it for them. Its last step
locks the default partition against readers too; it waits ``patience`` seconds for those that are there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text

from app.errors import StoreUnavailable
from app.store.engine import reading, writing
from app.store.versions import VersionRepository

#: Months are made up to so many after the present one.
AHEAD = 3
#: Up to so many bytes in the default partition, making a month costs next to nothing.
CHEAP = 64 * 2**20
_PARTITION = re.compile(r"evidence_(?:default|(\d{4})_(\d\d))")
_LOCKED = "55P03"  # what PostgreSQL calls a lock that was waited for too long


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        """The month of a moment."""
        return cls(moment.astimezone(UTC).year, moment.astimezone(UTC).month)

    def after(self, months: int = 1) -> "Month":
        """The month so many later."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    @property
    def table(self) -> str:
        """The name of its partition."""
        return f"evidence_{self.year:04}_{self.month:02}"

    @property
    def start(self) -> str:
        """Its first moment, as PostgreSQL reads it."""
        return f"{self.year:04}-{self.month:02}-01 00:00:00+00"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many months have a partition, and how many rows of evidence lie in all and in the default partition."""

    months: int
    rows: int
    left: int


def is_partition(table: str) -> bool:
    """Whether a table is a part of the evidence table."""
    return _PARTITION.fullmatch(table) is not None


def partitioned(engine: Engine) -> bool:
    """Whether the database keeps evidence in partitions."""
    return engine.dialect.name == "postgresql"


def missing(engine: Engine, now: datetime) -> list[Month]:
    """The months without a partition, from the oldest evidence to :data:`AHEAD` months after ``now``."""
    with reading(engine) as connection:
        made = _made(connection)
        oldest = connection.execute(text("select min(recorded_at) from evidence_default")).scalar_one()
    starts = [Month.of(now), *made[:1], *([Month.of(oldest)] if oldest else [])]
    return [month for month in _months(min(starts), Month.of(now).after(AHEAD)) if month not in made]


def missing_ahead(engine: Engine, now: datetime) -> list[Month]:
    """The months without a partition from that of ``now`` on; none where the default partition is over
    :data:`CHEAP` bytes, which making a month reads."""
    with reading(engine) as connection:
        made = _made(connection)
        size = connection.execute(text("select pg_relation_size('evidence_default')")).scalar_one()
    if size > CHEAP:
        return []
    return [month for month in _months(Month.of(now), Month.of(now).after(AHEAD)) if month not in made]


def make(engine: Engine, month: Month, *, patience: float = 5.0) -> int | None:
    """Make the partition of a month and move its evidence out of the default one, in one transaction; how many rows
    that were, None where another process made it meanwhile.

    Raises :class:`app.errors.StoreUnavailable` where readers hold the default partition for longer than ``patience``
    seconds; then nothing was changed.
    """
    try:
        with writing(engine) as connection:
            VersionRepository(connection).lock()
            if month in _made(connection):
                return None
            connection.execute(text(f"set local lock_timeout = {round(patience * 1000)}"))
            return _make(connection, month)
    except StoreUnavailable as error:
        if getattr(getattr(error.__cause__, "orig", None), "sqlstate", None) != _LOCKED:
            raise
        message = f"{month.table} was not made: evidence was being read for over {patience:g} s; run `partitions` again"
        raise StoreUnavailable(message) from error


def make_empty(connection: Connection, months: Iterable[Month]) -> None:
    """Make partitions for months before there is evidence; nothing where evidence is kept in one table."""
    if connection.dialect.name == "postgresql" and _is_partitioned(connection):
        for month in months:
            _make(connection, month)


def sizes(engine: Engine) -> Sizes:
    """What lies where."""
    with reading(engine) as connection:
        rows, left = (
            int(connection.execute(text(f"select count(*) from {table}")).scalar_one())  # noqa: S608 - names of ours
            for table in ("evidence", "evidence_default")
        )
        return Sizes(len(_made(connection)), rows, left)


def _make(connection: Connection, month: Month) -> int:
    start, end = month.start, month.after().start
    connection.execute(text(f"create table {month.table} (like evidence including constraints)"))
    move = (
        "with moved as (delete from evidence_default where recorded_at >= :start and recorded_at < :end returning *) "  # noqa: S608
        f"insert into {month.table} select * from moved"
    )
    moved = connection.execute(text(move), {"start": start, "end": end}).rowcount
    # Keys and indexes come with attaching, for all rows at once.
    connection.execute(text(f"alter table evidence attach partition {month.table} for values from ('{start}') to ('{end}')"))
    return int(moved)


def _made(connection: Connection) -> list[Month]:
    """The months that have a partition, in order."""
    parts = text(
        "select relname from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'evidence'::regclass"
    )
    found = (_PARTITION.fullmatch(name) for name in connection.scalars(parts))
    return sorted(Month(int(match[1]), int(match[2])) for match in found if match and match[1])


def _is_partitioned(connection: Connection) -> bool:
    kind = text("select relkind = 'p' from pg_class where oid = 'evidence'::regclass")
    return bool(connection.execute(kind).scalar_one())


def _months(first: Month, last: Month) -> Iterator[Month]:
    while first <= last:
        yield first
        first = first.after()
