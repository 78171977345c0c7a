"""A synthetic world into a real database, by the fastest path that each database has.

Tables are written column by column: a column is a list of values for a lot of rows, or one text or number for all of them.
SQLite gets plain tuples by ``executemany``, PostgreSQL lines by ``COPY``; indexes that can wait are made at the end.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Table, text

from app.store import tables
from app.store.partitions import make, missing, partitioned
from bench.graph.world import FIRST_DAY, LAST_DAY, STATUSES, Ints, World
from graph.network.history import KINDS, ROLE_NAMES, UNIT, Histories
from graph.origins import CODER

#: Everything of a world is of this version of the store.
VERSION = 1
_LOT = 50_000
_SENTENCE = "One met another."

Column = list[Any] | str | int | None
Say = Callable[[str], None]


def fill(engine: Engine, world: World, *, with_evidence: bool = True, say: Say = lambda _: None) -> None:
    """Write all of ``world`` into a migrated database without articles or actors; committed in lots.

    Without evidence the articles are left out, too: relations and their histories are what a graph is loaded from. ``say`` gets
    a line for each lot.
    """
    written = [tables.actors, tables.publishers, tables.relations]
    written += [tables.articles, tables.evidence] if with_evidence else []
    with _later(engine, written):
        _write(engine, tables.actors, len(world.actors), _actors(world), say)
        _write(engine, tables.publishers, len(world.publishers), _publishers(world), say)
        if with_evidence:
            _write(engine, tables.articles, len(world.day), _articles(engine, world), say)
        _write(engine, tables.relations, len(world), _relations(engine, world), say)
        if with_evidence:
            _months(engine)
            _write(engine, tables.evidence, len(world.owner), _evidence(engine, world), say)
    with engine.begin() as connection:
        connection.execute(tables.version.update().values(version=VERSION))
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("analyze")
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))


Lots = Callable[[int, int], Mapping[str, Column]]


def _actors(world: World) -> Lots:
    def lot(low: int, high: int) -> Mapping[str, Column]:
        some = world.actors[low:high]
        return {
            "id": [actor.id for actor in some], "number": list(range(low + 1, low + 1 + len(some))),
            "name": [actor.name for actor in some], "kind": [actor.kind for actor in some],
            "country": [actor.country for actor in some], "region": [actor.region for actor in some],
            "registered": [actor.kind == "country" for actor in some], "version": VERSION,
        }  # fmt: skip

    return lot


def _publishers(world: World) -> Lots:
    return lambda low, high: {"number": list(range(low + 1, high + 1)), "name": list(world.publishers[low:high])}


def _articles(engine: Engine, world: World) -> Lots:
    names = np.array([None, *world.publishers], dtype=object)
    moments = _moments(engine)

    def lot(low: int, high: int) -> Mapping[str, Column]:
        ids = _article_ids(np.arange(low, high))
        return {
            "id": ids, "number": list(range(low + 1, high + 1)), "report": world.report[low:high].tolist(),
            "content_hash": [identifier[4:] for identifier in ids], "title": None, "text": _SENTENCE, "url": None,
            "publisher": names[world.publisher[low:high]].tolist(), "language": "en", "published_at": None,
            "published_day": _days(world.day[low:high]), "published_source": "given",
            "received_at": moments(world.day[low:high]), "status": "coded", "error": None,
            "sentences": f'["{_SENTENCE}"]', "coder": "bench", "version": VERSION,
            "authors": "[]", "canonical": None, "credited": None, "origin": CODER,
        }  # fmt: skip

    return lot


def _relations(engine: Engine, world: World) -> Lots:
    folded = world.histories()
    heads, starts, pieces = folded.heads, folded.starts, folded.pieces
    ids, actors = world.ids(), np.array([actor.id for actor in world.actors], dtype=object)
    kinds, roles = np.array(KINDS, dtype=object), np.array(ROLE_NAMES, dtype=object)
    evidence = np.diff(starts)
    told_once = np.unique(world.owner * len(world.day) + world.article)  # the same relation, twice in an article, is once
    articles = np.bincount(told_once // len(world.day), minlength=len(world))
    reports, publishers = (np.add.reduceat(pieces[name] == 0, starts[:-1]) for name in ("prior_report", "prior_publisher"))
    weight = np.add.reduceat(pieces["weight"].astype(np.int64), starts[:-1])
    confidence = np.bincount(world.owner, world.confidence, len(world)).astype(np.int64)
    packed = _binary(engine)

    def lot(low: int, high: int) -> Mapping[str, Column]:
        some = Histories(heads[low:high], starts[low : high + 1] - starts[low], pieces[starts[low] : starts[high]])
        return {
            "id": ids[low:high], "source": actors[world.source[low:high]].tolist(),
            "relation": kinds[world.kind[low:high]].tolist(), "target": actors[world.target[low:high]].tolist(),
            "evidence": evidence[low:high].tolist(), "articles": articles[low:high].tolist(),
            "reports": reports[low:high].tolist(), "publishers": publishers[low:high].tolist(),
            "first_day": _days(pieces["day"][starts[low:high]]), "last_day": _days(pieces["day"][starts[low + 1 : high + 1] - 1]),
            "confidence_sum": confidence[low:high].tolist(), "weight": (weight[low:high] / UNIT).tolist(),
            "negated": 0, "hypothetical": 0, "source_role": roles[heads["source_role"][low:high]].tolist(),
            "target_role": roles[heads["target_role"][low:high]].tolist(), "history": packed(some), "version": VERSION,
            "origin": CODER,
        }  # fmt: skip

    return lot


def _evidence(engine: Engine, world: World) -> Lots:
    by_article = np.argsort(world.article, kind="stable")
    article = world.article[by_article]
    place = np.arange(len(article)) - np.searchsorted(article, article)  # the place within the article
    ids, actors = np.array(world.ids(), dtype=object), np.array([actor.id for actor in world.actors], dtype=object)
    names = np.array([actor.name for actor in world.actors], dtype=object)
    kinds, roles = np.array(KINDS, dtype=object), np.array(ROLE_NAMES, dtype=object)
    statuses = np.array(STATUSES, dtype=object)
    moments = _moments(engine)

    def lot(low: int, high: int) -> Mapping[str, Column]:
        at = by_article[low:high]
        relation, told = world.owner[at], article[low:high]
        source, target, pieces = world.source[relation], world.target[relation], world.pieces[at]
        of_article = _article_ids(told)
        return {
            "id": [f"{key}.{number}" for key, number in zip(of_article, place[low:high].tolist(), strict=True)],
            "article_id": of_article, "relation_id": ids[relation].tolist(), "source": actors[source].tolist(),
            "relation": kinds[world.kind[relation]].tolist(), "target": actors[target].tolist(),
            "source_role": roles[pieces["source_role"]].tolist(), "target_role": roles[pieces["target_role"]].tolist(),
            "source_name": names[source].tolist(), "target_name": names[target].tolist(),
            "status": statuses[world.status[at]].tolist(), "day": _days(pieces["day"]), "day_source": "article",
            "sentence_index": 0, "sentence": _SENTENCE, "char_start": 0, "char_end": len(_SENTENCE), "trigger_start": 4,
            "trigger_end": 7, "source_start": 0, "source_end": 3, "target_start": 8, "target_end": 15,
            "confidence": (world.confidence[at] / UNIT).tolist(), "weight": (pieces["weight"] / UNIT).tolist(), "why": "bench",
            "recorded_at": moments(world.day[told]), "retracted_at": None, "publisher": pieces["publisher"].tolist(),
            "report": pieces["report"].tolist(), "event_day": None, "event_precision": None, "turned": False,
            "origin": CODER,
        }  # fmt: skip

    return lot


def _months(engine: Engine) -> None:
    """A partition for each month of the world, where the database has them."""
    if partitioned(engine):
        for day in (FIRST_DAY, LAST_DAY):  # the first month, and then all from there on
            for month in missing(engine, datetime.combine(day, time(), UTC)):
                make(engine, month)


def _article_ids(places: Ints) -> list[str]:
    return [f"art-{place:016x}" for place in places.tolist()]


def _days(ordinals: Any) -> list[str]:
    known, back = np.unique(ordinals, return_inverse=True)
    texts = np.array([date.fromordinal(int(day)).isoformat() for day in known], dtype=object)
    found: list[str] = texts[back].tolist()
    return found


def _moments(engine: Engine) -> Callable[[Ints], list[str]]:
    """Noon of each day, as the database spells it."""
    noon = " 12:00:00.000000" + ("+00" if engine.dialect.name == "postgresql" else "")
    return lambda ordinals: [day + noon for day in _days(ordinals)]


def _binary(engine: Engine) -> Callable[[Histories], list[Any]]:
    if engine.dialect.name == "postgresql":
        return lambda some: [rf"\\x{packed.hex()}" for packed in some.pack()]
    return lambda some: some.pack()


@contextmanager
def _later(engine: Engine, written: list[Table]) -> Iterator[None]:
    """Without the indexes that no constraint needs while rows are written, and on SQLite without waiting for the disk."""
    indexes = [index for table in written for index in sorted(table.indexes, key=lambda index: str(index.name))]
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    yield
    with engine.begin() as connection:
        for index in indexes:
            index.create(connection)


def _write(engine: Engine, table: Table, rows: int, lots: Lots, say: Say) -> None:
    write = _copy if engine.dialect.name == "postgresql" else _executemany
    for low in range(0, rows, _LOT):
        high = min(rows, low + _LOT)
        columns = lots(low, high)
        if unknown := [column.name for column in table.columns if column.name not in columns]:
            raise KeyError(f"{table.name}: nothing to write into {', '.join(unknown)}")
        many = {name: column for name, column in columns.items() if isinstance(column, list)}
        same = {name: column for name, column in columns.items() if not isinstance(column, list)}
        with engine.connect() as connection:
            write(connection, table.name, many, same)
        say(f"{table.name}: {high:,} of {rows:,}")


def _executemany(connection: Connection, table: str, many: Mapping[str, list[Any]], same: Mapping[str, Column]) -> None:
    values = ["?"] * len(many) + [_literal(value) for value in same.values()]
    statement = f"insert into {table} ({', '.join([*many, *same])}) values ({', '.join(values)})"  # noqa: S608 - our own names
    cursor = connection.connection.cursor()
    cursor.execute("pragma foreign_keys = off")
    cursor.execute("pragma synchronous = off")
    cursor.execute("begin immediate")
    cursor.executemany(statement, list(zip(*many.values(), strict=True)))
    cursor.execute("commit")
    cursor.execute("pragma synchronous = full")
    cursor.execute("pragma foreign_keys = on")


def _copy(connection: Connection, table: str, many: Mapping[str, list[Any]], same: Mapping[str, Column]) -> None:
    line = "\t".join(["%s"] * len(many) + [str(_null(value)).replace("%", "%%") for value in same.values()]) + "\n"
    columns = [[_null(value) for value in column] if None in column else column for column in many.values()]
    lines = "".join([line % row for row in zip(*columns, strict=True)])
    cursor = connection.connection.cursor()
    cursor.execute("set session_replication_role = replica")  # foreign keys hold by construction
    with cursor.copy(f"copy {table} ({', '.join([*many, *same])}) from stdin") as copy:
        copy.write(lines)
    cursor.execute("set session_replication_role = default")
    connection.connection.commit()


def _null(value: Any) -> Any:
    return r"\N" if value is None else value


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
