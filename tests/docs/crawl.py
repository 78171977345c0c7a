"""A crawl of a few pages as a WARC file, the same bytes each time."""

import gzip
from collections.abc import Sequence
from pathlib import Path

_DAY = "2024-05-20T00:00:00Z"


def crawl(pages: Sequence[Path]) -> bytes:
    """The pages as they would have been fetched from https://crawl.example, behind a record of who did so."""
    about = _record(0, "warcinfo", b"software: ours\r\n", **{"Content-Type": "application/warc-fields"})
    return about + b"".join(_page(number, path) for number, path in enumerate(pages, 1))


def _page(number: int, path: Path) -> bytes:
    html = path.read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(html)}\r\n\r\n"
    told = {"WARC-Target-URI": f"https://crawl.example/{path.name}", "Content-Type": "application/http; msgtype=response"}
    return _record(number, "response", head.encode() + html, **told)


def _record(number: int, kind: str, body: bytes, **more: str) -> bytes:
    told = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>", "WARC-Date": _DAY, **more}
    head = "".join(f"{name}: {value}\r\n" for name, value in {**told, "Content-Length": str(len(body))}.items())
    return gzip.compress(f"WARC/1.0\r\n{head}\r\n".encode() + body + b"\r\n\r\n", mtime=0)
