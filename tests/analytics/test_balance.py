"""Structural balance: triads counted by hand and by brute force, the best split, and both over time."""

from datetime import date, timedelta
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import Theory, balance, polarisation
from graph.analytics.balance import UNBALANCED
from graph.analytics.factions import split
from graph.analytics.projection import Pairs
from graph.analytics.triads import PATTERNS, Ties, census
from graph.deadline import Deadline
from graph.errors import QueryError, TimeExceeded
from graph.network import GraphVersion, NodeInfo, Relation, Window, changed, settled
from graph.network.columns import Array
from graph.queries import Filter
from tests.analytics.signs import question, signs
from tests.network.builders import fold, version

QUICK = settings(max_examples=120, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def friends(one: str, other: str, day: str = "2015-09-27") -> Relation:
    return fold(one, "allied_with", other, (day, 1.0))  # 0.8


def foes(one: str, other: str, day: str = "2015-09-27") -> Relation:
    return fold(one, "attacks", other, (day, 1.0))  # 1.0


# By hand ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def four() -> GraphVersion:
    """A and B are friends, C and D; A and C are foes, B and D; B and C are friends, A and D talk; E stands alone with A."""
    return version(
        friends("AAA", "BBB"),
        friends("CCC", "DDD"),
        foes("AAA", "CCC"),
        foes("DDD", "BBB"),
        fold("BBB", "arms", "CCC"),  # 0.8
        fold("AAA", "meets_with", "DDD"),
        friends("AAA", "EEE"),
    )


def test_triads_by_their_signs(four: GraphVersion) -> None:
    found = balance(four)
    assert (found.positive, found.negative, found.talk, found.left) == (4, 2, 1, 0)
    # A B C: + + −; B C D: + + −. A B D and A C D lack the tie of A and D.
    assert dict(zip(PATTERNS, found.counts, strict=True)) == {"+++": 0, "++-": 2, "+--": 0, "---": 0}
    assert found.weights == pytest.approx((0.0, 1.6, 0.0, 0.0))
    assert found.balanced("strong").share == found.balanced("weak").share == 0.0
    assert (found.triads, found.out_of_balance) == (2, 2)
    first, second = found.unstable
    assert (first.actors, second.actors) == (("AAA", "BBB", "CCC"), ("BBB", "CCC", "DDD"))
    assert [(tie.a, tie.b, tie.sign) for tie in first.ties] == [
        ("AAA", "BBB", "cooperation"),
        ("AAA", "CCC", "conflict"),
        ("BBB", "CCC", "cooperation"),
    ]
    reasons = [tie.strongest.id for tie in first.ties if tie.strongest]
    assert reasons == ["AAA~allied_with~BBB", "AAA~attacks~CCC", "BBB~arms~CCC"]
    assert first.weakest == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("ties", "pattern", "strong", "weak"),
    [
        ("fff", "+++", True, True),
        ("ffe", "++-", False, False),
        ("fee", "+--", True, True),
        ("eee", "---", False, True),
    ],
)
def test_what_is_in_balance_by_either_theory(ties: str, pattern: str, strong: bool, weak: bool) -> None:
    pairs = combinations(("AAA", "BBB", "CCC"), 2)
    graph = version(*((friends if tie == "f" else foes)(*pair) for tie, pair in zip(ties, pairs, strict=True)))
    theories: tuple[tuple[Theory, bool], ...] = (("strong", strong), ("weak", weak))
    for theory, even in theories:
        found = balance(graph, theory=theory)
        assert found.counts[PATTERNS.index(pattern)] == found.triads == 1
        assert found.balanced(theory).share == float(even)
        assert [one.pattern for one in found.unstable] == ([] if even else [pattern])


def test_weights_say_more_than_counts() -> None:
    graph = version(
        *(fold(*ends, *[("2015-01-01", 1.0)] * 3, reports=(1, 2, 3)) for ends in (
            ("AAA", "allied_with", "BBB"), ("AAA", "allied_with", "CCC"), ("BBB", "allied_with", "CCC"),
        )),
        friends("DDD", "EEE"), friends("DDD", "FFF"), foes("EEE", "FFF"),
    )  # fmt: skip
    found = balance(graph)
    assert found.balanced("strong").share == 0.5
    assert found.balanced("strong").weighted == pytest.approx(1.6 / 2.4)


def test_the_strongest_pairs_alone_and_how_many_that_leaves_out(four: GraphVersion) -> None:
    found = balance(four, most=2)
    assert (found.left, found.triads, found.weakest) == (4, 0, 1.0)
    assert balance(four, most=6).left == 0
    assert balance(four, limit=1).unstable == balance(four).unstable[:1]
    assert balance(four, limit=0).unstable == ()
    assert balance(four, limit=0).out_of_balance == 2


def test_actors_of_one_kind_alone() -> None:
    graph = version(friends("AAA", "BBB"), friends("AAA", "IGO:X"), foes("BBB", "IGO:X"))
    assert balance(graph).triads == 1
    found = balance(graph, kind="country")
    assert (found.triads, found.positive, found.negative) == (0, 1, 0)
    assert [faction.size for faction in found.frustration.factions] == [2, 0]


