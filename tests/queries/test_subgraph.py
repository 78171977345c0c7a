"""The graph around an actor: complete inside its limits, honest about what they cut."""

from datetime import date

import networkx as nx
import pytest

from graph.errors import QueryError, UnknownActor
from graph.network import GraphVersion, Window
from graph.queries import Filter, relations, subgraph
from tests.network.builders import fold, version


@pytest.fixture
def chain() -> GraphVersion:
    """A-B-C-D in a row, with A tied to E weakly and C to E."""
    return version(
        fold("AAA", "allied_with", "BBB"),
        fold("CCC", "attacks", "BBB", ("2020-01-01", 1.0)),
        fold("CCC", "supports", "DDD"),
        fold("AAA", "meets_with", "EEE"),
        fold("CCC", "meets_with", "EEE"),
    )


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("root", ["AAA", "BBB", "DDD"])
def test_it_is_the_undirected_ego_graph(chain: GraphVersion, root: str, depth: int) -> None:
    answer = subgraph(chain, root, Filter(), depth=depth)
    ego = nx.ego_graph(chain.graph, root, radius=depth, undirected=True)
    assert {node.id for node in answer.nodes} == set(ego)
    assert {view.id for view in answer.edges} == {data["id"] for *_, data in ego.edges(data=True)}
    assert not answer.truncated


def test_edges_are_strongest_first_and_the_root_leads_the_nodes(chain: GraphVersion) -> None:
    answer = subgraph(chain, "AAA", Filter(), depth=2)
    assert [node.id for node in answer.nodes] == ["AAA", "BBB", "EEE", "CCC"]
    assert answer.hops == (0, 1, 1, 2)
    strengths = [view.strength for view in answer.edges]
    assert strengths == sorted(strengths, reverse=True)


def test_over_a_limit_the_strongest_stay_and_the_rest_is_counted(chain: GraphVersion) -> None:
    answer = subgraph(chain, "AAA", Filter(), depth=3, limit_nodes=2)
    assert [node.id for node in answer.nodes] == ["AAA", "BBB"]
    assert [view.id for view in answer.edges] == ["AAA~allied_with~BBB"]
    assert (answer.truncated, answer.omitted_nodes, answer.omitted_edges, answer.at_least) == (True, 3, 0, False)


def test_a_count_that_would_cost_too_much_is_a_lower_bound(chain: GraphVersion) -> None:
    answer = subgraph(chain, "AAA", Filter(), depth=3, limit_nodes=2, effort=1)
    assert (answer.truncated, answer.at_least) == (True, True)
    assert 1 <= answer.omitted_nodes <= 3


def test_a_limit_on_edges_keeps_the_answer_in_one_piece(chain: GraphVersion) -> None:
    answer = subgraph(chain, "EEE", Filter(), depth=3, limit_edges=3)
    graph = nx.Graph((view.source, view.target) for view in answer.edges)
    assert len(answer.edges) == 3
    assert set(graph) == {node.id for node in answer.nodes}
    assert nx.is_connected(graph)
    between = chain.graph.subgraph(node.id for node in answer.nodes).number_of_edges()
    assert (answer.omitted_nodes, answer.omitted_edges) == (5 - len(answer.nodes), between - 3)


def test_filters_hold_on_every_hop(chain: GraphVersion) -> None:
    answer = subgraph(chain, "AAA", Filter(sign="cooperation"), depth=3)
    assert {node.id for node in answer.nodes} == {"AAA", "BBB", "EEE", "CCC", "DDD"}
    alone = subgraph(chain, "AAA", Filter(relations=frozenset({"attacks"})), depth=3)
    assert [node.id for node in alone.nodes] == ["AAA"]
    early = subgraph(chain, "BBB", Filter(window=Window(as_of=date(2015, 12, 31))), depth=1)
    assert {node.id for node in early.nodes} == {"AAA", "BBB"}


def test_an_unknown_root_is_refused(chain: GraphVersion) -> None:
    with pytest.raises(UnknownActor, match="ZZZ"):
        subgraph(chain, "ZZZ", Filter())


