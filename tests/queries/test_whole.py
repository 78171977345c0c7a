"""All that passes, in one total order however the version is layered."""

from hypothesis import given

from graph.network import ALL_TIME, GraphVersion, settled
from graph.queries import Filter, relations, whole
from tests.network.builders import fold, version
from tests.queries.drawn import Drawn, filters, graphs


@given(graphs(), filters)
def test_it_is_every_relation_and_whom_they_link(drawn: Drawn, which: Filter) -> None:
    found = whole(drawn.version, which)
    expected = tuple(relations(drawn.version, which))
    for lot in (1, 3, 1000):
        assert tuple(view for views in found.relations(lot) for view in views) == expected
    assert len(found) == len(expected)
    assert [info.id for info in found.actors()] == sorted({end for view in expected for end in (view.source, view.target)})
    assert found.first == min((view.first_day for view in expected), default=None)
    assert found.last == max((view.last_day for view in expected), default=None)
    again = whole(settled(drawn.version), which)
    assert [view.id for views in again.relations() for view in views] == [view.id for view in expected]


def test_an_actor_without_relations_is_not_there() -> None:
    graph = version(fold("AAA", "attacks", "BBB"), fold("CCC", "supports", "AAA"))
    assert [info.id for info in whole(graph, Filter(sign="conflict", window=ALL_TIME)).actors()] == ["AAA", "BBB"]
    assert len(whole(GraphVersion.empty(), Filter())) == 0
