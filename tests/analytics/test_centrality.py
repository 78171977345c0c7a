"""Centrality: hand-made networks, and NetworkX beside ours on drawn ones."""

from dataclasses import replace
from datetime import date
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms.link_analysis import pagerank_alg

from graph.analytics import Centrality, Measure, centrality
from graph.analytics.adjacency import Adjacency
from graph.analytics.betweenness import betweenness
from graph.analytics.centrality import MEASURES, METHODS, eigenvector, pagerank
from graph.analytics.projection import Projection
from graph.deadline import Deadline
from graph.errors import QueryError, TimeExceeded
from graph.network import GraphVersion, NodeInfo, Relation, Window, changed, settled
from graph.queries import Filter, rivals
from tests.network.builders import fold, version
from tests.network.chance import a_graph, a_window, built, dice, layered
from tests.queries.conftest import small_register

QUICK = settings(max_examples=100, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def bound(one: str, other: str) -> Relation:
    return fold(one, "allied_with", other)


def values(graph: GraphVersion, found: Centrality) -> dict[str, float]:
    return dict(zip(graph.nodes.ids(found.places), found.values.tolist(), strict=True))


def network(size: int, density: float, seed: int) -> tuple[Adjacency, Any]:
    """A drawn network, ours and NetworkX's; every actor has a partner."""
    chance = np.random.default_rng(seed)
    keys = np.flatnonzero(np.triu(chance.random((size, size)) < density, 1))
    first, second = np.divmod(keys, size)
    first, second = np.concatenate((first, np.arange(size - 1))), np.concatenate((second, np.arange(1, size)))
    first, second = np.divmod(np.unique(first * size + second), size)
    weight = chance.integers(1, 9, len(first)) / 4
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from(zip(first.tolist(), second.tolist(), weight.tolist(), strict=True))
    return Adjacency.of(Projection(np.arange(size), first, second, weight)), graph


def in_order(scores: dict[int, float]) -> list[float]:
    return [scores[actor] for actor in sorted(scores)]


# By hand ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def kite() -> GraphVersion:
    """A triangle AAA BBB CCC with a tail: CCC DDD EEE; AAA and BBB are bound twice."""
    return version(
        *(bound(*ends) for ends in (("AAA", "BBB"), ("BBB", "CCC"), ("AAA", "CCC"), ("CCC", "DDD"), ("DDD", "EEE"))),
        fold("AAA", "supports", "BBB"),
        fold("EEE", "meets_with", "AAA"),
        fold("EEE", "attacks", "BBB"),
    )


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        ("degree", {"CCC": 3, "AAA": 2, "BBB": 2, "DDD": 2, "EEE": 1}),
        ("strength", {"CCC": 2.4, "AAA": 1.95, "BBB": 1.95, "DDD": 1.6, "EEE": 0.8}),
        # CCC is between {AAA, BBB} and {DDD, EEE}, DDD between EEE and three others; there are 6 pairs of others.
        ("betweenness", {"CCC": 4 / 6, "DDD": 3 / 6, "AAA": 0, "BBB": 0, "EEE": 0}),
    ],
)
def test_a_kite(kite: GraphVersion, measure: Measure, wanted: dict[str, float]) -> None:
    found = centrality(kite, measure=measure)
    assert values(kite, found) == pytest.approx(wanted)
    assert list(values(kite, found)) == list(wanted)  # in this order
    assert (len(found), found.pairs, found.exact) == (5, 5, True)
    assert dict(zip(kite.nodes.ids(found.places), found.degree.tolist(), strict=True))["CCC"] == 3
    assert found.samples == (5 if measure == "betweenness" else None)


def test_half_of_two_ways_counts_half() -> None:
    square = version(bound("AAA", "BBB"), bound("BBB", "CCC"), bound("CCC", "DDD"), bound("AAA", "DDD"))
    assert values(square, centrality(square, measure="betweenness")) == pytest.approx(
        dict.fromkeys("AAA BBB CCC DDD".split(), 1 / 6)
    )


