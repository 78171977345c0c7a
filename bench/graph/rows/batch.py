"""A whole batch, edges folded and evidence, beside the evidence alone."""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, func, select

from app.store.engine import reading
from app.store.evidence import EvidenceRepository
from app.store.ledger import record
from app.store.tables import relations
from bench.graph.articles import entries
from bench.graph.databases import NoServer
from bench.graph.measure import ROUNDS, Differs, Line
from bench.graph.setting import Setting
from bench.graph.world import World
from bench.graph.writing import DATABASES, PIECES, Batch, filled, renamed, without_evidence, written

_GOAL = 0.25
_RAW = 1


def lines(setting: Setting) -> Iterator[Line]:
    """Pieces a second ÷ pieces a second of our own insertion of evidence; a twentieth of the edges is of new relations."""
    for database in DATABASES:
        name = f"a whole batch of {PIECES:,} edges ÷ the raw evidence insert, {database}"
        try:
            with filled(setting, database) as (engine, world):
                setting.say(f"recording {PIECES:,} pieces of evidence in {database}, in turns")
                yield _line(engine, world, name)
        except NoServer as error:
            yield Line(name, None, _GOAL, str(error), at_least=True)


def _line(engine: Engine, world: World, name: str) -> Line:
    rows, marks = without_evidence(engine, entries(world, PIECES, _RAW, known=True))
    before = _counted(engine)

    def raw(connection: Connection, batch: Batch) -> None:
        EvidenceRepository(connection).add(*batch)

    new = {"raw": lambda number: renamed(rows, marks, number), "whole": lambda number: entries(world, PIECES, _RAW + number)}
    taken = written(engine, {"raw": (new["raw"], raw), "whole": (new["whole"], record)})
    if _counted(engine) != before + ROUNDS * PIECES:
        raise Differs(f"{ROUNDS * PIECES:,} pieces were recorded, and the relations count {_counted(engine) - before:,} more")
    return Line(name, taken["raw"] / taken["whole"], _GOAL, f"{len(rows) / taken['raw']:,.0f} rows a second", at_least=True)


def _counted(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.sum(relations.c.evidence))).scalar_one())
