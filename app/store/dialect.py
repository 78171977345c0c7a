"""What SQLite and PostgreSQL spell differently. Nothing else in the store asks which database it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; those whose key exists already are left as they are."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, or overwrite every other column of the row with the same primary key."""
    if rows:
        statement = _insert(connection, table)
        key = [column.name for column in table.primary_key]
        changes = {name: statement.excluded[name] for name in rows[0] if name not in key}
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changes), list(rows))


def lock_schema(connection: Connection) -> None:
    """Have other migrations wait until this transaction ends (on SQLite, BEGIN IMMEDIATE does)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(7364283)"))


def _insert(connection: Connection, table: Table) -> "postgresql.Insert | sqlite.Insert":
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
