"""Webhooks: who is told of changes. Delivering is :mod:`app.services.delivering`."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from app.errors import BadCursor, BadWebhook, WebhookLimit, WebhookNotFound
from app.outbound.addresses import Networks, Refused, checked_url
from app.outbound.signing import new_secret, secret_bytes
from app.services.changes import ChangeFilter, Position, check
from app.services.pages import Page, decode_cursor, encode_cursor
from app.store.engine import reading, writing
from app.store.rows import DeliveryRow, WebhookRow
from app.store.versions import VersionRepository
from app.store.webhooks import WebhookRepository

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Wish:
    """A webhook that is wished for: where to, of what, signed with which secret (one is made where there is none). It begins
    after the version ``since``, or at now."""

    url: str
    wanted: ChangeFilter
    secret: str | None = None
    description: str | None = None
    since: int | None = None


class WebhookService:
    """Adds, shows and removes webhooks. ``most`` is how many there may be, ``allowed`` the networks that may be delivered
    to though they are not public."""

    def __init__(self, engine: Engine, *, most: int, allowed: Networks = ()) -> None:
        self._engine = engine
        self._most = most
        self._allowed = allowed

    def add(self, wish: Wish, now: datetime, random: bytes) -> WebhookRow:
        """Add a webhook; ``random`` is at least 40 random bytes, of which its id and secret are made. Raises
        :class:`app.errors.BadWebhook`, :class:`app.errors.WebhookLimit`, and as :func:`app.services.changes.check` where the
        log has not all that comes after ``since``."""
        try:
            url = str(checked_url(wish.url, self._allowed))
        except Refused as error:
            raise BadWebhook(str(error)) from error
        try:
            secret = wish.secret or new_secret(random[8 : 8 + _SECRET_BYTES])
            secret_bytes(secret)
        except ValueError as error:
            raise BadWebhook(f"the secret cannot be used: {error}") from error
        row = WebhookRow(
            id=f"hook-{random[:8].hex()}",
            url=url,
            secret=secret,
            description=wish.description,
            types=tuple(sorted(wish.wanted.types)),
            actor=wish.wanted.actor,
            country=wish.wanted.country,
            created_at=now,
            version=0,
        )
        with writing(self._engine) as connection:
            current = VersionRepository(connection).lock()  # so that two do not both become the last one
            hooks = WebhookRepository(connection)
            if hooks.count() >= self._most:
                raise WebhookLimit(f"there are {self._most} webhooks, which is all there may be; remove one first")
            if wish.since is not None:
                check(connection, Position(wish.since))
            row = replace(row, version=current if wish.since is None else wish.since)
            hooks.add(row)
        return row

    def all(self) -> list[WebhookRow]:
        """Every webhook, the oldest first."""
        with reading(self._engine) as connection:
            return WebhookRepository(connection).all()

    def get(self, key: str) -> WebhookRow:
        """A webhook. Raises :class:`app.errors.WebhookNotFound`."""
        with reading(self._engine) as connection:
            return _found(connection, key)

    def remove(self, key: str) -> None:
        """Remove a webhook and its attempts. Raises :class:`app.errors.WebhookNotFound`."""
        with writing(self._engine) as connection:
            _found(connection, key)
            WebhookRepository(connection).remove(key)

    def enable(self, key: str, *, skip: bool = False) -> WebhookRow:
        """Have a webhook work again, from where it was; with ``skip``, from now. Raises
        :class:`app.errors.WebhookNotFound`."""
        with writing(self._engine) as connection:
            _found(connection, key)
            version = VersionRepository(connection).current() if skip else None
            WebhookRepository(connection).enable(key, version)
            return _found(connection, key)

    def deliveries(self, key: str, *, limit: int, cursor: str | None = None) -> Page[DeliveryRow]:
        """The attempts of a webhook that are on record, the latest first. Raises
        :class:`app.errors.WebhookNotFound`, :class:`app.errors.BadCursor`."""
        name = f"deliveries {key}"
        before = None
        if cursor is not None:
            (number,) = decode_cursor(cursor, name, 1)
            if not number.isascii() or not number.isdigit() or len(number) > 9:
                raise BadCursor("this cursor is damaged; leave it out to begin at the first page")
            before = int(number)
        with reading(self._engine) as connection:
            _found(connection, key)
            hooks = WebhookRepository(connection)
            rows = hooks.deliveries(key, limit + 1, before)
            total = hooks.attempts(key)
        results = tuple(rows[:limit])
        return Page(results, total, encode_cursor(name, str(results[-1].id)) if len(rows) > limit else None)


def _found(connection: Connection, key: str) -> WebhookRow:
    row = WebhookRepository(connection).get(key)
    if row is None:
        raise WebhookNotFound(f"no webhook has the id {key[:80]!r}; /v1/webhooks lists them")
    return row
