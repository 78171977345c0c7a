"""WARC: the web pages that a crawl kept (ISO 28500), one record after the other.

Taken are ``response`` records with a 2xx answer that is HTML. ``WARC-Target-URI`` is the address; ``WARC-Date`` is when
the page was fetched, never when it was published.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, cast

from fastwarc.stream_io import BrotliReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from app.ingestion.article import ArticleIn
from app.ingestion.encoding import decode_page
from app.ingestion.sources import items
from app.ingestion.sources.items import Item, Source
from app.ingestion.sources.packing import FAULTS, Counted

_HTML = ("text/html", "application/xhtml+xml")
_GZIP = b"\x1f\x8b\x08"
_PLAIN = re.compile(rb"WARC/[01]\.\d\r?\n")
_CHUNK = 1 << 20
_FIRST_BYTES = 1 << 16
_HEAD = 64_000
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def read_warc(source: Source) -> Iterator[Item]:
    """Articles of a WARC file, plain or packed record by record; each is known by the offset of its record, or in a
    stream that cannot be searched, by its number.

    What is damaged or cut off is a problem, and reading goes on with the next record that begins behind it; in a stream
    that cannot be searched, there is none. Other records are passed over and counted.
    """
    for number, (at, record) in enumerate(framed(source), 1):
        place = {"at": at} if at is not None else {"line": number}
        if isinstance(record, str):
            yield source.problem(record, **place)
        elif record.kind != "response":
            source.passed[f"WARC {record.kind}"] += 1
        else:
            try:
                article = _page(record, source.place(**place))
            except (_Unreadable, *FAULTS) as error:
                yield source.problem(f"the page cannot be read: {error}", **place)
            else:
                if isinstance(article, str):
                    source.passed[f"WARC response: {article}"] += 1
                else:
                    yield article


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it lies in the file, at most :data:`items.MOST` bytes of it."""

    kind: str
    url: str | None
    fetched: datetime | None
    block: bytes


def framed(source: Source) -> Iterator[tuple[int | None, Record | str]]:
    """Each record with its offset, and each fault with that of the record before or in which it lies.

    Starts at the source's position and ends before the first record at or behind its end. Where it begins makes no
    difference to what follows: a file read in parts gives what it gives whole.
    """
    stream, base, behind = source.stream, source.start, None
    if not stream.seekable():
        for record in _records(cast(BinaryIO, Counted(stream))):
            yield None, _taken(record)
        return
    while True:
        stream.seek(base)
        last, inside = base, True
        try:
            for record in _records(stream):
                last, inside = record.stream_pos, True
                if source.end is not None and last >= source.end:
                    return
                if behind is not None:
                    yield behind
                    behind = None
                taken = _taken(record)
                inside = False
                yield last, taken
        except FAULTS as error:
            if inside:
                yield last, f"this record is damaged ({error}); those behind it that can be found are read"
                behind = None
            else:
                # Whether the next record is damaged, or there is something before it, shows where that begins.
                behind = last, f"there is something behind this record that is none ({error})"
        else:
            return
        found = _next(stream, last + 1)
        if found is None or (source.end is not None and found >= source.end):
            if behind is not None:
                yield behind
            return
        base = found


def packed_whole(stream: BinaryIO) -> bool:
    """Whether a file is one gzip stream over many records, in which no record has a place of its own. Leaves the stream
    at its beginning."""
    stream.seek(0)
    head = stream.read(_FIRST_BYTES)
    stream.seek(0)
    if not head.startswith(_GZIP):
        return False
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(head, _HEAD)
        length = re.search(rb"(?i)\ncontent-length:\s*(\d{1,12})\s*\r?\n", text)
        end = text.find(b"\r\n\r\n")
        if length is None or end < 0:
            return False
        most = end + 4 + int(length[1]) + 4
        size, data = len(text), unpacker.unconsumed_tail
        stream.seek(_FIRST_BYTES if len(head) == _FIRST_BYTES else len(head))
        while not unpacker.eof and size <= most:
            data = data or stream.read(_CHUNK)
            if not data:
                break
            size += len(unpacker.decompress(data, _CHUNK))
            data = unpacker.unconsumed_tail
    except zlib.error:
        return False
    finally:
        stream.seek(0)
    return size > most


def _records(stream: BinaryIO) -> Iterator[WarcRecord]:
    return iter(ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False, fsspec_args=False))


