"""`worker`: deliver changes to webhooks, in a process of its own or in a thread of a server."""

import random
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import FrameType

from rich.console import Console
from sqlalchemy import Engine

from app import logs
from app.api.present.changes import changes as shown
from app.commands.console import stderr
from app.outbound.addresses import allowed_networks
from app.outbound.client import guarded_client
from app.services.delivering import Clocks, Deliverer, Worker
from app.settings import Settings
from app.store.engine import make_engine
from app.store.migrating import migrate


@contextmanager
def deliverer(settings: Settings, engine: Engine) -> Iterator[Deliverer]:
    """What delivers over an engine; its name in SQL is its own."""
    clocks = Clocks(lambda: datetime.now(UTC), time.monotonic, random.Random().random)  # noqa: S311 - waits, no secrets
    with guarded_client(allowed_networks(settings.outbound_allow)) as client:
        keep = timedelta(days=settings.changes_days)
        yield Deliverer(engine, client, shown, clocks, f"worker-{secrets.token_hex(8)}", keep=keep)


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


def run(settings: Settings, console: Console | None = None) -> int:
    """Deliver until SIGINT or SIGTERM; the database is migrated first."""
    console = console or stderr()
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        logs.configure(settings.log_level)
        with deliverer(settings, engine) as delivers:
            worker = Worker(delivers, interval=settings.poll_interval)

            def end(number: int, frame: FrameType | None) -> None:
                worker.request_stop()

            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, end)
            console.print("the worker runs (Ctrl-C ends it)", markup=False)
            worker.run()
    finally:
        engine.dispose()
    return 0
