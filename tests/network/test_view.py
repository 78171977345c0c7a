"""The view is a ``networkx.MultiDiGraph`` like any other to read, and none to change: in everything it answers it equals a
graph of NetworkX's own dictionaries that was filled by hand."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.network import GraphVersion, settled
from graph.network.view import NetworkView
from tests.network.algorithms import ALGORITHMS, plainly
from tests.network.builders import fold, version
from tests.network.chance import IDS, a_graph, dice, layered
from tests.network.naive import Naive, plain_graph

seeds = st.integers(0, 2**32 - 1)
Graph = Any  # the stubs of NetworkX know neither keys nor data of multigraphs


@dataclass
class Pair:
    """A view and the plain graph that it should equal."""

    version: GraphVersion
    view: Graph
    plain: Graph


def pair(seed: int, *, actors: int = 14, relations: int = 60, least: int = 0) -> Pair:
    """Random, with one layer or two."""
    chance, naive = dice(seed), Naive()
    graph = layered(chance, naive)
    while len(naive.nodes) < max(1, least) or len(graph) < 3 * least:
        naive = a_graph(chance, actors=actors, relations=relations)
        graph = layered(chance, naive)
    return Pair(graph, graph.graph, plain_graph(naive, graph.version))


def assert_equal(view: Graph, plain: Graph) -> None:
    """Equal in NetworkX's eyes, and in the same order."""
    assert nx.utils.graphs_equal(view, plain)
    assert nx.utils.nodes_equal(view.nodes(data=True), plain.nodes(data=True))
    keys = {"keys": True} if plain.is_multigraph() else {}
    assert nx.utils.edges_equal(view.edges(data=True, **keys), plain.edges(data=True, **keys), directed=plain.is_directed())
    assert plainly(view) == plainly(plain)
    assert plainly(view.adj) == plainly(plain.adj)
    if plain.is_directed():
        assert plainly(view.pred) == plainly(plain.pred)


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_it_equals_the_plain_graph(seed: int) -> None:
    both = pair(seed)
    assert_equal(both.view, both.plain)
    assert_equal(both.version.graph.copy(), both.plain)
    assert_equal(settled(both.version).graph, both.plain)


