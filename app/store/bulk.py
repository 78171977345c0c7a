"""Many rows at once, past Core's work for each of them: COPY on PostgreSQL, the driver's own executemany on SQLite; and
many rows back, as the driver gives them.

Values go in exactly as Core would put them: each column's type converts them here too.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Dialect, Executable, Row, Table, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    NullType,
    String,
    TypeDecorator,
    TypeEngine,
)

from app.store.engine import BINARY

Rows = Sequence[tuple[Any, ...]]
#: PostgreSQL's names of the types, the special before the general.
_POSTGRES = (
    (BigInteger, "int8"), (Integer, "int4"), (Float, "float8"), (Boolean, "bool"), (Date, "date"), (DateTime, "timestamptz"),
    (JSON, "json"), (LargeBinary, "bytea"), (String, "text"),
)  # fmt: skip


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert rows of these columns, each row a tuple of their values. Raises what Core would."""
    if not rows:
        return
    columns = _columns(table, names)
    ready = _ready(connection.dialect, columns, rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, ready)
    else:
        connection.exec_driver_sql(_insertion(table, names), ready)


def update_rows(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Give rows new values: the first of the columns is the key, the others are set."""
    if not rows:
        return
    columns = _columns(table, names)
    ready = _ready(connection.dialect, columns, rows)
    if connection.dialect.name == "postgresql":
        arrays = tuple(list(column) for column in zip(*ready, strict=True))
        connection.exec_driver_sql(_array_update(table, names), arrays)
    else:
        turned = [(*row[1:], row[0]) for row in ready]
        connection.exec_driver_sql(_update(table, names), turned)


def as_it_is(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column to be read without conversion: days are then text on SQLite and dates on PostgreSQL."""
    return type_coerce(column, NullType())


def read_all(connection: Connection, query: Executable) -> Sequence[Row[Any]]:
    """The rows of a query; PostgreSQL sends them in binary."""
    return connection.execute(query, execution_options={BINARY: True}).all()


def read_lots(connection: Connection, query: Executable, lot: int) -> Iterator[Sequence[Row[Any]]]:
    """The rows of a query, up to ``lot`` at a time, and never more of them held."""
    with connection.execute(query, execution_options={BINARY: True, "stream_results": True, "max_row_buffer": lot}) as found:
        while rows := found.fetchmany(lot):
            yield rows


def _columns(table: Table, names: Sequence[str]) -> list[Column[Any]]:
    return [table.c[name] for name in names]


def _ready(dialect: Dialect, columns: Sequence[Column[Any]], rows: Rows) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them, converted column by column."""
    converted = False
    turned: list[Sequence[Any]] = []
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        convert = _converter(dialect, column.type)
        if convert is None:
            turned.append(values)
            continue
        converted = True
        if column.type.python_type in (date, datetime):  # few of them, many times over
            known = {value: convert(value) for value in set(values)}
            turned.append([known[value] for value in values])
        else:
            turned.append([convert(value) for value in values])
    return list(zip(*turned, strict=True)) if converted else list(rows)


@lru_cache(maxsize=256)
def _converter(dialect: Dialect, kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _insertion(table: Table, names: Sequence[str]) -> str:
    marks = ", ".join("?" * len(names))
    return f"insert into {table.name} ({', '.join(names)}) values ({marks})"  # noqa: S608 - names of ours, here and below


def _update(table: Table, names: Sequence[str]) -> str:
    key, *others = names
    return f"update {table.name} set {', '.join(f'{name} = ?' for name in others)} where {key} = ?"  # noqa: S608


def _array_update(table: Table, names: Sequence[str]) -> str:
    key, *others = names
    arrays = ", ".join(f"%s::{_postgres_type(table.c[name].type)}[]" for name in names)
    changes = ", ".join(f"{name} = new.{name}" for name in others)
    new = f"unnest({arrays}) as new({', '.join(names)})"
    return f"update {table.name} set {changes} from {new} where {table.name}.{key} = new.{key}"  # noqa: S608


def _postgres_type(kind: TypeEngine[Any]) -> str:
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return next(name for python, name in _POSTGRES if isinstance(kind, python))


def _copy(connection: Connection, table: Table, columns: Sequence[Column[Any]], rows: Rows) -> None:
    names = ", ".join(column.name for column in columns)
    statement = f"copy {table.name} ({names}) from stdin (format binary)"
    cursor: Any = connection.connection.cursor()
    with _errors_of_core(connection, statement), cursor, cursor.copy(statement) as copy:
        copy.set_types([_postgres_type(column.type) for column in columns])
        for row in rows:
            copy.write_row(row)


@contextmanager
def _errors_of_core(connection: Connection, statement: str) -> Iterator[None]:
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, dialect=connection.dialect) from error
