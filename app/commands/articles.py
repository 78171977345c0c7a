"""`articles` and `prints`: have articles count as one report or as two, and find copies among those that were there before."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from app.commands.console import Counter, counted, stderr
from app.services.copies import CopyService, Rebuilt
from app.settings import Settings
from app.store.engine import make_engine
from app.store.migrating import migrate


def move(settings: Settings, act: Callable[[CopyService], int], console: Console | None = None) -> int:
    """Move articles between clusters, and say on stderr which version holds it."""
    with _service(settings) as service:
        version = act(service)
    (console or stderr()).print(f"done; version {version}", markup=False)
    return 0


def rebuild(settings: Settings, console: Console | None = None) -> int:
    """Make the prints that are missing, with progress and a last line on stderr."""
    console = console or stderr()
    with _service(settings) as service, Counter("prints", time.monotonic, console=console) as counter:
        state = service.rebuild(lambda state: counter.show(state.done, f"of {state.total:,}; {state.joined:,} copies"))
    console.print(told(state), markup=False)
    return 0


def told(state: Rebuilt) -> str:
    """The last line."""
    return f"{counted(state.done, 'print')} made; {counted(state.joined, 'copy', 'copies')} counted with the report copied"


@contextmanager
def _service(settings: Settings) -> Iterator[CopyService]:
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        yield CopyService(engine)
    finally:
        engine.dispose()
