"""What a file holds, by its name, and what a stream holds, by its first bytes."""

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Literal, get_args

Kind = Literal["text", "html", "jsonl", "json", "csv", "tsv", "parquet", "warc", "zip", "tar"]
Packing = Literal["gz", "bz2", "xz", "zst"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SUFFIXES: Mapping[str, Kind] = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".parquet": "parquet", ".warc": "warc", ".zip": "zip", ".tar": "tar",
}  # fmt: skip
_PACKED: Mapping[str, Packing] = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst"}
_SHORT: Mapping[str, tuple[Kind, Packing]] = {".tgz": ("tar", "gz"), ".tbz2": ("tar", "bz2"), ".txz": ("tar", "xz")}
_MAGIC: tuple[tuple[bytes, Packing], ...] = (
    (b"\x1f\x8b\x08", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zst"),
)  # fmt: skip
_TAR = 257
#: Enough to tell a kind, a tar's mark and most header lines included.
SNIFFED = 4096
_ARRAY = re.compile(rb"\[\s*(?:[\[{\"\]]|$)")


def kind_of(name: str) -> tuple[Kind | None, Packing | None]:
    """The kind that a file's name says, and how it is packed; no kind where the name says none.

    >>> kind_of("news/2015.jsonl.gz")
    ('jsonl', 'gz')
    >>> kind_of("photo.png")
    (None, None)
    """
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    last = suffixes[-1] if suffixes else ""
    if last in _SHORT:
        return _SHORT[last]
    packing = _PACKED.get(last)
    if packing is not None:
        suffixes.pop()
    return (SUFFIXES.get(suffixes[-1]) if suffixes else None), packing


def ending_of(name: str) -> str | None:
    """The ending under which a file of this name can be kept and read again; None where the name says no kind.

    >>> ending_of("../../News of 2015.NDJSON.gz")
    '.jsonl.gz'
    """
    kind, packing = kind_of(name)
    if kind is None:
        return None
    suffix = next(suffix for suffix, named in SUFFIXES.items() if named == kind)
    return suffix if packing is None else f"{suffix}.{packing}"


def packing_of(head: bytes) -> Packing | None:
    """How a stream is packed that begins so."""
    return next((packing for magic, packing in _MAGIC if head.startswith(magic)), None)


def sniffed(head: bytes, named: bool) -> Kind:
    """The kind of an unpacked stream that begins so; ``named`` says whether its first line names columns that we know."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    if head[_TAR : _TAR + 5] == b"ustar":
        return "tar"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        # An object that goes on over lines is a JSON document; one that ends on its line may be one of many.
        return "json" if start[1:].lstrip(b" \t\r").startswith(b"\n") else "jsonl"
    if _ARRAY.match(start):
        return "json"
    if start.startswith(b"<"):
        return "html"
    if named:
        return "tsv" if b"\t" in start.split(b"\n", 1)[0] else "csv"
    return "text"