READING: dict[str, Callable[[Graph], object]] = {
    "len": len,
    "iter": list,
    "bool": bool,
    "str": lambda g: str(g).split(" ", 1)[1],
    "name": lambda g: g.name,
    "in": lambda g: [node in g for node in (*IDS, "nobody", 5, None, 2.5, ("RUS",))],
    "in_list": lambda g: [] in g,
    "has_node": lambda g: [g.has_node(node) for node in (*IDS, "nobody", 5)],
    "order": lambda g: (g.order(), g.number_of_nodes(), nx.number_of_nodes(g)),
    "size": lambda g: (g.size(), g.size(weight="strength"), g.size("evidence")),
    "number_of_edges": lambda g: [g.number_of_edges()] + [g.number_of_edges(a, b) for a in [*g, "nobody", 5] for b in [*g, 5]],
    "number_of_edges_of_one_end": lambda g: g.number_of_edges(next(iter(g))),
    "is": lambda g: (g.is_directed(), g.is_multigraph(), nx.is_weighted(g, weight="strength"), nx.is_empty(g)),
    "nodes": lambda g: (g.nodes, list(g.nodes), len(g.nodes), g.nodes(), "RUS" in g.nodes, g.nodes & {"RUS", "x"}),
    "nodes_data": lambda g: (g.nodes(data=True), g.nodes(data="kind"), g.nodes.data("nothing", default=4), dict(g.nodes)),
    "nodes_item": lambda g: [g.nodes[node]["name"] for node in g],
    "nodes_unknown": lambda g: g.nodes["nobody"],
    "nodes_number": lambda g: g.nodes[5],
    "nodes_list": lambda g: g.nodes[[]],
    "edges": lambda g: (list(g.edges), len(g.edges), g.edges(), g.edges(keys=True), g.edges(data=True, keys=True)),
    "edges_data": lambda g: (g.edges(data="strength"), g.edges(data="nothing", default=0, keys=True)),
    "edges_nbunch": lambda g: [g.edges(nbunch, keys=True) for nbunch in (*g, list(g)[:3], "nobody_of_these", [])],
    "edges_item": lambda g: [g.edges[edge]["id"] for edge in g.edges],
    "edges_contains": lambda g: [edge in g.edges for edge in [*g.edges, ("RUS", "SYR", "nothing"), (5, 6, 7)]],
    "edges_set": lambda g: (g.edges & set(list(g.edges)[::2]), g.edges - set(list(g.edges)[::2])),
    "out_edges": lambda g: (g.out_edges(keys=True, data=True), g.out_edges(list(g)[:2])),
    "in_edges": lambda g: (g.in_edges(keys=True, data=True), g.in_edges(list(g)[:2]), len(g.in_edges)),
    "edge_unknown": lambda g: g.edges["RUS", "nobody", "arms"],
    "has_edge": lambda g: [g.has_edge(a, b, key) for a in [*g, "nobody", 5] for b in [*g, 5] for key in (None, "arms", 0)],
    "get_edge_data": lambda g: [g.get_edge_data(a, b, key, 1) for a in [*g, 5] for b in [*g, 5] for key in (None, "arms")],
    "adj": lambda g: (g.adj, g._adj, len(g.adj), [g[node] for node in g], [g.adj[node] for node in g]),
    "adj_keys": lambda g: [g[a][b][key]["strength"] for a, b, key in g.edges],
    "adj_unknown": lambda g: g["nobody"],
    "adj_number": lambda g: g[5],
    "adj_list": lambda g: g[[]],
    "adj_get": lambda g: (g.adj.get("nobody"), g.adj.get(5, 6), "nobody" in g.adj, 5 in g.adj),
    "adjacency": lambda g: g.adjacency(),
    "succ": lambda g: (g.succ, [list(g.successors(node)) for node in g], [list(g.neighbors(node)) for node in g]),
    "pred": lambda g: (g.pred, [list(g.predecessors(node)) for node in g]),
    "has_successor": lambda g: [(g.has_successor(a, b), g.has_predecessor(a, b)) for a in g for b in [*g, "nobody"]],
    "successors_unknown": lambda g: g.successors("nobody"),
    "predecessors_unknown": lambda g: g.predecessors("nobody"),
    "degree": lambda g: (g.degree, list(g.degree), len(g.degree), [g.degree[node] for node in g], g.degree(list(g)[:3])),
    "degree_weight": lambda g: (g.degree(weight="strength"), g.in_degree(weight="evidence"), g.out_degree(weight="reports")),
    "in_degree": lambda g: (g.in_degree(), g.in_degree(next(iter(g))), g.in_degree(list(g)[:2], weight="strength")),
    "out_degree": lambda g: (g.out_degree(), g.out_degree(next(iter(g))), g.out_degree(list(g)[:2])),
    "degree_unknown": lambda g: g.degree("nobody"),
    "nbunch_iter": lambda g: (list(g.nbunch_iter()), list(g.nbunch_iter(["RUS", "nobody", *list(g)[:2], 5]))),
    "nbunch_iter_bad": lambda g: list(g.nbunch_iter([[]])),
    "nbunch_iter_number": lambda g: list(g.nbunch_iter(5)),
    "subgraph": lambda g: g.subgraph([*list(g)[::2], "nobody"]),
    "subgraph_copy": lambda g: g.subgraph(list(g)[::2]).copy(),
    "subgraph_of_subgraph": lambda g: g.subgraph(list(g)[:8]).subgraph(list(g)[::3]),
    "subgraph_number_of_edges": lambda g: g.subgraph(list(g)[::2]).number_of_edges(),
    "subgraph_of_one": lambda g: g.subgraph(next(iter(g))),
    "edge_subgraph": lambda g: g.edge_subgraph(list(g.edges)[::2]),
    "edge_subgraph_copy": lambda g: g.edge_subgraph(list(g.edges)[::2]).copy(),
    "reverse": lambda g: g.reverse(),
    "reverse_view": lambda g: g.reverse(copy=False),
    "reverse_view_number_of_edges": lambda g: g.reverse(copy=False).number_of_edges(),
    "to_undirected": lambda g: g.to_undirected(),
    "to_undirected_reciprocal": lambda g: g.to_undirected(reciprocal=True),
    "to_undirected_view": lambda g: g.to_undirected(as_view=True),
    "to_directed": lambda g: g.to_directed(),
    "to_directed_view": lambda g: g.to_directed(as_view=True),
    "copy": lambda g: g.copy(),
    "copy_view": lambda g: g.copy(as_view=True),
    "deepcopy": copy.deepcopy,
    "copy_copy": copy.copy,
    "pickle": lambda g: pickle.loads(pickle.dumps(g)),  # noqa: S301 - our own bytes
    "pickle_subgraph": lambda g: pickle.loads(pickle.dumps(g.subgraph(list(g)[:2]).copy())),  # noqa: S301 - our own bytes
    "graph": lambda g: (g.graph, dict(g.graph)),
    "new_edge_key": lambda g: [g.new_edge_key(a, b) for a in g for b in g],
    "multidigraph": nx.MultiDiGraph,
    "multigraph": nx.MultiGraph,
    "digraph": nx.DiGraph,
    "simple_graph": nx.Graph,
    "class": lambda g: g.__class__(g),
    "empty_class": lambda g: g.__class__(),
    "class_of_edges": lambda g: g.__class__([("a", "b")], name="new"),
}


