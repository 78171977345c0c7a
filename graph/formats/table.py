"""Tables: one row an edge as CSV (RFC 4180) or Parquet, and rows of any list as CSV.

A cell of text that begins with ``= + - @``, their full-width forms, a tab, a line end or an apostrophe gets one apostrophe
before it, so that no spreadsheet takes it for a formula; without that apostrophe it is what it was. Numbers stay numbers.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from graph.errors import MissingPackage
from graph.formats.chunks import dump, fit, lots, without_none
from graph.formats.fields import Kind, row_fields, row_values
from graph.formats.records import GraphRecord

_FORMULA = tuple("=+-@＝＋－＠\t\r\n'")
#: Rows that lie together in a Parquet file; what is held at once.
_ROW_GROUP = 5_000


def csv_edges(graph: GraphRecord) -> Iterator[bytes]:
    """The edges of a graph with the names of their ends; a node without an edge is not there."""
    header = [field.name for field in row_fields(graph.quotes)]
    return csv_rows(header, (row_values(record, graph.quotes) for record in graph.edges))


def csv_rows(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Rows under a header, UTF-8 without a mark; what is unknown is an empty cell."""
    yield _lines([header])
    for lot in lots(rows):
        yield _lines([[cell(value) for value in row] for row in lot])


def cell(value: Any) -> Any:
    """A value as a cell."""
    if isinstance(value, str):
        text = fit(value)
        return f"'{text}" if text.startswith(_FORMULA) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def parquet_edges(graph: GraphRecord) -> Iterator[bytes]:
    """The same rows as Parquet, days as dates. Raises :class:`graph.errors.MissingPackage` without pyarrow."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet as pq  # noqa: PLC0415
    except ImportError:
        raise MissingPackage("Parquet needs pyarrow: install the extra `parquet` (pip install 'entente[parquet]')") from None
    types: dict[Kind, Any] = {
        "text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "flag": pa.bool_(), "day": pa.date32(),
    }  # fmt: skip
    fields = row_fields(graph.quotes)
    about = {"entente": dump(without_none({"name": graph.name, **graph.about}))}
    schema = pa.schema([pa.field(field.name, types[field.kind]) for field in fields], metadata=about)
    drain = _Drain()
    with pq.ParquetWriter(drain, schema) as writer:
        for lot in lots((row_values(record, graph.quotes) for record in graph.edges), _ROW_GROUP):
            columns = [
                [value if value is None else fit(value) for value in column] if field.kind == "text" else column
                for field, column in zip(fields, zip(*lot, strict=True), strict=True)
            ]
            arrays = [pa.array(column, types[field.kind]) for field, column in zip(fields, columns, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=_ROW_GROUP)
            yield drain.taken()
    yield drain.taken()


class _Drain:
    """A file that is only written, and emptied as it goes."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        """Take bytes."""
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing to close."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
