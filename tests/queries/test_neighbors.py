"""Who is next to an actor."""

from datetime import date

from hypothesis import given, settings

from graph.queries import Filter, neighbors
from tests.network.builders import fold, version
from tests.queries.drawn import IDS, Drawn, filters, graphs


def test_each_neighbor_once_with_its_numbers() -> None:
    graph = version(
        fold("RUS", "attacks", "UKR", ("2022-02-24", 1.0), ("2022-03-01", 1.0)),
        fold("UKR", "meets_with", "RUS", ("2020-01-01", 1.0)),
        fold("BLR", "supports", "RUS"),
        fold("RUS", "attacks", "RUS"),
    )
    found = neighbors(graph, "RUS", Filter())
    assert [(one.actor.id, one.relations, one.cooperation, one.conflict, one.evidence) for one in found] == [
        ("UKR", 2, 1, 1, 3),
        ("BLR", 1, 1, 0, 1),
    ]
    assert (found[0].first_day, found[0].last_day) == (date(2020, 1, 1), date(2022, 3, 1))
    assert [one.strongest.id for one in found] == ["RUS~attacks~UKR", "BLR~supports~RUS"]
    assert found[1:] == (found[1],) == (found[-1],)
    assert [one.actor.id for one in neighbors(graph, "RUS", Filter(sign="cooperation"))] == ["BLR", "UKR"]
    assert len(neighbors(graph, "FRA", Filter())) == 0


@given(graphs(), filters)
@settings(max_examples=100, deadline=None)
def test_they_are_what_going_through_the_relations_gives(drawn: Drawn, which: Filter) -> None:
    actor = IDS[1]
    views = [view for view in which.at(drawn.version, actor) if view.other(actor) != actor]
    wanted = list(dict.fromkeys(view.other(actor) for view in views))
    found = list(neighbors(drawn.version, actor, which))
    assert [one.actor.id for one in found] == wanted
    for one in found:
        between = [view for view in views if view.other(actor) == one.actor.id]
        assert (one.strongest, one.relations) == (between[0], len(between))
        assert one.conflict == sum(view.type.sign == "conflict" for view in between) == one.relations - one.cooperation
        assert one.evidence == sum(view.evidence for view in between)
        assert one.first_day == min(view.first_day for view in between)
        assert one.last_day == max(view.last_day for view in between)
