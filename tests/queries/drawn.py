"""Small graphs drawn at random, in one layer or two, and questions to them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from graph.network import GraphVersion, NodeInfo, Piece, Relation, Window
from graph.network.overlay import changed
from graph.network.relation import histories_of
from graph.ontology import relation_id, relation_types
from graph.queries import Filter

FIRST = date(2010, 12, 20)
IDS = [f"A{number}" for number in range(6)]
#: Few kinds, few weights: many links are as strong as others.
_KINDS = ["attacks", "criticises", "supports", "allied_with", "meets_with"]


@dataclass(frozen=True)
class Drawn:
    """A version, and the relations that it was made of, by id."""

    version: GraphVersion
    relations: dict[str, Relation]


_days = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
_pieces = st.builds(Piece, _days, st.sampled_from([0.0, 0.3, 0.5, 1.0]), st.integers(1, 4), st.integers(0, 3))
_told = st.tuples(st.sampled_from(_KINDS), st.lists(_pieces, min_size=1, max_size=4).map(tuple))
_ends = list(product(IDS, IDS))


def _relations(least: int, most: int) -> st.SearchStrategy[list[Relation]]:
    """Of so many pairs one relation each; two ends may be one."""
    pairs = st.lists(st.sampled_from(_ends), min_size=least, max_size=most, unique=True)
    return pairs.flatmap(
        lambda ends: st.lists(_told, min_size=len(ends), max_size=len(ends)).map(
            lambda told: [Relation(a, kind, b, pieces) for (a, b), (kind, pieces) in zip(ends, told, strict=True)]
        )
    )


@st.composite
def graphs(draw: st.DrawFn) -> Drawn:
    """Up to six actors; a part of the relations may have come, changed or gone since the columns were built."""
    drawn = draw(_relations(0, 12) | _relations(12, 30))
    relations = {relation_id(one.source, one.relation, one.target): one for one in drawn}
    known = draw(st.integers(1, len(IDS)))
    ends = {end for one in relations.values() for end in (one.source, one.target)} | set(IDS[:2])
    later = draw(st.sets(st.sampled_from(sorted(relations)), max_size=6)) if relations else set()
    base = {identity: one for identity, one in relations.items() if identity not in later}
    first = {end for one in base.values() for end in (one.source, one.target)} | set(IDS[:known]) & ends
    version = GraphVersion.build(1, [_info(end) for end in first], base.values())
    number = {end: place for place, end in enumerate([*sorted(first), *sorted(ends - first)])}
    new = [(number[end], _info(end)) for end in sorted(ends - first)]
    if later or new:
        gone = draw(st.sets(st.sampled_from(sorted(base)), max_size=3)) if base else set()
        now = [relations[identity] for identity in sorted(later)]
        now += [Relation(one.source, one.relation, one.target, ()) for one in (relations.pop(identity) for identity in gone)]
        version = changed(version, 2, new, [histories_of(number, now)])
    return Drawn(version, relations)


windows = st.one_of(
    st.just(Window()),
    st.builds(lambda day: Window(as_of=day), _days),
    st.builds(lambda start, days: Window(start=start, as_of=start + timedelta(days=days)), _days, st.integers(0, 40)),
)
filters = st.builds(
    Filter,
    sign=st.sampled_from([None, None, "cooperation", "conflict"]),
    min_sources=st.sampled_from([1, 1, 1, 2]),
    min_confidence=st.sampled_from([0.0, 0.0, 0.3, 0.5, 0.51]),
    window=windows,
)


def _info(identifier: str) -> NodeInfo:
    return NodeInfo(identifier, identifier, "country")


assert set(_KINDS) <= set(relation_types())
