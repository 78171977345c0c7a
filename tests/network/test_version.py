"""The versioned graph: one edge a relation, strongest first, immutable, seen through windows of time."""

from datetime import date

import networkx as nx
import pytest

from graph.errors import QueryError, UnknownActor
from graph.network import GraphVersion, NodeInfo, Seen, Window, evidence_weight, strength
from graph.ontology import relation_type
from tests.network.builders import fold, version


def test_strength_is_goldstein_times_damped_count() -> None:
    attacks = relation_type("attacks")
    assert strength(attacks, [1.0]) == pytest.approx(1.0)
    assert strength(attacks, [1.0, 1.0, 1.0]) == pytest.approx(2.0)
    assert strength(relation_type("meets_with"), [1.0]) == pytest.approx(0.1)


def test_strength_halves_its_evidence_every_half_life() -> None:
    attacks, day = relation_type("attacks"), date(2020, 1, 1)
    faded = strength(attacks, [2.0], [day], date(2020, 1, 11), 10.0)
    assert faded == pytest.approx(strength(attacks, [1.0]))


def test_negated_evidence_weighs_nothing_and_an_allegation_half() -> None:
    assert evidence_weight(0.9, "negated") == 0.0
    assert evidence_weight(0.8, "alleged") == pytest.approx(0.4)


def test_a_symmetric_relation_is_one_edge_and_a_tie_of_both_ends() -> None:
    graph = version(fold("SYR", "shares_intelligence_with", "RUS"))
    assert list(graph.graph.edges(keys=True)) == [("RUS", "SYR", "shares_intelligence_with")]
    assert [tie.id for tie in graph.relations_at("SYR")] == ["RUS~shares_intelligence_with~SYR"]
    assert graph.relations_at("SYR") == graph.relations_at("RUS")
    assert graph.between("SYR", "RUS") == graph.between("RUS", "SYR") == tuple(graph)


def test_ties_are_strongest_first_with_the_id_breaking_ties() -> None:
    graph = version(
        fold("AAA", "supports", "DDD"),
        fold("AAA", "supports", "CCC"),
        fold("BBB", "attacks", "AAA"),
        fold("AAA", "meets_with", "EEE"),
    )
    assert [tie.other("AAA") for tie in graph.relations_at("AAA")] == ["BBB", "CCC", "DDD", "EEE"]


def test_it_is_a_real_multidigraph_that_nobody_can_change() -> None:
    graph = version(fold("RUS", "attacks", "UKR"), fold("RUS", "threatens", "UKR"))
    assert isinstance(graph.graph, nx.MultiDiGraph)
    assert graph.graph.number_of_edges("RUS", "UKR") == 2
    assert graph.graph["RUS"]["UKR"]["attacks"]["sign"] == "conflict"
    assert nx.shortest_path(graph.graph, "RUS", "UKR") == ["RUS", "UKR"]
    with pytest.raises(nx.NetworkXError):
        graph.graph.add_edge("RUS", "UKR")


def test_a_self_loop_is_one_tie() -> None:
    graph = version(fold("SYR", "attacks", "SYR", source_role="GOV", target_role="REB"))
    assert len(graph.relations_at("SYR")) == graph.degree("SYR") == 1
    assert len(graph.between("SYR", "SYR")) == 1


def test_a_window_counts_only_its_days_reports_and_publishers() -> None:
    pieces = ("2014-03-01", 1.0), ("2022-02-24", 1.0), ("2022-02-25", 0.5)
    graph = version(fold("RUS", "attacks", "UKR", *pieces, publishers=(1, 2, 2), reports=(1, 2, 2)))

    def through(window: Window) -> Seen | None:
        return graph.relation("RUS~attacks~UKR", window)

    seen = through(Window(as_of=date(2022, 2, 24)))
    assert seen is not None
    assert (seen.evidence, seen.reports, seen.publishers) == (2, 2, 2)
    assert (seen.first_day, seen.last_day) == (date(2014, 3, 1), date(2022, 2, 24))
    recent = through(Window(start=date(2022, 1, 1)))
    assert recent is not None
    assert (recent.evidence, recent.reports, recent.publishers) == (2, 1, 1)
    assert recent.strength == pytest.approx(strength(relation_type("attacks"), [1.5]))
    last = through(Window(start=date(2022, 2, 25)))
    assert last is not None
    assert (last.evidence, last.reports, last.publishers) == (1, 1, 1)
    assert through(Window(end=date(2014, 2, 28))) is None
    assert through(Window(start=date(2015, 1, 1), end=date(2020, 1, 1))) is None


def test_confidence_is_the_greatest_weight_inside_the_window() -> None:
    pieces = ("2014-03-01", 0.35), ("2022-02-24", 0.2), ("2022-02-24", 0.8123), ("2022-02-25", 0.5)
    graph = version(fold("RUS", "attacks", "UKR", *pieces, reports=(1, 2, 2, 2)), fold("RUS", "arms", "SYR", ("2015-01-01", 0.0)))

    def through(window: Window) -> float | None:
        seen = graph.relation("RUS~attacks~UKR", window)
        return None if seen is None else seen.confidence

    assert through(Window()) == 0.8123
    assert through(Window(as_of=date(2022, 2, 23))) == 0.35
    assert through(Window(start=date(2022, 2, 25))) == 0.5
    assert through(Window(as_of=date(2022, 2, 26), half_life=1.0)) == 0.8123  # what fades is strength
    assert through(Window(end=date(2014, 2, 28))) is None
    assert graph.confidence(graph.rows(), Window(end=date(2014, 3, 1))).tolist() == [0.0, 0.35]
    assert graph.confidence(graph.rows()[:0]).tolist() == []
    assert graph.graph.edges["RUS", "SYR", "arms"]["confidence"] == 0.0


def test_evidence_fades() -> None:
    graph = version(fold("RUS", "attacks", "UKR", ("2014-03-01", 1.0), ("2022-02-24", 1.0)))
    (whole,) = graph
    faded = graph.relation(whole.id, Window(as_of=date(2022, 2, 24), half_life=365.0))
    assert faded is not None
    days, attacks = [date(2014, 3, 1), date(2022, 2, 24)], relation_type("attacks")
    assert faded.strength == pytest.approx(strength(attacks, [1.0, 1.0], days, days[1], 365.0)) != whole.strength


def test_the_order_inside_a_window_is_its_own() -> None:
    graph = version(
        fold("AAA", "supports", "BBB", ("2010-01-01", 1.0)),
        fold("AAA", "supports", "CCC", *[(f"2020-01-0{day}", 1.0) for day in range(1, 9)]),
    )
    assert [tie.target for tie in graph.relations_at("AAA")] == ["CCC", "BBB"]
    assert [tie.target for tie in graph.relations_at("AAA", Window(as_of=date(2015, 1, 1)))] == ["BBB"]


def test_a_window_that_can_hold_nothing_is_refused() -> None:
    with pytest.raises(QueryError, match="window is empty"):
        Window(start=date(2020, 1, 2), as_of=date(2020, 1, 1))
    with pytest.raises(QueryError, match="half_life"):
        Window(half_life=30.0)


def test_an_end_that_is_no_node_is_refused_by_name() -> None:
    with pytest.raises(UnknownActor, match="UKR"):
        GraphVersion.build(1, [NodeInfo("RUS", "Russia", "country")], [fold("RUS", "attacks", "UKR")])


def test_the_empty_version_knows_nothing() -> None:
    empty = GraphVersion.empty()
    assert (empty.version, tuple(empty), empty.last_day) == (0, (), None)
    with pytest.raises(UnknownActor, match="version 0"):
        empty.node("RUS")