@cache
def busy(seed: int) -> Pair:
    """Enough actors and relations for every algorithm to have something to do."""
    return pair(seed, actors=18, relations=70, least=9)


def outcome(ask: Callable[[Graph], object], graph: Graph) -> tuple[str, object]:
    """The answer, or how it was refused."""
    try:
        return "answer", plainly(ask(graph))
    except (nx.NetworkXException, KeyError, TypeError) as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", READING)
def test_every_way_to_read_it(name: str, seed: int) -> None:
    both = busy(seed)
    assert outcome(READING[name], both.version.graph) == outcome(READING[name], both.plain)


class Spied(nx.MultiDiGraph):  # type: ignore[type-arg]  # generic in its stubs alone
    """A graph that remembers what it was asked."""

    asked: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        Spied.asked.add(name)
        return super().__getattribute__(name)


def test_every_reading_method_was_asked() -> None:
    graph = Spied(busy(0).plain)
    Spied.asked.clear()
    for ask in READING.values():
        outcome(ask, graph)
    methods = {name for name in dir(nx.MultiDiGraph) if not name.startswith("_") and not name.endswith("_factory")}
    changing = {"clear", "clear_edges", "update"} | {name for name in methods if name.startswith(("add_", "remove_"))}
    assert methods - changing - Spied.asked == set()
    assert changing <= CHANGES.keys()


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_algorithm_gives_the_same(name: str) -> None:
    ask = ALGORITHMS[name]
    for seed in range(2):
        both = busy(seed)
        assert plainly(ask(both.version.graph)) == plainly(ask(both.plain))


def test_what_is_derived_from_it_is_plain_and_can_be_changed() -> None:
    both = busy(0)
    for make in (
        "reverse",
        "to_directed",
        "to_undirected",
        "copy",
        "deepcopy",
        "pickle",
        "subgraph_copy",
        "class",
        "empty_class",
    ):
        derived: Graph = READING[make](both.view)
        assert type(derived) in {nx.MultiDiGraph, nx.MultiGraph}
        derived.add_edge("new", "newer", weight=1)
        for *_, data in [*derived.nodes(data=True), *derived.edges(data=True)]:
            data["seen"] = True
        derived.graph["name"] = "changed"
    assert_equal(both.view, both.plain)
    assert type(both.view) is NetworkView


