"""Coalitions: who is put together, on what ground, and that it never depends on anything but the relations."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import Coalitions, coalitions
from graph.analytics.leiden import EFFORT, Leiden, modularity
from graph.analytics.projection import UNIT, Projection, _in_turn
from graph.errors import QueryError
from graph.network import GraphVersion, NodeInfo, Relation, Seen, Window, changed, settled
from graph.network.relation import histories_of
from graph.ontology import relation_type
from graph.queries import Filter, alliances
from tests.network.builders import fold, version
from tests.network.chance import a_confidence, a_graph, a_window, built, dice, layered
from tests.queries.conftest import small_register

EAST, WEST = ("RUS", "IRN", "SYR", "BLR"), ("USA", "GBR", "FRA", "DEU")
QUICK = settings(max_examples=150, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def clique(*actors: str, relation: str = "cooperates_militarily_with") -> list[Relation]:
    return [fold(one, relation, other) for one, other in combinations(actors, 2)]


def members(found: Coalitions) -> list[tuple[str, ...]]:
    return [coalition.members for coalition in found.coalitions]


@pytest.fixture
def camps() -> GraphVersion:
    """Two cliques, a tie between them that is weaker than any inside, and foes that talk across."""
    return version(
        *clique(*EAST),
        *clique(*WEST),
        fold("FRA", "supports", "RUS"),
        fold("DEU", "meets_with", "BLR", *[("2015-09-27", 1.0)] * 40),
        fold("USA", "attacks", "SYR"),
    )


# Who is put together ----------------------------------------------------------------------------------------------------


def test_two_cliques_joined_by_a_weak_tie(camps: GraphVersion) -> None:
    found = coalitions(camps)
    assert members(found) == [("BLR", "IRN", "RUS", "SYR"), ("DEU", "FRA", "GBR", "USA")]
    assert (found.total, found.actors) == (2, 8)
    for coalition in found.coalitions:
        assert len(coalition) == 4
        assert coalition.inside == pytest.approx(6 * 0.74)
        assert coalition.outside == pytest.approx(0.35)
        assert coalition.stability == 1.0
        assert [view.relation for view in coalition.binding] == ["cooperates_militarily_with"] * 5


def test_the_larger_comes_first_and_equals_by_their_first_member() -> None:
    found = coalitions(version(*clique("ZWE", "ZMB"), *clique("CCC", "DDD"), *clique("MMM", "NNN", "OOO")))
    assert members(found) == [("MMM", "NNN", "OOO"), ("CCC", "DDD"), ("ZMB", "ZWE")]


@pytest.mark.parametrize(
    "relation",
    [
        fold("AAA", "meets_with", "BBB"),  # talk
        fold("AAA", "requests", "BBB"),
        fold("AAA", "attacks", "BBB"),
        fold("AAA", "arms", "BBB", target_role="REB"),  # not the state
        fold("AAA", "gives_aid_to", "BBB", target_role="REF"),
        fold("AAA", "gives_aid_to", "AAA"),
        fold("AAA", "gives_aid_to", "BBB", ("2015-09-27", 0.0)),
    ],
    ids=lambda relation: f"{relation.relation} {relation.target_role or relation.target}",
)
def test_what_binds_nobody(relation: Relation) -> None:
    assert members(coalitions(version(relation))) == []
    known = version(*clique("AAA", "CCC"), *clique("BBB", "DDD"), relation)
    assert members(coalitions(known)) == [("AAA", "CCC"), ("BBB", "DDD")]


def test_a_pair_in_which_conflict_outweighs_cooperation_is_left_out() -> None:
    bound, foes = fold("AAA", "supports", "BBB"), fold("BBB", "attacks", "AAA")  # 0.35 and 1.0
    assert members(coalitions(version(bound))) == [("AAA", "BBB")]
    assert members(coalitions(version(bound, foes))) == []
    assert members(coalitions(version(bound, fold("BBB", "attacks", "AAA", target_role="REB")))) == [("AAA", "BBB")]
    even = version(fold("AAA", "arms", "CCC"), fold("AAA", "allied_with", "BBB"), fold("BBB", "sanctions", "AAA"))  # 0.8 each
    assert members(coalitions(even)) == [("AAA", "BBB", "CCC")]
    # What is mere talk weighs against conflict, as in alliances, but adds nothing to what binds.
    talk = fold("AAA", "mediates_between", "BBB", *[("2015-09-27", 1.0)] * 3)
    found = coalitions(version(bound, foes, talk)).coalitions[0]
    assert found.inside == pytest.approx(0.35)
    assert [view.relation for view in found.binding] == ["supports"]


def test_nothing_known_makes_no_coalitions() -> None:
    nothing = Coalitions(coalitions=(), total=0, actors=0, modularity=0.0)
    assert coalitions(GraphVersion.empty()) == nothing
    assert coalitions(GraphVersion.empty(), runs=3, limit=4) == nothing
    assert coalitions(GraphVersion.build(1, [NodeInfo("AAA", "A", "country")], [])) == nothing
    assert coalitions(version(*clique(*EAST)), Filter(sign="conflict"), runs=2) == nothing


# Parameters -------------------------------------------------------------------------------------------------------------


def test_through_a_window_the_coalitions_of_that_day() -> None:
    pacts = version(
        fold("AAA", "allied_with", "BBB", ("2001-01-01", 1.0)),
        fold("BBB", "attacks", "AAA", ("2005-01-01", 1.0)),
        fold("BBB", "allied_with", "CCC", ("2010-01-01", 1.0), ("2012-01-01", 1.0), publishers=(1, 2)),
    )

    def then(day: str) -> list[tuple[str, ...]]:
        return members(coalitions(pacts, Filter(window=Window(as_of=date.fromisoformat(day)))))

    assert then("2000-12-31") == []
    assert then("2004-12-31") == [("AAA", "BBB")]
    assert then("2009-12-31") == []
    assert then("2010-01-01") == [("BBB", "CCC")]
    since = Filter(window=Window(start=date(2011, 1, 1), end=date(2013, 1, 1)))
    found = coalitions(pacts, since).coalitions[0]
    assert found.inside == pytest.approx(0.8)
    assert [(view.evidence, view.first_day) for view in found.binding] == [(1, date(2012, 1, 1))]
    assert members(coalitions(pacts, Filter(min_sources=2))) == [("BBB", "CCC")]
    assert members(coalitions(pacts, Filter(relations=frozenset({"attacks"})))) == []


def test_limits_cut_what_is_told_and_not_what_is_counted(camps: GraphVersion) -> None:
    whole, cut = coalitions(camps), coalitions(camps, limit=1, relations=2)
    assert members(cut) == members(whole)[:1]
    assert (cut.total, cut.actors, cut.modularity) == (whole.total, whole.actors, whole.modularity)
    assert cut.coalitions[0].binding == whole.coalitions[0].binding[:2]
    assert coalitions(camps, limit=0).coalitions == coalitions(camps, limit=-1).coalitions == ()
    assert coalitions(camps, relations=0).coalitions[0].binding == ()


def test_the_strongest_relations_come_first_and_none_that_binds_outside() -> None:
    found = coalitions(
        version(
            *clique("AAA", "BBB", "CCC"),
            fold("CCC", "arms", "AAA", ("2015-01-01", 1.0), ("2015-02-01", 1.0)),
            fold("AAA", "meets_with", "BBB", *[("2015-01-01", 1.0)] * 30),
            *clique("DDD", "EEE", "FFF"),
            fold("CCC", "arms", "DDD"),
        ),
        relations=3,
    )
    assert [[view.id for view in coalition.binding] for coalition in found.coalitions] == [
        ["CCC~arms~AAA", "AAA~cooperates_militarily_with~BBB", "AAA~cooperates_militarily_with~CCC"],
        [f"{one}~cooperates_militarily_with~{other}" for one, other in combinations(("DDD", "EEE", "FFF"), 2)],
    ]


def test_a_higher_resolution_divides_further(camps: GraphVersion) -> None:
    assert coalitions(camps, resolution=0.01).total == 1
    assert coalitions(camps, resolution=50.0).total == 8
    assert coalitions(camps, resolution=1e-6, runs=3).total == 1
    assert coalitions(camps, resolution=1e6, runs=3).total == 8
    for wrong in (0.0, 1e-7, -1.0, 1e7, float("nan"), float("inf")):
        with pytest.raises(QueryError, match="give one from"):
            coalitions(camps, resolution=wrong)


def test_iterations_start_at_one(camps: GraphVersion) -> None:
    assert coalitions(camps, iterations=1) == coalitions(camps, iterations=30) == coalitions(camps)
    with pytest.raises(QueryError, match="give 1 or more"):
        coalitions(camps, iterations=0)


def test_stability_is_the_share_of_pairs_that_stay_together(camps: GraphVersion) -> None:
    assert [one.stability for one in coalitions(camps, runs=6).coalitions] == [1.0, 1.0]
    # Whoever stands alone is in no pair.
    assert {one.stability for one in coalitions(camps, resolution=50.0, runs=2).coalitions} == {1.0}
    # A ring of twelve is cut at 1 into four by three or three by four; anywhere.
    ring = version(*(fold(f"A{at:02}", "allied_with", f"A{(at + 1) % 12:02}") for at in range(12)))
    found = coalitions(ring, runs=9)
    assert all(0 < one.stability < 1 for one in found.coalitions)
    assert coalitions(ring).modularity == found.modularity
    for one in coalitions(ring, runs=1).coalitions:
        other = {actor: place for place, them in enumerate(members(coalitions(ring, seed=1, resolution=0.8))) for actor in them}
        pairs = list(combinations(one.members, 2))
        assert one.stability == pytest.approx(sum(other[a] == other[b] for a, b in pairs) / len(pairs))


# Whatever the graph -----------------------------------------------------------------------------------------------------


def naive(views: tuple[Seen, ...]) -> "nx.Graph[str]":
    """The projection by hand, out of relations as they are answered."""
    apart = {"cooperation": {"OPP", "REB", "CVL", "REF"}, "conflict": {"OPP", "REB"}}
    weight: dict[tuple[str, str], float] = defaultdict(float)
    score: dict[tuple[str, str], float] = defaultdict(float)
    for view in views:
        kind, pair = relation_type(view.relation), (min(view.source, view.target), max(view.source, view.target))
        if kind.plover == "REQUEST" or {view.source_role, view.target_role} & apart[kind.sign]:
            continue
        strength = round(view.strength / UNIT) * UNIT
        score[pair] += strength if kind.sign == "cooperation" else -strength
        weight[pair] += strength if kind.sign == "cooperation" and kind.plover != "CONSULT" else 0.0
    graph: nx.Graph[str] = nx.Graph()
    for (one, other), bond in weight.items():
        if bond > 0 and score[one, other] >= 0 and one != other:
            graph.add_edge(one, other, weight=bond)
    return graph


def question(seed: int) -> tuple[GraphVersion, Filter]:
    chance = dice(seed)
    graph = a_graph(chance, actors=18, relations=chance.choice((10, 40, 120)), heavy=0.005)
    window = a_window(chance) if chance.random() < 0.5 else Window()
    which = Filter(window=window, min_sources=chance.choice((1, 1, 2)), min_confidence=a_confidence(chance))
    return layered(chance, graph), which


@QUICK
@given(seed=seeds, resolution=st.sampled_from([0.5, 1.0, 1.0, 2.0]))
def test_modularity_and_sums_are_those_of_the_division_in_networkx(seed: int, resolution: float) -> None:
    graph, which = question(seed)
    wanted = naive(which.views(graph, graph.rows()))
    found = coalitions(graph, which, seed=seed, resolution=resolution, relations=10_000)
    division = [set(coalition.members) for coalition in found.coalitions]
    assert sorted(actor for some in division for actor in some) == sorted(wanted)
    assert found.actors == len(wanted)
    if not division:
        return
    best = nx.community.modularity(wanted, division, weight="weight", resolution=resolution)
    assert found.modularity == pytest.approx(best, abs=1e-6)
    for coalition in found.coalitions:
        part = wanted.subgraph(coalition.members)
        assert nx.is_connected(part)  # what Leiden promises, and Louvain does not
        assert coalition.inside == pytest.approx(part.size(weight="weight"), abs=1e-5)
        ends = sum(weight for _, weight in wanted.degree(coalition.members, weight="weight"))
        assert coalition.outside == pytest.approx(ends - 2 * part.size(weight="weight"), abs=1e-5)
        assert sum(view.strength for view in coalition.binding) == pytest.approx(coalition.inside, abs=1e-5)
        assert list(coalition.binding) == sorted(coalition.binding, key=lambda view: view.order)
    alone = nx.community.modularity(wanted, [{actor} for actor in wanted], weight="weight", resolution=resolution)
    assert found.modularity >= alone - 1e-9


@QUICK
@given(seed=seeds)
def test_bound_is_who_would_be_an_ally_by_observation(seed: int) -> None:
    graph, which = question(seed)
    # Unfaded: what fades away to less than the unit of strengths binds nobody, while a list of allies still has it.
    which = replace(which, window=replace(which.window, half_life=None))
    projection = Projection.of(graph, which)
    ids = graph.nodes.ids(projection.places)
    pairs = {(ids[one], ids[other]) for one, other in zip(projection.first.tolist(), projection.second.tolist(), strict=True)}
    allies = {
        tuple(sorted((actor, tie.partner)))
        for actor in graph.nodes
        for tie in alliances(graph, small_register(), actor, which)
        if tie.score >= 0 and any(view.strength and view.type.plover != "CONSULT" for view in tie.binding)
    }
    assert pairs == allies
    assert ids == sorted(ids)


@pytest.mark.parametrize("most", [2**10, 2**62])
def test_pairs_are_put_in_turn_however_long_their_keys_are(most: int) -> None:
    keys = np.random.default_rng(1).integers(0, most, 500)
    turned, order, spare = _in_turn(keys.copy())
    assert (turned == np.sort(keys)).all()
    assert (keys[order] == turned).all()
    assert len(spare) == 500


@QUICK
@given(seed=seeds)
def test_the_same_whatever_the_layers_and_whoever_else_is_there(seed: int) -> None:
    graph, which = question(seed)
    found = coalitions(graph, which, seed=seed, runs=2)
    assert repr(coalitions(graph, which, seed=seed, runs=2)) == repr(found)
    assert repr(coalitions(settled(graph), which, seed=seed, runs=2)) == repr(found)
    strangers = [(1000, NodeInfo("AAAA", "A", "country")), (1001, NodeInfo("zzz", "Z", "country"))]
    assert repr(coalitions(changed(graph, 99, strangers, []), which, seed=seed, runs=2)) == repr(found)


def test_relations_that_came_later_count_the_same(camps: GraphVersion) -> None:
    joins = [fold("AAA", "allied_with", "USA"), fold("AAA", "allied_with", "FRA"), fold("SYR", "arms", "AAA")]
    whole = version(*clique(*EAST), *clique(*WEST), *joins)
    before = version(*clique(*EAST), *clique(*WEST))
    number = {actor: place for place, actor in enumerate([*sorted((*EAST, *WEST)), "AAA"])}
    after = changed(before, 2, [(8, NodeInfo("AAA", "Aaa", "country"))], [histories_of(number, joins)])
    assert not after.settled
    assert members(coalitions(after)) == [("AAA", "DEU", "FRA", "GBR", "USA"), ("BLR", "IRN", "RUS", "SYR")]
    assert repr(coalitions(after, runs=3)) == repr(coalitions(whole, runs=3))


def test_seeds_of_any_size_and_sign_are_taken() -> None:
    graph = built(a_graph(dice(5), actors=18, relations=120))
    for seed in (-1, 0, 2**63, 2**80):
        assert coalitions(graph, seed=seed, runs=1) == coalitions(graph, seed=seed, runs=1)


def test_over_the_effort_one_iteration_is_as_good_as_louvain_and_more_are_better() -> None:
    chance = np.random.default_rng(11)
    size = 1500
    keys = np.flatnonzero(np.triu(chance.random((size, size)) < 0.23, 1))
    assert len(keys) > EFFORT // 2
    first, second = np.divmod(keys, size)
    weight = chance.exponential(size=len(keys)) * np.where(first % 12 == second % 12, 1.2, 1.0)
    projection = Projection(np.arange(size), first, second, weight)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from(zip(first.tolist(), second.tolist(), weight.tolist(), strict=True))
    peer = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=0))
    found = [modularity(*leiden.sums(leiden.divide(0, 1.0)), 1.0) for leiden in (Leiden(projection), Leiden(projection, 3))]
    assert found[0] > peer - 0.002
    assert found[1] > found[0]
