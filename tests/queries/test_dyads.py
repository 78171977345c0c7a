"""All between two actors."""

from datetime import date

import pytest

from graph.actors import Register
from graph.network import GraphVersion, Window
from graph.queries import Filter, Run, check, dyad
from tests.network.builders import fold, version


@pytest.fixture
def troubled() -> GraphVersion:
    """Russia and Iran: allied, then an attack and criticism; others look on."""
    return version(
        fold("RUS", "allied_with", "IRN", ("2015-03-01", 1.0), ("2016-05-05", 1.0)),
        fold("RUS", "attacks", "IRN", ("2018-01-07", 0.5), ("2018-02-01", 1.0)),
        fold("IRN", "criticises", "RUS", ("2018-03-01", 1.0), ("2020-03-01", 1.0)),
        fold("IRN", "requests", "RUS", ("2021-01-01", 1.0)),
        fold("USA", "attacks", "IRN", ("2020-01-03", 1.0)),
    )


def test_everything_between_the_two_and_nothing_else(troubled: GraphVersion, register: Register) -> None:
    found = dyad(troubled, register, "IRN", "RUS", step="year")
    assert [view.id for view in found.relations] == [
        "RUS~attacks~IRN",
        "IRN~allied_with~RUS",
        "IRN~criticises~RUS",
        "IRN~requests~RUS",
    ]
    assert found.check == check(troubled, register, "IRN", "RUS")
    assert [bond.id for bond in found.check.tie.declared] == ["IGO:CLUB"]
    assert [(period.start.year, period.cooperation, period.conflict) for period in found.timeline] == [
        (2015, 1, 0),
        (2016, 1, 0),
        (2018, 0, 3),
        (2020, 0, 1),
        (2021, 1, 0),
    ]


def test_what_contradicts_is_told_with_the_days(troubled: GraphVersion, register: Register) -> None:
    found = dyad(troubled, register, "IRN", "RUS")
    assert found.contested
    assert found.contradicting == 2
    assert [(two.cooperation.relation, two.conflict.relation, two.latest) for two in found.contradictions] == [
        ("allied_with", "attacks", "conflict"),
        ("allied_with", "criticises", "conflict"),
    ]
    assert (found.contradictions[0].cooperation.last_day, found.contradictions[0].conflict.last_day) == (
        date(2016, 5, 5),
        date(2018, 2, 1),
    )
    before = dyad(troubled, register, "IRN", "RUS", Filter(window=Window(as_of=date(2017, 1, 1))))
    assert (before.contested, before.contradictions) == (False, ())


def test_the_run_is_what_prevails_without_interruption(troubled: GraphVersion, register: Register) -> None:
    """The request of 2021 counts on neither side."""

    def run(start: date | None = None, as_of: date | None = None) -> Run | None:
        return dyad(troubled, register, "IRN", "RUS", Filter(window=Window(start=start, as_of=as_of))).run

    assert run() == Run("conflict", date(2018, 1, 7), date(2020, 3, 1))
    assert run(as_of=date(2017, 12, 31)) == Run("cooperation", date(2015, 3, 1), date(2016, 5, 5))
    assert run(start=date(2018, 2, 2), as_of=date(2019, 1, 1)) == Run("conflict", date(2018, 3, 1), date(2018, 3, 1))
    assert run(start=date(2021, 1, 1)) is None


def test_a_year_in_which_the_other_side_prevails_ends_a_run(register: Register) -> None:
    graph = version(
        fold("RUS", "attacks", "SYR", ("2010-01-01", 1.0), ("2014-06-01", 0.1), ("2015-05-01", 1.0)),
        fold("RUS", "arms", "SYR", ("2014-01-01", 0.5), ("2015-04-01", 1.0), ("2016-01-01", 0.1)),
        fold("SYR", "criticises", "RUS", ("2016-02-01", 1.0)),
    )
    assert dyad(graph, register, "RUS", "SYR").run == Run("conflict", date(2015, 5, 1), date(2016, 2, 1))


def test_years_in_balance_are_told_as_such(register: Register) -> None:
    graph = version(
        fold("RUS", "opposes", "SYR", ("2010-01-01", 1.0), ("2012-01-01", 1.0)),
        fold("RUS", "agrees_with", "SYR", ("2012-03-01", 1.0)),
    )
    assert dyad(graph, register, "RUS", "SYR").run == Run("balance", date(2012, 1, 1), date(2012, 3, 1))


def test_where_nothing_is_known_all_is_empty(troubled: GraphVersion, register: Register) -> None:
    found = dyad(troubled, register, "GBR", "USA")
    assert (found.relations, found.timeline, found.run, found.contradictions) == ((), (), None, ())
    assert found.check.verdict == "allied"  # the pact says so
    assert [view.relation for view in dyad(troubled, register, "RUS", "IRN", Filter(min_sources=3)).relations] == []


def test_only_the_weightiest_contradictions_are_listed(register: Register) -> None:
    friendly = "supports recognises allied_with cooperates_with arms gives_aid_to".split()
    hostile = "accuses criticises opposes threatens attacks".split()
    graph = version(*(fold("RUS", relation, "SYR") for relation in (*friendly, *hostile)))
    found = dyad(graph, register, "RUS", "SYR")
    assert (found.contradicting, len(found.contradictions)) == (30, 20)
    weaker = [two.weaker for two in found.contradictions]
    assert weaker == sorted(weaker, reverse=True)
    assert found.contradictions[0].conflict.relation == "attacks"
