"""The strongest of the whole graph: whoever the strongest relations name, and all between these."""

import pytest

from graph.network import GraphVersion
from graph.queries import Filter, overview
from tests.network.builders import fold, version


@pytest.fixture
def graph() -> GraphVersion:
    """Strengths: A attacks B 1.0, C sanctions D 0.8, A supports C 0.6 or less, B meets D least."""
    return version(
        fold("AAA", "attacks", "BBB"),
        fold("CCC", "sanctions", "DDD"),
        fold("AAA", "supports", "CCC"),
        fold("BBB", "meets_with", "DDD"),
        fold("EEE", "meets_with", "FFF", ("2020-01-01", 0.5)),
    )


def test_actors_come_with_the_strongest_relations(graph: GraphVersion) -> None:
    answer = overview(graph, Filter(), limit_nodes=4)
    assert (answer.root, answer.hops) == (None, ())
    assert [node.id for node in answer.nodes] == ["AAA", "BBB", "CCC", "DDD"]
    assert {view.relation for view in answer.edges} == {"attacks", "sanctions", "supports", "meets_with"}
    assert (answer.omitted_nodes, answer.omitted_edges, answer.truncated) == (2, 0, True)


def test_a_relation_that_would_name_too_many_ends_it(graph: GraphVersion) -> None:
    answer = overview(graph, Filter(), limit_nodes=3)
    assert ([node.id for node in answer.nodes], answer.omitted_nodes) == (["AAA", "BBB"], 4)
    assert overview(graph, Filter(), limit_nodes=1).nodes == ()


def test_edges_are_limited_and_counted(graph: GraphVersion) -> None:
    answer = overview(graph, Filter(), limit_edges=2)
    assert [view.relation for view in answer.edges] == ["attacks", "sanctions"]
    assert (answer.omitted_nodes, answer.omitted_edges) == (2, 2)


def test_filters_hold(graph: GraphVersion) -> None:
    answer = overview(graph, Filter(sign="conflict"))
    assert ([node.id for node in answer.nodes], answer.truncated) == (["AAA", "BBB", "CCC", "DDD"], False)
    assert [view.relation for view in answer.edges] == ["attacks", "sanctions"]
    assert overview(GraphVersion.empty(), Filter()).nodes == ()
