"""Trends: the series, its moving mean, its largest changes and its change point."""

from datetime import date, timedelta
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analytics import Trend, trend
from graph.analytics.trends import Turn, turn
from graph.errors import QueryError
from graph.network import GraphVersion, Window
from graph.queries import Filter, Period, StepName, timeline
from graph.queries.timelines import first_day, number_of
from tests.network.builders import fold, version

STEPS: tuple[StepName, ...] = ("day", "week", "month", "quarter", "year")


@pytest.fixture
def strained() -> GraphVersion:
    """Aid in January, war in February and May."""
    return version(
        fold("RUS", "attacks", "UKR", ("2022-02-24", 1.0), ("2022-02-28", 0.5), ("2022-05-01", 1.0)),
        fold("UKR", "signs_agreement_with", "RUS", ("2022-01-03", 0.5)),
        fold("USA", "arms", "UKR", ("2022-02-10", 1.0)),
    )


def between(graph: GraphVersion, which: Filter = Filter(), step: StepName = "month", **given: object) -> Trend:
    return trend(graph, graph.rows_between("RUS", "UKR"), which, step, **given)  # type: ignore[arg-type]


def nets(found: Trend) -> dict[str, float]:
    return {str(point.period.start): point.net for point in found.points}


def test_the_series_has_the_steps_with_evidence(strained: GraphVersion) -> None:
    found = between(strained)
    assert tuple(point.period for point in found.points) == timeline(strained, "RUS", Filter())
    assert nets(found) == {"2022-01-01": 4.0, "2022-02-01": -15.0, "2022-05-01": -10.0}
    # January alone; January and February; March and April are empty.
    assert [point.moving for point in found.points] == pytest.approx([4.0, -5.5, -10 / 3])
    assert [point.moving for point in between(strained, average=1).points] == [point.net for point in found.points]
    assert (found.total, found.turn) == (3, None)


def test_gaps_are_filled_on_request(strained: GraphVersion) -> None:
    found = between(strained, fill=True, average=2)
    assert nets(found) == {
        "2022-01-01": 4.0, "2022-02-01": -15.0, "2022-03-01": 0.0, "2022-04-01": 0.0, "2022-05-01": -10.0,
    }  # fmt: skip
    assert [point.moving for point in found.points] == [4.0, -5.5, -7.5, 0.0, -5.0]
    assert found.points[2].period == Period(date(2022, 3, 1), 0, 0, 0, 0.0, 0.0, 0.0)
    assert found.total == 5


def test_a_window_is_filled_to_its_ends(strained: GraphVersion) -> None:
    which = Filter(window=Window(start=date(2021, 12, 15), end=date(2022, 3, 10)))
    found = between(strained, which, fill=True)
    assert list(nets(found).items()) == [("2021-12-01", 0.0), ("2022-01-01", 4.0), ("2022-02-01", -15.0), ("2022-03-01", 0.0)]
    assert [change.change for change in found.changes] == [-19.0, 15.0, 4.0]
    assert between(strained, which).total == 2
    nothing = Filter(window=Window(start=date(2000, 1, 1), end=date(2000, 3, 1)))
    assert list(nets(between(strained, nothing, fill=True)).values()) == [0.0, 0.0, 0.0]
    assert between(strained, nothing) == between(
        strained, Filter(sign="conflict", window=Window(end=date(2000, 1, 1))), fill=True
    )


def test_the_largest_changes_come_first_and_a_fall_back_to_nothing_is_one(strained: GraphVersion) -> None:
    found = between(strained, changes=10)
    assert [(str(change.start), change.before, change.after) for change in found.changes] == [
        ("2022-02-01", 4.0, -15.0),
        ("2022-03-01", -15.0, 0.0),
        ("2022-05-01", 0.0, -10.0),
    ]
    assert between(strained, changes=1).changes == found.changes[:1]
    assert between(strained, changes=0).changes == ()
    alone = between(strained, Filter(window=Window(end=date(2022, 1, 31))))
    assert (len(alone.points), alone.changes) == (1, ())


def test_a_limit_keeps_the_latest_and_counts_all(strained: GraphVersion) -> None:
    whole, cut = between(strained), between(strained, limit=2)
    assert cut.points == whole.points[-2:]
    assert (cut.total, cut.changes) == (3, whole.changes)
    ages = Filter(window=Window(start=date.min, end=date.max))
    long = between(strained, ages, "day", fill=True, limit=3)
    assert [point.period.start for point in long.points] == [date.max - timedelta(days=back) for back in (2, 1, 0)]
    assert long.total == date.max.toordinal()


def test_what_is_of_no_use(strained: GraphVersion) -> None:
    with pytest.raises(QueryError, match="0 steps"):
        between(strained, average=0)
    assert trend(strained, np.zeros(0, np.int64)) == Trend((), 0, (), None)


@given(st.lists(st.dates(), min_size=1, max_size=30), st.sampled_from(STEPS))
@settings(max_examples=200, deadline=None)
def test_steps_are_numbered_one_after_another(days: list[date], step: StepName) -> None:
    epoch = date(1900, 1, 1).toordinal()
    places = np.array([day.toordinal() - epoch for day in days])
    number = number_of(places, step)
    assert (first_day(number, step) <= places).all()
    assert (first_day(number + 1, step) > places).all()
    assert (number_of(first_day(number, step), step) == number).all()


def test_a_quarter_begins_with_its_first_month() -> None:
    graph = version(fold("RUS", "attacks", "UKR", ("1969-12-31", 1.0), ("2024-02-29", 1.0), ("2024-04-01", 1.0)))
    found = timeline(graph, "RUS", Filter(), "quarter")
    assert [str(period.start) for period in found] == ["1969-10-01", "2024-01-01", "2024-04-01"]


# Change point -----------------------------------------------------------------------------------------------------------


def series(*scores: float) -> tuple[Period, ...]:
    return tuple(Period(date(2000 + year, 1, 1), 1, 0, 1, 0.0, 1.0, score) for year, score in enumerate(scores))


def test_the_step_from_which_all_is_different() -> None:
    found = turn(series(5, 4, 6, 5, -8, -9, -7, -8))
    # All 4 x 4 pairs across it fall: |U| = 16; p = 2 exp(-6 * 256 / (512 + 64)).
    assert found == Turn(date(2004, 1, 1), 5.0, -8.0, 2 * exp(-1536 / 576))


def test_too_few_steps_and_steps_that_are_all_the_same_have_none() -> None:
    assert turn(series(*[5.0] * 3, *[-5.0] * 4)) is None
    assert turn(series(*[5.0] * 30)) is None
    assert turn(()) is None


@given(st.lists(st.integers(-5, 5), min_size=8, max_size=40))
@settings(max_examples=200, deadline=None)
def test_it_is_where_signs_across_it_sum_to_the_most(scores: list[int]) -> None:
    found = turn(series(*scores))
    if len(set(scores)) == 1:
        assert found is None
        return
    sums = [abs(sum(np.sign(one - other) for one in scores[:at] for other in scores[at:])) for at in range(1, len(scores))]
    at = int(np.argmax(sums)) + 1
    size = len(scores)
    assert found is not None
    assert found.start == date(2000 + at, 1, 1)
    assert (found.before, found.after) == pytest.approx((np.mean(scores[:at]), np.mean(scores[at:])))
    assert found.p == pytest.approx(min(1, 2 * np.exp(-6 * sums[at - 1] ** 2 / (size**3 + size**2))))
