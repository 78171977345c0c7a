"""Alliances of the Correlates of War and of ATOP, a year at a time."""

from datetime import date
from pathlib import Path

import pytest

from app.errors import BadDataSet
from tests.ingestion.importers.files import ATOP, ATOP_MEMBER, DYAD, MEMBER, commas, named, read, reasons, taken


def dyad(one: object = 2, other: object = 200, **cells: object) -> list[str]:
    given: dict[str, object] = {
        "version4id": 900, "ccode1": one, "ccode2": other, "dyad_st_day": 4, "dyad_st_month": 4, "dyad_st_year": 2009,
        "defense": 1, "neutrality": 0, "nonaggression": 1, "entente": "",
    }  # fmt: skip
    return named([*DYAD, "year"], **given | cells)


def member(code: object, since: int, until: int | str = 1993, **cells: object) -> list[str]:
    given: dict[str, object] = {
        "version4id": 77, "ccode": code, "mem_st_day": 1, "mem_st_month": 2, "mem_st_year": since, "mem_end_day": 1,
        "mem_end_month": 6, "mem_end_year": until, "defense": 0, "neutrality": 1, "nonaggression": 0, "entente": 1,
    }  # fmt: skip
    return named(MEMBER, **given | cells)


def test_a_treaty_is_told_once_a_year_as_long_as_it_holds(tmp_path: Path) -> None:
    found = taken(read("cow", commas(tmp_path / "a.csv", [DYAD, dyad()[:-1]])))
    assert [(one.first, one.last, one.rows) for one in found] == [
        (date(2009, 4, 4), date(2009, 12, 31), 1),
        (date(2010, 1, 1), date(2010, 12, 31), 0),
        (date(2011, 1, 1), date(2011, 12, 31), 0),
        (date(2012, 1, 1), date(2012, 12, 31), 0),  # where the data end
    ]
    assert {(one.source.actor, one.relation, one.target.actor, one.confidence) for one in found} == {
        ("GBR", "allied_with", "USA", 0.95)
    }
    assert found[1].key == "900-2-200-20100101"
    assert found[1].text == (
        "In 2010 United States is allied by treaty with United Kingdom (defense, nonaggression; "
        "COW Formal Alliances 4.1, alliance 900, from 2009-04-04 to 2012-12-31)"
    )


def test_layouts_of_one_alliance_have_the_same_keys(tmp_path: Path) -> None:
    ended = {"dyad_end_day": 3, "dyad_end_month": 3, "dyad_end_year": 2011}
    whole = taken(read("cow", commas(tmp_path / "a.csv", [DYAD, dyad(**ended)[:-1]])))
    years = [dyad(**ended, year=year) for year in (2009, 2010, 2011)]
    yearly = taken(read("cow", commas(tmp_path / "b.csv", [[*DYAD, "year"], *years])))
    turned = taken(read("cow", commas(tmp_path / "c.csv", [DYAD, dyad(200, 2, **ended)[:-1]])))
    assert [one.key for one in whole] == [one.key for one in yearly] == [one.key for one in turned]
    assert [(one.first, one.last) for one in whole] == [(one.first, one.last) for one in yearly]
    assert whole[-1].last == date(2011, 3, 3)