def test_pagerank_of_a_star() -> None:
    star = version(*(bound("HUB", f"A{leaf}") for leaf in range(3)))
    found = values(star, centrality(star, damping=0.5))
    # hub = 1/8 + 1/2 of all that is not the hub; a leaf = 1/8 + 1/6 of the hub
    assert found["HUB"] == pytest.approx(5 / 12)
    assert found["A1"] == pytest.approx(1 / 8 + 5 / 72)
    assert sum(found.values()) == pytest.approx(1)
    assert set(values(star, centrality(star, damping=0.0)).values()) == {0.25}


def test_the_eigenvector_of_a_star_settles_though_it_has_two_sides() -> None:
    star = version(*(bound("HUB", f"A{leaf}") for leaf in range(4)))
    found = centrality(star, measure="eigenvector")
    assert values(star, found) == pytest.approx({"HUB": 0.5**0.5, **{f"A{leaf}": 8**-0.5 for leaf in range(4)}})
    assert found.exact
    assert found.steps


def test_in_the_network_of_conflict_foes_are_linked() -> None:
    graph = version(
        fold("AAA", "attacks", "BBB"),
        fold("BBB", "attacks", "AAA"),
        fold("AAA", "sanctions", "CCC"),
        bound("CCC", "AAA"),  # 0.8 either way: no foes
        fold("CCC", "criticises", "DDD"),
        fold("AAA", "attacks", "EEE", target_role="REB"),
        fold("AAA", "attacks", "AAA"),
    )
    found = centrality(graph, measure="strength", sign="conflict")
    assert values(graph, found) == pytest.approx({"AAA": 2.0, "BBB": 2.0, "CCC": 0.2, "DDD": 0.2})


def test_only_actors_of_a_kind_make_the_network() -> None:
    graph = version(bound("AAA", "IGO:X"), bound("IGO:X", "BBB"), bound("AAA", "BBB"), bound("IGO:X", "IGO:Y"))
    assert values(graph, centrality(graph, measure="degree", kind="country")) == {"AAA": 1, "BBB": 1}
    assert values(graph, centrality(graph, measure="degree", kind="igo")) == {"IGO:X": 1, "IGO:Y": 1}
    assert len(centrality(graph, kind="org")) == 0
    later = changed(graph, 2, [(1, replace(graph.nodes["AAA"], kind="igo")), (9, NodeInfo("ZZZ", "Z", "country"))], [])
    where = dict(zip(later.nodes.ids(np.arange(len(later.nodes))), later.nodes.of_kind("country").tolist(), strict=True))
    assert where == {actor: info.kind == "country" for actor, info in later.nodes.items()}


def test_what_a_window_and_a_filter_leave() -> None:
    graph = version(
        fold("AAA", "allied_with", "BBB", ("2001-01-01", 1.0)),
        fold("BBB", "arms", "CCC", ("2010-01-01", 1.0)),
    )
    early = Filter(window=Window(end=date(2005, 1, 1)))
    assert values(graph, centrality(graph, early, measure="degree")) == {"AAA": 1, "BBB": 1}
    arms = Filter(relations=frozenset({"arms"}))
    assert values(graph, centrality(graph, arms, measure="degree")) == {"BBB": 1, "CCC": 1}


@pytest.mark.parametrize("measure", MEASURES)
def test_nothing_known_has_no_middle(measure: Measure) -> None:
    assert len(centrality(GraphVersion.empty(), measure=measure)) == 0
    pair = version(bound("AAA", "BBB"))
    assert list(values(pair, centrality(pair, measure=measure))) == ["AAA", "BBB"]


@pytest.mark.parametrize("given", [{"damping": 1.0}, {"damping": -0.1}, {"samples": 0}])
def test_parameters_of_no_use(given: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match="give"):
        centrality(GraphVersion.empty(), **given)


@pytest.mark.parametrize("measure", MEASURES)
def test_what_takes_too_long_is_given_up(kite: GraphVersion, measure: Measure) -> None:
    with pytest.raises(TimeExceeded):
        centrality(kite, measure=measure, deadline=Deadline(0.0, lambda: 1.0))


def test_every_measure_says_what_it_is() -> None:
    assert set(METHODS) == set(MEASURES)
    assert all(method.definition.endswith(".") and "(" in method.source for method in METHODS.values())


