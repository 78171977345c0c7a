"""`keys`: make, list and revoke the keys of the service."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from rich.console import Console

from app.commands.console import aligned, stderr
from app.services.keys import KeyService
from app.settings import Settings
from app.store.engine import make_engine
from app.store.migrating import migrate
from app.store.rows import KeyRow, Scope

_HEAD = "id", "name", "scope", "made", "expires", "last used", "stands"


def add(settings: Settings, name: str, scope: Scope, days: int | None, now: datetime, console: Console | None = None) -> int:
    """Make a key: the key on stdout, what is to be known about it on stderr."""
    expires = None if days is None else now + timedelta(days=days)
    with _service(settings) as service:
        made = service.add(name, scope, now=now, expires_at=expires)
    until = "" if expires is None else f" until {expires:%Y-%m-%d %H:%M} UTC"
    line = f"key {made.row.id} ({scope}){until}; it is shown this once: send it as `Authorization: Bearer …`"
    (console or stderr()).print(line, markup=False)
    sys.stdout.write(f"{made.key}\n")
    return 0


def show(settings: Settings) -> int:
    """Print every key on stdout, a line each, without the keys themselves."""
    with _service(settings) as service:
        rows = service.all()
    sys.stdout.write(table(rows, datetime.now(UTC)))
    return 0


def revoke(settings: Settings, identifier: str, now: datetime, console: Console | None = None) -> int:
    """Revoke a key, and say on stderr that it is."""
    with _service(settings) as service:
        row = service.revoke(identifier, now)
    name = " ".join(row.name.split())
    (console or stderr()).print(f"key {row.id} ({name}) is revoked; servers know within two seconds", markup=False)
    return 0


def table(rows: Sequence[KeyRow], now: datetime) -> str:
    """Keys as aligned columns, under a head; a line that says so where there are none."""
    return aligned(_HEAD, [_cells(row, now) for row in rows], "no keys")


def _cells(row: KeyRow, now: datetime) -> tuple[str, ...]:
    stands = "yes"
    if row.revoked_at is not None:
        stands = f"revoked {row.revoked_at:%Y-%m-%d}"
    elif row.expires_at is not None and row.expires_at <= now:
        stands = "expired"
    expires = "never" if row.expires_at is None else f"{row.expires_at:%Y-%m-%d}"
    used = "never" if row.last_used_at is None else f"{row.last_used_at:%Y-%m-%d %H:%M}"
    return row.id, row.name, row.scope, f"{row.created_at:%Y-%m-%d}", expires, used, stands


@contextmanager
def _service(settings: Settings) -> Iterator[KeyService]:
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        yield KeyService(engine)
    finally:
        engine.dispose()
