"""`webhooks`: add, list and remove webhooks, try one, and show what became of deliveries."""

import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from rich.console import Console
from sqlalchemy import Engine

from app.commands.console import aligned, stderr
from app.commands.worker import deliverer
from app.errors import ActorNotFound, BadWebhook, WebhookNotFound
from app.outbound.addresses import allowed_networks
from app.services.changes import ChangeFilter, Position
from app.services.webhooks import WebhookService, Wish
from app.settings import Settings
from app.store.changes import ChangeType
from app.store.engine import make_engine
from app.store.migrating import migrate
from app.store.rows import DeliveryRow, WebhookRow
from graph.actors import Register

_RANDOM_BYTES = 40
_LIST = "id", "position", "state", "type", "actor", "country", "url"
_LOG = "at", "message", "attempt", "changes", "status", "ms", "error"
_LOGGED = 50


def add(
    settings: Settings,
    url: str,
    types: Sequence[str],
    actor: str | None,
    country: str | None,
    secret_file: str | None,
    since: int | None,
    console: Console | None = None,
) -> int:
    """Add a webhook; its id and secret go to stdout, this once."""
    console = console or stderr()
    secret = None if secret_file is None else _secret(secret_file)
    register = Register.load()
    wanted = ChangeFilter(_types(types), _actor(register, actor), _actor(register, country))
    with _service(settings) as (service, _):
        row = service.add(Wish(url, wanted, secret, None, since), datetime.now(UTC), secrets.token_bytes(_RANDOM_BYTES))
    sys.stdout.write(f"{row.id} {row.secret}\n" if secret is None else f"{row.id}\n")
    told = "keep the secret: it is not shown again" if secret is None else "it signs with the secret that was given"
    console.print(f"{row.url} is told of changes after version {row.version}; {told}", markup=False)
    return 0


def show(settings: Settings) -> int:
    """Print every webhook on stdout, a line each."""
    with _service(settings) as (service, _):
        rows = service.all()
    sys.stdout.write(aligned(_LIST, [_cells(row) for row in rows], "no webhooks"))
    return 0


def remove(settings: Settings, key: str, console: Console | None = None) -> int:
    """Remove a webhook."""
    with _service(settings) as (service, _):
        service.remove(key)
    (console or stderr()).print(f"{key} is removed", markup=False)
    return 0


def enable(settings: Settings, key: str, *, skip: bool, console: Console | None = None) -> int:
    """Have a webhook work again."""
    with _service(settings) as (service, _):
        row = service.enable(key, skip=skip)
    (console or stderr()).print(f"{key} goes on after {Position(row.version, row.given)}", markup=False)
    return 0


def ping(settings: Settings, key: str, console: Console | None = None) -> int:
    """Send a webhook a message without changes; 0 where it took it."""
    with _service(settings) as (_, engine), deliverer(settings, engine) as delivers:
        row = delivers.ping(key)
    if row is None:
        raise WebhookNotFound(f"no webhook has the id {key[:80]!r}; `webhooks list` shows them")
    what = f"it answered {row.status} in {row.ms} ms" if row.status is not None else f"{row.error} ({row.ms} ms)"
    (console or stderr()).print(what, markup=False)
    return 0 if row.arrived else 1


def attempts(settings: Settings, key: str) -> int:
    """Print the last attempts to deliver to a webhook, the latest first."""
    with _service(settings) as (service, _):
        found = service.deliveries(key, limit=_LOGGED)
    sys.stdout.write(aligned(_LOG, [_attempt(row) for row in found.results], "no deliveries"))
    return 0


def _types(names: Sequence[str]) -> frozenset[ChangeType]:
    return frozenset(kind for kind in get_args(ChangeType) if kind in names)


def _secret(source: str) -> str:
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise BadWebhook(f"--secret-file: {source} cannot be read: {error}") from error
    return text.strip()


def _actor(register: Register, given: str | None) -> str | None:
    """The id of an actor by id, code or name; one that only news named goes by its id."""
    if given is None:
        return None
    found = register.find(given)
    if found is not None:
        return found.id
    if ":" in given:
        return given
    raise ActorNotFound(f"no actor is called {given!r}; give an id such as RUS or NSA:ISIS")


def _cells(row: WebhookRow) -> tuple[str, ...]:
    state = "works"
    if row.disabled_at is not None:
        state = f"disabled: {row.disabled_reason}"
    elif row.failures:
        state = f"failed {row.failures} times"
    types = ",".join(row.types) or "all"
    return row.id, str(Position(row.version, row.given)), state, types, row.actor or "-", row.country or "-", row.url


def _attempt(row: DeliveryRow) -> tuple[str, ...]:
    status = "-" if row.status is None else str(row.status)
    return f"{row.at:%Y-%m-%d %H:%M:%S}", row.message, str(row.attempt), str(row.changes), status, str(row.ms), row.error or ""


@contextmanager
def _service(settings: Settings) -> Iterator[tuple[WebhookService, Engine]]:
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        allowed = allowed_networks(settings.outbound_allow)
        yield WebhookService(engine, most=settings.webhooks_max, allowed=allowed), engine
    finally:
        engine.dispose()
