"""`jobs`: what is being taken in, how far it is, and what became of it."""

import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from rich.console import Console

from app.commands.console import Counter, aligned, counted, stderr
from app.errors import BadRequest
from app.ingestion.sources import SUFFIXES, ending_of
from app.services.jobs import OUTCOMES, JobService, Wish, rate
from app.services.uploads import Uploads
from app.settings import Settings
from app.store.engine import make_engine
from app.store.migrating import migrate
from app.store.rows import JobRow

_LIST = "id", "kind", "state", "read", "total", "edges", "bad", "created", "name"
_PROBLEMS = "place", "reason", "detail"
_LISTED, _LOT = 50, 500
_PAUSE = 0.5
_BAD = "failed", "refused", "unreadable"


def add(settings: Settings, path: Path, wish: Wish) -> int:
    """Have a file or a folder taken in by whoever does jobs; prints the job's id."""
    if not path.exists():
        raise BadRequest(f"there is no {path}; name a file or a folder that whoever does the jobs sees, too")
    if path.is_file() and ending_of(path.name) is None:
        raise BadRequest(f"cannot read this kind of file: {path.name}; give one of {', '.join(SUFFIXES)} (or .gz of it)")
    with _service(settings) as service:
        row = service.add(f"job-{secrets.token_hex(8)}", path, wish, datetime.now(UTC))
    sys.stdout.write(f"{row.id}\n")
    return 0


def show_all(settings: Settings) -> int:
    """Print the last fifty jobs, the newest first, a line each."""
    with _service(settings) as service:
        found = service.jobs(limit=_LISTED)
    sys.stdout.write(aligned(_LIST, [_cells(row) for row in found.results], "no jobs"))
    if found.total > len(found.results):
        stderr().print(f"and {found.total - len(found.results):,} older ones", markup=False)
    return 0


def show(settings: Settings, identifier: str) -> int:
    """Print one job, a line a figure."""
    with _service(settings) as service:
        row = service.get(identifier)
    moments = {name: getattr(row, name) for name in ("created_at", "started_at", "finished_at")}
    figures = {
        "id": row.id, "kind": row.kind, "name": row.name, "state": row.state, "error": row.error, "attempt": row.attempt,
        "starts": row.starts, "total": row.total, **row.counts,
        **{name: moment and f"{moment:%Y-%m-%d %H:%M:%S}" for name, moment in moments.items()},
    }  # fmt: skip
    rows = [(name, str(value)) for name, value in figures.items() if value is not None]
    sys.stdout.write(aligned(("what", "value"), rows, ""))
    return 0


def watch(
    settings: Settings,
    identifier: str,
    console: Console | None = None,
    pause: Callable[[float], object] = Event().wait,
) -> int:
    """Show how far a job is until it has ended; the exit status is 1 where it failed, or left something out."""
    console = console or stderr()
    with _service(settings) as service:
        row = service.get(identifier)
        with Counter(f"job {row.name}", time.monotonic, total=row.total, console=console) as counter:
            while not row.ended:
                speed = rate(row, datetime.now(UTC)) or 0.0
                bad = sum(row.counts.get(name, 0) for name in _BAD)
                note = f"{row.state}, {speed:.1f} a second, {row.counts.get('edges', 0):,} edges, {bad:,} failed"
                counter.show(row.position, note)
                pause(_PAUSE)
                row = service.get(identifier)
    console.print(summary(row), markup=False)
    return 1 if row.state != "done" or any(row.counts.get(name) for name in _BAD) else 0


def summary(row: JobRow) -> str:
    """The last line: what was read is the sum of what became of it."""
    parts = " + ".join(f"{row.counts.get(name, 0):,} {name}" for name in OUTCOMES)
    why = f": {row.error}" if row.error else ""
    found = f"{counted(row.counts.get('copies', 0), 'copy', 'copies')}; {counted(row.counts.get('edges', 0), 'edge')}"
    return f"{row.state}{why}; {row.counts.get('read', 0):,} read = {parts}; {found}"


def cancel(settings: Settings, identifier: str, console: Console | None = None) -> int:
    """End a job; what it stored stays."""
    with _service(settings) as service:
        row = service.cancel(identifier, datetime.now(UTC))
    said = "ends after the article at hand" if not row.ended else f"is {row.state}"
    (console or stderr()).print(f"{row.id} {said}", markup=False)
    return 0


def retry(settings: Settings, identifier: str, console: Console | None = None) -> int:
    """Have a job that failed or was cancelled go on where it stopped."""
    with _service(settings) as service:
        row = service.retry(identifier, datetime.now(UTC))
    (console or stderr()).print(f"{row.id} goes on behind item {row.position:,}", markup=False)
    return 0


def problems(settings: Settings, identifier: str) -> int:
    """Print what a job could not take in, all of it, a line each."""
    with _service(settings) as service:
        rows: list[tuple[str, ...]] = []
        cursor: str | None = None
        while True:
            page = service.problems(identifier, limit=_LOT, cursor=cursor)
            rows += [(one.place or "-", one.slug, one.detail) for one in page.results]
            cursor = page.next
            if cursor is None:
                break
    sys.stdout.write(aligned(_PROBLEMS, rows, "nothing was left out"))
    return 0


def _cells(row: JobRow) -> tuple[str, ...]:
    bad = sum(row.counts.get(name, 0) for name in _BAD)
    figures = (str(row.counts.get("read", 0)), "-" if row.total is None else str(row.total))
    return (
        row.id,
        row.kind,
        row.state,
        *figures,
        str(row.counts.get("edges", 0)),
        str(bad),
        f"{row.created_at:%Y-%m-%d %H:%M}",
        row.name,
    )


@contextmanager
def _service(settings: Settings) -> Iterator[JobService]:
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        yield JobService(engine, Uploads(settings.var / "uploads"))
    finally:
        engine.dispose()
