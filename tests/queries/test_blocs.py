"""Organisations of states, and who belonged to each on a day."""

from datetime import date

import pytest

from graph.actors import Actor, Register
from graph.queries import bloc, blocs


def test_members_are_those_of_the_day(register: Register) -> None:
    pact = bloc(register, "IGO:PACT", date(1956, 1, 1))
    assert pact is not None
    assert (pact.members, pact.suspended, pact.on) == (("GBR", "IRQ", "USA"), (), date(1956, 1, 1))
    today = bloc(register, "IGO:PACT")
    assert today is not None
    assert today.members == ("GBR", "USA")
    assert [(entry.member, entry.since, entry.until, entry.standing) for entry in today.entries] == [
        ("GBR", date(1952, 2, 18), None, True),
        ("IRQ", date(1955, 2, 24), date(1959, 3, 24), False),
        ("USA", date(1949, 4, 4), None, True),
    ]


@pytest.mark.parametrize(("day", "members"), [("1959-03-23", 3), ("1959-03-24", 2), ("1949-04-03", 0), ("1949-04-04", 1)])
def test_the_day_of_leaving_is_one_without(register: Register, day: str, members: int) -> None:
    found = bloc(register, "IGO:PACT", date.fromisoformat(day))
    assert found is not None
    assert len(found.members) == members


def test_observers_are_told_and_are_no_members(register: Register) -> None:
    club = bloc(register, "IGO:CLUB")
    assert club is not None
    assert "SYR" not in club.members
    assert [(entry.member, entry.standing) for entry in club.entries if entry.kind == "observer"] == [("SYR", True)]
    assert [found.actor.id for found in blocs(register, member="SYR")] == []
    assert [found.actor.id for found in blocs(register, member="RUS")] == ["IGO:CLUB"]
    assert [found.actor.id for found in blocs(register, date(1960, 1, 1), member="USA")] == ["IGO:PACT"]


def test_only_organisations_of_states(register: Register) -> None:
    assert bloc(register, "RUS") is None
    assert bloc(register, "IGO:NONE") is None
    assert [found.actor.id for found in blocs(register, kinds=("alliance",))] == ["IGO:PACT"]
    assert blocs(register, kinds=()) == ()


def test_founded_and_dissolved_are_as_precise_as_they_are_known() -> None:
    pact = Actor("IGO:X", "X", "igo", None, None, "alliance", ("X",), founded="1955-05-14", dissolved="1991")
    assert [pact.stands(date(1955, 5, day)) for day in (13, 14)] == [False, True]
    assert (pact.stands(date(1991, 12, 30)), pact.stands(date(1992, 1, 1)), pact.stands(None)) == (True, False, False)
    to_the_day = Actor("IGO:Z", "Z", "igo", None, None, "alliance", ("Z",), founded="1955", dissolved="1991-07-01")
    assert [to_the_day.stands(day) for day in (date(1991, 6, 30), date(1991, 7, 1))] == [True, False]
    lasting = Actor("IGO:Y", "Y", "igo", None, None, "alliance", ("Y",))
    assert lasting.stands(date(1, 1, 1))
    assert lasting.stands(None)


def test_the_register_that_ships() -> None:
    register = Register.load()
    today, then = blocs(register), blocs(register, date(1985, 1, 1))
    assert "IGO:WARSAW_PACT" not in {found.actor.id for found in today}
    (warsaw,) = (found for found in then if found.actor.id == "IGO:WARSAW_PACT")
    assert (warsaw.actor.founded, warsaw.actor.dissolved) == ("1955", "1991")
    assert warsaw.members == ("BGR", "CZE", "HUN", "POL", "ROU", "RUS", "SVK")
    nato = bloc(register, "IGO:NATO", date(2023, 4, 3))
    assert nato is not None
    assert "FIN" not in nato.members
    assert "FIN" in register.members("IGO:NATO", date(2023, 4, 4))
    csto = bloc(register, "IGO:CSTO", date(2025, 1, 1))
    assert csto is not None
    assert csto.suspended == ("ARM",)
    assert list(today) == sorted(today, key=lambda found: (found.actor.name, found.actor.id))
    for found in today:
        assert found.members == register.members(found.actor.id)
