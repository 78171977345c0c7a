"""Where actors are drawn: friends left, foes right, nobody on anybody, and nobody moves who need not."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import laid_out
from graph.analytics.layout import Point, placed
from graph.analytics.spacing import widths
from graph.network import GraphVersion, NodeInfo, Relation, Window
from graph.queries import Filter, Subgraph, overview, subgraph
from tests.network.builders import fold, version
from tests.network.chance import a_graph, built, dice, layered

seeds = st.integers(0, 2**32 - 1)
FRIENDS, FOES, BOTH = ("FRA", "GBR", "POL"), ("PRK", "RUS", "SYR"), ("CHN", "TUR")


def sides() -> GraphVersion:
    """USA with friends, foes and two who are both; friends among themselves, foes too."""
    return version(
        *(fold("USA", "allied_with", one) for one in FRIENDS),
        *(fold(one, "attacks", "USA") for one in FOES),
        *(relation for one in BOTH for relation in (fold("USA", "supports", one), fold("USA", "sanctions", one))),
        fold("FRA", "allied_with", "GBR"),
        fold("RUS", "allied_with", "SYR"),
    )


def by_id(nodes: Sequence[NodeInfo], at: Sequence[Point]) -> dict[str, Point]:
    return {node.id: point for node, point in zip(nodes, at, strict=True)}


def assert_room(names: Sequence[str], at: Sequence[Point]) -> None:
    """No two labels overlap, and so no two points are nearer than 24."""
    wide = widths(names)
    for one, (x, y) in enumerate(at):
        for other in range(one):
            dx, dy = abs(x - at[other][0]), abs(y - at[other][1])
            assert dy >= 27.8 or dx >= (wide[one] + wide[other]) / 2 - 0.2
            assert dx * dx + dy * dy >= 24 * 24


def test_friends_are_left_of_the_root_and_foes_right() -> None:
    graph = sides()
    found = subgraph(graph, "USA", Filter())
    at = by_id(found.nodes, laid_out(graph, found, found))
    assert at["USA"] == (0.0, 0.0)
    assert max(at[one][0] for one in FRIENDS) < min(at[one][0] for one in BOTH)
    assert max(at[one][0] for one in BOTH) < min(at[one][0] for one in FOES)
    assert max(at[one][0] for one in FRIENDS) < 0 < min(at[one][0] for one in FOES)
    for one in BOTH:
        assert abs(at[one][1]) > abs(at[one][0]) / 4  # above or below, not on a side


def test_friends_of_one_another_are_nearer_than_foes() -> None:
    pairs = [("AAA", "allied_with", "BBB"), ("CCC", "allied_with", "DDD"), ("AAA", "attacks", "CCC"), ("BBB", "attacks", "DDD")]
    graph = version(*(fold(*pair) for pair in pairs))
    found = overview(graph, Filter())
    at = {one: np.array(point) for one, point in by_id(found.nodes, laid_out(graph, found, found)).items()}

    def far(one: str, other: str) -> float:
        return float(np.hypot(*(at[one] - at[other])))

    assert max(far("AAA", "BBB"), far("CCC", "DDD")) < min(far("AAA", "CCC"), far("BBB", "DDD"))


def test_neither_filter_nor_window_moves_anybody() -> None:
    graph = version(
        *(fold("USA", "allied_with", one, ("2001-01-01", 1.0)) for one in FRIENDS),
        *(fold(one, "attacks", "USA", ("2011-01-01", 1.0)) for one in FOES),
    )
    usual = subgraph(graph, "USA", Filter())
    at = by_id(usual.nodes, laid_out(graph, usual, usual))
    for which in (Filter(sign="conflict"), Filter(window=Window(end=date(2005, 1, 1)))):
        found = subgraph(graph, "USA", which)
        assert len(found.nodes) == 4
        assert by_id(found.nodes, laid_out(graph, found, usual)).items() <= at.items()


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_nobody_moves_when_others_are_expanded(seed: int) -> None:
    chance = dice(seed)
    naive = a_graph(chance, actors=18, relations=60, heavy=0)
    graph, root = built(naive), chance.choice(sorted(naive.nodes))

    def ask(*expand: str) -> Subgraph:
        return subgraph(graph, root, Filter(), limit_nodes=4, expand=expand, expand_nodes=2)

    usual = ask()
    expand = [root, *(node.id for node in usual.nodes[1:3])]
    before: dict[str, Point] = {}
    for count in range(len(expand) + 1):
        found = ask(*expand[:count])
        places = laid_out(graph, found, usual)
        at = by_id(found.nodes, places)
        assert before.items() <= at.items()
        assert_room([node.name for node in found.nodes], places)
        before = at


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_whom_a_filter_shows_has_the_usual_place_however_they_came(seed: int) -> None:
    chance = dice(seed)
    naive = a_graph(chance, actors=18, relations=60, heavy=0)
    graph, root = built(naive), chance.choice(sorted(naive.nodes))
    usual = subgraph(graph, root, Filter(), limit_nodes=8)
    at = by_id(usual.nodes, laid_out(graph, usual, usual))
    which = Filter(sign=chance.choice(("conflict", "cooperation")))
    expand = [node.id for node in usual.nodes[:4]]
    found = subgraph(graph, root, which, limit_nodes=3, expand=expand, expand_nodes=3)
    places = laid_out(graph, found, usual)
    assert all(point == at.get(one, point) for one, point in by_id(found.nodes, places).items())
    assert_room([node.name for node in found.nodes], places)


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_the_same_graph_has_the_same_places(seed: int) -> None:
    chance = dice(seed)
    naive = a_graph(chance, actors=18, relations=60, heavy=0)
    graph = layered(chance, naive)
    nodes = sorted(naive.nodes.values(), key=lambda node: node.id)
    for root in (None, nodes[0].id):
        at = placed(graph, nodes, root)
        assert at == placed(built(naive), chance.sample(nodes, len(nodes)), root)
        points = [at[node.id] for node in nodes]
        assert_room([node.name for node in nodes], points)
        assert all(round(number, 1) == number for point in points for number in point)
        assert root is None or at[root] == (0.0, 0.0)


def test_news_moves_few_and_not_far() -> None:
    chance = dice(5)
    ids = [f"N{number:03}" for number in range(120)]
    pairs = sorted({tuple(chance.sample(ids[: chance.choice((9, 60, 120))], 2)) for _ in range(500)})
    ties = [fold(one, chance.choice(("attacks", "supports")), other) for one, other in pairs]

    before = version(*ties)
    was = placed(before, [before.nodes.at(place) for place in range(len(before.nodes))], None)

    def moved(*changed: Relation) -> float:
        """How far half of them go at most."""
        graph = version(*{(one.source, one.relation, one.target): one for one in (*ties, *changed)}.values())
        now = placed(graph, [graph.nodes.at(place) for place in range(len(graph.nodes))], None)
        return float(np.median([np.hypot(now[one][0] - x, now[one][1] - y) for one, (x, y) in was.items()]))

    first = ties[0]
    told_again = fold(first.source, first.relation, first.target, ("2015-09-27", 1.0), ("2015-10-01", 0.5))
    assert moved(told_again) == 0
    new = [pair for pair in (tuple(chance.sample(ids, 2)) for _ in range(12)) if not {pair, pair[::-1]} & set(pairs)]
    assert np.mean([moved(fold(one, "meets_with", other)) for one, other in new]) < 60


def test_parts_without_ties_stay_near() -> None:
    graph = version(*(fold(f"A{number:02}", "attacks", f"B{number:02}") for number in range(30)))
    found = overview(graph, Filter())
    at = np.array(laid_out(graph, found, found))
    assert len(at) == 60
    width, height = np.ptp(at, axis=0)
    assert 500 < width < 1400
    assert 300 < height < 900
    assert width > height
    assert np.abs(at.mean(axis=0)).max() < 60


def test_many_have_room_too() -> None:
    chance = dice(7)
    ids = [f"N{number:03}" for number in range(700)]
    pairs = {tuple(sorted(chance.sample(ids[: chance.choice((5, 700))], 2))) for _ in range(9_000)}
    relations = [fold(one, chance.choice(("attacks", "supports")), other) for one, other in sorted(pairs)]
    graph = version(*relations)
    found = subgraph(graph, "N000", Filter(), depth=3, limit_nodes=2000, limit_edges=10_000)
    assert len(found.nodes) > 600  # more than are laid out pair by pair
    at = laid_out(graph, found, found)
    assert_room([node.name for node in found.nodes], at)
    assert np.ptp(np.array(at), axis=0).max() < 8_000


def test_a_root_that_nothing_names_stands_alone() -> None:
    nobody = NodeInfo("ZZZ", "Nobody", "country")
    found = Subgraph("ZZZ", (nobody,), (0,), (), 0, 0)
    assert laid_out(sides(), found, found) == ((0.0, 0.0),)
    assert laid_out(GraphVersion.empty(), (empty := overview(GraphVersion.empty(), Filter())), empty) == ()
