"""The leaders files: well formed, without contradiction, and right on dates that can be looked up by hand."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

import graph

FOLDER = Path(graph.__file__).parent / "data" / "actors"
COLUMNS = ["actor", "name", "aliases", "role", "office", "since", "until"]
OFFICES = {
    "head_of_state",
    "head_of_government",
    "foreign_minister",
    "defence_minister",
    "spokesperson",
    "envoy",
    "leader",
    "other",
}
ROLES = {"GOV", "MIL", "SPY", "COP", "JUD", "LEG", "OPP", "REB", "CVL", "BUS", "MED", "REF"}
ACTOR = re.compile(r"[A-Z]{3}|(?:IGO|NSA):[A-Z][A-Z0-9_]+")
DAY = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class Term(NamedTuple):
    actor: str
    name: str
    aliases: str
    role: str
    office: str
    since: str
    until: str

    @property
    def first(self) -> str:
        """Earliest day of the term."""
        return self.since + "1900-01-01"[len(self.since) :] if self.since else "0000-01-01"

    @property
    def end(self) -> str:
        """First day that is surely after the term; a day given in full is the day of the handover."""
        if not self.until:
            return "9999-12-31"
        return self.until + "9999-12-31"[len(self.until) :]

    @property
    def forms(self) -> set[str]:
        return {self.name, *self.aliases.split("|")}

    def holds(self, day: str) -> bool:
        return self.first <= day < self.end


def read(name: str) -> list[list[str]]:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not written yet")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def terms(name: str) -> list[Term]:
    return [Term(*row) for row in read(name)[1:]]


@pytest.fixture(scope="module", params=["leaders_west.csv", "leaders_east.csv"])
def rows(request: pytest.FixtureRequest) -> list[list[str]]:
    return read(str(request.param))


@pytest.fixture(scope="module")
def both(rows: list[list[str]]) -> list[Term]:
    return [Term(*row) for row in rows[1:]]


@pytest.fixture(scope="module")
def west() -> list[Term]:
    return terms("leaders_west.csv")


def test_columns(rows: list[list[str]]) -> None:
    assert rows[0] == COLUMNS
    assert [row for row in rows if len(row) != len(COLUMNS)] == []


def test_enough_rows(rows: list[list[str]]) -> None:
    assert len(rows) > 700


def test_sorted_and_no_two_rows_identical(rows: list[list[str]]) -> None:
    body = rows[1:]
    assert body == sorted(body)
    assert [row for row, times in Counter(map(tuple, body)).items() if times > 1] == []


def test_cells_are_clean(rows: list[list[str]]) -> None:
    for row in rows:
        for cell in row:
            assert cell == " ".join(cell.split()), row


def test_actors_offices_and_roles(both: list[Term]) -> None:
    for term in both:
        assert ACTOR.fullmatch(term.actor), term
        assert term.office in OFFICES, term
        # Only states have parts that act for them; a leader of a bloc or a group speaks for it as a whole.
        assert term.role in ROLES or (term.role == "" and ":" in term.actor), term


def test_every_actor_is_in_the_register(both: list[Term]) -> None:
    known = {row[0] for name in ("countries.csv", "organisations.csv", "groups.csv") for row in read(name)[1:]}
    assert {term.actor for term in both} - known == set()


def test_names_and_aliases(both: list[Term]) -> None:
    for term in both:
        assert term.name, term
        aliases = term.aliases.split("|") if term.aliases else []
        assert all(aliases), term
        assert len(set(aliases)) == len(aliases), term
        assert term.name not in aliases, term


def test_one_person_has_one_set_of_aliases_in_an_actor(both: list[Term]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for term in both:
        assert seen.setdefault((term.actor, term.name), term.aliases) == term.aliases, term


def test_dates(both: list[Term]) -> None:
    for term in both:
        assert DAY.fullmatch(term.since), term
        assert term.until == "" or DAY.fullmatch(term.until), term
        assert term.first <= term.end, term


def test_no_one_holds_the_same_office_twice_at_once(both: list[Term]) -> None:
    for before, after in chronological(both):
        if before.name == after.name and before.role == after.role:
            shortest = min(len(before.until), len(after.since))
            assert before.until, (before, after)
            assert before.until[:shortest] <= after.since[:shortest], (before, after)


def chronological(some: list[Term]) -> Iterator[tuple[Term, Term]]:
    """Neighbours in time of the same actor, office, role and person."""
    ordered = sorted(some, key=lambda term: (term.actor, term.office, term.role, term.name, term.first))
    for before, after in pairwise(ordered):
        if (before.actor, before.office) == (after.actor, after.office):
            yield before, after


@pytest.mark.parametrize("office", ["head_of_state", "head_of_government"])
@pytest.mark.parametrize("actor", ["USA", "RUS", "GBR", "FRA", "DEU", "UKR", "POL", "ITA", "ESP", "CAN", "BRA", "COL"])
def test_one_holder_at_a_time(west: list[Term], actor: str, office: str) -> None:
    held = sorted((t for t in west if t.actor == actor and t.office == office), key=lambda term: term.first)
    for before, after in pairwise(held):
        assert before.end <= after.first, (before, after)


@pytest.mark.parametrize("actor", ["USA", "RUS", "FRA", "DEU", "POL", "ITA", "ESP", "CUB", "MEX", "BRA", "COL", "IGO:UN"])
def test_somebody_leads_on_the_first_of_every_january(west: list[Term], actor: str) -> None:
    offices = {"head_of_state", "head_of_government", "leader"}
    held = [t for t in west if t.actor == actor and t.office in offices and t.role != "OPP"]
    for year in range(1991, 2027):
        assert [t.name for t in held if t.holds(f"{year}-01-02")], (actor, year)


@pytest.mark.parametrize(
    ("actor", "office", "day", "name"),
    [
        ("USA", "head_of_state", "1991-01-17", "George H. W. Bush"),
        ("USA", "head_of_state", "1999-03-24", "Bill Clinton"),
        ("USA", "head_of_state", "2003-03-20", "George W. Bush"),
        ("USA", "head_of_state", "2015-09-28", "Barack Obama"),
        ("USA", "head_of_state", "2018-06-12", "Donald Trump"),
        ("USA", "head_of_state", "2022-02-24", "Joe Biden"),
        ("USA", "head_of_state", "2025-06-01", "Donald Trump"),
        ("USA", "foreign_minister", "1999-06-10", "Madeleine Albright"),
        ("USA", "foreign_minister", "2003-02-05", "Colin Powell"),
        ("USA", "foreign_minister", "2015-07-14", "John Kerry"),
        ("USA", "defence_minister", "2003-04-09", "Donald Rumsfeld"),
        ("RUS", "head_of_state", "1993-10-04", "Boris Yeltsin"),
        ("RUS", "head_of_state", "2010-04-08", "Dmitry Medvedev"),
        ("RUS", "head_of_government", "2010-04-08", "Vladimir Putin"),
        ("RUS", "head_of_state", "2014-03-18", "Vladimir Putin"),
        ("RUS", "foreign_minister", "2013-09-14", "Sergei Lavrov"),
        ("RUS", "defence_minister", "2022-02-24", "Sergei Shoigu"),
        ("GBR", "head_of_government", "1990-11-27", "Margaret Thatcher"),
        ("GBR", "head_of_government", "1990-11-29", "John Major"),
        ("GBR", "head_of_government", "2003-03-20", "Tony Blair"),
        ("GBR", "head_of_government", "2016-06-23", "David Cameron"),
        ("GBR", "head_of_government", "2022-10-01", "Liz Truss"),
        ("FRA", "head_of_state", "2003-03-10", "Jacques Chirac"),
        ("FRA", "head_of_state", "2015-11-13", "François Hollande"),
        ("FRA", "foreign_minister", "2003-02-14", "Dominique de Villepin"),
        ("DEU", "head_of_government", "1990-10-03", "Helmut Kohl"),
        ("DEU", "head_of_government", "2015-09-04", "Angela Merkel"),
        ("DEU", "foreign_minister", "2003-02-08", "Joschka Fischer"),
        ("UKR", "head_of_state", "2014-02-20", "Viktor Yanukovych"),
        ("UKR", "head_of_state", "2022-02-24", "Volodymyr Zelenskyy"),
        ("SRB", "head_of_state", "1999-03-24", "Slobodan Milošević"),
        ("GEO", "head_of_state", "2008-08-08", "Mikheil Saakashvili"),
        ("POL", "head_of_state", "2010-04-09", "Lech Kaczyński"),
        ("POL", "head_of_government", "2010-04-09", "Donald Tusk"),
        ("VEN", "head_of_state", "2006-09-20", "Hugo Chávez"),
        ("COL", "head_of_state", "2016-09-26", "Juan Manuel Santos"),
        ("CUB", "head_of_state", "2014-12-17", "Raúl Castro"),
        ("ITA", "head_of_government", "2003-07-01", "Silvio Berlusconi"),
        ("ESP", "head_of_government", "2003-03-16", "José María Aznar"),
        ("VAT", "head_of_state", "2010-01-01", "Benedict XVI"),
        ("ARM", "head_of_government", "2020-11-09", "Nikol Pashinyan"),
        ("IGO:UN", "leader", "2003-03-20", "Kofi Annan"),
        ("IGO:NATO", "leader", "2011-03-31", "Anders Fogh Rasmussen"),
        ("IGO:EU", "foreign_minister", "2013-11-24", "Catherine Ashton"),
        ("IGO:IAEA", "leader", "2003-03-07", "Mohamed ElBaradei"),
        ("NSA:FARC", "leader", "2002-02-20", "Manuel Marulanda"),
    ],
)
def test_who_held_the_office(west: list[Term], actor: str, office: str, day: str, name: str) -> None:
    assert [t.name for t in west if t.actor == actor and t.office == office and t.holds(day)] == [name]


@pytest.mark.parametrize(
    ("form", "day", "found"),
    [
        ("Obama", "2026-06-01", set()),
        ("Bush", "1991-01-17", {"George H. W. Bush"}),
        ("Bush", "2003-03-20", {"George W. Bush"}),
        ("Clinton", "1999-03-24", {"Bill Clinton"}),
        ("Clinton", "2010-01-01", {"Hillary Clinton"}),
        ("Yeltsin", "2005-01-01", set()),
        ("Zelensky", "2023-01-01", {"Volodymyr Zelenskyy"}),
        ("Zelenskiy", "2018-01-01", set()),
        ("Milosevic", "1999-03-24", {"Slobodan Milošević"}),
        ("Karadzic", "1995-07-11", {"Radovan Karadžić"}),
        ("Lula", "2024-01-01", {"Luiz Inácio Lula da Silva"}),
        ("Lukashenka", "2020-08-09", {"Alexander Lukashenko"}),
        ("Saakashvili", "2015-01-01", set()),
    ],
)
def test_a_surname_finds_the_holder_of_the_day(west: list[Term], form: str, day: str, found: set[str]) -> None:
    assert {t.name for t in west if form in t.forms and t.holds(day)} == found


@pytest.mark.parametrize(
    ("office", "least"),
    [
        ("head_of_state", 150),
        ("head_of_government", 130),
        ("foreign_minister", 150),
        ("defence_minister", 140),
        ("envoy", 120),
    ],
)
def test_an_office_is_known_in_most_countries(office: str, least: int) -> None:
    both = [*terms("leaders_west.csv"), *terms("leaders_east.csv")]
    assert len({t.actor for t in both if t.office == office and ":" not in t.actor}) >= least


@pytest.mark.parametrize(
    ("actor", "office", "day", "name"),
    [
        ("DZA", "defence_minister", "1992-01-12", "Khaled Nezzar"),
        ("ETH", "defence_minister", "2020-11-04", "Kenea Yadeta"),
        ("IND", "defence_minister", "1999-06-01", "George Fernandes"),
        ("IND", "foreign_minister", "2006-01-01", "Manmohan Singh"),
        ("ISR", "defence_minister", "1993-09-13", "Yitzhak Rabin"),
        ("JPN", "defence_minister", "2017-07-29", "Fumio Kishida"),
        ("LBN", "defence_minister", "2006-07-12", "Elias Murr"),
        ("NGA", "defence_minister", "2021-01-01", "Bashir Magashi"),
        ("PRK", "defence_minister", "2013-03-01", "Kim Kyok-sik"),
        ("ZAF", "defence_minister", "2013-03-23", "Nosiviwe Mapisa-Nqakula"),
    ],
)
def test_who_held_the_ministry(actor: str, office: str, day: str, name: str) -> None:
    east = terms("leaders_east.csv")
    assert [t.name for t in east if t.actor == actor and t.office == office and t.holds(day)] == [name]


def test_opposition_turns_government_on_the_day_of_the_handover(west: list[Term]) -> None:
    roles = {day: {t.role for t in west if t.name == "Keir Starmer" and t.holds(day)} for day in ("2024-07-04", "2024-07-05")}
    assert roles == {"2024-07-04": {"OPP"}, "2024-07-05": {"GOV"}}
