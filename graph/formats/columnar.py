"""Edges written from their columns: the bytes of :func:`graph.formats.nodelink.edge_of`, without a dictionary an edge.

What an edge has, and in which order, is read off that function itself: for each relation type it is given an edge of marks,
and what stands between the marks in its JSON is the same for every edge of that type.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import orjson

from graph.formats import addresses
from graph.formats.chunks import dump
from graph.network import Seen, Shown
from graph.network.columns import EPOCH, Array
from graph.network.history import KINDS, ROLE_NAMES

#: An edge of which no member looks like another's.
_MARKED = Seen(
    "‹s›", "", "‹t›", 10**12 + 1, 10**12 + 2, 10**12 + 3, date(9998, 1, 1), date(9999, 1, 1), 654321.0625, 98765.5, "‹r›", "‹q›"
)
#: What stands for a member in the JSON of that edge; the ends stand in an address as well, where they are written otherwise.
_MARKS: Mapping[bytes, str] = {
    **{dump(getattr(_MARKED, name))[1:-1]: name for name in ("source", "target", "first_day", "last_day")},
    **{dump(getattr(_MARKED, name)): name for name in ("evidence", "reports", "publishers", "strength", "confidence")},
    **{dump(getattr(_MARKED, name)): name for name in ("source_role", "target_role")},
    **{addresses.part(getattr(_MARKED, name)).encode(): f"{name}_address" for name in ("source", "target")},
}
_SPLIT = re.compile(b"(" + b"|".join(map(re.escape, sorted(_MARKS, key=len, reverse=True))) + b")")
_ROLES = np.array([dump(role) for role in ROLE_NAMES], object)


class Form(NamedTuple):
    """What an edge looks like: its members in their order, and what stands before each and, with a comma, behind the last:
    [place in KINDS, place in the edge]."""

    members: tuple[str, ...]
    between: Array

    @classmethod
    def of(cls, shape: Callable[[Seen], Any]) -> "Form":
        """Of the JSON of what a function makes of an edge."""
        split = [_SPLIT.split(dump(shape(_MARKED._replace(relation=kind))) + b",") for kind in KINDS]
        members = {tuple(_MARKS[mark] for mark in parts[1::2]) for parts in split}
        if len(members) != 1:
            raise ValueError("edges of different relations have different members")
        return cls(members.pop(), np.array([parts[::2] for parts in split], object))

    def write(self, shown: Shown) -> bytes:
        """Edges as JSON, a comma between two."""
        texts = _texts(shown)
        parts = np.empty((len(shown), len(self.members) * 2 + 1), object)
        parts[:, ::2] = self.between[shown.version.kind(shown.rows)]
        for place, name in enumerate(self.members):
            parts[:, 2 * place + 1] = texts[name]
        return b"".join(parts.ravel().tolist())[:-1]


def _texts(shown: Shown) -> Mapping[str, Array]:
    """Every member of the edges as it is written."""
    version, rows, measures = shown.version, shown.rows, shown.measures
    places, ends = np.unique(np.concatenate((version.source(rows), version.target(rows))), return_inverse=True)
    names = np.array([_name(name) for name in version.nodes.ids(places)], object).reshape(-1, 2)
    source, target = names[ends[: len(rows)]], names[ends[len(rows) :]]
    roles = version.roles(rows)
    return {
        "source": source[:, 0],
        "target": target[:, 0],
        "source_address": source[:, 1],
        "target_address": target[:, 1],
        "evidence": _numbers(measures.evidence),
        "reports": _numbers(measures.reports),
        "publishers": _numbers(measures.publishers),
        "strength": _numbers(_rounded(measures.strength)),
        "confidence": _numbers(version.confidence(rows, measures.window)),
        "first_day": _days(measures.first),
        "last_day": _days(measures.last),
        "source_role": _ROLES[roles >> 4],
        "target_role": _ROLES[roles & 15],
    }


@lru_cache(maxsize=1 << 16)
def _name(identifier: str) -> tuple[bytes, bytes]:
    """An actor's id inside of a JSON string, and inside of an address."""
    return dump(identifier)[1:-1], addresses.part(identifier).encode()


@lru_cache(maxsize=1 << 16)
def _day(after: int) -> bytes:
    return date.fromordinal(EPOCH + after).isoformat().encode()


def _days(column: Array) -> Array:
    return np.array(list(map(_day, column.tolist())), object)


def _numbers(column: Array) -> Array:
    return np.array(orjson.dumps(np.ascontiguousarray(column), option=orjson.OPT_SERIALIZE_NUMPY)[1:-1].split(b","), object)


def _rounded(strength: Array) -> Array:
    """To four decimals, as Python rounds: ten thousand times a float32 is exact in float64."""
    if strength.dtype == np.float32:
        return np.rint(strength.astype(np.float64) * 10_000.0) / 10_000.0
    return np.array([round(one, 4) for one in strength.tolist()])
