"""How alliances hold together, and coalitions that can be asked for again."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.actors import Register
from graph.analytics import coalitions, cohesion, observed
from graph.analytics.observed import COMPARED, overlaps, parameters_of
from graph.errors import QueryError
from graph.network import GraphVersion, Window
from graph.ontology import relation_type
from graph.queries import Filter, blocs
from tests.analytics.signs import question, weighed
from tests.network.builders import fold, version
from tests.queries.conftest import small_register

QUICK = settings(max_examples=120, deadline=None)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture
def news() -> GraphVersion:
    return version(
        fold("USA", "arms", "GBR", ("2010-01-01", 1.0)),
        fold("GBR", "criticises", "USA", ("2012-01-01", 1.0)),
        fold("GBR", "attacks", "IRQ", ("2011-01-01", 1.0)),
        fold("USA", "meets_with", "IRQ", ("2011-01-01", 1.0)),
        fold("RUS", "arms", "SYR", ("2011-01-01", 1.0)),
        fold("RUS", "attacks", "USA", ("2011-01-01", 1.0)),
    )


def test_pairs_of_members_that_are_bound_opposed_talk_or_are_silent(news: GraphVersion) -> None:
    found = cohesion(news, Filter(), ("FRA", "GBR", "IRQ", "USA"))
    assert (found.members, found.pairs) == (4, 6)
    assert (found.bound, found.opposed, found.talk, found.silent, found.contested) == (1, 1, 1, 3, 1)
    assert [view.id for view in found.binding] == ["USA~arms~GBR"]
    assert [(pair.a, pair.b, pair.sign, pair.contested) for pair in found.odds] == [
        ("GBR", "IRQ", "conflict", False),
        ("GBR", "USA", "cooperation", True),
    ]
    assert found.at_odds == 2
    cut = cohesion(news, Filter(), ("FRA", "GBR", "IRQ", "USA"), relations=0, odds=1)
    assert (cut.binding, cut.odds, cut.at_odds) == ((), found.odds[:1], 2)


def test_through_a_window_and_of_nobody(news: GraphVersion) -> None:
    early = Filter(window=Window(as_of=date(2010, 12, 31)))
    found = cohesion(news, early, ("GBR", "IRQ", "USA"))
    assert (found.bound, found.opposed, found.contested, found.silent) == (1, 0, 0, 2)
    for nobody in ((), ("FRA",), ("FRA", "DEU")):
        nothing = cohesion(news, Filter(), nobody)
        assert (nothing.pairs, nothing.silent, nothing.binding, nothing.odds) == (len(nobody) // 2, len(nobody) // 2, (), ())


@QUICK
@given(seed=seeds)
def test_the_same_as_pair_by_pair(seed: int) -> None:
    graph, which = question(seed)
    members = tuple(sorted(graph.nodes))[::2]
    views = [view for view in which.views(graph, graph.rows()) if {view.source, view.target} <= set(members)]
    sums = weighed(views).values()
    found = cohesion(graph, which, members, relations=1000, odds=1000)
    assert found.pairs == len(list(combinations(members, 2)))
    assert found.opposed == sum(cooperation < conflict for _, cooperation, conflict in sums)
    assert found.bound == sum(binds > 0 and cooperation >= conflict for binds, cooperation, conflict in sums)
    assert found.contested == sum(cooperation > 0 and conflict > 0 for _, cooperation, conflict in sums)
    assert found.talk == len(sums) - found.opposed - found.bound
    assert {pair.conflict for pair in found.odds} <= {conflict for *_, conflict in sums}
    assert found.at_odds == len(found.odds) == sum(conflict > 0 for _, _, conflict in sums)
    assert all(relation_type(view.relation).sign == "cooperation" for view in found.binding)
    assert list(found.binding) == sorted(found.binding, key=lambda view: view.order)


# Coalitions by name -----------------------------------------------------------------------------------------------------


def test_a_coalition_is_found_again_by_its_name(news: GraphVersion, register: Register) -> None:
    found = observed(news, register, seed=7, resolution=0.5)
    assert [one.id for one in found.observed] == ["coalition:7-0.5-GBR", "coalition:7-0.5-RUS"]
    assert [parameters_of(one.id) for one in found.observed] == [(7, 0.5), (7, 0.5)]
    assert [one.members for one in found.observed] == [("GBR", "USA"), ("RUS", "SYR")]
    assert [one.coalition for one in found.observed] == list(coalitions(news, seed=7, resolution=0.5).coalitions)
    assert parameters_of("coalition:0-1.0-NSA:al-shabaab") == (0, 1.0)


@pytest.mark.parametrize(
    "given_",
    [
        "coalition:",
        "coalition:0-1-RUS",
        "coalition:00-1.0-RUS",
        "coalition:x-1.0-RUS",
        "0-1.0-RUS",
        "coalition:0-nan",
        "IGO:NATO",
    ],
)
def test_what_names_no_coalition(given_: str) -> None:
    with pytest.raises(QueryError, match="ids look like coalition:0-1"):
        parameters_of(given_)


@pytest.mark.parametrize("resolution", [0.001, 1000.0, float("nan")])
def test_resolutions_out_of_range(resolution: float, news: GraphVersion, register: Register) -> None:
    with pytest.raises(QueryError, match=r"give one from 0.01 to 100"):
        observed(news, register, resolution=resolution)


def test_overlap_is_what_both_share_of_what_either_has(register: Register) -> None:
    declared = blocs(register)
    assert [bloc.actor.id for bloc in declared] == ["IGO:CLUB", "IGO:PACT"]
    (first, second) = overlaps(("GBR", "USA", "FRA"), declared)
    assert (first.bloc.actor.id, first.shared, first.jaccard) == ("IGO:PACT", 2, 2 / 3)
    assert (second.bloc.actor.id, second.shared, second.jaccard) == ("IGO:CLUB", 1, 1 / 6)  # the pact is a member of the club
    assert overlaps(("FRA",), declared) == ()
    assert len(overlaps(("USA",), declared * COMPARED)) == COMPARED


def test_declared_alliances_are_those_of_the_windows_last_day(news: GraphVersion) -> None:
    then = Filter(window=Window(as_of=date(2012, 6, 1)))
    found = observed(news, small_register(), then, kind="country")
    assert [(one.members[0], [lap.bloc.actor.id for lap in one.overlaps]) for one in found.observed] == [
        ("GBR", ["IGO:PACT", "IGO:CLUB"]),
        ("RUS", ["IGO:CLUB"]),
    ]
    assert found.observed[1].overlaps[0].jaccard == 1 / 4  # Iran entered the club later
