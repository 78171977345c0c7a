"""What the rows about writing share: databases that hold a world with its evidence, and a batch that is written again and again,
each time taken back, so that each writer finds what the first one found."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
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
Work = Callable[[Connection], Any]


class Undo(Exception):  # noqa: N818 - no error
    """Raised at the end of a transaction that is to be taken back."""


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


def without_evidence(engine: Engine, batch: Sequence[Entry]) -> tuple[list[EvidenceRow], Marks]:
    """Stores a batch apart from its evidence, which is returned: it can be inserted then."""
    with writing(engine) as connection:
        last = connection.execute(select(func.max(articles.c.number))).scalar_one()
        record(connection, batch)
        fresh = evidence.c.article_id.in_(select(articles.c.id).where(articles.c.number > last))
        found = connection.execute(select(evidence.c.article_id, evidence.c.report, evidence.c.publisher).where(fresh))
        marks = {key: (report, publisher) for key, report, publisher in found}
        connection.execute(delete(evidence).where(fresh))
    return [row for entry in batch for row in entry.evidence], marks


def undone(engine: Engine, tasks: Mapping[str, Work]) -> dict[str, float]:
    """Median seconds of each task, in turns, each in a transaction that is rolled back; CPU seconds on SQLite, on PostgreSQL,
    which works in a process of its own, those on the wall."""

    def run(task: Work) -> float:
        clock, taken = _clock(engine), 0.0
        with suppress(Undo), writing(engine) as connection:
            began = clock()
            task(connection)
            taken = clock() - began
            raise Undo
        return taken

    return _in_turns(engine, tasks, run)


def written(engine: Engine, tasks: Mapping[str, Work], undo: Work) -> dict[str, float]:
    """The same with transactions that are committed, within the time; ``undo`` takes back what they wrote, outside of it."""

    def run(task: Work) -> float:
        clock = _clock(engine)
        began = clock()
        with writing(engine) as connection:
            task(connection)
        taken = clock() - began
        with writing(engine) as connection:
            undo(connection)
        return taken

    return _in_turns(engine, tasks, run)


def _clock(engine: Engine) -> Callable[[], float]:
    return time.perf_counter if engine.dialect.name == "postgresql" else time.process_time


def _in_turns(engine: Engine, tasks: Mapping[str, Work], run: Callable[[Work], float]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            gc.collect()
            taken[name].append(run(task))
            _tidy(engine)
    return {name: median(seconds) for name, seconds in taken.items()}


def _tidy(engine: Engine) -> None:
    """Rows that are gone would lie in the way of those that come next, or be swept away while these are measured."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("vacuum")
    else:
        with engine.connect() as connection:
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
