"""What changed between two states: by hand, and beside a comparison of sets."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.analytics import State, diff
from graph.analytics.diff import CHANGES, TURNS, Diff, Found
from graph.deadline import Deadline
from graph.errors import QueryError, TimeExceeded
from graph.network import GraphVersion, Seen, Window
from graph.queries import Filter
from tests.analytics.signs import weighed
from tests.network.builders import fold, version
from tests.network.chance import a_confidence, a_day, a_graph, change, dice, layered

QUICK = settings(max_examples=120, deadline=None)
seeds = st.integers(0, 2**32 - 1)
OLD, NEW = date(2014, 12, 31), date(2016, 12, 31)


def ids(found: Diff, name: str) -> list[str]:
    one = found.found[name]  # type: ignore[index]
    relations = [view.id for its in one.changed if (view := its.after or its.before)]
    return relations + [f"{its.after.a} {its.after.b}" for its in one.turned]


@pytest.fixture
def years() -> GraphVersion:
    """2014 and 2016, and what lies before and between."""
    return version(
        fold("AAA", "arms", "BBB", ("2014-05-01", 1.0), ("2016-05-01", 1.0), ("2016-06-01", 1.0), ("2016-07-01", 1.0)),
        fold("BBB", "attacks", "AAA", ("2016-01-01", 1.0), ("2016-02-01", 1.0), ("2016-03-01", 1.0), ("2016-04-01", 1.0)),
        fold("CCC", "supports", "DDD", ("2014-02-01", 1.0), ("2014-03-01", 1.0), ("2016-12-31", 1.0)),
        fold("CCC", "sanctions", "DDD", ("2014-12-31", 1.0)),
        fold("CCC", "allied_with", "EEE", ("2012-01-01", 1.0), ("2016-08-01", 1.0)),
        fold("DDD", "meets_with", "EEE", ("2014-04-01", 1.0), ("2016-04-01", 1.0)),
        fold("EEE", "arms", "FFF", ("2015-06-01", 1.0)),
    )


def test_relations_that_came_went_grew_and_faded(years: GraphVersion) -> None:
    found = diff(State(years, OLD, 365), State(years, NEW, 366))
    assert found.relations == (4, 5)
    assert ids(found, "new") == ["BBB~attacks~AAA", "CCC~allied_with~EEE"]
    assert [(one.returned, one.first_ever.year) for one in found.found["new"].changed] == [(False, 2016), (True, 2012)]
    assert ids(found, "ended") == ["CCC~sanctions~DDD"]
    assert ids(found, "strengthened") == ["AAA~arms~BBB"]
    assert ids(found, "weakened") == ["CCC~supports~DDD"]
    (grew,), (faded,) = found.found["strengthened"].changed, found.found["weakened"].changed
    assert grew.by == pytest.approx(0.83)  # from one report to three
    assert (grew.before is not None and grew.before.evidence, grew.after is not None and grew.after.evidence) == (1, 3)
    assert faded.by < 0


def test_pairs_that_changed_sides_and_became_contested(years: GraphVersion) -> None:
    found = diff(State(years, OLD, 365), State(years, NEW, 366))
    assert ids(found, "flipped") == ["AAA BBB", "CCC DDD"]
    one, two = found.found["flipped"].turned
    assert (one.before.sign, one.after.sign) == ("cooperation", "conflict")
    assert (two.before.sign, two.after.sign) == ("conflict", "cooperation")
    assert one.after.strongest is not None
    assert one.after.strongest.id == "BBB~attacks~AAA"
    assert ids(found, "contested") == ["AAA BBB"]
    # Between talk and a tie there is no flip.
    assert "CCC EEE" not in ids(found, "flipped")


def test_who_only_talked_had_no_sign() -> None:
    graph = version(
        fold("AAA", "meets_with", "BBB", ("2014-05-01", 1.0)),
        fold("AAA", "arms", "BBB", ("2016-05-01", 1.0)),
        fold("BBB", "criticises", "AAA", ("2016-05-01", 1.0)),
    )
    found = diff(State(graph, OLD), State(graph, NEW))
    (pair,) = found.found["contested"].turned
    assert (pair.before.sign, pair.before.score > 0, pair.after.sign) == (None, True, "cooperation")
    assert found.found["flipped"].total == 0


def test_without_a_look_back_nothing_ends(years: GraphVersion) -> None:
    found = diff(State(years, OLD), State(years, NEW))
    assert {name: one.total for name, one in found.found.items()} == {
        "new": 2, "ended": 0, "strengthened": 4, "weakened": 0, "flipped": 1, "contested": 1,
    }  # fmt: skip


def test_a_look_back_counts_its_last_day_and_its_first() -> None:
    graph = version(fold("AAA", "arms", "BBB", ("2016-01-01", 1.0)))
    for days, seen in ((366, 1), (365, 0)):
        assert State(graph, NEW, days).window == Window(start=date(2016, 1, 1 if seen else 2), as_of=NEW)
        assert diff(State(graph, OLD, 10), State(graph, NEW, days)).found["new"].total == seen
    assert State(graph, date(5, 1, 1), 100_000).window == Window(as_of=date(5, 1, 1))


def test_filters_narrow_what_is_told(years: GraphVersion) -> None:
    states = State(years, OLD, 365), State(years, NEW, 366)
    assert ids(diff(*states, actor="EEE"), "new") == ["CCC~allied_with~EEE"]
    assert ids(diff(*states, actor="ZZZ"), "new") == []
    assert ids(diff(*states, Filter(sign="conflict")), "new") == ["BBB~attacks~AAA"]
    assert diff(*states, Filter(sign="conflict")).found["contested"].total == 0
    assert ids(diff(*states, Filter(min_sources=3)), "new") == ["BBB~attacks~AAA", "AAA~arms~BBB"]
    assert diff(*states, kind="igo").relations == (0, 0)
    assert ids(diff(*states, least=1.0), "new") == ["BBB~attacks~AAA"]
    cut = diff(*states, limit=1).found["new"]
    assert (cut.total, len(cut.changed)) == (2, 1)
    assert diff(*states, limit=0).found["flipped"] == Found(2)


def test_days_the_wrong_way_round_and_late_answers(years: GraphVersion) -> None:
    with pytest.raises(QueryError, match="turn them round"):
        diff(State(years, NEW), State(years, OLD))
    with pytest.raises(TimeExceeded):
        diff(State(years, OLD), State(years, NEW), deadline=Deadline(0.0, lambda: 1.0))
    assert diff(State(years, OLD), State(years, OLD)).found["new"].total == 0


def test_between_two_moments_of_knowledge() -> None:
    """Other actors, other places: relations are the same by their ids."""
    then = version(fold("BBB", "arms", "CCC"), fold("CCC", "attacks", "DDD"))
    now = version(fold("AAA", "arms", "BBB"), fold("BBB", "arms", "CCC", ("2015-09-27", 1.0), ("2015-09-28", 1.0)), number=2)
    found = diff(State(then, NEW), State(now, NEW))
    assert (ids(found, "new"), ids(found, "ended")) == (["AAA~arms~BBB"], ["CCC~attacks~DDD"])
    assert ids(found, "strengthened") == ["BBB~arms~CCC"]
    assert [one.returned for one in found.found["new"].changed] == [False]
    turned = diff(State(then, NEW), State(version(fold("DDD", "arms", "CCC")), NEW)).found["flipped"].turned
    assert [(one.after.a, one.after.b, one.before.sign, one.after.sign) for one in turned] == [
        ("CCC", "DDD", "conflict", "cooperation")
    ]


# Beside sets ------------------------------------------------------------------------------------------------------------


@QUICK
@given(seed=seeds)
@example(seed=293466)
def test_the_same_as_a_comparison_of_sets(seed: int) -> None:
    chance = dice(seed)
    naive = a_graph(chance, actors=12, relations=chance.choice((10, 40, 120)), heavy=0.005)
    then = layered(chance, naive)
    now = change(chance, naive, then) if chance.random() < 0.5 else then
    days = sorted(a_day(chance, odd=False) for _ in range(2))
    look = chance.choice((None, 30, 365, 3650))
    states = State(then, days[0], look), State(now, days[1], look)
    which = Filter(
        sign=chance.choice((None, None, "conflict")), min_sources=chance.choice((1, 1, 2)), min_confidence=a_confidence(chance)
    )
    sides: list[dict[str, Seen]] = []
    for state in states:
        mine = replace(which, window=state.window)
        sides.append({view.id: view for view in mine.views(state.version, state.version.rows())})
    old, new = sides
    found = diff(*states, which, limit=1000)
    assert found.relations == (len(old), len(new))
    both = old.keys() & new.keys()
    wanted = {
        "new": new.keys() - old.keys(),
        "ended": old.keys() - new.keys(),
        "strengthened": {key for key in both if new[key].strength > old[key].strength},
        "weakened": {key for key in both if new[key].strength < old[key].strength},
    }
    for name in CHANGES:
        assert set(ids(found, name)) == wanted[name]
        assert len(found.found[name].changed) == found.found[name].total == len(wanted[name])
        sizes = [abs(one.by) for one in found.found[name].changed]
        assert sizes == sorted(sizes, reverse=True)
        for one in found.found[name].changed:
            key = (one.after or one.before).id  # type: ignore[union-attr]
            assert (one.before, one.after) == (old.get(key), new.get(key))
    sums = [weighed(side.values()) for side in sides]
    pairs = sums[0].keys() | sums[1].keys()
    nothing = (0.0, 0.0, 0.0)

    def sign(weights: tuple[float, float, float]) -> int:
        return -1 if weights[1] < weights[2] else int(weights[0] > 0)

    flipped = {pair for pair in pairs if sign(sums[0].get(pair, nothing)) * sign(sums[1].get(pair, nothing)) < 0}
    contested = [{pair for pair, mine in side.items() if mine[1] > 0 and mine[2] > 0} for side in sums]
    assert set(ids(found, "flipped")) == {" ".join(pair) for pair in flipped}
    assert set(ids(found, "contested")) == {" ".join(pair) for pair in contested[1] - contested[0]}
    for turn in TURNS:
        for turned in found.found[turn].turned:
            pair = (turned.after.a, turned.after.b)
            for side, its in zip(sums, (turned.before, turned.after), strict=True):
                assert (its.cooperation, its.conflict) == side.get(pair, nothing)[1:]
