"""Who executes jobs: one process at a time, by a lease; the others stand by, and take over when it lapses.

A thread looks for jobs that are unfinished. Only where there are any it takes the lease, and only then DBOS is loaded. It
begins jobs, a few at once, passes on who is to be ended, and writes down what DBOS says became of them.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from app.jobs.due import Due
from app.jobs.work import Work, workflow_of
from app.services.jobs import JobService
from app.store.engine import reading, writing
from app.store.jobs import JobRepository
from app.store.leases import LeaseRepository
from app.store.rows import JobRow, JobState
from app.store.versions import VersionRepository

if TYPE_CHECKING:
    from app.jobs.flow import Flows

log = logging.getLogger(__name__)
LEASE = "jobs"
#: Files and batches at once, and polls of feeds beside them. Neither waits for the other's place: files want the coder, of
#: which three keep every core busy; polls mostly wait for sites, so that there are more, and a slow site holds up few.
FILES, FEEDS = 3, 8
#: Seconds between two looks while a job runs.
_BUSY = 0.2
#: With nothing to do for so long, DBOS is stopped and the lease given back.
_IDLE = 30.0
_TIDYING, _SWEEPING = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What an executor takes from the world: the time of day, and a clock in seconds that never goes back."""

    now: Callable[[], datetime]
    seconds: Callable[[], float]


