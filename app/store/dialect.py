"""What SQLite and PostgreSQL spell differently. Nothing else in the store asks which database it is, save
:mod:`app.store.engine` and :mod:`app.store.bulk`."""

import json
import os
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    any_,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def among(connection: Connection, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column is one of many texts or numbers: one parameter, however many they are, so that any number will
    do and the statement is compiled once."""
    wanted = sorted(values)
    if connection.dialect.name == "postgresql":
        kind: BigInteger | Text = BigInteger() if isinstance(column.type, Integer) else Text()
        return column == any_(literal(wanted, postgresql.ARRAY(kind)))
    each = func.json_each(json.dumps(wanted)).table_valued("value")
    return column.in_(select(each.c.value))


def first_of_each(connection: Connection, wanted: Sequence[tuple[int, int, int]], most: int) -> list[tuple[int, list[int]]]:
    """The articles that have a band, the first ``most`` of them by day, for each ``(band, first day, last day)`` that any
    has: its place among the wanted, and their numbers."""
    if connection.dialect.name == "postgresql":
        arrays = [list(column) for column in zip(*wanted, strict=True)] or [[], [], []]
        rows = connection.exec_driver_sql(_FIRST_POSTGRES, (*arrays, most))
        return [(int(place) - 1, list(numbers)) for place, numbers in rows]
    rows = connection.exec_driver_sql(_FIRST_SQLITE, (most, json.dumps(wanted)))
    return [(int(place), [int(number) for number in numbers.split(",")]) for place, numbers in rows if numbers]


_FIRST_POSTGRES = (
    "select wanted.place, array_agg(found.number order by found.day, found.number) "
    "from unnest(%b::int4[], %b::int4[], %b::int4[]) with ordinality as wanted(band, first, last, place) "
    "cross join lateral (select day, number from bands where bands.band = wanted.band "
    "and bands.day between wanted.first and wanted.last order by day, number limit %b) as found group by wanted.place"
)
_FIRST_SQLITE = (
    "select wanted.key, (select group_concat(number) from (select number from bands "
    "where band = json_extract(wanted.value, '$[0]') and day between json_extract(wanted.value, '$[1]') "
    "and json_extract(wanted.value, '$[2]') order by day, number limit ?)) from json_each(?) as wanted"
)


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, or overwrite every other column of the row with the same primary key."""
    if rows:
        statement = _insert(connection, table)
        key = [column.name for column in table.primary_key]
        changes = {name: statement.excluded[name] for name in rows[0] if name not in key}
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changes), list(rows))


def place(connection: Connection) -> str:
    """Where the database is: on PostgreSQL its number there, which a copy does not get; on SQLite its file."""
    if connection.dialect.name == "postgresql":
        return str(connection.execute(text("select oid from pg_database where datname = current_database()")).scalar_one())
    return os.path.realpath(connection.engine.url.database or "")


def lock_schema(connection: Connection) -> None:
    """Have other migrations wait until this transaction ends (on SQLite, BEGIN IMMEDIATE does)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(7364283)"))


def hold_still(connection: Connection, table: Table) -> None:
    """Have everyone else wait for a table, and wait for those that use it; on SQLite readers need not, and writers do."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"lock table {table.name} in access exclusive mode"))


def place_counters(connection: Connection) -> None:
    """Have numbers that PostgreSQL gives by itself go on after those that are there; SQLite does so anyway."""
    if connection.dialect.name != "postgresql":
        return
    counted = text(
        "select table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) as counter "
        "from information_schema.columns where table_schema = current_schema()"
    )
    for table, column, counter in connection.execute(counted).all():
        if counter is not None:
            most = f'select setval(\'{counter}\', coalesce(max("{column}"), 0) + 1, false) from "{table}"'  # noqa: S608
            connection.execute(text(most))


def take_stock(connection: Connection) -> None:
    """Have PostgreSQL see what is in tables that were just filled, or it plans as if they were empty."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("analyze"))


def _insert(connection: Connection, table: Table) -> "postgresql.Insert | sqlite.Insert":
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
