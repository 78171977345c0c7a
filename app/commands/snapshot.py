"""`snapshot`: the graph in a file, for servers to open."""

import time

from rich.console import Console

from app.commands.console import counted, stderr
from app.container import snapshots
from app.errors import BadSettings
from app.settings import Settings
from app.store.engine import make_engine
from graph.origins import CODER, Origin


def snapshot(settings: Settings, console: Console | None = None, origin: Origin = CODER) -> int:
    """Write a snapshot of an origin's graph and say how large it is."""
    console = console or stderr()
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    began = time.monotonic()
    try:
        relations = snapshots(settings, origin).make(engine)
    except OSError as error:
        raise BadSettings(f"ENTENTE_HOME: no snapshot can be written under {settings.var}: {error}") from error
    finally:
        engine.dispose()
    if relations is None:
        console.print("another process is writing a snapshot of this database; it will do", markup=False)
        return 0
    console.print(f"a snapshot of {counted(relations, 'relation')}, in {time.monotonic() - began:.1f} s", markup=False)
    return 0
