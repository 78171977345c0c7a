"""What prints cost in a database that holds many articles."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

from sqlalchemy import Engine, text

from app.store.articles import ArticleRepository
from app.store.bulk import insert_rows
from app.store.copies import SCHEME, Print
from app.store.engine import reading, writing
from app.store.prints import packed
from app.store.rows import ArticleRow
from app.store.tables import articles, bands, prints
from app.store.versions import VersionRepository
from bench.copies import texts

_PHRASE = 5  # words that recur together
_PHRASES = 32  # in an article
_YEAR = 100_000  # articles
_LOT = 10_000
_TRIED = 1000
_BATCH = 50
_SIZES = {
    "sqlite": "select name, sum(pgsize) from dbstat where name in {} group by name",
    "postgresql": "select relname, pg_total_relation_size(oid) from pg_class where relname in {} and relkind = 'r'",
}
_NOON = datetime(2024, 5, 10, 12, tzinfo=UTC)


def made_up(seed: int) -> "tuple[list[str], random.Random]":
    """Phrases of our news, and dice to make articles of them: unlike one another, but with the turns that all news has."""
    words = [word for text_ in texts.reports() for sentence in text_ for word in sentence.split()]
    return [" ".join(words[at : at + _PHRASE]) for at in range(0, len(words), _PHRASE)], random.Random(seed)  # noqa: S311


def fill(engine: Engine, stored: int, seed: int) -> None:
    """Store so many articles, a year's lot of 100,000 after the other, then measure storing more; print bytes and
    milliseconds an article."""
    phrases, dice = made_up(seed)
    names = ("id", "content_hash", "text", "language", "published_day", "received_at", "status", "sentences", "authors", "coder",
             "version", "number", "report")  # fmt: skip
    last = date(2024, 5, 10)
    years = max(1, stored // _YEAR)
    for start in range(0, stored, _LOT):
        lot = [
            (number, " ".join(dice.choices(phrases, k=_PHRASES)), last - timedelta(days=dice.randrange(365 * years)))
            for number in range(start + 1, min(start + _LOT, stored) + 1)
        ]
        found = [Print.of(body) for _, body, _ in lot]
        rows: list[tuple[object, ...]] = [
            (f"art-{number:016x}", f"{number:064x}", body, "en", day, _NOON, "coded", [], [], "bench", 1, number, number)
            for number, body, day in lot
        ]
        marks = [(n, SCHEME, day.toordinal(), packed(p.sketch), False) for (n, _, day), p in zip(lot, found, strict=True)]
        listed = sorted((band, day.toordinal(), n) for (n, _, day), p in zip(lot, found, strict=True) for band in p.sketch)
        with writing(engine) as connection:
            insert_rows(connection, articles, names, rows)
            insert_rows(connection, prints, ("number", "scheme", "day", "sketch", "held"), marks)
            insert_rows(connection, bands, ("band", "day", "number"), listed)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))
    print(f"{stored} articles stored, of {years} years")
    _sizes(engine, stored)
    _speed(engine, phrases, dice, last)


def _sizes(engine: Engine, stored: int) -> None:
    wanted = ("prints", "bands", "articles", "sqlite_autoindex_prints_1", "pk_bands")
    with reading(engine) as connection:
        for name, size in connection.execute(text(_SIZES[engine.dialect.name].format(wanted))):
            print(f"{name}: {int(size) / stored:.0f} bytes an article")


def _speed(engine: Engine, phrases: list[str], dice: random.Random, last: date) -> None:
    for batch in (1, _BATCH):
        bodies = [" ".join(dice.choices(phrases, k=_PHRASES)) for _ in range(_TRIED)]
        began, clock = time.process_time(), time.perf_counter()
        prints_ = [Print.of(body) for body in bodies]
        printing = time.process_time() - began
        rows = [_row(body, last) for body in bodies]
        spent = {}
        for placing in (True, False):
            with writing(engine) as connection:
                version = VersionRepository(connection).lock()
                began, clock = time.process_time(), time.perf_counter()
                for at in range(0, _TRIED, batch):
                    some = rows[at : at + batch]
                    found = {row.id: p for row, p in zip(some, prints_[at : at + batch], strict=True)}
                    none = {row.id: Print.of("") for row in some}
                    ArticleRepository(connection).put(some, version, found if placing else none)
                spent[placing] = time.process_time() - began, time.perf_counter() - clock
                connection.rollback()
        cpu, wall = (spent[True][n] - spent[False][n] for n in (0, 1))
        print(
            f"{batch} at a time: print {printing / _TRIED * 1000:.2f}, lookup and rows {cpu / _TRIED * 1000:.2f} ms CPU of ours "
            f"({wall / _TRIED * 1000:.2f} ms in all) an article"
        )


def _row(body: str, day: date) -> ArticleRow:
    digest = blake2b(body.encode(), digest_size=32).hexdigest()
    return ArticleRow(
        f"art-{digest[:16]}", digest, None, body, None, None, "en", None, day, None, _NOON, "coded", None, (), "bench", 0
    )