CHANGES: dict[str, Callable[[Graph], object]] = {
    "add_node": lambda g: g.add_node("new"),
    "add_nodes_from": lambda g: g.add_nodes_from(["new"]),
    "remove_node": lambda g: g.remove_node("RUS"),
    "remove_nodes_from": lambda g: g.remove_nodes_from(["RUS"]),
    "add_edge": lambda g: g.add_edge("RUS", "SYR"),
    "add_edges_from": lambda g: g.add_edges_from([("RUS", "SYR")]),
    "add_weighted_edges_from": lambda g: g.add_weighted_edges_from([("RUS", "SYR", 1)]),
    "remove_edge": lambda g: g.remove_edge("RUS", "SYR", "arms"),
    "remove_edges_from": lambda g: g.remove_edges_from([("RUS", "SYR", "arms")]),
    "clear": lambda g: g.clear(),
    "clear_edges": lambda g: g.clear_edges(),
    "update": lambda g: g.update([("RUS", "SYR")]),
    "update_nodes": lambda g: g.update(nodes=["new"]),
    "name": lambda g: setattr(g, "name", "new"),
    "graph": lambda g: g.graph.update(name="new"),
    "node_item": lambda g: g.nodes["RUS"].__setitem__("kind", "nsa"),
    "node_update": lambda g: g.nodes["RUS"].update(kind="nsa"),
    "node_pop": lambda g: g.nodes["RUS"].pop("kind"),
    "node_setdefault": lambda g: g.nodes["RUS"].setdefault("kind", "nsa"),
    "node_delete": lambda g: g.nodes["RUS"].__delitem__("kind"),
    "node_or": lambda g: g.nodes["RUS"].__ior__({"kind": "nsa"}),
    "node_clear": lambda g: g.nodes["RUS"].clear(),
    "node_popitem": lambda g: g.nodes["RUS"].popitem(),
    "edge_item": lambda g: g["RUS"]["SYR"]["arms"].__setitem__("strength", 9.0),
    "edge_by_key": lambda g: g.edges["RUS", "SYR", "arms"].update(strength=9.0),
    "edge_of_pred": lambda g: g.pred["SYR"]["RUS"]["arms"].clear(),
    "get_edge_data": lambda g: g.get_edge_data("RUS", "SYR", "arms").update(strength=9.0),
    "set_node_attributes": lambda g: nx.set_node_attributes(g, dict.fromkeys(g, "nsa"), "kind"),
    "set_edge_attributes": lambda g: nx.set_edge_attributes(g, dict.fromkeys(g.edges, 9.0), "strength"),
    "relabel_in_place": lambda g: nx.relabel_nodes(g, {"RUS": "new"}, copy=False),
    "through_a_subgraph": lambda g: g.subgraph(["RUS", "SYR"]).nodes["RUS"].update(kind="nsa"),
    "through_a_reverse_view": lambda g: g.reverse(copy=False).add_edge("RUS", "SYR"),
    "subgraph": lambda g: g.subgraph(["RUS", "SYR"]).remove_node("RUS"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_refused(name: str) -> None:
    graph = version(fold("RUS", "arms", "SYR"), fold("SYR", "meets_with", "RUS"))
    view: Graph = graph.graph
    before = plainly(view)
    with pytest.raises(nx.NetworkXError):
        CHANGES[name](view)
    assert plainly(view) == before == plainly(graph.graph)
    assert nx.is_frozen(view)


def test_an_algorithm_that_writes_into_its_graph_needs_a_copy() -> None:
    view: Graph = version(fold("RUS", "arms", "SYR")).graph
    with pytest.raises(nx.NetworkXError):
        nx.negative_edge_cycle(view, weight="goldstein")
    assert not nx.negative_edge_cycle(view.copy(), weight="strength")


def test_there_is_no_other_way_in() -> None:
    view: Graph = version(fold("RUS", "arms", "SYR")).graph
    for mapping in (view.adj, view.succ, view.pred, view.nodes, view["RUS"], view["RUS"]["SYR"], view._node, view._adj):
        with pytest.raises(TypeError):
            mapping["RUS"] = {}
        with pytest.raises(TypeError):
            del mapping["RUS"]


def test_both_directions_share_an_edge() -> None:
    for touched in (["RUS", "SYR"], ["SYR", "RUS"]):
        view: Graph = version(fold("RUS", "arms", "SYR"), fold("RUS", "attacks", "RUS")).graph
        for node in touched:
            assert view.succ[node] is not None
            assert view.pred[node] is not None
        assert view.succ["RUS"]["SYR"]["arms"] is view.pred["SYR"]["RUS"]["arms"]
        assert view.succ["RUS"]["RUS"]["attacks"] is view.pred["RUS"]["RUS"]["attacks"]


def test_touching_a_node_makes_that_nodes_dictionaries_and_no_others() -> None:
    view: Graph = busy(1).version.graph
    nodes = list(view)

    def made() -> tuple[set[str], set[str], set[str]]:
        return set(view._node.made), set(view._succ.made), set(view._pred.made)

    assert len(view) == len(nodes)
    assert view.number_of_edges() == len(busy(1).version)
    assert all(node in view for node in nodes)
    assert made() == (set(), set(), set())
    assert view.has_node(nodes[0])
    assert view[nodes[0]] is not None
    assert view[nodes[0]] is not None
    assert made() == (set(), {nodes[0]}, set())
    assert view.out_degree(nodes[0]) == len(list(view.edges(nodes[0])))
    assert made() == (set(), {nodes[0]}, set())
    assert list(view.predecessors(nodes[1])) is not None
    assert made() == (set(), {nodes[0]}, {nodes[1]})
    assert view.nodes[nodes[2]]["kind"]
    assert made() == ({nodes[2]}, {nodes[0]}, {nodes[1]})
    sub = view.subgraph(nodes[:2])
    assert (len(sub), len(sub.edges)) is not None
    assert made() == ({nodes[2]}, set(nodes[:2]), {nodes[1]})
    assert len(view.copy()) == len(nodes)
    assert made() == ({nodes[2]}, set(nodes[:2]), {nodes[1]})


def test_a_walk_makes_what_it_walks() -> None:
    view: Graph = version(*(fold(a, "arms", b) for a, b in ("AB", "BC", "DE", "EF"))).graph
    assert list(nx.bfs_tree(view, "A")) == ["A", "B", "C"]
    assert (set(view._succ.made), set(view._pred.made), set(view._node.made)) == ({"A", "B", "C"}, set(), set())


def test_each_view_remembers_for_itself_and_the_version_nothing() -> None:
    graph = version(fold("RUS", "arms", "SYR"))
    one: Graph = graph.graph
    other: Graph = graph.graph
    assert one is not other
    assert one["RUS"]["SYR"]["arms"] is one["RUS"]["SYR"]["arms"]
    assert one["RUS"]["SYR"]["arms"] is not other["RUS"]["SYR"]["arms"]
