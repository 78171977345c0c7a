"""Jobs: work that outlives whoever asked for it. What the API and the commands ask; :mod:`app.jobs` does the work.

A job is a row here before anything is done for it, and that row says what became of it. Who executes jobs takes it from
there, so that a server without an executor takes jobs all the same.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from app.errors import BadCursor, IdempotencyReused, JobNotFound, JobNotRetried
from app.ingestion.clean import clean_line
from app.services.feeds import feed_of
from app.services.ingest import Progress
from app.services.pages import Page, decode_cursor, encode_cursor, moment_key, page_of
from app.services.uploads import Spooled, Uploads
from app.store.engine import reading, writing
from app.store.feeds import FeedRepository
from app.store.jobs import JobRepository
from app.store.lots import LotRepository, Problem
from app.store.rows import FeedRow, JobKind, JobRow, JobState

STATES: tuple[JobState, ...] = ("queued", "running", "done", "failed", "cancelled")
#: An upload that no job names is taken away once it is so old: its sender is gone.
_ORPHANED = timedelta(days=1)
#: For so long one sees that a poll brought nothing.
_BARREN = timedelta(minutes=10)
#: What becomes of the items of a job: ``read`` is the sum of those behind it; ``copies`` are those of the stored that
#: repeat a report, ``edges`` what the stored state.
OUTCOMES = ("stored", "known", "aside", "failed", "refused", "unreadable")
COUNTS = ("read", *OUTCOMES, "copies", "edges")


@dataclass(frozen=True, slots=True)
class Wish:
    """A job that is wished for. ``name`` is what it is called; ``media`` the kind of what was sent, where that is known by
    something else than the name; ``publisher`` and ``published`` are for articles that name none."""

    kind: JobKind
    name: str
    media: str | None = None
    publisher: str | None = None
    published: date | None = None
    idempotency: str | None = None


def counts_of(progress: Progress, unreadable: int) -> dict[str, int]:
    """How a job counts what became of so many items: each of :data:`COUNTS`."""
    counts = {"read": progress.done + unreadable, "stored": progress.created, "unreadable": unreadable}
    return counts | {name: getattr(progress, name) for name in COUNTS if name not in counts}


def rate(row: JobRow, now: datetime) -> float | None:
    """Articles a second since a job began, its waits included; None before it did."""
    if row.started_at is None:
        return None
    seconds = ((row.finished_at or now) - row.started_at).total_seconds()
    return row.position / seconds if seconds > 0 else None


class JobService:
    """Takes jobs, tells of them, ends them and begins them again."""

    def __init__(self, engine: Engine, uploads: Uploads) -> None:
        self._engine = engine
        self.uploads = uploads

    def submit(self, identifier: str, wish: Wish, sent: Spooled, now: datetime) -> tuple[JobRow, bool]:
        """A job of what was sent, and whether it is new. Where its key was sent before, with the same, that job; the
        upload is taken away then. Raises :class:`app.errors.IdempotencyReused` where it was sent with something else."""
        key = None if wish.idempotency is None else hashlib.sha256(wish.idempotency.encode()).hexdigest()
        # What is packed has no lines that mean anything.
        total = sent.lines if wish.kind == "batch" and not (wish.media or "").endswith(".gz") else None
        row = replace(
            _row(identifier, wish, sent.name, now), spooled=True, size=sent.size, digest=sent.digest, total=total, idempotency=key
        )
        try:
            found = self._kept(row)
        except BaseException:
            self.uploads.remove(sent.name)
            raise
        if found is None:
            return row, True
        self.uploads.remove(sent.name)
        if not _same(found, row):
            raise IdempotencyReused("this Idempotency-Key was sent with something else before; take a new one")
        return self.get(found.id), False

    def _kept(self, row: JobRow) -> JobRow | None:
        """Insert a job, unless there is one of its key: that one."""
        try:
            with writing(self._engine) as connection:
                found = JobRepository(connection).by_key(row.idempotency) if row.idempotency else None
                if found is None:
                    JobRepository(connection).add(row)
                return found
        except IntegrityError:  # the same was sent twice at once
            with reading(self._engine) as connection:
                return JobRepository(connection).by_key(row.idempotency or "")

    def add(self, identifier: str, path: Path, wish: Wish, now: datetime) -> JobRow:
        """A job of a file or a folder of the operator's, which has to stay where it is until the job is done."""
        row = _row(identifier, wish, str(path.resolve()), now)
        with writing(self._engine) as connection:
            JobRepository(connection).add(row)
        return row

    def poll(self, identifier: str, feed: str, now: datetime) -> JobRow:
        """A job that polls a feed, be it due or not; the one that waits or runs already, where there is one. Raises
        :class:`app.errors.FeedNotFound`."""
        with writing(self._engine) as connection:
            row = feed_of(connection, feed, lock=True)
            return JobRepository(connection).polling(feed) or _polls(connection, identifier, row, now)

    def poll_due(self, identifier: str, feed: str, now: datetime) -> JobRow | None:
        """The same of a feed that is due; None where it is so no more, or has its job already."""
        with writing(self._engine) as connection:
            row = FeedRepository(connection).get(feed, lock=True)
            if row is None or not row.due(now) or JobRepository(connection).polling(feed) is not None:
                return None
            return _polls(connection, identifier, row, now)

    def get(self, identifier: str) -> JobRow:
        """One job. Raises :class:`app.errors.JobNotFound`."""
        with reading(self._engine) as connection:
            return _found(connection, identifier)

    def jobs(
        self, *, limit: int, cursor: str | None = None, state: JobState | None = None, kind: JobKind | None = None
    ) -> Page[JobRow]:
        """Jobs, the newest first. Raises :class:`app.errors.BadCursor`."""
        name = f"jobs {state} {kind}"
        before = moment_key(cursor, name)
        with reading(self._engine) as connection:
            rows, total = JobRepository(connection).page(limit + 1, before, state, kind)
        return page_of(rows, total, limit, lambda row: encode_cursor(name, row.created_at.isoformat(), row.id))

    def problems(self, identifier: str, *, limit: int, cursor: str | None = None) -> Page[Problem]:
        """What could not be read, was refused or failed, in order. Raises :class:`app.errors.JobNotFound`,
        :class:`app.errors.BadCursor`."""
        name = f"problems {identifier}"
        after = 0
        if cursor is not None:
            (number,) = decode_cursor(cursor, name, 1)
            if not number.isascii() or not number.isdigit() or len(number) > 18:
                raise BadCursor("this cursor is damaged; leave it out to begin at the first page")
            after = int(number)
        with reading(self._engine) as connection:
            row = _found(connection, identifier)
            total, found = LotRepository(connection).problems(row.id, limit + 1, after)
        page = page_of(found, total, limit, lambda numbered: encode_cursor(name, str(numbered[0])))
        return Page(tuple(problem for _, problem in page.results), page.total, page.next)

    def cancel(self, identifier: str, now: datetime) -> JobRow:
        """End a job: at once where it waits, else after the article at hand; what it stored stays. One that has ended
        stays as it is. Raises :class:`app.errors.JobNotFound`."""
        with writing(self._engine) as connection:
            row = _found(connection, identifier)
            if row.state == "queued":
                _end(connection, row, "cancelled", now, stop=True)
            elif row.state == "running":
                JobRepository(connection).change(row, stop=True)
        return self.get(identifier)

    def end(self, row: JobRow, state: JobState, now: datetime, error: str | None = None) -> None:
        """Write down how a job ended."""
        with writing(self._engine) as connection:
            _end(connection, row, state, now, error=error)

    def retry(self, identifier: str, now: datetime) -> JobRow:
        """Have a job that failed or was cancelled go on where it stopped. Raises :class:`app.errors.JobNotFound`,
        :class:`app.errors.JobNotRetried`."""
        with writing(self._engine) as connection:
            row = _found(connection, identifier)
            if row.state not in ("failed", "cancelled"):
                why = "is done; send what failed again" if row.state == "done" else f"is {row.state} and goes on by itself"
                raise JobNotRetried(f"the job {row.id} {why}")
            if row.kind == "feed" and FeedRepository(connection).get(row.source, lock=True) is not None:
                other = JobRepository(connection).polling(row.source)
                if other is not None:
                    raise JobNotRetried(f"the job {row.id} would poll what the job {other.id} polls now")
            again = replace(row, state="queued", stop=False, attempt=row.attempt + 1, stuck=0, error=None, finished_at=None)
            fields = ("state", "stop", "attempt", "stuck", "error", "finished_at")
            JobRepository(connection).change(row, **{name: getattr(again, name) for name in fields})
        return self.get(identifier)

    def numbers(self) -> Mapping[str, int]:
        """How many jobs there are in each state, and in all that wait (``queued``)."""
        with reading(self._engine) as connection:
            found = JobRepository(connection).numbers()
        return {state: found.get(state, 0) for state in STATES}

    def prune(self, now: datetime, keep: timedelta) -> int:
        """Forget jobs that ended so long ago, with their lots, problems and uploads; how many. Articles stay."""
        with writing(self._engine) as connection:
            old = JobRepository(connection).old(now - keep)
            _forget(connection, old)
        for row in old:
            if row.spooled:
                self.uploads.remove(row.source)
        self.uploads.tidy(self._named, now - _ORPHANED)
        return len(old)

    def prune_barren(self, now: datetime) -> int:
        """Forget polls that read nothing and failed at nothing, a while after they ended; how many."""
        with writing(self._engine) as connection:
            old = JobRepository(connection).barren(now - _BARREN)
            _forget(connection, old)
        return len(old)

    def _named(self) -> set[str]:
        with reading(self._engine) as connection:
            return JobRepository(connection).spooled()