@pytest.mark.parametrize(
    ("cells", "relation", "confidence"),
    [
        ({"defense": 1}, "allied_with", 0.95),
        ({"defense": 0, "nonaggression": 1, "entente": 1}, "signs_agreement_with", 0.95),
        ({"defense": 0, "nonaggression": 0, "neutrality": "1.0"}, "signs_agreement_with", 0.95),
        ({"defense": 0, "nonaggression": 0, "entente": 1}, "allied_with", 0.6),
    ],
)
def test_what_binds_decides(tmp_path: Path, cells: dict[str, object], relation: str, confidence: float) -> None:
    found = taken(read("cow", commas(tmp_path / "a.csv", [DYAD, dyad(**cells)[:-1]])))
    assert {(one.relation, one.confidence) for one in found} == {(relation, confidence)}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (dyad(260, 265, dyad_st_year=1970, dyad_end_year=1972), "self-dyad"), (dyad(2, 999), "unknown-actor"),
        (dyad(2, 315, dyad_st_year=2000), "out-of-time"), (dyad(dyad_end_year=1990), "impossible-date"),
        (dyad(dyad_st_month=13), "impossible-date"),
        (dyad(dyad_st_year="x"), "malformed"), (dyad(defense=7), "malformed"), (dyad(dyad_st_year=""), "impossible-date"),
        (dyad(defense=0, nonaggression=0), "no-obligation"),
        (dyad(245, 300, dyad_st_year=1840, dyad_end_year=1841), "unknown-actor"),
        (["a"], "malformed"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, row: list[str], reason: str) -> None:
    found = read("cow", commas(tmp_path / "a.csv", [DYAD, row[: len(DYAD)]]))
    assert reasons(found) == [(2, reason, 1)]


def test_a_state_that_is_gone_before_its_treaty(tmp_path: Path) -> None:
    found = read("cow", commas(tmp_path / "a.csv", [DYAD, dyad(265, 290, dyad_st_year=1988, dyad_end_year=1995)[:-1]]))
    assert [one.first.year for one in taken(found)] == [1988, 1989, 1990]
    assert reasons(found) == [(2, "out-of-time", 0)]


def test_members_are_allied_while_both_are_in(tmp_path: Path) -> None:
    rows = [member(2, 1990), member(20, 1992), member(240, 1990), member(70, 1980, 1985), member(140, 1990, version4id=78)]
    found = read("cow", commas(tmp_path / "a.csv", [MEMBER, *rows]))
    assert [(one.source.actor, one.target.actor, one.first, one.rows) for one in taken(found)] == [
        ("CAN", "USA", date(1992, 2, 1), 2),
        ("CAN", "USA", date(1993, 1, 1), 0),
    ]
    assert sorted(reasons(found)) == [(4, "out-of-time", 1), (5, "no-partner", 1), (6, "no-partner", 1)]


def test_atop_by_years(tmp_path: Path) -> None:
    given: dict[str, object] = {"mem1": 2, "mem2": 20, "year": 2015, "atopally": 1, "consul": 1, "offense": 1}
    rows = [
        named(ATOP, **given),
        named(ATOP, **given | {"offense": 0}),
        named(ATOP, **given | {"year": 2099}),
        named(ATOP, mem1=2, mem2=20, year=2001),
    ]
    found = read("atop", commas(tmp_path / "a.csv", [ATOP, *rows]))
    assert [(one.relation, one.confidence, one.first, one.key) for one in taken(found)] == [
        ("allied_with", 0.95, date(2015, 1, 1), "2-20-20150101"),
        ("allied_with", 0.6, date(2015, 1, 1), "2-20-20150101"),
    ]
    assert reasons(found) == [(4, "impossible-date", 1), (5, "no-obligation", 1)]


def test_atop_by_members(tmp_path: Path) -> None:
    rows = [
        named(ATOP_MEMBER, atopid="3000", member=2, yrent=2016, moent=5, dayent=0, yrexit=0, neutral=1),
        named(ATOP_MEMBER, atopid="3000", member=20, yrent=1990, moent=0, dayent=0, yrexit=2017, moexit=2, dayexit=0, neutral=1),
    ]
    found = taken(read("atop", commas(tmp_path / "a.csv", [ATOP_MEMBER, *rows])))
    assert [(one.first, one.last) for one in found] == [
        (date(2016, 5, 1), date(2016, 12, 31)),
        (date(2017, 1, 1), date(2017, 2, 28)),
    ]
    assert found[0].relation == "signs_agreement_with"


def test_another_file_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(BadDataSet, match="by_dyad has the columns version4id"):
        read("cow", commas(tmp_path / "a.csv", [ATOP]))
    with pytest.raises(BadDataSet, match="a dyad-year or member file of ATOP was expected"):
        read("atop", commas(tmp_path / "a.csv", [DYAD]))
