"""CSV and TSV: a first line that names the columns, an article a row."""

import csv
import json
from collections.abc import Iterator
from typing import BinaryIO

from app.ingestion.sources import items
from app.ingestion.sources.items import Item, Source
from app.ingestion.sources.records import BODIES, FIELDS, field_name, parse_record

_DELIMITERS = ",;\t|"
_HINT = "name the columns in the first line: text (or body, content), and if known title, date, publisher, url"


def read_table(source: Source, delimiter: str | None = None) -> Iterator[Item]:
    """Articles of a table; without a delimiter it is the one of ``, ; tab |`` that parts the first line best.

    Fields may hold line breaks and be as large as an article. A row is known by the line on which it begins. Columns
    of other names are passed over.
    """
    # The limit is one for the whole process; what it guards against is bounded here by lines as well.
    csv.field_size_limit(max(csv.field_size_limit(), items.MOST))
    lines = _Lines(source.stream)
    try:
        head = next(lines)
    except StopIteration:
        return
    except UnicodeDecodeError:
        yield source.problem("not UTF-8, as of the first line; save the file as UTF-8 (“CSV UTF-8” in a spreadsheet)", 1)
        return
    except _LongLine:
        yield source.problem(f"the first line is no header: longer than {items.MOST} bytes; {_HINT}", 1)
        return
    delimiter = delimiter or delimiter_of(head)
    columns = _names(head, delimiter)
    if not any(name in BODIES for name in columns):
        yield source.problem(f"no column holds an article; {_HINT}", 1)
        return
    # Strict: a stray quote costs its row, where it would else join rows that nobody wrote together.
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        number = lines.count + 1
        lines.size = 0
        try:
            row = next(rows)
            if row:
                yield parse_record(_record(columns, row), source.place(number))
        except StopIteration:
            return
        except UnicodeDecodeError:
            yield source.problem("not UTF-8; save the file as UTF-8", number)
        except _LongLine:
            yield source.problem(f"longer than {items.MOST} bytes; is a quote left open?", number)
        except csv.Error as error:
            upto = f" (up to line {lines.count})" if lines.count > number else ""
            yield source.problem(f"not a row{upto}: {error}; double the quotes inside of a quoted field", number)
        except (ValueError, RecursionError) as error:
            yield source.problem(str(error), number)


def delimiter_of(head: str) -> str:
    """The delimiter by which a header line names most columns that we know."""
    return max(_DELIMITERS, key=lambda delimiter: len(known_columns(head, delimiter)))


def known_columns(head: str, delimiter: str) -> set[str]:
    """The fields that a header line names."""
    return {FIELDS[name] for name in _names(head, delimiter) if name in FIELDS}


def names_columns(head: bytes) -> bool:
    """Whether the first line of a stream is a header with an article in one of at least two columns."""
    line = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0].decode(errors="replace").strip()
    found = known_columns(line, delimiter_of(line)) if line else set()
    return len(found) >= 2 and not found.isdisjoint({"text", "html", "sentences"})


def _names(head: str, delimiter: str) -> list[str]:
    try:
        return [field_name(name) for name in next(csv.reader([head], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _record(columns: list[str], row: list[str]) -> dict[str, object]:
    if len(row) != len(columns):
        raise ValueError(f"{len(row)} fields, and the first line names {len(columns)}; quote fields that hold the delimiter")
    record: dict[str, object] = {}
    for name, value in zip(columns, row, strict=True):
        if name in FIELDS and value:
            record.setdefault(name, json.loads(value) if name == "sentences" else value)
    return record


class _LongLine(Exception):  # noqa: N818 - not an error of ours
    pass


class _Lines:
    """The lines of a stream as text; one that is too long, or no UTF-8, raises and is gone past. Line breaks inside of
    quotes are lines here too: ``size`` adds up those of one row."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0
        self.size = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._stream.readline(items.MOST + 1)
        if not line:
            raise StopIteration
        self.count += 1
        long = len(line) > items.MOST
        while long and line and not line.endswith(b"\n"):
            line = self._stream.readline(items.MOST)
        self.size += len(line)
        if long or self.size > items.MOST:
            raise _LongLine
        return line.decode("utf-8-sig" if self.count == 1 else "utf-8")
