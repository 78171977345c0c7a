"""Zip and tar: what lies in them is read as files in a folder are, out of the archive, and never written to disk."""

import io
import re
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Self

from app.ingestion.sources.items import Item, Source
from app.ingestion.sources.kinds import kind_of
from app.ingestion.sources.packing import FAULTS, Meter, forward, guarded

#: Reads a member by its name.
Reads = Callable[[Source], Iterator[Item]]
_DRIVE = re.compile("[A-Za-z]:")
#: A damaged directory of a zip file leads anywhere.
_FAULTS = (*FAULTS, RuntimeError, ValueError, LookupError, struct.error)
_NESTED = ("zip", "tar")
#: Bytes that a tar file may say about a member before it comes: a name, its times.
_MOST_SAID = 1_000_000
_SAYS = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)


def read_zip(source: Source, read: Reads) -> Iterator[Item]:
    """Articles of a zip file, its members by name in sorted order; a damaged or encrypted member costs itself alone."""
    # All members together, since some may be the same bytes under many names.
    meter = Meter(source.stream.seek(0, io.SEEK_END).__int__)
    try:
        opened = zipfile.ZipFile(source.stream)
    except _FAULTS as error:
        yield source.problem(f"cannot be read as zip: {error}")
        return
    with opened as archive:
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            if member.is_dir() or _hidden(source, member.filename):
                continue
            mode = member.external_attr >> 16
            fault = _fault(member.filename, link=stat.S_ISLNK(mode))
            if fault is None and member.flag_bits & 1:
                fault = "it is encrypted; unpack it yourself"
            if fault is not None:
                yield _inside(source, member.filename).problem(fault)
                continue
            try:
                with archive.open(member) as stream:
                    yield from read(_inside(source, member.filename, guarded(stream, meter)))
            except _FAULTS as error:
                yield _inside(source, member.filename).problem(f"cannot be read: {error}")


def read_tar(source: Source, read: Reads) -> Iterator[Item]:
    """Articles of a tar file, its members in the order in which they lie there; it need not be searched."""
    with tarfile.open(fileobj=source.stream, mode="r|", tarinfo=_Header) as archive:
        for member in archive:
            archive.members = []  # type: ignore[attr-defined] # else it keeps all that it saw
            if member.isdir() or _hidden(source, member.name):
                continue
            fault = _fault(member.name, link=member.issym() or member.islnk())
            if fault is None and not member.isreg():
                fault = "it is no file"
            if fault is not None:
                yield _inside(source, member.name).problem(fault)
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                yield from read(_inside(source, member.name, forward(stream)))


class _Header(tarfile.TarInfo):
    """A header of a tar file; what those of several blocks say is read into memory, so that it may not be long."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """As it lies there. Raises :class:`tarfile.ReadError`."""
        found = super().frombuf(buf, encoding, errors)
        if found.type in _SAYS and found.size > _MOST_SAID:
            raise tarfile.ReadError(f"a header of {found.size} bytes; pack it anew")
        return found


def _inside(source: Source, name: str, stream: BinaryIO | None = None) -> Source:
    # A name is only ever shown: on one line.
    shown = "".join(c if c.isprintable() else "?" for c in name)
    return Source(f"{source.name}/{shown}", source.stream if stream is None else stream, passed=source.passed)


def _hidden(source: Source, name: str) -> bool:
    """Whether a member is passed over: hidden, or of a kind that we do not read."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if any(part.startswith(".") and part not in (".", "..") for part in parts) or "__MACOSX" in parts:
        return True
    if kind_of(name)[0] is None:
        source.passed[f"file {PurePosixPath(name).suffix.lower()[:20] or 'without a suffix'}"] += 1
        return True
    return False


def _fault(name: str, *, link: bool) -> str | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name):
        return "its name leads out of the archive; rename it"
    if link:
        return "it is a link; put the file itself into the archive"
    if kind_of(name)[0] in _NESTED:
        return "an archive in an archive is not opened; unpack it yourself"
    return None
