"""Small graphs drawn at random, in one layer or two, and questions to them."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from graph.network import GraphVersion, NodeInfo, Piece, Relation, Window
from graph.network.overlay import changed
from graph.network.relation import histories_of
from graph.ontology import relation_id, relation_types
from graph.queries import Filter

FIRST = date(2010, 12, 20)
IDS = [f"A{number}" for number in range(7)]
#: Few kinds, few weights: many links are as strong as others.
_KINDS = ["attacks", "criticises", "supports", "allied_with", "meets_with"]


@dataclass(frozen=True)
class Drawn:
    """A version, and the relations that it was made of, by id."""

    version: GraphVersion
    relations: dict[str, Relation]


_days = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
_pieces = st.builds(Piece, _days, st.sampled_from([0.0, 0.3, 0.5, 1.0]), st.integers(1, 4), st.integers(0, 3))
_relations = st.builds(
    Relation,
    st.sampled_from(IDS),
    st.sampled_from(_KINDS),
    st.sampled_from(IDS),
    st.lists(_pieces, min_size=1, max_size=4).map(tuple),
)


@st.composite
def graphs(draw: st.DrawFn) -> Drawn:
    """Up to seven actors; a part of the relations may have come, changed or gone since the columns were built."""
    drawn = draw(st.lists(_relations, max_size=24))
    relations = {relation_id(one.source, one.relation, one.target): one for one in drawn}
    known = draw(st.integers(1, len(IDS)))
    ends = {end for one in relations.values() for end in (one.source, one.target)} | set(IDS[:2])
    later = draw(st.sets(st.sampled_from(sorted(relations)))) if relations else set()
    base = {identity: one for identity, one in relations.items() if identity not in later}
    first = {end for one in base.values() for end in (one.source, one.target)} | set(IDS[:known]) & ends
    version = GraphVersion.build(1, [_info(end) for end in first], base.values())
    number = {end: place for place, end in enumerate([*sorted(first), *sorted(ends - first)])}
    new = [(number[end], _info(end)) for end in sorted(ends - first)]
    if later or new:
        gone = draw(st.sets(st.sampled_from(sorted(base)))) if base else set()
        now = [relations[identity] for identity in sorted(later)]
        now += [Relation(one.source, one.relation, one.target, ()) for one in (relations.pop(identity) for identity in gone)]
        version = changed(version, 2, new, [histories_of(number, now)])
    return Drawn(version, relations)


windows = st.one_of(
    st.just(Window()),
    st.builds(lambda start, days: Window(start=start, as_of=start + timedelta(days=days)), _days, st.integers(0, 40)),
)
filters = st.builds(
    Filter,
    sign=st.sampled_from([None, "cooperation", "conflict"]),
    min_sources=st.sampled_from([1, 1, 2]),
    window=windows,
)


def _info(identifier: str) -> NodeInfo:
    return NodeInfo(identifier, identifier, "country")


assert set(_KINDS) <= set(relation_types())
