"""Graphs by hand for the writers, and ones with names that nobody should have."""

import warnings
from datetime import date
from functools import partial

import rdflib
from hypothesis import strategies as st

from graph.formats import FORMATS, EdgeRecord, GraphRecord, NodeRecord, Quote
from graph.network import NodeInfo, Seen
from graph.ontology import relation_types

RUSSIA = NodeInfo("RUS", "Russia", "country", "RUS", "europe")
SYRIA = NodeInfo("SYR", "Syria", "country", "SYR", "middle_east")
NATO = NodeInfo("IGO:NATO", "North Atlantic Treaty Organization", "igo")
BAND = NodeInfo("NSA:A_BAND", 'A "band" <of> &\nmen', "group")

#: A symmetric relation, a directed one between the same two, one the other way, a loop, and an actor without relations.
SHARES = Seen(
    "RUS", "shares_intelligence_with", "SYR", 3, 2, 2, date(2015, 9, 27), date(2016, 3, 1), 1.2345678, 0.9123, "GOV", None
)
ARMS = Seen("RUS", "arms", "SYR", 1, 1, 1, date(2014, 2, 3), date(2014, 2, 3), 0.5, 0.5)
FIGHTS = Seen("NSA:A_BAND", "attacks", "RUS", 2, 2, 1, date(2013, 1, 1), date(2017, 12, 31), 1.0, 1.0, "REB", "MIL")
WITHIN = Seen("NSA:A_BAND", "attacks", "NSA:A_BAND", 1, 1, 1, date(2015, 5, 5), date(2015, 5, 5), 0.25, 0.0)
QUOTE = Quote(
    id="art-1.1",
    sentence="=SUM(A1) said Moscow, which shares intelligence with Damascus.",
    source_span=(14, 20),
    target_span=None,
    trigger=(28, 47),
    status="occurred",
    confidence=0.91234,
    day=date(2015, 9, 27),
    publisher="The Evening Courier",
    article="art-1",
    title="-Four- capitals",
    url="https://courier.example/four?a=1&b=2",
    why="the phrase",
)
BARE = Quote("art-2.1", "Again.", (0, 5), (0, 5), (0, 5), "alleged", 0.5, date(2016, 3, 1), None, "art-2", None, "urn:x", "w")


def small(quotes: int = 0) -> GraphRecord:
    """Four actors, four relations; where quotes are asked for, the first relation has two of them."""
    told = (QUOTE, BARE)[:quotes]
    nodes = [
        NodeRecord(info, relations, hops) for info, relations, hops in ((RUSSIA, 3, 0), (SYRIA, 2, 1), (BAND, 2, 1), (NATO, 0, 2))
    ]
    edges = [
        EdgeRecord(SHARES, RUSSIA, SYRIA, told),
        EdgeRecord(ARMS, RUSSIA, SYRIA),
        EdgeRecord(FIGHTS, BAND, RUSSIA),
        EdgeRecord(WITHIN, BAND, BAND),
    ]
    about = {"version": 7, "as_of": date(2018, 1, 1), "from": None, "to": None, "known_at": None}
    return GraphRecord("RUS-subgraph", about, nodes, edges, date(2013, 1, 1), date(2017, 12, 31), quotes, {"root": "RUS"})


def written(name: str, graph: GraphRecord) -> bytes:
    """The bytes of a graph in a format."""
    return b"".join(FORMATS[name].write(graph))


def triples(graph: GraphRecord) -> rdflib.Graph:
    """A graph's JSON-LD in a triple store, as if it came from ``http://news.example``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the package's own parser uses what it deprecates
        return rdflib.Graph().parse(data=written("jsonld", graph), format="json-ld", publicID="http://news.example/v1/graph")


#: Text of any kind, the nastiest more often than chance has it.
NASTY = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(), max_size=8),
    st.sampled_from([
        "", "\x00", "\x1b[31m", "a\x0bb", "\ud800", "x\udfffy", "\ufffe", "\r\n", "\t", "]]>", "<!--", "&amp;", "'", '"', "None",
        "שלום", "\u202eabc", "👩‍👩‍👧", "=1+1", "-1", "+a", "@x", "'=x", "\t=x", "a,b;c", '"quoted", "cells"', "＝1", "\ufeff",
        "\x85", "\u2028",
    ]),
)  # fmt: skip
_days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@st.composite
def graphs(draw: st.DrawFn) -> GraphRecord:
    """A few actors with nasty names, and any relations between them, several of a kind among them."""
    make = partial(NodeInfo, kind=draw(st.sampled_from(["country", "igo", "group", "org"])))
    infos = [
        make(f"NSA:X_{number}", draw(NASTY), country=draw(st.sampled_from([None, "RUS"])))
        for number in range(draw(st.integers(1, 4)))
    ]
    kinds = draw(st.sets(st.tuples(st.sampled_from(infos), st.sampled_from(sorted(relation_types())), st.sampled_from(infos))))
    most = draw(st.integers(0, 2))
    edges = []
    for number, (source, kind, target) in enumerate(sorted(kinds, key=str)):
        first, last = sorted((draw(_days), draw(_days)))
        view = Seen(source.id, kind, target.id, 2, 1, 1, first, last, draw(st.floats(0, 20)), draw(st.floats(0, 1)), None, "GOV")
        quotes = [
            Quote(
                f"art-{number}.{nth}", draw(NASTY), None, (0, 1), (0, 1), "planned", 0.5, first, draw(st.none() | NASTY),
                "art-é ü",
                draw(st.none() | NASTY), draw(st.none() | NASTY), draw(NASTY),
            )
            for nth in range(draw(st.integers(0, most)))
        ]  # fmt: skip
        edges.append(EdgeRecord(view, source, target, tuple(quotes)))
    days = [day for edge in edges for day in (edge.view.first_day, edge.view.last_day)]
    nodes = [NodeRecord(info, 1) for info in infos]
    about = {"version": 1, "as_of": None}
    return GraphRecord("any", about, nodes, edges, min(days, default=None), max(days, default=None), most)
