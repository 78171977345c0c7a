"""An index of names by what their words begin with: a beginning is looked up by bisection, without going through all."""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

import numpy as np

from graph.actors import Register
from graph.actors.register import plain
from graph.network import Nodes, NodeTable
from graph.network.columns import Array

#: How a name matches: as a whole, by its beginning, by that of a later word.
WHOLE, BEGINNING, WORD = 0, 1, 2
#: Names are told apart by so many letters.
_WIDTH = 32
#: A whole match needs more letters than these: two are a country's code, and the beginning of many a name.
_CODE = 2


class Spellings:
    """Names of owners (numbers from 0), by every word: the rest of the name from there on, sorted, plain and cut to 32
    letters. About 40 bytes a word; immutable."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        rests, owners, first, lengths = [], [], [], []
        for owner, name in names:
            whole = plain(name)
            at = 0
            while at < len(whole):
                rests.append(whole[at : at + _WIDTH].encode())
                owners.append(owner)
                first.append(at == 0)
                lengths.append(len(whole) - at)
                at = whole.find(" ", at) + 1 or len(whole)
        keys = np.array(rests, f"S{_WIDTH}")
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._owner = np.array(owners, np.int32)[order]
        self._first = np.array(first, np.bool_)[order]
        self._length = np.array(lengths, np.int32)[order]
        self._owners = max(owners, default=-1) + 1

    def match(self, start: str) -> tuple[Array, Array]:
        """The owners of names that match a plain, non-empty text, and how the best of each does."""
        cut = start[:_WIDTH].encode()
        low = int(np.searchsorted(self._keys, cut))
        beyond = cut + b"~" if len(cut) < _WIDTH else cut  # no letter comes after it
        high = int(np.searchsorted(self._keys, beyond, "right"))
        how = np.where(self._first[low:high], BEGINNING, WORD).astype(np.int8)
        if len(start) > _CODE:
            how[self._first[low:high] & (self._length[low:high] == len(start))] = WHOLE
        best = np.full(self._owners, WORD + 1, np.int8)
        np.minimum.at(best, self._owner[low:high], how)
        found = np.flatnonzero(best <= WORD)
        return found, best[found]


@lru_cache(maxsize=2)  # a process has one register; a test may have another
def of_register(register: Register) -> tuple[tuple[str, ...], Spellings]:
    """The ids of the register's actors, and every name and code by the place of its actor there."""
    ids = tuple(register.actors)
    number = {identifier: place for place, identifier in enumerate(ids)}
    return ids, Spellings((number[actor], name) for name, actor in register.names.items())


@lru_cache(maxsize=2)
def _seats(register: Register) -> Mapping[str, tuple[str, str]]:
    names = register.names
    today = (alias for alias in register.aliases if alias.kind in ("capital", "seat") and alias.until == date.max)
    return {spelled: (one.text, one.actor) for one in today if (spelled := plain(one.text)) not in names}


def seat_of(register: Register, text: str) -> tuple[str, str] | None:
    """The capital or seat of government that a text names in full ("Moscow", "the Kremlin"), and whose it is; None where it
    is none, or somebody's name."""
    return _seats(register).get(plain(text).removeprefix("the "))


@lru_cache(maxsize=2)  # made when first asked for, and the same for many versions
def of_table(table: NodeTable) -> tuple[Spellings, Array, int]:
    """The names of a table's actors by place; how these are ordered where nothing else tells (by kind, name, id); and how
    many of them are countries, which are the first in that order."""
    names = [table.field(place, 1) for place in range(len(table))]
    kinds = [table.field(place, 2) for place in range(len(table))]
    order = sorted(range(len(table)), key=lambda place: (order_of(kinds[place]), names[place], place))
    rank = np.empty(len(table), np.int64)
    rank[order] = np.arange(len(table))
    return Spellings(enumerate(names)), rank, kinds.count("country")


def of_changes(nodes: Nodes) -> tuple[tuple[int, ...], Spellings]:
    """The places of the actors that the table lacks or has with other texts, and their names by place in that list."""
    for known, made in tuple(_changes):
        if known is nodes:
            return made
    places = (*nodes.changed, *range(len(nodes.table), len(nodes)))
    made = places, Spellings((number, nodes.at(place).name) for number, place in enumerate(places))
    _changes.append((nodes, made))
    return made


#: Made for the latest versions; losing a race costs nothing.
_changes: deque[tuple[Nodes, tuple[tuple[int, ...], Spellings]]] = deque(maxlen=2)


def order_of(kind: str) -> int:
    """Countries first, then organisations of states, then others."""
    return {"country": 0, "igo": 1, "group": 2}.get(kind, 3)
