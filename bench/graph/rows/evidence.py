"""Evidence into SQL, beside Core's executemany and the ORM's add_all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.orm import Session, registry

from app.store.engine import writing
from app.store.evidence import EvidenceRepository
from app.store.rows import EvidenceRow
from app.store.tables import evidence
from bench.graph.articles import entries
from bench.graph.databases import NoServer
from bench.graph.measure import Differs, Line
from bench.graph.setting import Setting
from bench.graph.writing import DATABASES, PIECES, Marks, Undo, filled, without_evidence, written

_GOALS = {"SQLite": 1.5, "PostgreSQL": 5.0}
_ORM_GOAL = 20.0
_FEWER = 10  # times, pieces to compare what is left behind
_BATCH = 1
_LOT = 500
_SPANS = ("trigger", "source", "target")
_PLAIN = [field.name for field in fields(EvidenceRow) if field.name not in ("trigger", "source_span", "target_span")]


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


def _taken(engine: Engine, rows: Sequence[EvidenceRow], marks: Marks) -> dict[str, float]:
    class Piece:
        pass

    registry().map_imperatively(Piece, evidence)

    def ours(connection: Connection, which: Sequence[EvidenceRow] = rows) -> None:
        EvidenceRepository(connection).add(which, marks)

    def core(connection: Connection, which: Sequence[EvidenceRow] = rows) -> None:
        connection.execute(insert(evidence), [_values(row, marks) for row in which])

    def orm(connection: Connection, which: Sequence[EvidenceRow] = rows) -> None:
        made: Any = Piece
        with Session(bind=connection) as session:
            session.add_all([made(**_values(row, marks)) for row in which])
            session.commit()

    first = min(report for report, _ in marks.values())  # the articles are the last, and each stands alone

    def undo(connection: Connection) -> None:
        connection.execute(delete(evidence).where(evidence.c.report >= first))

    some = rows[: len(rows) // _FEWER]
    stored = _left(engine, ours, some)
    for name, peer in (("Core's executemany", core), ("the ORM's add_all", orm)):
        if _left(engine, peer, some) != stored:
            raise Differs(f"{name} leaves other evidence")
    return written(engine, {"ours": ours, "core": core, "orm": orm}, undo)


def _values(row: EvidenceRow, marks: Marks) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    for name, span in zip(_SPANS, (row.trigger, row.source_span, row.target_span), strict=True):
        values[f"{name}_start"], values[f"{name}_end"] = span or (None, None)
    values["report"], values["publisher"] = marks[row.article_id]
    return values


def _left(engine: Engine, work: Callable[..., None], rows: Sequence[EvidenceRow]) -> list[Any]:
    """The evidence of these rows' articles that is there by ``work``, by id; taken back."""
    of_them = sorted({row.article_id for row in rows})
    found: list[Any] = []
    with suppress(Undo), writing(engine) as connection:
        work(connection, rows)
        for start in range(0, len(of_them), _LOT):
            some = evidence.c.article_id.in_(of_them[start : start + _LOT])
            found += connection.execute(select(evidence).where(some).order_by(evidence.c.id)).all()
        raise Undo
    return found
