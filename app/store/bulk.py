"""Many rows at once, past Core's work for each of them: COPY on PostgreSQL, the driver's own executemany on SQLite; and
many rows back, as the driver gives them.

Values go in exactly as Core would put them: each column's type converts them here too.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, CursorResult, Dialect, Executable, Table, type_coerce
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

Rows = Iterable[tuple[Any, ...]]
#: PostgreSQL's names of the types, the special before the general.
_POSTGRES = (
    (BigInteger, "int8"), (Integer, "int4"), (Float, "float8"), (Boolean, "bool"), (Date, "date"), (DateTime, "timestamptz"),
    (JSON, "json"), (LargeBinary, "bytea"), (String, "text"),
)  # fmt: skip
_LOT = 250  # small, so that PostgreSQL never waits for long while the next lot is made ready


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert rows of these columns, each row a tuple of their values. Raises what Core raises where the database refuses
    them, ValueError where a type does."""
    columns = [table.c[name] for name in names]
    lots = _ready(connection.dialect, columns, rows)
    if connection.dialect.name == "postgresql":
        first = next(lots, None)
        if first is not None:
            _copy(connection, table, columns, chain(first, chain.from_iterable(lots)))
        return
    statement = _insertion(table, names)
    for lot in lots:
        connection.exec_driver_sql(statement, lot)


def update_rows(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Give rows new values: the first of the columns says which rows, the others are set. Raises as above."""
    columns = [table.c[name] for name in names]
    for lot in _ready(connection.dialect, columns, rows):
        if connection.dialect.name == "postgresql":
            arrays = tuple(list(column) for column in zip(*lot, strict=True))
            connection.exec_driver_sql(_array_update(table, names), arrays)
        else:
            connection.exec_driver_sql(_update(table, names), [(*row[1:], row[0]) for row in lot])


def as_it_is(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column to be read without conversion: days are then text on SQLite and dates on PostgreSQL."""
    return type_coerce(column, NullType())


def read_all(connection: Connection, query: Executable) -> list[Any]:
    """The rows of a query as the driver gives them; PostgreSQL sends them in binary."""
    with connection.execute(query, execution_options={BINARY: True}) as found:
        return list(_driver(found).fetchall())


def read_lots(connection: Connection, query: Executable, lot: int) -> Iterator[list[Any]]:
    """The same, up to ``lot`` rows at a time, and never more of them held."""
    streamed = connection.dialect.name == "postgresql"  # SQLite's cursor reads on as it is asked
    with connection.execute(query, execution_options={BINARY: True, "stream_results": streamed}) as found:
        rows: Any = found if streamed else _driver(found)  # Core looks ahead where it streams
        while some := list(rows.fetchmany(lot)):
            yield some


def _driver(found: CursorResult[Any]) -> Any:
    """The driver's cursor: a row that Core makes costs as much again as the row."""
    return found.cursor


def _ready(dialect: Dialect, columns: Sequence[Column[Any]], rows: Rows) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as the driver takes them, a lot at a time: more of them at once only wait in memory."""
    converters = [_converter(dialect, column.type) for column in columns]
    waiting = iter(rows)
    while lot := list(islice(waiting, _LOT)):
        turned: list[Sequence[Any]] = list(zip(*lot, strict=True))
        for place, convert in enumerate(converters):
            if convert is not None:
                keys = list(map(id, turned[place]))  # an article's days and moments come row after row
                seen = dict(zip(keys, turned[place], strict=True))
                known = {key: convert(value) for key, value in seen.items()}
                turned[place] = list(map(known.__getitem__, keys))
        yield list(zip(*turned, strict=True))


@lru_cache(maxsize=256)
def _converter(dialect: Dialect, kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _insertion(table: Table, names: Sequence[str]) -> str:
    marks = ", ".join("?" * len(names))
    return f"insert into {table.name} ({_quoted(names)}) values ({marks})"  # noqa: S608 - names of ours, here and below


def _quoted(names: Iterable[str]) -> str:
    """A list of columns, of which one may be called as a word of SQL."""
    return ", ".join(f'"{name}"' for name in names)


def _update(table: Table, names: Sequence[str]) -> str:
    key, *others = names
    return f"update {table.name} set {', '.join(f'{name} = ?' for name in others)} where {key} = ?"  # noqa: S608


def _array_update(table: Table, names: Sequence[str]) -> str:
    key, *others = names
    arrays = ", ".join(f"%b::{_postgres_type(table.c[name].type)}[]" for name in names)
    changes = ", ".join(f"{name} = new.{name}" for name in others)
    new = f"unnest({arrays}) as new({', '.join(names)})"
    return f"update {table.name} set {changes} from {new} where {table.name}.{key} = new.{key}"  # noqa: S608


def _postgres_type(kind: TypeEngine[Any]) -> str:
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return next(name for python, name in _POSTGRES if isinstance(kind, python))


def _copy(connection: Connection, table: Table, columns: Sequence[Column[Any]], rows: Rows) -> None:
    names = _quoted(column.name for column in columns)
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
