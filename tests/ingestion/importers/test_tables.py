"""The tables say something of every code, and nothing that the register or the ontology does not know."""

import pytest

from app.ingestion.importers import tables
from app.ingestion.importers.imported import LONGEST_KEY, REASONS
from app.ingestion.importers.parties import Nobody, Parties
from graph.actors import Register
from graph.model import Party
from graph.ontology import ROLES, relation_type, relation_types
from tests.ingestion.importers.files import parties


def test_every_cameo_code_is_decided() -> None:
    table = tables.cameo()
    assert {code for code in table if len(code) == 2} == {f"{number:02}" for number in range(1, 21)}
    for code, deed in table.items():
        assert deed.says
        assert bool(deed.relation) != bool(deed.reason), code
        if deed.relation:
            relation_type(deed.relation)
        assert deed.status == (
            "planned" if deed.relation and code.startswith("03") and deed.relation != "agrees_with" else "occurred"
        )
        assert code[:2] in table
        assert len(code) < 4 or code[:3] in table


def test_nothing_but_statements_is_no_relation() -> None:
    without = [code for code, deed in tables.cameo().items() if not deed.relation]
    assert without == ["01", "010", "011", "012", "013", "014", "015", "016", "017", "018"]


def test_relations_keep_the_sign_that_plover_gives() -> None:
    conflict = {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"}
    deeds = [*tables.cameo().values(), *tables.plover().values()]
    for deed in deeds:
        if deed.relation:
            assert (relation_type(deed.relation).sign == "conflict") == (deed.plover in conflict), deed


def test_the_relations_that_no_event_can_be() -> None:
    used = {deed.relation for deed in tables.cameo().values()}
    assert relation_types().keys() - used == {"allied_with", "member_of"}


def test_every_actor_is_of_the_register() -> None:
    known = Register.load().actors
    found = {actor for kind in ("country", "group") for actor in tables.cameo_actors(kind).values() if actor[0] != "!"}
    found |= {state.actor for states in tables.states().values() for state in states if state.actor}
    found |= set(tables.fips().values())
    assert found <= known.keys()
    assert set(tables.roles("code").values()) | set(tables.roles("sector").values()) <= set(ROLES)
    assert all(len(key) <= LONGEST_KEY for key in REASONS)


@pytest.mark.parametrize(
    ("code", "year", "actor"),
    [
        ("260", 1970, "DEU"), ("265", 1970, "DEU"), ("255", 1995, "DEU"), ("GMY", 1914, "DEU"), ("345", 1950, "SRB"),
        ("365", 1950, "RUS"), ("RUS", 2015, "RUS"), ("816", 1970, "VNM"), ("817", 1970, "VNM"), ("300", 1900, "AUT"),
        ("315", 1938, "CZE"), ("316", 1995, "CZE"), ("680", 1980, "YEM"), ("679", 1995, "YEM"), ("58", 2000, "ATG"),
        ("2.0", 2000, "USA"), ("343", 2000, "MKD"), ("347", 2010, "XKX"), ("713", 2000, "TWN"), ("327", 1850, "VAT"),
    ],
)  # fmt: skip
def test_states_of_the_correlates_of_war(code: str, year: int, actor: str) -> None:
    found = parties().cow(code, year)
    assert isinstance(found, Party)
    assert found.actor == actor


@pytest.mark.parametrize(
    ("code", "year", "reason"),
    [("265", 1995, "out-of-time"), ("817", 1990, "out-of-time"), ("245", 1850, "unknown-actor"), ("730", 1900, "unknown-actor"),
     ("999", 2000, "unknown-actor"), ("", 2000, "unknown-actor"), ("x\ty", 2000, "unknown-actor")],
)  # fmt: skip
def test_states_that_are_none_here(code: str, year: int, reason: str) -> None:
    found = parties().cow(code, year)
    assert isinstance(found, Nobody)
    assert found.reason == reason
    assert found.detail


@pytest.mark.parametrize(
    ("country", "group", "types", "actor", "role"),
    [
        ("USA", "", ("GOV", "", ""), "USA", "GOV"), ("ROM", "", ("", "", ""), "ROU", None),
        ("TMP", "", ("", "", ""), "TLS", None),
        ("SYR", "", ("REB", "", ""), "SYR", "REB"), ("SYR", "", ("UAF", "", ""), "SYR", "REB"),
        ("", "NAT", ("IGO", "", ""), "IGO:NATO", None),
        ("PSE", "HMS", ("", "", ""), "NSA:HAMAS", None), ("ISR", "LKD", ("GOV", "", ""), "ISR", "GOV"),
        ("", "", ("UNO", "", ""), "IGO:UN", None), ("USA", "", ("XXX", "COP", ""), "USA", "COP"),
    ],
)  # fmt: skip
def test_actors_of_cameo(country: str, group: str, types: tuple[str, ...], actor: str, role: str | None) -> None:
    found = parties().cameo(country, group, types)
    assert isinstance(found, Party)
    assert (found.actor, found.role) == (actor, role)


@pytest.mark.parametrize(
    ("country", "group", "types", "reason"),
    [("EUR", "", ("", "", ""), "region"), ("ANT", "", ("", "", ""), "unknown-actor"), ("QQQ", "", ("", "", ""), "unknown-actor"),
     ("", "LKD", ("", "", ""), "unknown-actor"), ("", "", ("COP", "", ""), "no-actor"), ("", "", ("", "", ""), "no-actor")],
)  # fmt: skip
def test_actors_of_cameo_that_are_none_here(country: str, group: str, types: tuple[str, ...], reason: str) -> None:
    found = parties().cameo(country, group, types)
    assert isinstance(found, Nobody)
    assert found.reason == reason


def test_who_is_asked_first_changes_nothing() -> None:
    fresh = Parties(Register.load())
    assert fresh.cameo("USA", "", ("GOV",)) == parties().cameo("USA", "", ("GOV",)) == fresh.cameo("USA", "", ("GOV",))
