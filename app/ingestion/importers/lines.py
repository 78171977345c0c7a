"""Files of data sets, line by line: plain, gzipped or zipped, of whatever encoding, however large."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from app.errors import BadDataSet

#: Bytes of a line; no row of a data set is as long, and what is longer is no row.
LONGEST = 1_000_000
_MAGIC_GZIP, _MAGIC_ZIP = b"\x1f\x8b", b"PK\x03\x04"


class Rows:
    """The rows of files, each with the file's name and the number of its line, counted as they are given out.

    A file's name says nothing of how it is packed: its first bytes do. A zip file gives every file in it whose name ends
    as one of ``endings``, or its only one. Lines are UTF-8, with or without a byte order mark, else Windows-1252; a
    zero byte is taken out.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        today: date = date.max,
        endings: tuple[str, ...] = (".csv", ".tsv", ".tab", ".txt"),
    ) -> None:
        self._paths = paths
        self._endings = endings
        #: The day on which they are read; nothing can have been told much later.
        self.today = today
        #: Rows given out so far, without heads and blank lines.
        self.read = 0

    def files(self) -> Iterator[tuple[str, Iterator[tuple[int, str]]]]:
        """Each file's name with its lines, numbered from 1. Raises :class:`BadDataSet` for a file that cannot be
        read to its end."""
        for path in self._paths:
            for name, file in _parts(path, self._endings):
                with _said(name):
                    yield name, self._lines(name, file)

    def _lines(self, name: str, file: IO[bytes]) -> Iterator[tuple[int, str]]:
        number = 0
        with _said(name):
            while raw := file.readline(LONGEST + 1):
                number += 1
                if len(raw) > LONGEST:
                    while raw and not raw.endswith(b"\n"):
                        raw = file.readline(LONGEST)
                    yield number, ""  # too long for any row: no columns
                    continue
                if number == 1:
                    raw = raw.removeprefix(b"\xef\xbb\xbf")
                if raw.strip(b" \t\r\n\0\x1a"):
                    yield number, decoded(raw)


def decoded(raw: bytes) -> str:
    """A line without its end."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        text = text.replace("\0", "")
    return text.rstrip("\r\n")


@contextmanager
def _said(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadDataSet(f"cannot read {name}: {why}; give a file that is there and whole") from error


def _parts(path: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, IO[bytes]]]:
    with _said(str(path)), path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic.startswith(_MAGIC_ZIP):
            yield from _zipped(path, file, endings)
        elif magic.startswith(_MAGIC_GZIP):
            with gzip.open(file) as unpacked:
                yield str(path), io.BufferedReader(unpacked)
        else:
            yield str(path), file


def _zipped(path: Path, file: IO[bytes], endings: tuple[str, ...]) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(file) as archive:
        names = sorted(name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX/"))
        wanted = names if len(names) == 1 else [name for name in names if name.lower().endswith(endings)]
        if not wanted:
            raise BadDataSet(f"{path} holds no file that ends in {', '.join(endings)}; unpack it and give the file itself")
        for name in wanted:
            with archive.open(name) as part:
                yield f"{path}/{name}", part
