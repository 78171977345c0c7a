"""Ways between two actors: the shortest first, then those whose weakest link is strongest."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import QueryError, UnknownActor
from graph.network import GraphVersion, Seen, Window
from graph.queries import Filter, Path, paths
from tests.network.builders import fold, version
from tests.queries.drawn import IDS, Drawn, filters, graphs


def ways(found: tuple[Path, ...]) -> list[list[str]]:
    """The ids along each path."""
    return [[actor.id for actor in path.actors] for path in found]


@pytest.fixture
def diamond() -> GraphVersion:
    """From AAA to DDD by BBB (weakly), by CCC, by both, and round by EEE and FFF; GGG stands alone with HHH."""
    return version(
        fold("AAA", "attacks", "BBB"),
        fold("DDD", "meets_with", "BBB"),
        fold("CCC", "supports", "AAA"),
        fold("CCC", "criticises", "AAA"),
        fold("CCC", "allied_with", "DDD"),
        fold("BBB", "supports", "CCC"),
        fold("AAA", "supports", "EEE", ("2020-01-01", 1.0)),
        fold("EEE", "supports", "FFF", ("2020-01-01", 1.0)),
        fold("FFF", "supports", "DDD", ("2020-01-01", 1.0)),
        fold("GGG", "supports", "HHH"),
    )


def test_shorter_paths_come_first_then_those_with_the_stronger_weakest_link(diamond: GraphVersion) -> None:
    found = paths(diamond, "AAA", "DDD", Filter())
    assert ways(found.paths) == [
        ["AAA", "CCC", "DDD"],
        ["AAA", "BBB", "DDD"],
        ["AAA", "BBB", "CCC", "DDD"],
        ["AAA", "EEE", "FFF", "DDD"],
        ["AAA", "CCC", "BBB", "DDD"],
    ]
    assert found.complete
    assert [round(path.weakest, 3) for path in found.paths] == [0.35, 0.1, 0.35, 0.35, 0.1]


def test_a_step_is_the_strongest_relation_either_way_and_counts_the_others(diamond: GraphVersion) -> None:
    first = paths(diamond, "AAA", "DDD", Filter(), k=1).paths[0]
    assert [(step.relation.id, step.others) for step in first.steps] == [
        ("CCC~supports~AAA", 1),
        ("CCC~allied_with~DDD", 0),
    ]


def test_only_relations_that_pass_are_taken(diamond: GraphVersion) -> None:
    friendly = paths(diamond, "AAA", "DDD", Filter(sign="cooperation"))
    assert ways(friendly.paths) == [["AAA", "CCC", "DDD"], ["AAA", "EEE", "FFF", "DDD"], ["AAA", "CCC", "BBB", "DDD"]]
    assert {step.relation.type.sign for path in friendly.paths for step in path.steps} == {"cooperation"}
    assert friendly.paths[0].steps[0].others == 0
    early = paths(diamond, "AAA", "DDD", Filter(window=Window(as_of=date(2016, 1, 1))))
    assert "EEE" not in {actor.id for path in early.paths for actor in path.actors}


def test_paths_are_no_longer_than_asked_for_and_may_be_none(diamond: GraphVersion) -> None:
    assert [len(path.steps) for path in paths(diamond, "AAA", "FFF", Filter(), max_length=2).paths] == [2]
    assert paths(diamond, "AAA", "FFF", Filter(), max_length=1).paths == ()
    none = paths(diamond, "AAA", "GGG", Filter(), max_length=6)
    assert (none.paths, none.complete) == ((), True)


def test_no_actor_is_passed_twice() -> None:
    """A triangle beside the way would make a path of five steps, and the ends themselves one of three."""
    sides = ("AAA", "MMM"), ("MMM", "BBB"), ("MMM", "XXX"), ("XXX", "YYY"), ("YYY", "MMM")
    graph = version(*(fold(one, "supports", other) for one, other in sides))
    found = paths(graph, "AAA", "BBB", Filter(), k=50, max_length=6)
    assert (ways(found.paths), found.complete) == ([["AAA", "MMM", "BBB"]], True)


def test_what_cannot_be_asked_is_refused_in_words(diamond: GraphVersion) -> None:
    with pytest.raises(UnknownActor, match="ZZZ"):
        paths(diamond, "AAA", "ZZZ", Filter())
    with pytest.raises(QueryError, match="both AAA"):
        paths(diamond, "AAA", "AAA", Filter())
    for numbers in ({"k": 0}, {"k": 51}, {"max_length": 0}, {"max_length": 7}):
        with pytest.raises(QueryError, match="1 to 50 paths of 1 to 6 steps"):
            paths(diamond, "AAA", "DDD", Filter(), **numbers)


def test_little_effort_gives_true_paths_and_says_that_some_may_lack() -> None:
    """Two hubs with a hundred friends in common, each with a few of its own."""
    spokes = [f"S{number:03d}" for number in range(100)]
    graph = version(
        *(fold(hub, "supports", spoke) for hub in ("HUB", "TUB") for spoke in spokes),
        *(fold(one, "attacks", other) for one, other in pairwise(spokes)),
    )
    whole = paths(graph, "HUB", "TUB", Filter(), k=50)
    assert whole.complete
    assert ways(whole.paths) == [["HUB", spoke, "TUB"] for spoke in spokes[:50]]
    for effort in (1, 50, 150, 300):
        found = paths(graph, "HUB", "TUB", Filter(), k=50, max_length=6, effort=effort)
        assert not found.complete
        assert all(nx.is_simple_path(nx.Graph(graph.graph), way) for way in ways(found.paths))


@given(graphs(), filters, st.sampled_from([1, 2, 5, 50]), st.integers(1, 6))
@settings(max_examples=300, deadline=None)
def test_they_are_what_networkx_finds(drawn: Drawn, which: Filter, k: int, max_length: int) -> None:
    links: dict[frozenset[str], list[Seen]] = defaultdict(list)
    for seen in which.views(drawn.version, drawn.version.rows()):
        links[frozenset((seen.source, seen.target))].append(seen)
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(drawn.version.nodes)
    for link in links:
        nx.add_path(simple, sorted(link))

    def order(way: list[str]) -> tuple[int, float, list[str]]:
        return len(way), -min(links[frozenset(link)][0].strength for link in pairwise(way)), way

    source, target = IDS[:2]
    every = list(nx.shortest_simple_paths(simple, source, target)) if nx.has_path(simple, source, target) else []
    wanted = sorted((way for way in every if len(way) <= max_length + 1), key=order)[:k]
    found = paths(drawn.version, source, target, which, k=k, max_length=max_length)
    assert found.complete
    assert ways(found.paths) == wanted
    for way, path in zip(wanted, found.paths, strict=True):
        between = [links[frozenset(link)] for link in pairwise(way)]
        assert [(step.relation, step.others) for step in path.steps] == [(link[0], len(link) - 1) for link in between]


@given(graphs(), filters, st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_whatever_the_effort_the_paths_are_real(drawn: Drawn, which: Filter, effort: int) -> None:
    every = paths(drawn.version, IDS[0], IDS[1], which, k=50, max_length=6)
    some = paths(drawn.version, IDS[0], IDS[1], which, k=50, max_length=6, effort=effort)
    assert len(every.paths) == 50 or all(path in every.paths for path in some.paths)
    if some.complete:
        assert some.paths == every.paths
