"""How far the graph is behind, in words and numbers, by a clock that the test turns."""

import pytest

from app.services.freshness import Ledger


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(clock: Clock) -> Ledger:
    return Ledger(clock)


def test_a_graph_that_is_not_loaded(ledger: Ledger) -> None:
    assert ledger.freshness(None).reason(30) == "the graph is not loaded yet; it is being read"
    assert ledger.freshness(None).looked is None


def test_a_graph_that_is_fresh(ledger: Ledger, clock: Clock) -> None:
    with ledger.looking() as look:
        look.saw(7, None)
        clock.now += 2
        ledger.loaded(7)
    clock.now += 3
    fresh = ledger.freshness(7)
    assert fresh.reason(30) is None
    assert (fresh.lag, fresh.behind, fresh.looked, fresh.refreshes) == (0, 0, 3, 1)
    assert (fresh.refresh_seconds, fresh.last_refresh) == (2, 2)


def test_a_graph_that_is_behind_for_too_long(ledger: Ledger, clock: Clock) -> None:
    with ledger.looking() as look:
        look.saw(9, 7)
        clock.now += 31
        fresh = ledger.freshness(7)
        assert fresh.reason(60) is None
        assert fresh.reason(30) == "the graph is 2 versions behind the database, for 31 s"
        ledger.loaded(9)
    assert ledger.freshness(9).reason(0) is None


def test_being_behind_counts_from_when_it_began(ledger: Ledger, clock: Clock) -> None:
    ledger.saw(8, 7)
    clock.now += 20
    ledger.saw(9, 7)
    assert ledger.freshness(7).behind == 20
    ledger.loaded(8)  # not all of it
    assert ledger.freshness(8).behind == 20
    ledger.saw(8, 8)
    assert ledger.freshness(8).behind == 0


def test_a_database_that_does_not_answer(ledger: Ledger, clock: Clock) -> None:
    assert ledger.failed("the database cannot be used: gone", known=True)
    clock.now += 12
    assert not ledger.failed("the database cannot be used: still gone", known=True)
    fresh = ledger.freshness(7)
    assert fresh.reason(30) == "the database cannot be used: still gone (for 12 s); reads go on from version 7"
    assert ledger.freshness(None).reason(30) == "the database cannot be used: still gone (for 12 s); no graph is loaded"
    assert ledger.worked() == 12
    assert ledger.worked() is None
    assert ledger.error is None


def test_an_error_of_ours(ledger: Ledger) -> None:
    ledger.failed("KeyError: 'x'", known=False)
    assert ledger.freshness(7).reason(30) == "the graph cannot be refreshed: KeyError: 'x' (for 0 s); reads go on from version 7"


def test_a_look_that_does_not_come_back(ledger: Ledger, clock: Clock) -> None:
    with ledger.looking():
        clock.now += 40
        assert ledger.freshness(7).reason(30) == "the database has not answered for 40 s; reads go on from version 7"
        assert ledger.freshness(7).reason(60) is None
    assert ledger.freshness(7).reason(30) is None
