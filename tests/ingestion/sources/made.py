"""Files of each kind, made for tests, and what was read of them."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.ingestion.article import ArticleIn
from app.ingestion.sources import Item, ReadProblem

PAGE = b"<html><body><p>Iran arms Syria, two officials said.</p></body></html>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def texts(found: Iterable[Item]) -> list[str]:
    """The text of each article, and the place and reason of each problem, in order."""
    return [item_text(item) for item in found]


def item_text(item: Item) -> str:
    if isinstance(item, ReadProblem):
        return str(item)
    body = item.text if item.text is not None else item.html
    return body.decode() if isinstance(body, bytes) else body or ""


def articles(found: Iterable[Item]) -> list[ArticleIn]:
    """The articles alone; there must be no problem."""
    items = list(found)
    assert not [str(item) for item in items if isinstance(item, ReadProblem)]
    return [item for item in items if isinstance(item, ArticleIn)]


def record(kind: str, url: str, block: bytes, date: str = "2020-01-02T03:04:05Z") -> bytes:
    """A WARC record."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
    head += (
        f"WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(number: int, body: bytes = PAGE, head: bytes = OK) -> bytes:
    """A record of a page that was fetched."""
    return record("response", f"http://news.example/{number}", head + b"\r\n" + body)


def packed(records: Iterable[bytes]) -> bytes:
    """Records packed one by one, as crawls keep them."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    """A tar file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def written(path: Path, body: bytes) -> Path:
    """The path, with this in it."""
    path.write_bytes(body)
    return path
