"""Publishers in SQL: each name once, so that evidence carries a number."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from app.store.bulk import insert_rows
from app.store.dialect import among
from app.store.tables import articles, publishers
from graph.origins import CODER


class PublisherRepository:
    """The publishers table, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ensure(self, names: Collection[str]) -> dict[str, int]:
        """Have a row for each name, numbered in order of insertion; the number of each. The caller holds the version
        row's lock."""
        query = select(publishers.c.name, publishers.c.number).where(among(self._connection, publishers.c.name, names))
        numbers: dict[str, int] = {row.name: row.number for row in self._connection.execute(query)}
        missing = sorted(set(names) - numbers.keys())
        if missing:
            last = self._connection.execute(select(func.max(publishers.c.number))).scalar() or 0
            new = {name: number for number, name in enumerate(missing, last + 1)}
            insert_rows(self._connection, publishers, ("name", "number"), list(new.items()))
            numbers |= new
        return numbers

    def after(self, number: int) -> dict[int, str]:
        """The names of numbers beyond one."""
        query = select(publishers.c.number, publishers.c.name).where(publishers.c.number > number)
        return {row.number: row.name for row in self._connection.execute(query)}

    def printed(self) -> list[tuple[str | None, str | None, int]]:
        """How many articles of the coder's there are of each publisher that credit each agency, either perhaps nobody."""
        ends = articles.c.publisher, articles.c.credited
        query = select(*ends, func.count().label("articles")).where(articles.c.origin == CODER)
        rows = self._connection.execute(query.group_by(*ends))
        return [(row.publisher, row.credited, int(row.articles)) for row in rows]