def test_nothing_known_is_in_no_balance() -> None:
    for graph in (GraphVersion.empty(), version(fold("AAA", "meets_with", "BBB"))):
        found = balance(graph)
        assert (found.triads, found.balanced("strong").share, found.balanced("weak").weighted) == (0, None, None)
        assert (found.frustration.weight, found.frustration.share, found.frustration.exact) == (0.0, None, True)
        assert (found.weakest, found.unstable) == (None, ())
    assert polarisation(GraphVersion.empty()).stretches == ()


def test_a_long_question_is_given_up(four: GraphVersion) -> None:
    late = Deadline(0.0, lambda: 1.0)
    for ask in (balance, polarisation):
        with pytest.raises(TimeExceeded):
            ask(four, deadline=late)


# Whatever the graph -----------------------------------------------------------------------------------------------------


@QUICK
@given(seed=seeds)
def test_triads_are_those_that_brute_force_counts(seed: int) -> None:
    graph, which = question(seed)
    ties = signs(which.views(graph, graph.rows()))
    counts, weights, out = [0] * 4, [0.0] * 4, []
    for three in combinations(sorted(graph.nodes), 3):
        pairs = list(combinations(three, 2))
        if all(pair in ties for pair in pairs):
            minus = sum(ties[pair] < 0 for pair in pairs)
            weight = min(abs(ties[pair]) for pair in pairs)
            counts[minus] += 1
            weights[minus] += weight
            if minus % 2:
                out.append((-weight, three, PATTERNS[minus]))
    found = balance(graph, which, limit=1000)
    assert found.counts == tuple(counts)
    assert found.weights == pytest.approx(tuple(weights))
    assert [(-one.weakest, one.actors, one.pattern) for one in found.unstable] == sorted(out)
    assert found.out_of_balance == len(out)
    assert (found.positive + found.negative, found.negative) == (len(ties), sum(score < 0 for score in ties.values()))
    for one in found.unstable:
        for tie, pair in zip(one.ties, combinations(one.actors, 2), strict=True):
            assert (tie.a, tie.b) == pair
            assert tie.score == ties[pair]
            assert tie.sign == ("conflict" if ties[pair] < 0 else "cooperation")
            assert tie.strongest is not None
            assert tie.strongest.type.sign == tie.sign
    few = balance(graph, which, limit=3, theory="weak")
    assert few.unstable == tuple(one for one in found.unstable if one.pattern == "++-")[:3]


@QUICK
@given(seed=seeds)
def test_no_split_is_better_than_the_best_and_the_one_found_is_told_right(seed: int) -> None:
    graph, which = question(seed)
    ties = Ties.of(Pairs.of(graph, which))
    found = split(ties, seed)

    def resisting(side: Array) -> tuple[int, float]:
        against = side[ties.first] * side[ties.second] * ties.sign < 0
        return int(against.sum()), float(ties.strength[against].sum())

    assert (found.ties, found.weight) == resisting(found.side.astype(np.int64))
    there = sorted({*ties.first.tolist(), *ties.second.tolist()})
    assert np.flatnonzero(found.side).tolist() == there
    assert found.side.sum() >= 0
    least = 0.0
    if there:
        sides = (np.zeros(ties.size, np.int64) for _ in range(2 ** (len(there) - 1)))
        choices = product((1, -1), repeat=len(there) - 1)
        best = []
        for side, choice in zip(sides, choices, strict=True):
            side[there] = (1, *choice)
            best.append(resisting(side)[1])
        least = min(best)
    assert found.weight >= least - 1e-9
    # Where all ties agree with two factions, they are found (Cartwright and Harary 1956).
    assert (found.weight == 0.0) == (least == 0.0)
    assert found.exact == (found.weight == 0.0)
    for actor in there:  # nobody's move alone would help
        moved = found.side.astype(np.int64)
        moved[actor] *= -1
        assert resisting(moved)[1] >= found.weight - 1e-9


def test_two_camps_that_a_weak_tie_would_mislead_are_found() -> None:
    """Neither camp has a single actor whose move alone would help."""
    east, west = ("AAA", "BBB", "CCC"), ("DDD", "EEE", "FFF")
    within = [friends(*pair) for camp in (east, west) for pair in combinations(camp, 2)]
    found = balance(version(*within, fold("AAA", "criticises", "DDD"))).frustration
    assert (found.weight, found.exact) == (0.0, True)
    assert [set(faction.members) for faction in found.factions] == [set(east), set(west)]
    crossed = balance(version(*within, fold("AAA", "criticises", "DDD"), fold("BBB", "supports", "EEE"))).frustration
    assert (crossed.ties, crossed.exact) == (1, False)
    assert crossed.weight == pytest.approx(0.2)


def test_a_long_row_of_camps_each_against_the_next_is_divided_without_a_rest() -> None:
    camps = [[f"{letter}{number}" for number in range(4)] for letter in "ABCDEFGHIJKL"]
    within = [friends(*pair) for camp in camps for pair in combinations(camp, 2)]
    graph = version(*within, *(fold(one[0], "criticises", two[1]) for one, two in pairwise(camps)))
    found = balance(graph).frustration
    assert (found.weight, found.exact, [faction.size for faction in found.factions]) == (0.0, True, [24, 24])


