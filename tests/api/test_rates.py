"""Sliding windows: never more than the rate, and what a client is told to wait is neither too short nor too long."""

import math

from hypothesis import given
from hypothesis import strategies as st

from app.http.rates import Rates


class Clock:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.integers(1, 7), st.lists(st.floats(0, 90), max_size=60))
def test_no_calendar_minute_and_no_two_in_a_row_go_far_beyond_the_rate(rate: int, pauses: list[float]) -> None:
    clock = Clock()
    rates = Rates({"reads": rate}, clock)
    within: list[float] = []
    for pause in pauses:
        clock.now += pause
        taken = rates.take("reads", "me")
        assert taken is not None
        assert 0 <= taken.rest < rate or (not taken.within and taken.rest == 0)
        if taken.within:
            within.append(clock.now)
    for start in range(0, int(clock.now) + 60, 60):
        assert sum(start <= moment < start + 60 for moment in within) <= rate
    for moment in within:  # a sliding minute may hold what two windows share, and no more
        assert sum(moment <= other < moment + 60 for other in within) <= 2 * rate


@given(st.integers(1, 9), st.lists(st.floats(0, 40), min_size=1, max_size=60))
def test_after_the_wait_that_is_told_the_next_is_taken_and_not_much_before(rate: int, pauses: list[float]) -> None:
    clock = Clock()
    rates = Rates({"reads": rate}, clock)
    for pause in pauses:
        clock.now += pause
        taken = rates.take("reads", "me")
        assert taken is not None
        if taken.within:
            continue
        assert 1 <= taken.seconds <= 120
        refused = clock.now
        clock.now = refused + taken.seconds - 1.001
        if clock.now > refused:
            early = rates.take("reads", "me")
            assert early is not None
            assert not early.within
        clock.now = refused + taken.seconds
        late = rates.take("reads", "me")
        assert late is not None
        assert late.within


def test_clients_and_kinds_are_counted_each_for_itself() -> None:
    rates = Rates({"reads": 1, "writes": 1}, Clock())
    taken = [rates.take(kind, who) for kind, who in (("reads", "a"), ("reads", "b"), ("writes", "a"), ("reads", "a"))]
    assert [one and one.within for one in taken] == [True, True, True, False]
    assert rates.take("analyses", "a") is None


def test_who_came_longest_ago_is_forgotten_so_that_memory_is_bounded() -> None:
    clock = Clock()
    rates = Rates({"reads": 1}, clock, clients=100)
    for number in range(1_000):
        rates.take("reads", f"client {number}")
    assert rates._windows.reset() == 100
    first = [rates.take("reads", who) for who in ("a", "b")]
    for number in range(99):
        rates.take("reads", f"client {number}")
    assert all(first)
    again = [rates.take("reads", who) for who in ("b", "a")]
    assert [one and one.within for one in again] == [False, True]


def test_what_the_minute_before_counts_fades_as_this_one_goes_on() -> None:
    clock = Clock()
    rates = Rates({"reads": 4}, clock)
    clock.now = 59

    def admitted() -> int:
        taken = [rates.take("reads", "me") for _ in range(9)]
        return sum(one is not None and one.within for one in taken)

    assert admitted() == 4
    clock.now = 61
    assert admitted() == 1  # 4 in the minute before count as 3.9
    clock.now = 90.5
    assert admitted() == 2  # they count as less than 2
    clock.now = 300
    assert admitted() == 4


def test_the_window_turns_when_it_is_told() -> None:
    clock = Clock()
    rates = Rates({"reads": 5}, clock)
    clock.now = 12.5
    taken = rates.take("reads", "me")
    assert taken is not None
    assert (taken.rest, taken.seconds) == (4, math.floor(47.5))
