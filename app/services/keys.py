"""Keys of the service: made and revoked by an operator, looked up by every request that shows one.

A key is ``ent_``, its id (8 hex digits), ``_``, 256 random bits (43 characters of base64url) and a checksum of all
that (8 hex digits), so that a slip of the pen is told from a key that was revoked. Only its SHA-256 is stored: of 256
random bits nothing can be guessed from that, so that no slow hash is needed.
"""

import logging
import re
import secrets
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from threading import Event, Lock, Thread

from sqlalchemy import Engine

from app.errors import KeyNotFound
from app.store.engine import reading, writing
from app.store.keys import KeyRepository
from app.store.rows import KeyRow, Scope

log = logging.getLogger(__name__)

#: What a key opens, each including those before it.
SCOPES: tuple[Scope, ...] = ("read", "write", "admin")
_SHAPE = re.compile(r"(ent_([0-9a-f]{8})_[A-Za-z0-9_-]{43})([0-9a-f]{8})")
#: What stands in for the hash of an id that nobody has: finding none takes as long as finding one.
_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class Made:
    """A new key: its row, and the key itself, which nothing shows again."""

    row: KeyRow
    key: str


class KeyService:
    """Makes, lists and revokes keys, one transaction each. ``entropy`` gives so many random bytes."""

    def __init__(self, engine: Engine, entropy: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._engine = engine
        self._entropy = entropy

    def add(self, name: str, scope: Scope, *, now: datetime, expires_at: datetime | None = None) -> Made:
        """Make a key."""
        with writing(self._engine) as connection:
            repository = KeyRepository(connection)
            identifier = self._entropy(4).hex()
            while repository.get(identifier) is not None:
                identifier = self._entropy(4).hex()
            key = written(identifier, self._entropy(32))
            row = KeyRow(identifier, name, scope, _hash(key), now, expires_at)
            repository.add(row)
        return Made(row, key)

    def all(self) -> list[KeyRow]:
        """Every key, the revoked included, oldest first."""
        with reading(self._engine) as connection:
            return KeyRepository(connection).all()

    def revoke(self, identifier: str, now: datetime) -> KeyRow:
        """Revoke the key of that id; one that was revoked before stays as it is. Raises
        :class:`app.errors.KeyNotFound`."""
        with writing(self._engine) as connection:
            repository = KeyRepository(connection)
            row = repository.get(identifier)
            if row is None:
                raise KeyNotFound(f"no key has the id {identifier[:100]!r}; `keys list` shows them")
            return row if row.revoked_at is not None else repository.revoke(row, now)


class KeyRing:
    """The keys that stand, in memory: a request looks its key up without SQL.

    Two daemon threads keep it: one reads the table every ``interval`` seconds, which is how long a revoked key may still
    open something; the other writes down every ``note`` seconds when keys were used last. While the database does not
    answer, the keys that were read last stand: nobody can revoke one then. ``wait`` is called with the seconds between
    two looks and returns True when the thread is to stop.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        interval: float = 1.0,
        note: float = 60.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._engine = engine
        self._pace = {self.refresh: interval, self.note: note}
        self._now = now
        self._stopping = Event()
        self._wait = wait or self._stopping.wait
        self._keys: dict[str, KeyRow] = {}
        self._used: dict[str, datetime] = {}
        self._noting = Lock()
        self._threads: list[Thread] = []

    def find(self, key: str) -> KeyRow | None:
        """The key, where it stands: not revoked, not expired. Takes as long for an id that nobody has."""
        shape = _SHAPE.fullmatch(key)
        row = self._keys.get(shape[2]) if shape else None
        same = compare_digest(_hash(key), row.hash if row else _NOBODY)
        now = self._now()
        if row is None or not same or (row.expires_at is not None and row.expires_at <= now):
            return None
        self._used[row.id] = now
        return row

    @property
    def empty(self) -> bool:
        """Whether no key opens anything."""
        now = self._now()
        return not any(row.expires_at is None or row.expires_at > now for row in self._keys.values())

    def refresh(self) -> None:
        """Read the keys that stand. Raises :class:`app.errors.StoreUnavailable`."""
        with reading(self._engine) as connection:
            self._keys = {row.id: row for row in KeyRepository(connection).standing()}

    def note(self) -> None:
        """Write down when keys were used last. Raises :class:`app.errors.StoreUnavailable`; nothing is forgotten then."""
        with self._noting:
            used, self._used = self._used, {}
            if not used:
                return
            try:
                with writing(self._engine) as connection:
                    KeyRepository(connection).used(used)
            except BaseException:
                self._used = {**used, **self._used}
                raise

    def start(self) -> None:
        """Read the keys, then keep reading and noting."""
        self._stopping.clear()
        self._try(self.refresh)
        self._threads = [
            Thread(target=self._keep, args=(act, pace), name=f"keys-{act.__name__}", daemon=True)
            for act, pace in self._pace.items()
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the threads, and note what was used; safe to call twice."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=5)
        if self._threads:
            self._threads = []
            self._try(self.note)

    def _keep(self, act: Callable[[], None], pace: float) -> None:
        failing = False
        while not self._wait(pace) and not self._stopping.is_set():
            failing = not self._try(act, quiet=failing)

    def _try(self, act: Callable[[], None], *, quiet: bool = False) -> bool:
        try:
            act()
        except Exception:  # the threads outlive whatever the database does
            if not quiet:
                log.exception("the keys cannot be read or noted")
            return False
        return True


def written(identifier: str, secret: bytes) -> str:
    """A key as its holder has it, of 32 random bytes.

    >>> written("0123abcd", bytes(32))
    'ent_0123abcd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAcd6a92f2'
    """
    key = f"ent_{identifier}_{urlsafe_b64encode(secret).rstrip(b'=').decode()}"
    return f"{key}{_checksum(key)}"


def mistyped(key: str) -> bool:
    """Whether this cannot be a key that this program made: its form or its checksum is wrong."""
    shape = _SHAPE.fullmatch(key)
    return shape is None or _checksum(shape[1]) != shape[3]


def opens(scope: Scope, needed: Scope) -> bool:
    """Whether a key of one scope opens what needs another."""
    return SCOPES.index(scope) >= SCOPES.index(needed)


def _checksum(key: str) -> str:
    return f"{zlib.crc32(key.encode()):08x}"


def _hash(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