def _row(identifier: str, wish: Wish, source: str, now: datetime) -> JobRow:
    """A job as it is wished for; names are on one line, without what no database takes."""
    name, publisher = clean_line(wish.name) or wish.kind, clean_line(wish.publisher)
    return JobRow(identifier, wish.kind, name, source, False, now, wish.media, publisher, wish.published)


def _same(one: JobRow, other: JobRow) -> bool:
    def what(row: JobRow) -> tuple[object, ...]:
        return row.kind, row.name, row.media, row.publisher, row.published, row.digest

    return what(one) == what(other)


def _polls(connection: Connection, identifier: str, feed: FeedRow, now: datetime) -> JobRow:
    # Its address is not shown to whoever may read jobs: there are some that only their subscribers know.
    row = JobRow(identifier, "feed", feed.title or feed.id, feed.id, False, now)
    JobRepository(connection).add(row)
    return row


def _end(connection: Connection, row: JobRow, state: JobState, now: datetime, **values: Any) -> None:
    changed = JobRepository(connection).change(row, state=state, finished_at=now, **values)
    if changed and row.kind == "feed" and state != "done":  # it would else be polled again at once, and on and on
        error = values.get("error")
        FeedRepository(connection).put_off(row.source, now, error if state == "failed" else None)


def _forget(connection: Connection, rows: Sequence[JobRow]) -> None:
    for row in rows:
        LotRepository(connection).forget(row.id)
    JobRepository(connection).remove([row.id for row in rows])


def _found(connection: Connection, identifier: str) -> JobRow:
    row = JobRepository(connection).get(identifier)
    if row is None:
        raise JobNotFound(f"no job has the id {identifier[:80]!r}; /v1/jobs lists them")
    return row
