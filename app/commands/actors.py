"""`actors`: merge and split actors, undo either, and show what was decided."""

import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console

from app.commands.console import aligned, stderr
from app.services.actors import ActorService
from app.settings import Settings
from app.store.deciding import Moved
from app.store.decisions import told
from app.store.engine import make_engine
from app.store.migrating import migrate
from app.store.rows import DecisionRow

_HEAD = "number", "decision", "by", "on", "stands", "reason"


def decide(settings: Settings, act: Callable[[ActorService, datetime], Moved], console: Console | None = None) -> int:
    """Decide, or undo, and say on stderr what came of it."""
    with _service(settings) as service:
        moved = act(service, datetime.now(UTC))
    console = console or stderr()
    console.print(outcome(moved), markup=False)
    return 0


def show(settings: Settings) -> int:
    """Print every decision on stdout, a line each."""
    with _service(settings) as service:
        rows = service.decisions()
    sys.stdout.write(table(rows))
    return 0


def me() -> str:
    """Who decides where nobody is named: the account that runs the command."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as containers have
        return "unknown"


def outcome(moved: Moved) -> str:
    """What a decision did, on one line."""
    row = moved.decision
    what = told(row) if row.undone_at is None else f"undone: {told(row)}"
    return (
        f"decision {row.id}: {what}; evidence moved: {moved.pieces:,}, relations folded anew: {moved.relations:,}; "
        f"version {row.version}"
    )


def table(rows: Sequence[DecisionRow]) -> str:
    """Decisions as aligned columns, under a head; a line that says so where there are none."""
    return aligned(_HEAD, [_cells(row) for row in rows], "no decisions")


def _cells(row: DecisionRow) -> tuple[str, ...]:
    stands = "yes" if row.undone_at is None else f"undone {row.undone_at:%Y-%m-%d}"
    return str(row.id), told(row), row.decided_by, f"{row.decided_at:%Y-%m-%d}", stands, row.reason


@contextmanager
def _service(settings: Settings) -> Iterator[ActorService]:
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        yield ActorService(engine)
    finally:
        engine.dispose()
