"""The register answers: who is meant by a code or a name, who belonged to what on a day, what completes a beginning."""

from collections.abc import Iterator
from datetime import date

import pytest

from graph.actors import Register
from graph.actors import register as module
from graph.actors.dates import first_day, last_day
from graph.errors import RegisterError, UnknownActor


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.load()


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("FRA", "FRA"),
        ("fra", "FRA"),
        ("fr", "FRA"),
        ("xk", "XKX"),
        ("France", "FRA"),
        (" france ", "FRA"),
        ("UK", "GBR"),
        ("U.S.", "USA"),
        ("Côte d'Ivoire", "CIV"),
        ("COTE D’IVOIRE", "CIV"),
        ("Ivory Coast", "CIV"),
        ("Burma", "MMR"),
        ("NATO", "IGO:NATO"),
        ("igo:nato", "IGO:NATO"),
        ("Daesh", "NSA:ISIS"),
        ("Hizbullah", "NSA:HEZBOLLAH"),
        ("NSA:HOUTHI", "NSA:HOUTHIS"),
        ("ORG:HRW", "ORG:HUMAN_RIGHTS_WATCH"),
    ],
)
def test_a_code_a_name_or_a_former_identifier_is_found(register: Register, text: str, actor: str) -> None:
    found = register.find(text)
    assert found is not None
    assert found.id == actor


@pytest.mark.parametrize("text", ["", " ", "Atlantis", "Franc", "Soviet Union", "french", "IGO:", "zz"])
def test_what_names_nobody_of_today_is_not_found(register: Register, text: str) -> None:
    assert register.find(text) is None


def test_an_actor_by_identifier(register: Register) -> None:
    country = register.actor("CIV")
    assert (country.kind, country.iso2, country.region, country.country) == ("country", "CI", "africa", "CIV")
    group = register.actor("NSA:HEZBOLLAH")
    assert (group.kind, group.country, group.region, group.iso2) == ("group", "LBN", "middle_east", None)
    assert register.actor("ORG:GAZPROM").country == "RUS"
    assert register.actor("NSA:HOUTHI").id == "NSA:HOUTHIS"


@pytest.mark.parametrize("identifier", ["fra", "FR", "France", "", "IGO:NOPE"])
def test_actor_takes_identifiers_only(register: Register, identifier: str) -> None:
    with pytest.raises(UnknownActor, match="no actor has the identifier"):
        register.actor(identifier)


@pytest.mark.parametrize(
    ("organisation", "member", "eve", "day"),
    [
        ("IGO:NATO", "FIN", date(2023, 4, 3), date(2023, 4, 4)),
        ("IGO:NATO", "SWE", date(2024, 3, 6), date(2024, 3, 7)),
        ("IGO:NATO", "EST", date(2004, 3, 28), date(2004, 3, 29)),
        ("IGO:EU", "HRV", date(2013, 6, 30), date(2013, 7, 1)),
    ],
)
def test_a_member_joins_on_its_day(register: Register, organisation: str, member: str, eve: date, day: date) -> None:
    assert member not in register.members(organisation, eve)
    assert member in register.members(organisation, day)
    assert member in register.members(organisation)


def test_a_member_leaves_on_its_day(register: Register) -> None:
    assert "GBR" in register.members("IGO:EU", date(2020, 1, 30))
    assert "GBR" not in register.members("IGO:EU", date(2020, 2, 1))
    assert "GBR" not in register.members("IGO:EU")
    assert {"MLI", "NER", "BFA"} <= set(register.members("IGO:ECOWAS", date(2025, 1, 28)))
    assert not {"MLI", "NER", "BFA"} & set(register.members("IGO:ECOWAS", date(2025, 1, 29)))
    assert not {"MLI", "NER", "BFA"} & set(register.members("IGO:ECOWAS"))


def test_members_are_sorted_once_each_and_none_of_nothing(register: Register) -> None:
    members = register.members("IGO:NATO", date(2025, 6, 1))
    assert len(members) == 32
    assert list(members) == sorted(set(members))
    assert "UKR" not in members
    assert register.members("IGO:NATO", date(1948, 12, 31)) == ()
    assert register.members("IGO:NOPE") == ()


def test_the_register_cannot_be_changed(register: Register) -> None:
    with pytest.raises(TypeError):
        register.actors["XXX"] = register.actors["FRA"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        register.actors["FRA"].name = "Gaul"  # type: ignore[misc]
    assert Register.load() is register


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-03", date(2024, 2, 3), date(2024, 2, 3)),
        ("", date.min, date.max),
    ],
)
def test_a_register_date_means_a_span(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize("text", ["2024-13", "soon", "2023-02-29", "2024-", "0-1-1"])
def test_a_malformed_date_says_so(text: str) -> None:
    with pytest.raises(RegisterError, match="not a register date"):
        first_day(text)


def test_an_absent_file_says_so() -> None:
    rows: Iterator[dict[str, str]] = module.rows("no_such_file.csv")
    with pytest.raises(RegisterError, match=r"no_such_file\.csv cannot be read"):
        next(rows)


def test_terms_that_end_on_a_day_end_on_its_eve(register: Register) -> None:
    """A handover belongs to the successor alone: nobody rules twice on it."""
    day = date(2021, 1, 20)
    heads = {a.person for a in register.aliases if a.actor == "USA" and a.office == "head_of_state" and a.since <= day <= a.until}
    assert heads == {"Joe Biden"}


def test_plain_spelling() -> None:
    assert module.plain("  Côte-d’Ivoire (R.C.I.) ") == "cote d ivoire rci"
    assert module.cells(" a | |b|") == ("a", "b")