@QUICK
@given(seed=seeds)
def test_the_same_whatever_the_layers_and_whoever_else_is_there(seed: int) -> None:
    graph, which = question(seed)
    found = repr(balance(graph, which, seed=seed)), repr(polarisation(graph, which, seed=seed))
    strangers = [(1000, NodeInfo("AAAA", "A", "country")), (1001, NodeInfo("zzz", "Z", "country"))]
    for other in (graph, settled(graph), changed(graph, 99, strangers, [])):
        assert (repr(balance(other, which, seed=seed)), repr(polarisation(other, which, seed=seed))) == found


def test_lots_of_ways_are_looked_at_in_turn(monkeypatch: pytest.MonkeyPatch, four: GraphVersion) -> None:
    ties = Ties.of(Pairs.of(four, Filter()))
    whole = census(ties, UNBALANCED["strong"], 5)
    monkeypatch.setattr("graph.analytics.triads.LOT", 1)
    small = census(ties, UNBALANCED["strong"], 5)
    assert (small.counts, small.weights, small.strongest.tolist()) == (whole.counts, whole.weights, whole.strongest.tolist())


# Over time --------------------------------------------------------------------------------------------------------------


def test_conflict_between_the_camps_and_inside_them() -> None:
    east = [friends(*pair, "2013-05-01") for pair in combinations(("AAA", "BBB", "CCC"), 2)]
    west = [friends(*pair, "2013-06-01") for pair in combinations(("DDD", "EEE", "FFF"), 2)]
    graph = version(
        *east,
        *west,
        foes("AAA", "DDD", "2014-02-03"),
        foes("BBB", "EEE", "2014-12-31"),
        fold("AAA", "criticises", "BBB", ("2014-07-07", 1.0)),
        fold("CCC", "supports", "DDD", ("2016-01-01", 1.0)),
        foes("GGG", "AAA", "2016-02-02"),  # in no camp
    )
    found = polarisation(graph)
    assert found.camps == (("AAA", "BBB", "CCC"), ("DDD", "EEE", "FFF"))
    one, two, three = found.stretches
    assert [stretch.start for stretch in found.stretches] == [date(2013, 1, 1), date(2014, 1, 1), date(2016, 1, 1)]
    assert (one.counts, one.conflict_inside) == ((2, 0, 0, 0), 0.0)
    assert one.cooperation_inside == pytest.approx(4.8)
    assert [two.conflict_between, two.conflict_inside] == pytest.approx([2.0, 0.2])
    assert (two.negative, sum(two.counts)) == (3, 0)
    assert [three.cooperation_between, three.conflict_between] == pytest.approx([0.35, 0.0])
    assert (three.positive, three.negative) == (1, 1)


def test_over_time_actors_of_one_kind_alone() -> None:
    graph = version(friends("AAA", "BBB"), foes("AAA", "IGO:X"), friends("BBB", "IGO:X"), foes("IGO:X", "IGO:Y", "2016-01-01"))
    (whole, later) = polarisation(graph).stretches
    assert (whole.positive, whole.negative, sum(whole.counts), later.negative) == (2, 1, 1, 1)
    found = polarisation(graph, kind="country")
    (alone,) = found.stretches
    assert (alone.positive, alone.negative, sum(alone.counts), found.camps) == (1, 0, 0, (("AAA", "BBB"),))


@QUICK
@given(seed=seeds)
def test_each_year_is_balanced_as_through_a_window_of_that_year(seed: int) -> None:
    graph, which = question(seed)
    which = Filter(window=which.window)
    found = {stretch.start: stretch for stretch in polarisation(graph, which).stretches}
    days = {
        day
        for view in which.views(graph, graph.rows())
        for day in (view.first_day, view.last_day)
        if date(1995, 1, 1) <= day < date(2030, 1, 1)
    }
    for start in {date(day.year, 1, 1) for day in days}:
        end = date(start.year, 12, 31)
        first = max(start, which.window.start or start)
        last = min(end, which.window.last or end)
        wanted = balance(graph, Filter(window=Window(start=first, end=last)), limit=0)
        if start not in found:
            assert (wanted.positive, wanted.negative, wanted.talk) == (0, 0, 0)
            continue
        mine = found[start]
        assert (mine.positive, mine.negative, mine.counts) == (wanted.positive, wanted.negative, wanted.counts)
        assert mine.weights == pytest.approx(wanted.weights)


def test_too_many_steps_are_refused() -> None:
    days = [(date(2015, 1, 1) + timedelta(days=step)).isoformat() for step in range(241)]
    graph = version(fold("AAA", "allied_with", "BBB", *((day, 1.0) for day in days)))
    with pytest.raises(QueryError, match="there are 241 steps, and at most 240"):
        polarisation(graph, Filter(), "day")
    assert len(polarisation(graph, Filter(window=Window(start=date(2015, 1, 2))), "day").stretches) == 240
