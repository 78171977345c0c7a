"""From SQL to a graph that answers, beside reading the same rows and doing nothing with them."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, registry

from app.store.tables import relations
from bench.graph import ours
from bench.graph.measure import Differs, Line, interleaved
from bench.graph.networks import SELECT, multigraph
from bench.graph.setting import Setting


def lines(setting: Setting) -> Iterator[Line]:
    """Medians of CPU seconds; each peer has to find as many relations and pieces of evidence."""
    engine, path = setting.database, str(setting.file)
    expected = len(setting.world), len(setting.world.owner)
    orm = Orm(engine)
    _equal("sqlite3", _rows(path, count=True), expected)
    _equal("add_edges_from", _edges(path), expected)
    _equal("the ORM", orm.counts(), expected)
    tasks: dict[str, Any] = {"rows": lambda: _rows(path), "edges": lambda: multigraph(path), "orm": orm.all}
    missing = ""
    try:
        _equal("ours", ours.counts(ours.load(engine)), expected)
        tasks = {"ours": lambda: ours.load(engine)} | tasks
    except NotImplementedError as error:
        missing = f"{error}: not in the core yet"
    setting.say(f"loading by {', '.join(tasks)}, in turns")
    taken = interleaved(tasks)
    rows = f"{taken['rows']:.2f} s"
    name = "SQL to a queryable graph ÷ iterating the same rows in sqlite3"
    yield Line(name, taken["ours"] / taken["rows"], 1.0, rows) if "ours" in taken else Line(name, None, 1.0, missing)
    yield Line("MultiDiGraph.add_edges_from of these rows ÷ iterating them", taken["edges"] / taken["rows"], None, rows)
    yield Line("the ORM's objects of these rows ÷ iterating them", taken["orm"] / taken["rows"], None, rows)


def _equal(what: str, found: tuple[int, int], expected: tuple[int, int]) -> None:
    if found != expected:
        raise Differs(
            f"{what}: {found[0]:,} relations and {found[1]:,} pieces of evidence, not {expected[0]:,} and {expected[1]:,}"
        )


def _rows(path: str, *, count: bool = False) -> tuple[int, int]:
    connection = sqlite3.connect(path)
    rows, pieces = 0, 0
    if count:
        for row in connection.execute(SELECT):
            rows, pieces = rows + 1, pieces + row[5]
    else:
        for _ in connection.execute(SELECT):
            pass
    connection.close()
    return rows, pieces


def _edges(path: str) -> tuple[int, int]:
    graph: Any = multigraph(path)
    return graph.number_of_edges(), sum(pieces for *_, pieces in graph.edges(data="evidence"))


class Orm:
    """The relations table, mapped to a class."""

    def __init__(self, engine: Engine) -> None:
        class Relation:
            evidence: int

        registry().map_imperatively(Relation, relations)
        self._engine, self._mapped = engine, Relation

    def all(self) -> list[Any]:
        """An object a row."""
        with Session(self._engine) as session:
            return list(session.scalars(select(self._mapped)))

    def counts(self) -> tuple[int, int]:
        """As the others count."""
        found = self.all()
        return len(found), sum(relation.evidence for relation in found)
