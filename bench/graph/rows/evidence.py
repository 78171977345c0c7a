"""Evidence into SQL, beside Core's executemany and the ORM's add_all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.orm import Session, registry

from app.store.engine import writing
from app.store.evidence import EvidenceRepository
from app.store.rows import EvidenceRow
from app.store.tables import evidence
from bench.graph.articles import entries
from bench.graph.databases import NoServer
from bench.graph.measure import Differs, Line
from bench.graph.setting import Setting
from bench.graph.writing import DATABASES, PIECES, Batch, Marks, filled, renamed, without_evidence, written

_GOALS = {"SQLite": 1.5, "PostgreSQL": 5.0}
_ORM_GOAL = 20.0
_FEWER = 10  # times, pieces to compare what is left behind
_BATCH = 1
_SPANS = ("trigger", "source", "target")
_PLAIN = [field.name for field in fields(EvidenceRow) if field.name not in ("trigger", "source_span", "target_span")]

Task = Callable[[Connection, Batch], None]


class _Undo(Exception):  # noqa: N818 - no error
    """Raised at the end of a transaction that is to be taken back."""


def lines(setting: Setting) -> Iterator[Line]:
    """Rows a second ÷ rows a second, all rows in one transaction. All begin with the same :class:`app.store.rows.EvidenceRow`, of
    which the peers make the dictionaries and objects that they take, and all leave the same rows behind."""
    for database in DATABASES:
        name = f"evidence written ÷ {{}}, {database}"
        try:
            with filled(setting, database) as (engine, world):
                rows, marks = without_evidence(engine, entries(world, PIECES, _BATCH, known=True))
                setting.say(f"writing {len(rows):,} pieces of evidence into {database}, in turns")
                taken = _taken(engine, rows, marks)
        except NoServer as error:
            yield Line(name.format("Core executemany"), None, _GOALS[database], str(error), at_least=True)
            yield Line(name.format("ORM add_all"), None, _ORM_GOAL, str(error), at_least=True)
            continue
        speed = {kind: len(rows) / seconds for kind, seconds in taken.items()}
        for kind, what, goal in (("core", "Core executemany", _GOALS[database]), ("orm", "ORM add_all", _ORM_GOAL)):
            peer = f"{speed[kind]:,.0f} rows a second"
            yield Line(name.format(what), speed["ours"] / speed[kind], goal, peer, at_least=True)


def _taken(engine: Engine, rows: list[EvidenceRow], marks: Marks) -> dict[str, float]:
    class Piece:
        pass

    registry().map_imperatively(Piece, evidence)

    def ours(connection: Connection, batch: Batch) -> None:
        EvidenceRepository(connection).add(*batch)

    def core(connection: Connection, batch: Batch) -> None:
        connection.execute(insert(evidence), _values(*batch))

    def orm(connection: Connection, batch: Batch) -> None:
        made: Any = Piece
        with Session(bind=connection) as session:
            session.add_all([made(**values) for values in _values(*batch)])
            session.commit()

    tasks = {"ours": ours, "core": core, "orm": orm}
    _check(engine, tasks, (rows[: len(rows) // _FEWER], marks))
    return written(engine, {name: (lambda number: renamed(rows, marks, number), task) for name, task in tasks.items()})


def _check(engine: Engine, tasks: Mapping[str, Task], batch: Batch) -> None:
    """Raises :class:`Differs` where tasks do not leave the same evidence behind."""
    first, *others = ((name, _left(engine, task, batch)) for name, task in tasks.items())
    for name, left in others:
        if left != first[1]:
            raise Differs(f"{name} and {first[0]} leave different evidence")


def _left(engine: Engine, task: Task, batch: Batch) -> list[Any]:
    """The evidence that is there by a task, by id; taken back."""
    numbers = {report for report, _ in batch[1].values()}  # the articles are the last, and each stands alone
    query = select(evidence).where(evidence.c.report >= min(numbers)).order_by(evidence.c.id)
    found: list[Any] = []
    with suppress(_Undo), writing(engine) as connection:
        task(connection, batch)
        found += connection.execute(query).all()
        raise _Undo
    return found


def _values(rows: Sequence[EvidenceRow], marks: Marks) -> list[dict[str, Any]]:
    """What the peers take."""
    found = []
    for row in rows:
        values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
        for name, span in zip(_SPANS, (row.trigger, row.source_span, row.target_span), strict=True):
            values[f"{name}_start"], values[f"{name}_end"] = span or (None, None)
        values["report"], values["publisher"] = marks[row.article_id]
        found.append(values)
    return found
