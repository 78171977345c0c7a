"""A window that is asked about often is a graph of its own, and says what the window says."""

import gc
from dataclasses import replace
from datetime import date
from random import Random
from threading import Thread
from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.actors import Register
from graph.network import GraphVersion, Window, changed, cuts, settled
from graph.network.columns import Columns
from graph.network.cuts import Cut, Cuts
from graph.network.relation import histories_of
from graph.queries import Filter, alliances, relations, subgraph
from tests.network.builders import fold, version
from tests.network.chance import a_graph, a_window, dice, layered

YEARS = (
    fold("AAA", "supports", "BBB", ("2010-01-01", 1.0), ("2020-01-01", 1.0)),
    fold("AAA", "attacks", "CCC", ("2012-01-01", 1.0)),
    fold("BBB", "supports", "CCC", ("2022-01-01", 1.0)),
)
THEN = Window(as_of=date(2015, 1, 1))


def windowed(chance: Random) -> Window:
    return replace(a_window(chance), half_life=None)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_cut_says_what_the_window_says(seed: int) -> None:
    chance = dice(seed)
    naive = a_graph(chance, heavy=0.1)
    graph = layered(chance, naive)
    graph = GraphVersion(graph.version, graph.nodes, graph.base, graph.delta, graph.gone, cuts=Cuts(hot=1))
    for window in (windowed(chance), windowed(chance)):
        through = graph.through(window)
        if window.open:
            assert through is None
            continue
        assert through is not None
        assert through.strongest(through.rows()) == graph.strongest(graph.rows(), window)
        # And a window into what a window shows.
        inner = windowed(chance)
        if (inner.start or date.min) <= (window.last or date.max) and (window.start or date.min) <= (inner.last or date.max):
            both = Window(
                max(filter(None, (window.start, inner.start)), default=None),
                min(filter(None, (window.last, inner.last)), default=None),
            )
            assert through.strongest(through.rows(), inner) == graph.strongest(graph.rows(), both)
        for actor in graph.nodes:
            which = Filter(window=window)
            cold = GraphVersion(graph.version, graph.nodes, graph.base, graph.delta, graph.gone, cuts=Cuts(hot=9**9))
            assert subgraph(graph, actor, which, depth=2) == subgraph(cold, actor, which, depth=2)
            assert list(relations(graph, which, actor=actor)) == list(relations(cold, which, actor=actor))
            assert which.at(graph, actor) == which.at(cold, actor)


def test_the_third_question_makes_it() -> None:
    graph = version(*YEARS)
    assert [graph.through(THEN) is None for _ in range(3)] == [True, True, False]
    through = graph.through(THEN)
    assert through is not None
    assert through is graph.through(THEN)
    assert [seen.id for seen in through] == ["AAA~supports~BBB", "AAA~attacks~CCC"]
    assert through.nodes is graph.nodes
    assert graph.through(Window()) is None
    assert graph.through(Window(as_of=date(2015, 1, 1), half_life=30.0)) is None


def test_the_last_few_windows_are_kept() -> None:
    made = Cuts(kept=2, hot=1, stretch=1)
    base = version(*YEARS).base
    windows = [Window(as_of=date(year, 1, 1)) for year in (2011, 2013, 2021)]
    found = [made.of(base, window) for window in windows]
    assert made.of(base, windows[2]) is found[2]
    assert made.of(base, windows[1]) is found[1]
    assert made.of(base, windows[0]) is not found[0]


def test_a_version_holds_no_more_windows_than_there_are_cuts() -> None:
    graph = replace(version(*YEARS), cuts=Cuts(hot=1, stretch=1))
    windows = [Window(as_of=date(year, 1, 1)) for year in range(2011, 2022)]
    kept = [ref(through.base.order) for window in windows if (through := graph.through(window))]
    gc.collect()
    assert len(kept) == len(windows)
    assert [one() is not None for one in kept] == [False] * (len(windows) - 2) + [True] * 2


def test_windows_that_were_asked_about_are_not_all_remembered() -> None:
    made, base = Cuts(stretch=5), version(*YEARS).base
    for year in range(1900, 2000):
        assert made.of(base, Window(as_of=date(year, 1, 1))) is None
        assert len(made._asked) <= 5


def test_what_is_asked_about_now_and_then_is_not_cut() -> None:
    made, base = Cuts(stretch=20), version(*YEARS).base
    windows = [Window(as_of=date(1900 + year, 1, 1)) for year in range(40)]
    assert [made.of(base, window) for _ in range(10) for window in windows] == [None] * 400


def test_one_that_drives_out_another_waits_for_the_next_stretch() -> None:
    made, base = Cuts(kept=1, hot=1, stretch=10), version(*YEARS).base
    one, other = (Window(as_of=date(year, 1, 1)) for year in (2011, 2013))
    assert made.of(base, one) is not None
    answers = [made.of(base, other) is not None for _ in range(9)]
    assert answers == [False] * 8 + [True]
    assert one not in made


def test_the_next_version_goes_on_with_the_cuts_of_its_base() -> None:
    graph = version(*YEARS)
    for _ in range(3):
        graph.through(THEN)
    number = {identifier: place for place, identifier in enumerate(graph.nodes)}
    new = histories_of(number, [fold("AAA", "attacks", "CCC"), fold("BBB", "attacks", "CCC", ("2014-01-01", 1.0))])
    through = changed(graph, 2, [], [new]).through(THEN)
    assert through is not None  # at once
    assert {seen.id for seen in through} == {"AAA~supports~BBB", "BBB~attacks~CCC"}
    assert settled(changed(graph, 2, [], [new])).through(THEN) is None  # another base


def test_others_do_not_wait_for_a_cut_that_is_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made, base = Cuts(hot=1), version(*YEARS).base
    answers: list[Cut | None] = []

    def slow(columns: Columns, window: Window) -> Cut:
        asking = Thread(target=lambda: answers.append(made.of(base, Window(as_of=date(2013, 1, 1)))))
        asking.start()
        asking.join(10)
        return columns, np.arange(len(columns))

    monkeypatch.setattr(cuts, "cut", slow)
    assert made.of(base, THEN) is not None
    assert answers == [None]


def test_allies_as_of_a_day_are_the_same_however_often_they_are_asked_for() -> None:
    graph, register = version(*YEARS), Register.load()
    answers = [alliances(graph, register, "AAA", Filter(window=THEN)) for _ in range(5)]
    assert answers == [answers[0]] * 5
    assert [tie.partner for tie in answers[0]] == ["BBB"]
