"""A database in one file that either kind of database can be restored from.

A zip file: ``tables/<name>.jsonl`` has a row a line, as a JSON array in the order of the manifest's columns;
``manifest.json`` says what the rows are, how many there are and what their bytes' SHA-256 is; ``manifest.sha256`` does so
for the manifest. Dates are ISO 8601, moments in UTC, bytes base64. It is written beside its place and moved there once it
is whole.
"""

import hashlib
import os
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from app.errors import EntenteError

FORMAT = 1
_MANIFEST, _DIGEST = "manifest.json", "manifest.sha256"
_LEVEL = 3  # of deflate: twice as fast as its default, a tenth larger
_PIECE = 2**20

Row = Sequence[Any]


class BadArchive(EntenteError):  # noqa: N818 - reads as what happened
    """The file is no archive, is damaged, or is of a newer program."""

    slug = "bad-backup"
    title = "This file cannot be restored"


@dataclass(frozen=True, slots=True)
class Packed:
    """A table in the archive: its columns with what each holds (:data:`KINDS`), and its rows, as bytes and counted."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the archive: the schema's revision, the version of the graph, the months in which evidence was recorded
    (``YYYY-MM``), and the tables, those first that others point to."""

    revision: str
    version: int
    made_at: str
    months: tuple[str, ...]
    tables: tuple[Packed, ...]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables)


def _moment(value: datetime) -> str:
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)  # SQLite keeps no zone
    return aware.isoformat()


#: How a value of each kind is written and read; None where JSON has it as it is.
KINDS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]] | None] = {
    "int8": None,
    "int4": None,
    "float8": None,
    "bool": None,
    "text": None,
    "json": None,
    "date": (date.isoformat, date.fromisoformat),
    "moment": (_moment, datetime.fromisoformat),
    "bytes": (lambda value: b64encode(value).decode(), b64decode),
}


class Writer:
    """Writes an archive; nothing is in its place until :meth:`finish`, and nothing is left where that is never called.

    Raises :class:`OSError` where it cannot be written, :class:`FileExistsError` where there is something already.
    """

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise FileExistsError(f"{path} is there already; name another file")
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        # A database may hold what is not for everybody.
        opened = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(opened, "wb")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def table(self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Row]) -> Packed:
        """Add a table."""
        digest, number, size = hashlib.sha256(), 0, 0
        changed = [(place, kind[0]) for place, (_, name_) in enumerate(columns) if (kind := KINDS[name_])]
        waiting = bytearray()
        with self._zip.open(_place(name), "w", force_zip64=True) as file:
            for row in rows:
                values = list(row)
                for place, write in changed:
                    if values[place] is not None:
                        values[place] = write(values[place])
                waiting += orjson.dumps(values)
                waiting += b"\n"
                number += 1
                if len(waiting) >= _PIECE:
                    size += _put(file, digest, waiting)
            size += _put(file, digest, waiting)
        return Packed(name, tuple(columns), number, size, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, and put the file in its place."""
        packed = orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2)
        self._zip.writestr(_MANIFEST, packed)
        self._zip.writestr(_DIGEST, hashlib.sha256(packed).hexdigest())
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        try:
            os.link(self._part, self._path)  # unlike a rename, refuses to take another's place
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            self._part.replace(self._path)
        with suppress(OSError):  # nor can every folder be synced
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with suppress(OSError, ValueError):  # a table that was broken off cannot be closed
            self._zip.close()
        with suppress(OSError):
            self._file.close()
        self._part.unlink(missing_ok=True)


class Archive:
    """An archive to read. Opening it reads the manifest alone, :meth:`check` everything. Both raise :class:`BadArchive`."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
            raise BadArchive(f"{path} cannot be read as a backup: {error}") from error
        self._path = path
        try:
            packed = self._zip.read(_MANIFEST)
            if hashlib.sha256(packed).hexdigest() != self._zip.read(_DIGEST).decode():
                raise BadArchive(f"{path} is damaged: its manifest is not as it was written")
            found = orjson.loads(packed)
            if found["format"] != FORMAT:
                raise BadArchive(f"{path} is of format {found['format']}; restore it with the program that made it")
            tables = [Packed(**{**one, "columns": tuple(map(tuple, one["columns"]))}) for one in found["tables"]]
            self.manifest = Manifest(**{**found, "tables": tuple(tables), "months": tuple(found["months"])})
        except _DAMAGE as error:
            self._zip.close()
            raise BadArchive(f"{path} is no backup, or is damaged: {error}") from error

    def check(self, progress: Callable[[int], None] = lambda rows: None) -> None:
        """Read everything and compare it with the manifest; ``progress`` is given the number of rows read."""
        done = 0
        for table in self.manifest.tables:
            digest, rows, size = hashlib.sha256(), 0, 0
            try:
                with self._zip.open(_place(table.name)) as file:
                    while piece := file.read(_PIECE):
                        digest.update(piece)
                        rows, size = rows + piece.count(b"\n"), size + len(piece)
                        progress(done + rows)
            except _DAMAGE as error:
                raise BadArchive(f"{self._path} is damaged: the table {table.name} cannot be read: {error}") from error
            if (digest.hexdigest(), rows, size) != (table.sha256, table.rows, table.size):
                raise BadArchive(f"{self._path} is damaged: the table {table.name} is not as it was written")
            done += rows

    def rows(self, table: Packed) -> Iterator[tuple[Any, ...]]:
        """The rows of a table, as they were given to :meth:`Writer.table`, moments with their zone."""
        changed = [(place, kind[1]) for place, (_, name) in enumerate(table.columns) if (kind := KINDS[name])]
        with self._zip.open(_place(table.name)) as file:
            for line in file:
                values = orjson.loads(line)
                for place, read in changed:
                    if values[place] is not None:
                        values[place] = read(values[place])
                yield tuple(values)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()


#: What reading a file that was tampered with raises; zlib.error is an Exception of its own.
_DAMAGE = (OSError, EOFError, KeyError, TypeError, ValueError, NotImplementedError, zipfile.BadZipFile, zipfile.zlib.error)  # type: ignore[attr-defined]


def _place(table: str) -> str:
    return f"tables/{table}.jsonl"


def _put(file: IO[bytes], digest: Any, waiting: bytearray) -> int:
    """Write what waits, and forget it; its size."""
    size = len(waiting)
    digest.update(waiting)
    file.write(waiting)
    waiting.clear()
    return size