class Executor:
    """Looks after jobs in a thread until it is stopped.

    ``work`` makes what does them, anew each time that the lease is taken; ``owner`` tells this process from all others;
    ``lease`` is for how many seconds a process that died is waited for; ``rest`` waits up to so many seconds, or until the
    event that it is given is set. ``due`` makes jobs of feeds whose time has come; without it, nobody polls unasked.
    """

    def __init__(
        self,
        engine: Engine,
        jobs: JobService,
        work: Callable[[], Work],
        clocks: Clocks,
        owner: str,
        *,
        due: Due | None = None,
        interval: float = 1.0,
        lease: float = 30.0,
        keep: timedelta = timedelta(days=30),
        rest: Callable[[Event, float], object] = Event.wait,
    ) -> None:
        self._engine = engine
        self._jobs = jobs
        self._make = work
        self._clocks = clocks
        self._owner = owner
        self._due = due
        self._interval = interval
        self._lease = lease
        self._keep = keep
        self._rest = rest
        self._stopping, self._nudged = Event(), Event()
        self._thread: Thread | None = None
        self._work: Work | None = None
        self._flows: Flows | None = None
        self._store = ""
        self._renewed = self._busied = 0.0
        self._tidied: datetime | None = None
        self._swept: datetime | None = None
        self._failed = False

    @property
    def executing(self) -> bool:
        """Whether jobs are this process's to do."""
        return self._flows is not None

    def start(self) -> None:
        """Run in a daemon thread."""
        self._thread = Thread(target=self.run, name="jobs", daemon=True)
        self._thread.start()

    def nudge(self) -> None:
        """Have it look now. Callable from any thread."""
        self._nudged.set()

    def request_stop(self) -> None:
        """Begin nothing more, and leave what runs after the article at hand."""
        self._stopping.set()
        if (work := self._work) is not None:
            work.stop()
        self._nudged.set()

    def stop(self) -> None:
        """Begin nothing more, and wait for the articles at hand: what they were of goes on elsewhere, or later."""
        self.request_stop()
        if self._thread is not None:
            self._thread.join(timeout=30)
            self._thread = None

    def run(self) -> None:
        """Look, rest; until :meth:`stop`."""
        try:
            while not self._stopping.is_set():
                self._nudged.clear()
                self._look()
                if not self._stopping.is_set():
                    self._rest(self._nudged, _BUSY if self.executing else self._interval)
        finally:
            self._stand_down()

    def _look(self) -> None:
        try:
            self.look()
            self._failed = False
        except Exception:  # it outlives whatever the database does
            if not self._failed:
                log.exception("jobs cannot be looked after")
            self._failed = True
            if self.executing and self._clocks.seconds() - self._renewed >= self._lease:
                self._stand_down()  # by now another may have it

    def look(self) -> None:
        """Do what there is to do now."""
        with reading(self._engine) as connection:
            rows = JobRepository(connection).unfinished()
        seconds = self._clocks.seconds()
        due = self._due.find(rows, self._clocks.now()) if self._due is not None else []
        if rows or due:
            self._busied = seconds
        elif not self.executing:
            return
        elif seconds - self._busied >= _IDLE:
            self._stand_down()
            return
        if not self._hold(seconds):
            return
        flows, work = self._flows, self._work
        if flows is None or work is None:
            flows, work = self._stand_up()
        if due and self._due is not None:
            rows += self._due.make(due, self._clocks.now())
        running = [self._settle(flows, work, row) for row in rows if row.state == "running"]
        going = [row for row in running if row is not None]
        for row in _next([row for row in rows if row.state == "queued"], going):
            self._begin(flows, row)
        self._tidy(flows)

    def _hold(self, seconds: float) -> bool:
        """Whether the lease is this process's, renewed where a third of it has passed."""
        if self.executing and seconds - self._renewed < self._lease / 3:
            return True
        now = self._clocks.now()
        with writing(self._engine) as connection:
            mine = LeaseRepository(connection).take(LEASE, self._owner, now, now + timedelta(seconds=self._lease))
        if mine:
            self._renewed = seconds
        elif self.executing:
            log.warning("another process does the jobs now")
            self._stand_down()
        return mine

    def _stand_up(self) -> "tuple[Flows, Work]":
        from app.jobs.flow import Flows  # noqa: PLC0415 - a quarter of a second and threads, which few servers need

        with reading(self._engine) as connection:
            self._store = VersionRepository(connection).store()
        work = self._work = self._make()
        if self._stopping.is_set():
            work.stop()
        flows = self._flows = Flows(self._engine.url.render_as_string(hide_password=False), work)
        log.info("does the jobs", extra={"owner": self._owner})
        return flows, work

    def _stand_down(self) -> None:
        """Leave what runs to whoever takes it up, and give the lease back once nothing of it is under way here."""
        work, flows = self._work, self._flows
        if work is None:
            return
        work.stop()
        still = work.wait(20.0)
        if flows is not None:
            flows.close()
        self._work = self._flows = None
        if not still:
            return  # an article is stored yet; the lease lapses by itself
        try:
            with writing(self._engine) as connection:
                LeaseRepository(connection).give_back(LEASE, self._owner)
        except Exception:  # it lapses by itself
            log.debug("the lease was not given back", exc_info=True)

    def _begin(self, flows: "Flows", row: JobRow) -> None:
        now = self._clocks.now()
        with writing(self._engine) as connection:
            if not JobRepository(connection).change(row, state="running", started_at=row.started_at or now):
                return
        flows.start(workflow_of(row, self._store), row.id)

    def _settle(self, flows: "Flows", work: Work, row: JobRow) -> JobRow | None:
        """What DBOS says of a job that runs, written down; the job where it goes on."""
        workflow = workflow_of(row, self._store)
        fate, error = flows.fate(workflow)
        if fate == "unknown":  # its process died before it began, or this database is a restored one
            if row.stop:
                self._end(row, "cancelled")
                return None
            flows.start(workflow, row.id)
            return row
        if fate == "going":
            if row.stop:
                work.cancel(workflow)
                flows.cancel(workflow)
            return row
        if work.busy(workflow):  # with its last article
            return row
        state: JobState = "cancelled" if fate == "cancelled" else "failed" if fate == "failed" else "done"
        self._end(row, state, error)
        flows.forget(workflow)
        return None

    def _end(self, row: JobRow, state: JobState, error: str | None = None) -> None:
        self._jobs.end(row, state, self._clocks.now(), error)
        told: dict[str, Any] = {"job": row.id, "kind": row.kind, "state": state}
        if row.kind == "feed":
            told["feed"] = row.source
        log.info("job", extra=told)

    def _tidy(self, flows: "Flows") -> None:
        now = self._clocks.now()
        if self._swept is None or now - self._swept >= _SWEEPING:
            self._swept = now
            self._jobs.prune_barren(now)
        if self._tidied is not None and now - self._tidied < _TIDYING:
            return
        self._tidied = now
        self._jobs.prune(now, self._keep)
        with reading(self._engine) as connection:
            kept = {workflow_of(row, self._store) for row in JobRepository(connection).unfinished()}
        for workflow in flows.ended():
            if workflow not in kept:
                flows.forget(workflow)


def _next(waiting: Sequence[JobRow], going: Sequence[JobRow]) -> list[JobRow]:
    """Who begins now: of each kind the oldest, as many as there is room for."""

    def of(rows: Sequence[JobRow], *, feeds: bool) -> list[JobRow]:
        return [row for row in rows if (row.kind == "feed") is feeds]

    polls = of(waiting, feeds=True)[: max(FEEDS - len(of(going, feeds=True)), 0)]
    return polls + of(waiting, feeds=False)[: max(FILES - len(of(going, feeds=False)), 0)]
