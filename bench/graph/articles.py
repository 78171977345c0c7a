"""New articles about the relations of a world, ready to be recorded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import numpy as np

from app.store.copies import Print, words_of
from app.store.ledger import Entry
from app.store.prints import unpacked
from app.store.rows import ArticleRow
from bench.graph.world import LAST_DAY, STATUSES, World
from graph.model import Edge, Party
from graph.network.history import KINDS, ROLE_NAMES
from graph.ontology import relation_types

_EDGES = 5  # an article
_NEW = 0.05  # edges of a relation that need not be there yet
_SENTENCE = "{} and {} were the subject of the report, which told at some length what the one did to the other on that day."


def entries(world: World, pieces: int, seed: int, *, known: bool = False) -> list[Entry]:
    """Articles with that many pieces of evidence in all; other ones for every seed.

    A piece is about a relation as often as the world tells of it; with ``known`` none is about a new one.
    """
    dice = np.random.default_rng((world.seed, seed))
    relation = world.owner[dice.integers(0, len(world.owner), pieces)]
    kind, source, target = world.kind[relation], world.source[relation], world.target[relation]
    if not known:
        fresh = dice.random(pieces) < _NEW
        kind = np.where(fresh, dice.integers(0, len(KINDS), pieces), kind)
    confidence = dice.integers(300, 1001, pieces) * 10 / 10_000
    status = dice.integers(0, len(STATUSES), pieces)
    roles = dice.integers(0, len(ROLE_NAMES), (pieces, 2))
    publisher = dice.integers(0, len(world.publishers), pieces)
    symmetric = {number for number, kind in enumerate(relation_types().values()) if kind.symmetric}
    edges = []
    for at in range(pieces):
        one, other = Party(*_named(world, source[at], roles[at, 0])), Party(*_named(world, target[at], roles[at, 1]))
        if kind[at] in symmetric and other.actor < one.actor:
            one, other = other, one
        end = len(_SENTENCE.format(one.name, other.name))
        edges.append(
            Edge(one, KINDS[kind[at]], other, STATUSES[status[at]], at % _EDGES, 0, end, (4, 7), float(confidence[at]), "bench")
        )
    return [
        _unlike(Entry.of(_article(f"{world.seed} {seed} {start}", world.publishers[publisher[start]], some), some))
        for start in range(0, pieces, _EDGES)
        for some in [edges[start : start + _EDGES]]
    ]


def _unlike(entry: Entry) -> Entry:
    """With a print like nobody else's: these texts are all of one pattern, and would be found to be copies."""
    digest = blake2b(entry.article.id.encode(), digest_size=64).digest() * 2
    sketch = sorted({number ^ place for place, number in enumerate(unpacked(digest))})
    return replace(entry, print=Print(words_of(entry.article.id), tuple(sketch)))


def _named(world: World, place: int, role: int) -> tuple[str, str, str | None, str | None]:
    actor = world.actors[place]
    return actor.id, actor.name, ROLE_NAMES[role], actor.country


def _article(name: str, publisher: str, edges: list[Edge]) -> ArticleRow:
    digest = blake2b(name.encode(), digest_size=32).hexdigest()
    sentences = tuple(_SENTENCE.format(edge.source.name, edge.target.name) for edge in edges)
    noon = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 12, tzinfo=UTC)
    received = noon - timedelta(days=int(digest[:2], 16) % 20)
    return ArticleRow(
        id=f"art-{digest[:16]}",
        content_hash=digest,
        title=None,
        text=" ".join(sentences),
        url=None,
        publisher=publisher,
        language="en",
        published_at=None,
        published_day=received.date(),
        published_source="given",
        received_at=received,
        status="coded",
        error=None,
        sentences=sentences,
        coder="bench",
        version=0,
    )
