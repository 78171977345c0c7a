"""Uploads: what senders give is on the disk before it is answered for, and nothing is left of what did not come whole.

A file is written under the name of its job in a folder of the service's own; what its sender calls it is never a path.
"""

import errno
import hashlib
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.errors import UploadsFull

_PART = ".part"
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Spooled:
    """An upload that is there: its file's name in the folder, bytes, SHA-256, and lines that are not blank."""

    name: str
    size: int
    digest: str
    lines: int


class Upload:
    """A file that is being written; one that is left without :meth:`finish` is gone."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path, self._part = folder / name, folder / f"{name}{_PART}"
        self._size = self._lines = 0
        self._blank = True  # what came of the line at hand
        self._digest = hashlib.sha256()
        self._done = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # What is sent may not be for everybody.
            self._file = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise _no_room(error) from error

    def write(self, piece: bytes) -> None:
        """Write more. Raises :class:`app.errors.UploadsFull`."""
        self._size += len(piece)
        rest = memoryview(piece)
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError as error:
            raise _no_room(error) from error
        self._digest.update(piece)
        self._count(piece)

    def finish(self) -> Spooled:
        """Have it survive a power cut, under its name."""
        try:
            os.fsync(self._file)
            self._part.replace(self._path)
            _sync(self._path.parent)
        except OSError as error:
            raise _no_room(error) from error
        self._done = True
        return Spooled(self._path.name, self._size, self._digest.hexdigest(), self._lines + (not self._blank))

    def close(self) -> None:
        """Take away what was written, unless it was finished."""
        os.close(self._file)
        if not self._done:
            self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _count(self, piece: bytes) -> None:
        *whole, rest = piece.split(b"\n")
        for line in whole:
            self._lines += not (self._blank and not line.strip())
            self._blank = True
        self._blank = self._blank and not rest.strip()


class Uploads:
    """The folder of uploads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, name: str) -> Upload:
        """A new upload under a name of the service's own making."""
        return Upload(self._folder, name)

    def path(self, name: str) -> Path:
        """Where an upload lies."""
        return self._folder / name

    def remove(self, name: str) -> None:
        """Take an upload away; nothing happens where it is gone."""
        self.path(name).unlink(missing_ok=True)

    def tidy(self, named: Callable[[], Collection[str]], before: datetime) -> int:
        """Take away what no job names and what was written before a moment; how many. A process that died left it."""
        try:
            old = [path for path in self._folder.iterdir() if path.stat().st_mtime < before.timestamp()]
        except OSError:
            return 0
        wanted = named() if old else ()
        gone = [path for path in old if path.name not in wanted]
        for path in gone:
            with suppress(OSError):
                path.unlink()
        return len(gone)


def _sync(folder: Path) -> None:
    with suppress(OSError):  # not every folder can be synced
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _no_room(error: OSError) -> UploadsFull:
    if error.errno in _FULL:
        return UploadsFull("there is no room left for what was sent; nothing of it was kept; make room, and send it again")
    return UploadsFull(f"what was sent cannot be kept: {error.strerror}; look at the folder var/uploads")