def _taken(record: WarcRecord) -> Record | str:
    length = record.content_length
    block = record.reader.read(min(length, items.MOST)) if length else b""
    if length > items.MOST:
        return f"the record has {length} bytes and the limit is {items.MOST}"
    if len(block) < length:
        return f"cut off: {len(block)} of its {length} bytes are there"
    return _record(record, block)


def _record(record: WarcRecord, block: bytes) -> Record:
    kind = (record.headers.get("WARC-Type") or "unknown").lower()[:40]
    date = record.headers.get("WARC-Date")
    try:
        fetched = datetime.fromisoformat(date) if date else None
    except ValueError:
        fetched = None
    if fetched is not None and fetched.tzinfo is None:
        fetched = fetched.replace(tzinfo=UTC)
    url = record.headers.get("WARC-Target-URI")
    return Record(kind, url.strip("<> ") if url else None, fetched, block)


def _next(stream: BinaryIO, start: int) -> int | None:
    """Where the next record begins, at or behind an offset: a line that says so, or a gzip member that begins with
    one."""
    stream.seek(start)
    kept, offset = b"", start
    while data := stream.read(_CHUNK):
        window = kept + data
        found = _candidates(window)
        for place in found:
            if place > len(window) - 64 and len(data) == _CHUNK:
                break  # what follows is in the next window as well
            if window.startswith(b"WARC/", place) or _packs_record(stream, offset + place):
                return offset + place
        stream.seek(offset + len(window))
        kept = window[-64:]
        offset += len(window) - len(kept)
    return None


def _candidates(window: bytes) -> list[int]:
    plain = [match.start() for match in _PLAIN.finditer(window)]
    packed = [match.start() for match in re.finditer(re.escape(_GZIP), window)]
    return sorted(plain + packed)


def _packs_record(stream: BinaryIO, at: int) -> bool:
    stream.seek(at)
    try:
        return _PLAIN.match(zlib.decompressobj(wbits=31).decompress(stream.read(1024), 64)) is not None
    except zlib.error:
        return False


class _Unreadable(Exception):  # noqa: N818 - not an error of ours
    pass


def _page(record: Record, place: str) -> ArticleIn | str:
    """The article of a response, or why it is none."""
    head, parted, body = record.block.partition(b"\r\n\r\n")
    if not parted:
        head, parted, body = record.block.partition(b"\n\n")
    lines = head.decode("latin-1").splitlines()
    status = re.match(r"HTTP/\d(?:\.\d)?\s+(\d{3})", lines[0]) if lines else None
    if status is None:
        return "no HTTP"
    if not status[1].startswith("2"):
        return f"status {status[1]}"
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    kind = headers.get("content-type", "")
    if kind.split(";")[0].strip().lower() not in _HTML:
        return "not HTML"
    body = _decoded(body, headers)
    charset = _CHARSET.search(kind)
    return ArticleIn(
        html=decode_page(body, charset[1] if charset else None), url=record.url, fetched_at=record.fetched, place=place
    )


def _decoded(body: bytes, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked" and _SIZE.match(body):
        body = _unchunked(body)
    for coding in reversed([part.strip().lower() for part in headers.get("content-encoding", "").split(",")]):
        body = _uncoded(body, coding)
    return body


def _unchunked(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while True:
        size = _SIZE.match(body, at)
        if size is None:
            raise _Unreadable("its chunks are damaged")
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts)
        part = body[size.end() : size.end() + length]
        if len(part) < length:
            raise _Unreadable("its chunks are cut off")
        parts.append(part)
        at = size.end() + length
        at += 2 if body.startswith(b"\r\n", at) else 1


def _uncoded(body: bytes, coding: str) -> bytes:
    # Archives often keep a page unpacked with the header of the packed one.
    if coding in ("", "identity") or body.lstrip()[:1] == b"<":
        return body
    reader: GzipReader | BrotliReader | ZstdReader
    if coding in ("gzip", "x-gzip"):
        reader = GzipReader(io.BytesIO(body))
    elif coding == "deflate":
        reader = GzipReader(io.BytesIO(body), zlib=True)
    elif coding == "br":
        reader = BrotliReader(io.BytesIO(body))
    elif coding == "zstd":
        reader = ZstdReader(io.BytesIO(body))
    else:
        raise _Unreadable(f"its encoding {coding[:20]!r} is not known")
    parts: list[bytes] = []
    size = 0
    while size <= items.MOST and (part := reader.read(_CHUNK)):
        parts.append(part)
        size += len(part)
    if size > items.MOST:
        raise _Unreadable(f"it unpacks to more than {items.MOST} bytes")
    return b"".join(parts)
