"""A settled graph version as one file that several processes map into memory and share.

The file is the magic, the length of a JSON header and its CRC-32 (4 bytes each, little-endian), the header, and the arrays,
each at a multiple of 64 bytes. It is written beside its place and moved there, so that nobody sees half of one. The header
and the file's length are checked when it is opened; the arrays are not, since that would read them all.
"""

import json
import mmap
import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from graph.errors import SnapshotError
from graph.network.columns import EPOCH, Array, Columns, strengths
from graph.network.history import KINDS, ROLE_NAMES, UNIT
from graph.network.nodes import NodeTable
from graph.network.version import GraphVersion
from graph.origins import CODER, Origin

MAGIC = b"ENTENTE\x01"
_HEADER = len(MAGIC) + 8
_ALIGNED = 64
_COLUMNS = tuple(field.name for field in fields(Columns))
_TABLE = tuple(field.name for field in fields(NodeTable))


def write(path: Path, graph: GraphVersion, store: str) -> None:
    """Write a settled version (ValueError for another); ``store`` says which database it is of."""
    if not graph.settled or graph.nodes.added or graph.nodes.changed:
        raise ValueError("only a settled version can be written; settle it first")
    arrays = _arrays(graph)
    places: dict[str, tuple[str, tuple[int, ...], int]] = {}
    size = 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, array.shape, size)
        size = _aligned(size + array.nbytes)
    header = {
        "version": graph.version,
        "store": store,
        "origin": graph.origin,
        "terms": terms(),
        "merged": dict(graph.merged),
        "arrays": places,
        "size": size,
    }
    packed = json.dumps(header, sort_keys=True).encode()
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(MAGIC + len(packed).to_bytes(4, "little") + crc32(packed).to_bytes(4, "little") + packed)
            begin = _aligned(file.tell())
            for name, array in arrays.items():
                file.seek(begin + places[name][2])
                file.write(np.ascontiguousarray(array).data)
            file.truncate(begin + size)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read(path: Path, store: str, origin: Origin = CODER) -> GraphVersion:
    """The version in a file, its arrays mapped, not read. Raises :class:`graph.errors.SnapshotError` for a file that is
    damaged, of another format, of another database or origin, or of another ontology."""
    try:
        with path.open("rb") as file:
            block = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise SnapshotError(f"{path.name} cannot be read: {error}") from error
    try:
        if block[: len(MAGIC)] != MAGIC:
            raise SnapshotError(f"{path.name} is no snapshot of this format")
        length, check = np.frombuffer(block, "<u4", 2, len(MAGIC)).tolist()
        begin = _HEADER + length
        packed = block[_HEADER:begin]
        if crc32(packed) != check:
            raise SnapshotError(f"{path.name} is damaged: its header is not as it was written")
        header: Mapping[str, Any] = json.loads(packed)
        if header["store"] != store:
            raise SnapshotError(f"{path.name} is a snapshot of another database")
        if (held := header.get("origin", CODER)) != origin:  # before there were others, all were the coder's
            raise SnapshotError(f"{path.name} is a snapshot of {held}, not of {origin}")
        if header["terms"] != terms():
            raise SnapshotError(f"{path.name} is of another ontology; its relations are numbered or weighed otherwise")
        begin = _aligned(begin)
        if begin + header["size"] != len(block):
            raise SnapshotError(f"{path.name} is cut short")
        arrays = {name: _array(block, begin, *place) for name, place in header["arrays"].items()}
        table = NodeTable(**{name: arrays[name] for name in _TABLE})
        base = Columns(**{name: arrays[name] for name in _COLUMNS})
        return GraphVersion.on(int(header["version"]), table, base, header["merged"], origin)
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"{path.name} is damaged: {type(error).__name__}: {error}") from error


def terms() -> int:
    """A CRC-32 of what the arrays rest on besides evidence: the numbers of relations and roles, how much each relation
    weighs, and the formula of strength (what it makes of one and of three certain reports)."""
    samples = strengths(np.arange(len(KINDS)).repeat(2), np.tile([UNIT, 3 * UNIT], len(KINDS))).tolist()
    return crc32(json.dumps([KINDS, ROLE_NAMES, UNIT, EPOCH, samples]).encode())


def _arrays(graph: GraphVersion) -> dict[str, Array]:
    parts: tuple[tuple[object, tuple[str, ...]], ...] = ((graph.nodes.table, _TABLE), (graph.base, _COLUMNS))
    return {name: getattr(part, name) for part, names in parts for name in names}


def _array(block: mmap.mmap, begin: int, kind: str, shape: list[int], offset: int) -> Array:
    dtype = np.dtype(kind)
    number = int(np.prod(shape, dtype=np.int64))
    if not number:
        return np.zeros(shape, dtype)
    return np.frombuffer(block, dtype, number, begin + offset).reshape(shape)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
