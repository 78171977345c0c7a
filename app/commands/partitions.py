"""`partitions`: evidence into its months, on PostgreSQL."""

from datetime import datetime

from rich.console import Console
from sqlalchemy import Engine

from app.commands.console import counted, stderr
from app.errors import StoreUnavailable
from app.settings import Settings
from app.store.engine import make_engine
from app.store.migrating import migrate
from app.store.partitions import make, missing, missing_ahead, partitioned, sizes

_PATIENCE = 1.0  # seconds that a start waits for readers


def partitions(settings: Settings, now: datetime, console: Console | None = None) -> int:
    """Make every month that lacks a partition, move its evidence there, and say on stderr what lies where."""
    console = console or stderr()
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        if not partitioned(engine):
            console.print("there are no partitions: SQLite keeps evidence in one table", markup=False)
            return 0
        for month in missing(engine, now):
            moved = make(engine, month)
            if moved is not None:
                console.print(f"{month.table}: made, {counted(moved, 'row')} moved into it", markup=False)
        found = sizes(engine)
    finally:
        engine.dispose()
    console.print(
        f"{counted(found.rows, 'row')} of evidence = {found.rows - found.left:,} in {counted(found.months, 'month')} "
        f"+ {found.left:,} in the default partition",
        markup=False,
    )
    return 0


def make_ahead(engine: Engine, now: datetime, console: Console) -> None:
    """Make the months ahead where that is cheap. What cannot be made now can wait: the default partition takes it."""
    if not partitioned(engine):
        return
    try:
        for month in missing_ahead(engine, now):
            make(engine, month, patience=_PATIENCE)
    except StoreUnavailable as error:
        console.print(str(error), markup=False)
