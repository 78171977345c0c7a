"""Names typed by people: completions of a beginning, and the nearest where nothing is known by a name."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from graph.actors import Actor, Register
from graph.actors.register import plain
from graph.network import GraphVersion, NodeInfo
from graph.queries.spellings import WHOLE, of_changes, of_register, of_table, order_of, seat_of


def suggest(version: GraphVersion, register: Register, text: str, limit: int = 10) -> tuple[Actor | NodeInfo, ...]:
    """Actors of whom a name, or a word of one, begins with the text; where there are none, the nearest spellings.

    The register's actors and those whom only the news named. Whole names come first, then names that begin so, then
    those with such a word further on; among these countries, then those with the most relations, then by kind, name and
    id. A country is found by its capital and its seat of government too, where the text is the whole of these. An actor
    that was merged is the one that it was merged into.
    """
    start = plain(text)
    found = _completions(version, register, start, limit) if start else ()
    return found or nearest(register, text, limit)


def _now(version: GraphVersion, place: int) -> str:
    """The id that answers for the actor at a place."""
    identifier = version.nodes.at(place).id
    return version.merged.get(identifier, identifier)


def _note(how: dict[str, int], identifier: str, one: int) -> None:
    how[identifier] = min(one, how.get(identifier, one))


def _completions(version: GraphVersion, register: Register, start: str, limit: int) -> tuple[Actor | NodeInfo, ...]:
    ids, known = of_register(register)
    how: dict[str, int] = {}
    for owner, one in zip(*(column.tolist() for column in known.match(start)), strict=True):
        _note(how, version.merged.get(ids[owner], ids[owner]), one)
    if seat := seat_of(register, start):
        _note(how, version.merged.get(seat[1], seat[1]), WHOLE)
    changes, names = of_changes(version.nodes)
    for number, one in zip(*(column.tolist() for column in names.match(start)), strict=True):
        _note(how, _now(version, changes[number]), one)
    for place, one in _table_best(version, start, limit + len(version.merged)):  # so many may be one with another
        _note(how, _now(version, place), one)
    ranked = []
    for identifier, one in how.items():
        actor = register.actors.get(identifier) or version.nodes.get(identifier)
        if actor is not None:
            kind = order_of(actor.kind)
            ranked.append(((one, kind > 0, -version.degree(identifier), kind, actor.name, identifier), actor))
    ranked.sort(key=lambda pair: pair[0])
    return tuple(actor for _, actor in ranked[:limit])


def _table_best(version: GraphVersion, start: str, limit: int) -> list[tuple[int, int]]:
    """The best of the table's actors by place, and how they match. A name that changed is not the table's to tell."""
    spellings, rank, countries = of_table(version.nodes.table)
    places, how = spellings.match(start)
    if version.nodes.changed:
        kept = ~np.isin(places, list(version.nodes.changed))
        places, how = places[kept], how[kept]
    if len(places) > limit:
        best = np.lexsort((rank[places], -version.degrees[places], rank[places] >= countries, how))[:limit]
        places, how = places[best], how[best]
    return list(zip(places.tolist(), how.tolist(), strict=True))


def nearest(register: Register, text: str, limit: int = 3, kind: str | None = None, least: float = 65.0) -> tuple[Actor, ...]:
    """Actors whose names or ids look most like the text, best first (similarity 0…100, at least ``least``)."""
    wanted = plain(text)
    if not wanted:
        return ()
    names = _spellings(register, kind)
    scored = process.extract(wanted, names, scorer=fuzz.ratio, processor=None, score_cutoff=least, limit=limit * 8)
    best: dict[str, float] = {}
    for _, score, (identifier, _) in scored:
        best[identifier] = max(score, best.get(identifier, 0.0))
    ranked = sorted(best, key=lambda identifier: (-best[identifier], identifier))
    return tuple(register.actors[identifier] for identifier in ranked[:limit])


@lru_cache(maxsize=8)  # by far the most of the work, and the same for every question
def _spellings(register: Register, kind: str | None) -> Mapping[tuple[str, str], str]:
    """The plain form of every id, name and alias, by actor and spelling."""
    actors = [actor for actor in register.actors.values() if kind is None or actor.kind == kind]
    return {(actor.id, name): plain(name) for actor in actors for name in (actor.id, actor.name, *actor.aliases) if name}
