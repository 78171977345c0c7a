"""Changes delivered to webhooks: in order for each, at least once, again later where that fails, and every attempt kept.

A batch is chosen and written down before it is sent, with its end: until it has arrived, the same batch goes out under the
same id, also by another worker after a kill. A receiver that keeps ids sees each batch once.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread
from typing import Any

import httpx2
import orjson
from sqlalchemy import Engine

from app.errors import BadCursor, ChangesExpired
from app.outbound.addresses import Refused
from app.outbound.client import NotReached, send
from app.outbound.signing import signed
from app.services.changes import ChangeFilter, Changes, ChangeService, Position
from app.store.engine import reading, writing
from app.store.rows import DeliveryRow, WebhookRow
from app.store.versions import VersionRepository
from app.store.webhooks import WebhookRepository

log = logging.getLogger(__name__)

#: Changes in a delivery, at most.
BATCH = 100
#: The wait after the first failure and the longest one; each is twice the one before, and a random half of it shorter.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
#: A webhook that has failed for so long is disabled.
PATIENCE = timedelta(days=3)
#: A worker has a webhook for so long; no delivery takes as much, whatever the receiver does.
LEASE = timedelta(minutes=2)
#: Attempts on record: of so many days, and so many a webhook.
_KEPT, _MOST_KEPT = timedelta(days=30), 1_000
#: A webhook that wants nothing of what was stored is moved on in SQL after so many versions, not after each.
_UNMOVED = 500
_ANSWER_BYTES = 2_000
_GONE = 410


@dataclass(frozen=True, slots=True)
class Clocks:
    """What a worker takes from the world: the time of day, a clock in seconds for durations, and numbers of [0, 1)."""

    now: Callable[[], datetime]
    seconds: Callable[[], float]
    chance: Callable[[], float]


class Deliverer:
    """Delivers what webhooks lack. ``shown`` makes a body of changes; ``owner`` tells this worker from all others."""

    def __init__(
        self,
        engine: Engine,
        client: httpx2.Client,
        shown: Callable[[Changes], Mapping[str, Any]],
        clocks: Clocks,
        owner: str,
        *,
        keep: timedelta = timedelta(days=30),
    ) -> None:
        self._engine = engine
        self._client = client
        self._shown = shown
        self._clocks = clocks
        self._owner = owner
        self._keep = keep
        self._changes = ChangeService(engine)
        self._seen: dict[str, Position] = {}  # up to where there is nothing that a webhook wants, where SQL does not say so yet

    def due(self) -> list[str]:
        """The webhooks to which something may have to be delivered now."""
        with reading(self._engine) as connection:
            current = VersionRepository(connection).current()
            rows = WebhookRepository(connection).due(self._clocks.now(), current)
        return [row.id for row in rows if self._beyond(row).version < current]

    def deliver(self, key: str) -> bool:
        """Deliver the next batch to a webhook; whether there may be more for it now. Raises
        :class:`app.errors.StoreUnavailable`."""
        now = self._clocks.now()
        with reading(self._engine) as connection:
            hook = WebhookRepository(connection).get(key)
        if hook is None or hook.disabled_at is not None:
            return False
        try:
            found = self._batch(hook)
        except (ChangesExpired, BadCursor) as error:
            reason = error.detail
            self._write(lambda hooks: hooks.disable(hook, now, reason))
            return False
        again = hook.pending_version is not None  # then it ends where it ended before, and more may be there
        if not found.results:
            self._pass_over(hook, found.next, now)
            return again or not found.complete
        batch = found.next.version, found.next.given
        if not self._write(lambda hooks: hooks.claim(hook, self._owner, now, now + LEASE, batch)):
            return False
        message = _message(hook, found.next)
        content = {"type": "changes", "webhook": hook.id, **self._shown(found)}
        attempt = self._attempt(hook, message, content, len(found.results), found.next.version)
        return self._settled(hook, found, attempt) and (again or not found.complete)

    def ping(self, key: str) -> DeliveryRow | None:
        """Send a webhook a message without changes, once, and keep the attempt; None where it is not there."""
        with reading(self._engine) as connection:
            hook = WebhookRepository(connection).get(key)
        if hook is None:
            return None
        now = self._clocks.now()
        message = f"ping-{hashlib.sha256(f'{hook.id} {now.isoformat()}'.encode()).hexdigest()[:24]}"
        row, _ = self._attempt(hook, message, {"type": "ping", "webhook": hook.id}, 0, hook.version)
        self._write(lambda hooks: hooks.log(row))
        return row

    def tidy(self) -> None:
        """Drop what is kept no longer: the log of changes, save what a webhook has not had, and attempts."""
        now = self._clocks.now()
        self._changes.prune(now - self._keep)
        self._write(lambda hooks: hooks.prune(now - _KEPT, _MOST_KEPT))

    def _batch(self, hook: WebhookRow) -> Changes:
        wanted = ChangeFilter(frozenset(hook.types), hook.actor, hook.country)  # type: ignore[arg-type]  # checked when added
        since = self._beyond(hook)
        if hook.pending_version is None:
            return self._changes.since(since, wanted, limit=BATCH)
        upto = Position(hook.pending_version, hook.pending_given or 0)
        return self._changes.since(Position(hook.version, hook.given), wanted, limit=BATCH, upto=upto)

    def _beyond(self, hook: WebhookRow) -> Position:
        own = Position(hook.version, hook.given)
        return own if hook.given else max(own, self._seen.get(hook.id, own))

    def _pass_over(self, hook: WebhookRow, position: Position, now: datetime) -> None:
        if hook.pending_version is not None or position.version - hook.version >= _UNMOVED:
            self._seen.pop(hook.id, None)
            self._write(lambda hooks: hooks.skip(hook, position.version, position.given, now))
        else:
            self._seen[hook.id] = position

    def _attempt(
        self, hook: WebhookRow, message: str, content: Mapping[str, Any], number: int, version: int
    ) -> tuple[DeliveryRow, float | None]:
        """Send once; what is kept of it, and the seconds that the receiver asks us to wait."""
        now, begun = self._clocks.now(), self._clocks.seconds()
        body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
        headers = {"Content-Type": "application/json", **signed(hook.secret, message, int(now.timestamp()), body)}
        status: int | None = None
        wait, error = None, None
        try:
            request = self._client.build_request("POST", hook.url, content=body, headers=headers)
            answer = send(self._client, request, most_bytes=_ANSWER_BYTES)
            status = answer.status
            after = answer.headers.get("retry-after", "")
            wait = float(after) if after.isascii() and after.isdigit() and len(after) < 6 else None
            if not 200 <= status < 300:
                error = f"the receiver answered {status}"
        except (Refused, NotReached) as failure:
            error = str(failure)
        ms = round((self._clocks.seconds() - begun) * 1000)
        return DeliveryRow(hook.id, message, hook.failures + 1, now, number, version, status, ms, error), wait

    def _settled(self, hook: WebhookRow, found: Changes, attempt: tuple[DeliveryRow, float | None]) -> bool:
        """Write down what became of a delivery; whether it arrived and counts."""
        row, wait = attempt
        now = self._clocks.now()
        values: dict[str, Any]
        if row.arrived:
            values = {"version": found.next.version, "given": found.next.given, "pending_version": None, "pending_given": None}
            values |= {"failures": 0, "failing_since": None, "next_try": None}
            self._seen.pop(hook.id, None)
        else:
            since = hook.failing_since or now
            values = {"failures": hook.failures + 1, "failing_since": since}
            values["next_try"] = now + self._wait(hook.failures, wait)
            if row.status == _GONE:
                values |= {"disabled_at": now, "disabled_reason": "the receiver answered 410, gone"}
            elif now - since >= PATIENCE:
                reason = f"every attempt since {since:%Y-%m-%d %H:%M} UTC failed; the last: {row.error}"
                values |= {"disabled_at": now, "disabled_reason": reason}

        def settle(hooks: WebhookRepository) -> bool:
            mine = hooks.settle(hook.id, self._owner, **values)
            if mine:
                hooks.log(row)
            return mine

        return self._write(settle) and row.arrived

    def _wait(self, failures: int, asked: float | None) -> timedelta:
        longest = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(failures, 20)))
        wait = longest * (1 - self._clocks.chance() / 2)
        return max(wait, min(timedelta(seconds=asked or 0), LONGEST_WAIT))

    def _write(self, do: Callable[[WebhookRepository], Any]) -> Any:
        with writing(self._engine) as connection:
            return do(WebhookRepository(connection))


def _message(hook: WebhookRow, upto: Position) -> str:
    """The id of a batch: the same however often it is sent."""
    named = f"{hook.id} {hook.version}.{hook.given} {upto.version}.{upto.given}"
    return f"msg-{hashlib.sha256(named.encode()).hexdigest()[:24]}"


class Worker:
    """Delivers in threads until it is stopped; one webhook's delivery at a time, several webhooks at once.

    ``rest`` waits up to so many seconds, or until the event that it is given is set.
    """

    def __init__(
        self,
        deliverer: Deliverer,
        *,
        interval: float,
        threads: int = 4,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        rest: Callable[[Event, float], object] = Event.wait,
    ) -> None:
        self._deliverer = deliverer
        self._interval = interval
        self._threads = threads
        self._now = now
        self._rest = rest
        self._stopping = Event()
        self._nudged = Event()
        self._busy: set[str] = set()
        self._lock = Lock()
        self._tidied: datetime | None = None
        self._failed = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Run in a daemon thread."""
        self._thread = Thread(target=self.run, name="webhook-worker", daemon=True)
        self._thread.start()

    def nudge(self) -> None:
        """Have it look now."""
        self._nudged.set()

    def request_stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()
        self._nudged.set()

    def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self.request_stop()
        if self._thread is not None:
            self._thread.join(timeout=20)
            self._thread = None

    def run(self) -> None:
        """Look, deliver, rest; until :meth:`stop`."""
        with ThreadPoolExecutor(self._threads, "webhook") as pool:
            while not self._stopping.is_set():
                self._nudged.clear()
                self._look(pool)
                if not self._stopping.is_set():
                    self._rest(self._nudged, self._interval)

    def _look(self, pool: ThreadPoolExecutor) -> None:
        try:
            if self._tidied is None or self._now() - self._tidied >= timedelta(hours=1):
                self._deliverer.tidy()
                self._tidied = self._now()
            for key in self._deliverer.due():
                with self._lock:
                    if key in self._busy:
                        continue
                    self._busy.add(key)
                pool.submit(self._deliver, key)
            self._failed = False
        except Exception:  # the worker outlives whatever the database does
            if not self._failed:
                log.exception("webhooks cannot be looked after")
            self._failed = True

    def _deliver(self, key: str) -> None:
        try:
            while not self._stopping.is_set() and self._deliverer.deliver(key):
                pass
        except Exception:
            log.exception("a delivery broke off")
        finally:
            with self._lock:
                self._busy.discard(key)