def test_expanded_actors_bring_partners_in_turn(chain: GraphVersion) -> None:
    plain = subgraph(chain, "AAA", Filter())
    assert [node.id for node in plain.nodes] == ["AAA", "BBB", "EEE"]
    answer = subgraph(chain, "AAA", Filter(), expand=("CCC", "BBB", "CCC", "NOBODY"), expand_nodes=1)
    assert [node.id for node in answer.nodes] == ["AAA", "BBB", "EEE", "CCC", "DDD"]  # CCC is not there at first
    assert (answer.hops, answer.expanded) == ((0, 1, 1, 2, 3), (3, 4, 5))
    assert (len(answer.edges), answer.truncated) == (5, False)
    early = subgraph(chain, "AAA", Filter(), expand=("BBB",))
    assert ([node.id for node in early.nodes], early.omitted_nodes) == (["AAA", "BBB", "EEE", "CCC"], 0)


def test_partners_come_over_the_limit_on_nodes_but_within_that_on_edges(chain: GraphVersion) -> None:
    answer = subgraph(chain, "AAA", Filter(), limit_nodes=1, expand=("AAA",))
    assert ([node.id for node in answer.nodes], answer.omitted_nodes) == (["AAA", "BBB", "EEE"], 0)
    answer = subgraph(chain, "AAA", Filter(), limit_nodes=1, limit_edges=1, expand=("AAA",))
    assert ([node.id for node in answer.nodes], answer.omitted_nodes) == (["AAA", "BBB"], 1)
    answer = subgraph(chain, "AAA", Filter(sign="conflict"), expand=("AAA",))
    assert [node.id for node in answer.nodes] == ["AAA"]


def test_source_and_target_ask_for_either_end_of_a_symmetric_relation(chain: GraphVersion) -> None:
    def ids(**ends: str) -> list[str]:
        return [view.id for view in relations(chain, Filter(), **ends)]

    assert ids(source="BBB") == ["AAA~allied_with~BBB"]
    assert ids(target="BBB") == ["CCC~attacks~BBB", "AAA~allied_with~BBB"]
    assert ids(actor="EEE") == ["AAA~meets_with~EEE", "CCC~meets_with~EEE"]
    assert ids(source="CCC", target="BBB") == ["CCC~attacks~BBB"]
    assert ids(source="BBB", target="CCC") == []
    assert ids(actor="NOBODY") == []
    assert len(ids()) == 5


def test_min_sources_counts_publishers_and_the_nameless_as_one() -> None:
    graph = version(
        fold("AAA", "attacks", "BBB", ("2020-01-01", 1.0), ("2020-01-02", 1.0), publishers=(7, 7)),
        fold("AAA", "attacks", "CCC", ("2020-01-01", 1.0), ("2020-01-02", 1.0), publishers=(7, 8)),
    )
    assert [view.target for view in relations(graph, Filter(min_sources=2))] == ["CCC"]
    assert len(relations(graph, Filter(min_sources=1))) == 2
    early = Filter(min_sources=2, window=Window(as_of=date(2020, 1, 1)))
    assert len(relations(graph, early)) == 0


def test_min_confidence_asks_for_one_piece_that_weighs_as_much() -> None:
    graph = version(
        fold("AAA", "attacks", "BBB", *((f"2020-01-0{day}", 0.4) for day in range(1, 10))),
        fold("AAA", "attacks", "CCC", ("2020-01-01", 0.3), ("2020-02-01", 0.7)),
    )

    def targets(least: float, last: date | None = None) -> list[str]:
        return [view.target for view in relations(graph, Filter(min_confidence=least, window=Window(as_of=last)))]

    assert targets(0.0) == targets(0.4) == ["BBB", "CCC"]
    assert targets(0.4001) == targets(0.7) == ["CCC"]
    assert targets(0.7001) == []
    assert targets(0.4, date(2020, 1, 31)) == ["BBB"]
    assert Filter().open
    assert not Filter(min_confidence=0.1).open


def test_filters_by_class_and_unknown_names_are_refused(chain: GraphVersion) -> None:
    found = relations(chain, Filter(plover=frozenset({"ASSAULT", "CONSULT"})))
    assert [view.relation for view in found] == ["attacks", "meets_with", "meets_with"]
    with pytest.raises(QueryError, match="unknown relation 'befriends'"):
        Filter(relations=frozenset({"befriends"}))
    with pytest.raises(QueryError, match="unknown PLOVER class 'LOVE'"):
        Filter(plover=frozenset({"LOVE"}))
