"""What the rows about writing share: databases that hold a world with its evidence, and batches that are
written in turns."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from itertools import count
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select

from app.store.engine import writing
from app.store.ledger import Entry, record
from app.store.rows import EvidenceRow
from app.store.tables import articles, evidence
from bench.graph.databases import postgres_database, sqlite_database
from bench.graph.fill import fill
from bench.graph.measure import ROUNDS
from bench.graph.setting import Setting
from bench.graph.world import World, make_world

_RELATIONS = 100_000
#: Of a batch.
PIECES = 100_000
DATABASES = ("SQLite", "PostgreSQL")
#: The number of the report and of the publisher of each article.
Marks = dict[str, tuple[int, int]]
Batch = tuple[list[EvidenceRow], Marks]
#: What makes a batch of a number, and what writes it.
Task = tuple[Callable[[int], Any], Callable[[Connection, Any], Any]]


@contextmanager
def filled(setting: Setting, database: str) -> Iterator[tuple[Engine, World]]:
    """A database with a world of 100,000 relations, or of the setting's where that is smaller. Raises NoServer."""
    world = make_world(min(_RELATIONS, setting.relations), setting.seed)
    made = (
        sqlite_database(setting.folder, f"writing-{time.monotonic_ns()}")
        if database == "SQLite"
        else postgres_database(setting.server, "writing")
    )
    with made as engine:
        fill(engine, world, say=setting.say)
        yield engine, world


def without_evidence(engine: Engine, batch: Sequence[Entry]) -> Batch:
    """Stores a batch apart from its evidence, which is returned: it can be inserted then."""
    with writing(engine) as connection:
        last = connection.execute(select(func.max(articles.c.number))).scalar_one()
        record(connection, batch)
        fresh = evidence.c.article_id.in_(select(articles.c.id).where(articles.c.number > last))
        found = connection.execute(select(evidence.c.article_id, evidence.c.report, evidence.c.publisher).where(fresh))
        marks = {key: (report, publisher) for key, report, publisher in found}
        connection.execute(delete(evidence).where(fresh))
    return [row for entry in batch for row in entry.evidence], marks


def renamed(rows: Sequence[EvidenceRow], marks: Marks, number: int) -> Batch:
    """The same evidence of other articles, other ones for every number: whatever went in before is not written anew, which
    would find its places in the indexes free and warm."""
    ids = {key: f"art-{blake2b(f'{number} {key}'.encode(), digest_size=8).hexdigest()}" for key in marks}
    moved = [replace(row, id=row.id.replace(row.article_id, ids[row.article_id]), article_id=ids[row.article_id]) for row in rows]
    return moved, {ids[key]: mark for key, mark in marks.items()}


def written(engine: Engine, tasks: Mapping[str, Task]) -> dict[str, float]:
    """Median seconds of each task, in turns, each time a transaction that is committed; CPU seconds on SQLite, on PostgreSQL,
    which works in a process of its own, those on the wall.

    Making the batch is not measured. No number is given twice.
    """
    clock = time.perf_counter if engine.dialect.name == "postgresql" else time.process_time
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    numbers = count(1)
    for _ in range(ROUNDS):
        for name, (make, write) in tasks.items():
            batch = make(next(numbers))
            gc.collect()
            began = clock()
            with writing(engine) as connection:
                write(connection, batch)
            taken[name].append(clock() - began)
    return {name: median(seconds) for name, seconds in taken.items()}
