"""Parquet: an article a row, read row group by row group, and of these only the columns that hold something of ours."""

from collections.abc import Iterator
from typing import Any

from app.ingestion.sources.items import Item, Source
from app.ingestion.sources.records import BODIES, FIELDS, field_name, parse_record

_ROWS = 64
_BUFFER = 1 << 20
_ABSENT = "Parquet needs pyarrow: install the extra `parquet` (pip install 'entente[parquet]')"


def read_columns(source: Source) -> Iterator[Item]:
    """Articles of the row groups from ``start`` to before ``end``; columns are named as the fields of a record.

    A row group that is damaged is a problem, and the next one is read. Where pyarrow is absent, that is the problem.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet as pq  # noqa: PLC0415
    except ImportError:
        yield source.problem(_ABSENT)
        return
    faults = (OSError, ValueError, pa.ArrowException)
    try:
        file = pq.ParquetFile(source.stream, buffer_size=_BUFFER, pre_buffer=False)
        columns = {name: field_name(name) for name in file.schema_arrow.names if field_name(name) in FIELDS}
    except faults as error:
        yield source.problem(f"cannot be read as Parquet: {_line(error)}")
        return
    if not any(name in BODIES for name in columns.values()):
        yield source.problem("no column holds an article; name one text (or body, content), html or sentences")
        return
    number = source.first
    for group in range(source.start, file.num_row_groups if source.end is None else source.end):
        following = number + file.metadata.row_group(group).num_rows
        try:
            for batch in file.iter_batches(_ROWS, row_groups=[group], columns=list(columns), use_threads=False):
                for record in _records(batch, columns, pa):
                    yield _article(source, record, number)
                    number += 1
        except faults as error:
            yield source.problem(f"the rows up to {following - 1} cannot be read: {_line(error)}", number)
        number = following


def groups(source: Source) -> tuple[tuple[int, int], ...]:
    """Rows and bytes (unpacked) of each row group; empty where the file cannot be read, which readers then say."""
    try:
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet as pq  # noqa: PLC0415
    except ImportError:
        return ()
    try:
        metadata = pq.ParquetFile(source.stream).metadata
        found = [metadata.row_group(group) for group in range(metadata.num_row_groups)]
    except (OSError, ValueError, pa.ArrowException):
        return ()
    return tuple((group.num_rows, group.total_byte_size) for group in found)


def _records(batch: Any, columns: dict[str, str], pa: Any) -> list[dict[str, object]]:
    lists: dict[str, list[object]] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_timestamp(column.type):
            # Nanoseconds would need pandas.
            lists[columns[name]] = column.cast(pa.timestamp("us", column.type.tz), safe=False).to_pylist()
        else:
            lists[columns[name]] = column.to_pylist()
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def _article(source: Source, record: dict[str, object], number: int) -> Item:
    try:
        for name, value in record.items():
            if isinstance(value, bytes) and FIELDS[name] != "html":
                record[name] = value.decode()
        return parse_record(record, source.place(number))
    except ValueError as error:
        return source.problem(str(error), number)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
