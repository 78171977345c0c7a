"""`worker`: deliver changes to webhooks and do jobs, in a process of its own or in threads of a server."""

import random
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType

from rich.console import Console
from sqlalchemy import Engine

from app import container as held
from app import logs
from app.api.present.changes import changes as shown
from app.coders import ChildCoders
from app.commands.console import stderr
from app.container import Container, coder_version
from app.jobs.due import Due
from app.jobs.executor import FEEDS, Executor
from app.jobs.executor import Clocks as JobClocks
from app.jobs.work import Work
from app.outbound.addresses import allowed_networks
from app.outbound.client import guarded_client
from app.services.coding import CodesArticles
from app.services.delivering import Clocks, Deliverer, Worker
from app.services.feeds import FeedService
from app.services.fetching import Fetching
from app.services.ingest import IngestService
from app.services.jobs import JobService
from app.services.recording import SILENT, Recorder
from app.services.uploads import Uploads
from app.settings import Settings
from app.store.actors import sync_actors
from app.store.engine import make_engine, writing
from app.store.migrating import migrate
from app.store.versions import VersionRepository
from graph.actors import Register


@contextmanager
def deliverer(settings: Settings, engine: Engine) -> Iterator[Deliverer]:
    """What delivers over an engine; its name in SQL is its own."""
    clocks = Clocks(lambda: datetime.now(UTC), time.monotonic, random.Random().random)  # noqa: S311 - waits, no secrets
    with guarded_client(allowed_networks(settings.outbound_allow)) as client:
        keep = timedelta(days=settings.changes_days)
        yield Deliverer(engine, client, shown, clocks, f"worker-{secrets.token_hex(8)}", keep=keep)


def executor(
    settings: Settings,
    engine: Engine,
    coder: CodesArticles,
    recorder: Recorder = SILENT,
    feeds: FeedService | None = None,
) -> Executor:
    """Who does jobs over an engine, where no other process does, and polls feeds; its name in SQL is its own."""
    clocks = JobClocks(lambda: datetime.now(UTC), time.monotonic)
    jobs = JobService(engine, Uploads(settings.var / "uploads"))
    ingest = partial(ingests, settings, engine, version=coder_version(coder), recorder=recorder)

    def work() -> Work:
        return Work(engine, jobs, coder, ingest, clocks.now, at_once=max(1, settings.coder_processes), feeds=feeds)

    due = None
    if feeds is not None and settings.fetch == "on":
        due = Due(feeds, jobs, lambda: f"job-{secrets.token_hex(8)}", FEEDS)
    return Executor(
        engine,
        jobs,
        work,
        clocks,
        f"executor-{secrets.token_hex(8)}",
        due=due,
        interval=max(settings.poll_interval, 0.1),
        lease=settings.lease_seconds,
        keep=timedelta(days=settings.jobs_days),
    )


def ingests(
    settings: Settings, engine: Engine, coder: CodesArticles, *, version: str | None = None, recorder: Recorder = SILENT
) -> IngestService:
    """What takes articles in by a coder; ``version`` is that of the coder behind it, where it is another."""
    return IngestService(
        engine,
        coder,
        coder_version=version or coder_version(coder),
        max_text_bytes=settings.max_text_bytes,
        batch=settings.batch_articles,
        recorder=recorder,
    )


def polling(settings: Settings, engine: Engine, coder: CodesArticles, fetches: Fetching) -> FeedService:
    """The feeds of a database, to be polled by this process."""
    return held.feeds_of(settings, engine, held.poller(settings, engine, fetches, ingests(settings, engine, coder)))


@contextmanager
def beside(settings: Settings, engine: Engine) -> Iterator[Worker | None]:
    """A worker in a thread, where the settings want one inside of the server; it ends with the block."""
    if settings.worker == "off":
        yield None
        return
    with deliverer(settings, engine) as delivers:
        worker = Worker(delivers, interval=1.0)
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()


@contextmanager
def executing(settings: Settings, container: Container) -> Iterator[Executor | None]:
    """Who does jobs in a thread, as above."""
    if settings.worker == "off":
        yield None
        return
    does = executor(settings, container.engine, container.coder, container.metrics, container.feeds)
    does.start()
    try:
        yield does
    finally:
        does.stop()


def run(settings: Settings, console: Console | None = None, coder: CodesArticles | None = None) -> int:
    """Deliver and do jobs until SIGINT or SIGTERM; the database is migrated first."""
    console = console or stderr()
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    coder = coder or held.chosen(settings)
    try:
        migrate(engine)
        known = Register.load()
        with writing(engine) as connection:
            VersionRepository(connection).lock()
            sync_actors(connection, known.actors.values())
        logs.configure(settings.log_level)
        with deliverer(settings, engine) as delivers, closing(held.fetching(settings)) as fetches:
            worker = Worker(delivers, interval=settings.poll_interval)
            does = executor(settings, engine, coder, feeds=polling(settings, engine, coder, fetches))

            def end(number: int, frame: FrameType | None) -> None:
                does.request_stop()
                worker.request_stop()

            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, end)
            console.print("the worker runs (Ctrl-C ends it)", markup=False)
            does.start()
            try:
                worker.run()
            finally:
                does.stop()
    finally:
        if isinstance(coder, ChildCoders):
            coder.close()
        engine.dispose()
    return 0
