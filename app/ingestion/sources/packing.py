"""Packed streams, unpacked as they are read; what grows beyond all measure is stopped."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

from fastwarc.stream_io import ZstdReader

from app.ingestion.sources.kinds import SNIFFED, Packing

#: What so much packed data may unpack to: news packs to a tenth or so, a bomb to a thousandth.
RATIO, SLACK = 200, 100_000_000
_BUFFER = 1 << 16
#: What reading a damaged file raises.
FAULTS = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError)


class Unpacks(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int = ..., /) -> bytes: ...


class Bomb(OSError):  # noqa: N818 - says what it is
    """Packed data that unpacks to far more than text does."""


class Meter:
    """How much was unpacked, of packed data of which so much was read."""

    def __init__(self, packed: Callable[[], int]) -> None:
        self._packed = packed
        self._given = 0

    def add(self, size: int) -> None:
        """So much more was unpacked. Raises :class:`Bomb`."""
        self._given += size
        if self._given > SLACK + RATIO * self._packed():
            raise Bomb(f"it unpacks to more than {RATIO} times its size, as no text does; unpack it yourself if you trust it")


def unpacked(stream: BinaryIO, packing: Packing) -> BinaryIO:
    """The unpacked stream of a packed one. Reading it raises one of :data:`FAULTS` where the stream is damaged, and
    :class:`Bomb` where it grows to more than :data:`RATIO` times itself."""
    counted = Counted(stream)
    source = cast(BinaryIO, counted)
    inner: Unpacks
    if packing == "gz":
        inner = gzip.GzipFile(fileobj=source)
    elif packing == "bz2":
        inner = bz2.BZ2File(source)
    elif packing == "xz":
        inner = lzma.LZMAFile(source)  # noqa: SIM115
    else:
        inner = ZstdReader(source)
    return guarded(inner, Meter(lambda: counted.count))


def guarded(inner: Unpacks, meter: Meter) -> BinaryIO:
    """A stream that raises :class:`Bomb` once its meter says that there was too much."""
    return io.BufferedReader(_Guard(inner, meter), _BUFFER)


def looked(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, and a stream that still gives them; it leaves the one below open."""
    begun = stream.tell() if stream.seekable() else None
    head = stream.read(SNIFFED)
    if begun is not None:
        stream.seek(begun)
    return head, io.BufferedReader(_Raw(stream, head if begun is None else b""), _BUFFER)


def forward(stream: Unpacks) -> BinaryIO:
    """A stream that can be read and not searched."""
    return io.BufferedReader(_Raw(cast(BinaryIO, Counted(stream)), b""), _BUFFER)


class Counted:
    """A stream that knows how much of it was read."""

    def __init__(self, stream: Unpacks) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data

    def seekable(self) -> bool:
        return False

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.count

    def close(self) -> None:
        """The stream is its owner's to close."""


class _Raw(io.RawIOBase):
    def __init__(self, inner: BinaryIO, head: bytes) -> None:
        super().__init__()
        self._inner = inner
        self._head = head

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)]
        self._head = self._head[len(data) :]
        data = data or self._inner.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seekable(self) -> bool:
        return self._inner.seekable()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()


class _Guard(io.RawIOBase):
    def __init__(self, inner: Unpacks, meter: Meter) -> None:
        super().__init__()
        self._inner = inner
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        self._meter.add(len(data))
        buffer[: len(data)] = data
        return len(data)
