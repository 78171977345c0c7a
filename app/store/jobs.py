"""Jobs in SQL. A job changes hands only by compare-and-set over its state and attempt, so that whoever comes late changes
nothing."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from app.store.rows import JobKind, JobRow, JobState
from app.store.tables import jobs

_UNFINISHED = ("queued", "running")


class JobRepository:
    """The jobs table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: JobRow) -> None:
        """Insert a job."""
        self._connection.execute(insert(jobs).values(asdict(row)))

    def get(self, identifier: str) -> JobRow | None:
        """The job with this id, or None."""
        if "\0" in identifier:
            return None  # PostgreSQL refuses to look for it
        row = self._connection.execute(select(jobs).where(jobs.c.id == identifier)).one_or_none()
        return None if row is None else _job(row)

    def by_key(self, idempotency: str) -> JobRow | None:
        """The job that was sent under this key, or None."""
        row = self._connection.execute(select(jobs).where(jobs.c.idempotency == idempotency)).one_or_none()
        return None if row is None else _job(row)

    def page(
        self, limit: int, before: tuple[datetime, str] | None, state: JobState | None, kind: JobKind | None
    ) -> tuple[list[JobRow], int]:
        """Up to ``limit`` jobs, the newest first, from those behind a (moment, id); and how many there are in all."""
        wanted = [jobs.c.state == state] if state else []
        wanted += [jobs.c.kind == kind] if kind else []
        total = int(self._connection.execute(select(func.count()).select_from(jobs).where(*wanted)).scalar_one())
        if before is not None:
            moment, identifier = before
            older = or_(jobs.c.created_at < moment, and_(jobs.c.created_at == moment, jobs.c.id < identifier))
            wanted.append(older)
        query = select(jobs).where(*wanted).order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(limit)
        return [_job(row) for row in self._connection.execute(query)], total

    def unfinished(self) -> list[JobRow]:
        """Jobs that are queued or run, the oldest first."""
        query = select(jobs).where(jobs.c.state.in_(_UNFINISHED)).order_by(jobs.c.created_at, jobs.c.id)
        return [_job(row) for row in self._connection.execute(query)]

    def polling(self, feed: str) -> JobRow | None:
        """The job that polls a feed, or is going to."""
        mine = jobs.c.kind == "feed", jobs.c.source == feed, jobs.c.state.in_(_UNFINISHED)
        row = self._connection.execute(select(jobs).where(*mine).order_by(jobs.c.created_at).limit(1)).one_or_none()
        return None if row is None else _job(row)

    def numbers(self) -> Mapping[str, int]:
        """How many jobs there are, by state."""
        query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
        return {str(state): int(number) for state, number in self._connection.execute(query)}

    def change(self, seen: JobRow, **values: Any) -> bool:
        """Change a job that is in the state and attempt in which it was read; False where it moved on."""
        same = and_(jobs.c.id == seen.id, jobs.c.state == seen.state, jobs.c.attempt == seen.attempt)
        return self._connection.execute(update(jobs).where(same).values(values)).rowcount == 1

    def advance(self, seen: JobRow, to: JobRow) -> bool:
        """Move a job that runs on by a lot, with what became of it; False where it is not where it was read."""
        same = and_(jobs.c.id == seen.id, jobs.c.state == "running", jobs.c.attempt == seen.attempt, jobs.c.lots == seen.lots)
        values = {name: getattr(to, name) for name in ("lots", "position", "counts", "stuck")}
        return self._connection.execute(update(jobs).where(same).values(values)).rowcount == 1

    def old(self, before: datetime) -> list[JobRow]:
        """Jobs that ended before a moment."""
        query = select(jobs).where(jobs.c.state.not_in(_UNFINISHED), jobs.c.finished_at < before)
        return [_job(row) for row in self._connection.execute(query.order_by(jobs.c.id))]

    def barren(self, before: datetime) -> list[JobRow]:
        """Polls of feeds that ended well before a moment, and read nothing."""
        query = select(jobs).where(jobs.c.kind == "feed", jobs.c.state == "done", jobs.c.position == 0)
        return [_job(row) for row in self._connection.execute(query.where(jobs.c.finished_at < before).order_by(jobs.c.id))]

    def remove(self, identifiers: Collection[str]) -> None:
        """Delete jobs."""
        for identifier in identifiers:
            self._connection.execute(delete(jobs).where(jobs.c.id == identifier))

    def spooled(self) -> set[str]:
        """The uploads that jobs name."""
        return {str(name) for name in self._connection.execute(select(jobs.c.source).where(jobs.c.spooled)).scalars()}


def _job(row: Row[Any]) -> JobRow:
    return JobRow(**row._mapping)