# Beside NetworkX --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "density"), [(2, 0.0), (40, 0.0), (60, 0.04), (60, 0.5), (300, 0.02)])
def test_as_networkx_has_it(size: int, density: float) -> None:
    links, graph = network(size, density, seed=3)
    theirs = getattr(pagerank_alg, "_pagerank_python")  # noqa: B009 - the one that does without SciPy
    assert pagerank(links).values == pytest.approx(in_order(theirs(graph, tol=1e-14, max_iter=1000)), abs=1e-8)
    assert betweenness(links).values == pytest.approx(in_order(nx.betweenness_centrality(graph)), abs=1e-10)
    assert links.strength == pytest.approx(in_order(dict(graph.degree(weight="weight"))))
    found = eigenvector(links)
    wanted = np.linalg.eigh(nx.to_numpy_array(graph, nodelist=sorted(graph)))[1][:, -1]
    assert found.exact
    assert found.values == pytest.approx(np.abs(wanted), abs=1e-6)


def test_a_network_in_pieces() -> None:
    first, second = np.array([0, 1, 3, 5, 5]), np.array([1, 2, 4, 6, 7])
    links = Adjacency.of(Projection(np.arange(8), first, second, np.ones(5)))
    graph = nx.Graph(list(zip(first.tolist(), second.tolist(), strict=True)))
    assert betweenness(links).values == pytest.approx(in_order(nx.betweenness_centrality(graph)))


# By samples -------------------------------------------------------------------------------------------------------------


def test_samples_are_drawn_by_the_seed_and_come_near() -> None:
    links, _ = network(300, 0.02, seed=5)
    whole = betweenness(links)
    assert (whole.exact, whole.samples) == (True, 300)
    some = betweenness(links, samples=150, seed=1)
    assert (some.exact, some.samples) == (False, 150)
    assert (betweenness(links, samples=150, seed=1).values == some.values).all()
    assert (betweenness(links, samples=150, seed=2).values != some.values).any()
    assert np.corrcoef(some.values, whole.values)[0, 1] > 0.9
    everyone = betweenness(links, samples=1_000_000)
    assert everyone.exact
    assert (everyone.values == whole.values).all()
    # On average over all draws what is estimated is what is there.
    means = np.mean([betweenness(links, samples=30, seed=seed).values for seed in range(100)], axis=0)
    assert means.sum() == pytest.approx(whole.values.sum(), rel=0.02)


def test_over_a_size_some_are_drawn_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    links, _ = network(100, 0.05, seed=5)
    assert betweenness(links).samples == 100
    monkeypatch.setattr("graph.analytics.betweenness.EFFORT", 80 * (len(links.ends) + 800))
    assert betweenness(links).samples == 80
    monkeypatch.setattr("graph.analytics.betweenness.EFFORT", 1)
    assert betweenness(links).samples == 64


def test_what_does_not_settle_says_so() -> None:
    links, _ = network(30, 0.1, seed=1)
    assert pagerank(links, steps=3)[1:] == (False, None, 3)


# The same whatever holds it ---------------------------------------------------------------------------------------------


@QUICK
@given(seed=seeds, measure=st.sampled_from(MEASURES), sign=st.sampled_from(["cooperation", "conflict"]))
def test_the_same_whatever_the_layers(seed: int, measure: Measure, sign: Any) -> None:
    chance = dice(seed)
    graph = layered(chance, a_graph(chance))
    which = Filter(window=a_window(chance))

    def told(asked: GraphVersion) -> object:
        found = centrality(asked, which, measure=measure, sign=sign, samples=5)
        return asked.nodes.ids(found.places), found.values.tolist(), found.strength.tolist(), found.degree.tolist()

    assert told(graph) == told(settled(graph)) == told(changed(graph, 99, [(1000, NodeInfo("AAAA", "A", "country"))], []))


@QUICK
@given(seed=seeds)
def test_opposed_is_who_would_be_a_rival(seed: int) -> None:
    chance = dice(seed)
    graph = built(a_graph(chance))
    window = replace(a_window(chance), half_life=None)
    projection = Projection.of(graph, Filter(window=window), "conflict")
    ids = graph.nodes.ids(projection.places)
    found = {(ids[one], ids[other]) for one, other in zip(projection.first.tolist(), projection.second.tolist(), strict=True)}
    assert found == {
        tuple(sorted((actor, tie.partner)))
        for actor in graph.nodes
        for tie in rivals(graph, small_register(), actor, Filter(window=window))
        if tie.score < -1e-6
    }
