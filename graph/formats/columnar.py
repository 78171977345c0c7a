"""Edges written from their columns: the bytes of :func:`graph.formats.nodelink.edge_of`, without a dictionary an edge.

What an edge has, and in which order, is read off that function itself: for each relation type it is given an edge of marks,
and what stands between the marks in its JSON is the same for every edge of that type.
"""

import re
from collections.abc import Callable, Mapping, Sequence
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
    "‹s›", "", "‹t›", 10**12 + 1, 10**12 + 2, 10**12 + 3, date(9998, 1, 1), date(9999, 1, 1), 654321.0625, "‹r›", "‹q›"
)
#: What stands for a member in the JSON of that edge; the ends stand in an address as well, where they are written otherwise.
_MARKS: Mapping[bytes, str] = {
    **{dump(getattr(_MARKED, name))[1:-1]: name for name in ("source", "target", "first_day", "last_day")},
    **{dump(getattr(_MARKED, name)): name for name in ("evidence", "reports", "publishers", "strength")},
    **{dump(getattr(_MARKED, name)): name for name in ("source_role", "target_role")},
    **{addresses.part(getattr(_MARKED, name)).encode(): f"{name}_address" for name in ("source", "target")},
}
_SPLIT = re.compile(b"(" + b"|".join(map(re.escape, sorted(_MARKS, key=len, reverse=True))) + b")")
_ROLES = [dump(role) for role in ROLE_NAMES]


class Form(NamedTuple):
    """What an edge looks like: its members in their order, and what stands before each and behind the last, by the relation's
    place in KINDS."""

    members: tuple[str, ...]
    between: tuple[tuple[bytes, ...], ...]

    @classmethod
    def of(cls, shape: Callable[[Seen], Any]) -> "Form":
        """Of the JSON of what a function makes of an edge."""
        split = [_SPLIT.split(dump(shape(_MARKED._replace(relation=kind)))) for kind in KINDS]
        members = {tuple(_MARKS[mark] for mark in parts[1::2]) for parts in split}
        if len(members) != 1:
            raise ValueError("edges of different relations have different members")
        return cls(members.pop(), tuple(zip(*(parts[::2] for parts in split), strict=True)))

    def write(self, shown: Shown) -> bytes:
        """Edges as JSON, a comma between two."""
        count, kinds = len(shown), shown.version.kind(shown.rows).tolist()
        texts, width = _texts(shown), len(self.members) + len(self.between)
        parts = [b""] * (count * width)
        for place, same in enumerate(self.between):
            parts[2 * place :: width] = [same[0]] * count if len(set(same)) == 1 else [same[kind] for kind in kinds]
        for place, name in enumerate(self.members):
            parts[2 * place + 1 :: width] = texts[name]
        parts[width - 1 :: width] = [part + b"," for part in parts[width - 1 :: width]]
        return b"".join(parts)[:-1]


def _texts(shown: Shown) -> Mapping[str, Sequence[bytes]]:
    """Every member of the edges as it is written, in their order."""
    version, rows, measures = shown.version, shown.rows, shown.measures
    source, target = version.source(rows).tolist(), version.target(rows).tolist()
    places = np.array(sorted({*source, *target}), np.int64)
    names = dict(zip(places.tolist(), map(_name, version.nodes.ids(places)), strict=True))
    plain, quoted = ({place: both[which] for place, both in names.items()} for which in (0, 1))
    roles = version.roles(rows)
    return {
        "source": [plain[place] for place in source],
        "target": [plain[place] for place in target],
        "source_address": [quoted[place] for place in source],
        "target_address": [quoted[place] for place in target],
        "evidence": _numbers(measures.evidence),
        "reports": _numbers(measures.reports),
        "publishers": _numbers(measures.publishers),
        "strength": _numbers(_rounded(measures.strength)),
        "first_day": list(map(_day, measures.first.tolist())),
        "last_day": list(map(_day, measures.last.tolist())),
        "source_role": [_ROLES[role] for role in (roles >> 4).tolist()],
        "target_role": [_ROLES[role] for role in (roles & 15).tolist()],
    }


@lru_cache(maxsize=1 << 16)
def _name(identifier: str) -> tuple[bytes, bytes]:
    """An actor's id inside of a JSON string, and inside of an address."""
    return dump(identifier)[1:-1], addresses.part(identifier).encode()


@lru_cache(maxsize=1 << 16)
def _day(after: int) -> bytes:
    return date.fromordinal(EPOCH + after).isoformat().encode()


def _numbers(column: Array) -> list[bytes]:
    return orjson.dumps(np.ascontiguousarray(column), option=orjson.OPT_SERIALIZE_NUMPY)[1:-1].split(b",")


def _rounded(strength: Array) -> Array:
    """To four decimals, as Python rounds: ten thousand times a float32 is exact in float64."""
    if strength.dtype == np.float32:
        return np.rint(strength.astype(np.float64) * 10_000.0) / 10_000.0
    return np.array([round(one, 4) for one in strength.tolist()])
