"""Whatever stands in the cells, a row is taken or refused, and what is taken can be stored."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.ingestion.importers.imported import LONGEST_KEY, DataSet, Imported, Outcome
from app.ingestion.importers.polecat import COLUMNS
from app.ingestion.importers.tables import cameo, plover
from graph.ontology import ROLES, relation_type
from tests.ingestion.importers.files import (
    ATOP_MEMBER,
    DYAD,
    ICEWS,
    MEMBER,
    commas,
    event,
    icews,
    mention,
    named,
    polecat,
    read,
    tabs,
    taken,
)  # fmt: skip

CODES = st.sampled_from(sorted(cameo()))
COUNTRIES = st.sampled_from(["USA", "RUS", "UKR", "SYR", "EUR", "QQQ", "", "ROM"])
DIRT = st.text(st.characters(codec="utf-8", exclude_characters='\n\t,"'), max_size=12)
ANY = settings(max_examples=80, deadline=None)


def sound(outcomes: list[Outcome]) -> None:
    for one in outcomes:
        if not isinstance(one, Imported):
            assert one.detail.isprintable()
            continue
        assert 0 < len(one.key) <= LONGEST_KEY
        assert one.key.replace("-", "").isalnum()
        assert one.text.isprintable()
        assert "\n" not in one.text
        assert 0 <= one.confidence <= 1
        assert one.first <= one.last
        relation_type(one.relation)
        for party in (one.source, one.target):
            assert party.span is not None
            assert one.text[slice(*party.span)].startswith(party.name)
            assert party.role is None or party.role in ROLES
        assert one.text[slice(*one.trigger)].strip()


def through(data_set: DataSet, lines: list[list[str]], told: list[list[str]] | None = None, *, comma: bool = False) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = (commas if comma else tabs)(Path(folder) / "a.csv", lines)
        mentions = (tabs(Path(folder) / "m.csv", told),) if told else ()
        first = read(data_set, file, mentions=mentions)
        sound(first)
        assert read(data_set, file, mentions=mentions) == first


@st.composite
def events(draw: st.DrawFn) -> list[str]:
    row = event(
        draw(st.integers(1, 3)), draw(CODES), draw(COUNTRIES), draw(COUNTRIES), _12=draw(st.sampled_from(["GOV", "REB", ""]))
    )
    for place in draw(st.lists(st.integers(0, 60), max_size=3)):
        row[place] = draw(DIRT)
    return row


@st.composite
def mentions(draw: st.DrawFn) -> list[str]:
    row = mention(
        draw(st.integers(1, 4)), draw(st.sampled_from(["a.example", "b.example", "first.example"])), draw(st.integers(0, 100))
    )
    for place in draw(st.lists(st.integers(0, 15), max_size=2)):
        row[place] = draw(DIRT)
    return row


@given(st.lists(events(), max_size=5), st.lists(mentions(), max_size=8))
@ANY
def test_gdelt(rows: list[list[str]], told: list[list[str]]) -> None:
    through("gdelt", [event(), *rows], [mention(), *told])


@given(
    st.dictionaries(st.sampled_from(COLUMNS), DIRT | st.sampled_from(["RUS; UKR", "Hamas", "2023-05-04", "future"]), max_size=6),
    st.sampled_from(sorted({key[0] for key in plover()})),
)
@ANY
def test_polecat(cells: dict[str, str], kind: str) -> None:
    row = polecat(**{"event_type": kind} | {name.replace(" ", "_"): value for name, value in cells.items()})
    through("polecat", [list(COLUMNS), row])


@given(st.dictionaries(st.sampled_from(ICEWS), DIRT, max_size=4), CODES)
@ANY
def test_icews(cells: dict[str, str], code: str) -> None:
    row = icews(**{"cameo_code": code} | {name.casefold().replace(" ", "_"): value for name, value in cells.items()})
    through("icews", [ICEWS, row])


NUMBERS = st.integers(-9, 2100).map(str) | st.sampled_from(["", "1", "0", "2", "200", "265", "345", "1.0", "x", "1816", "1990"])


@given(st.lists(st.lists(NUMBERS, min_size=19, max_size=19), max_size=4))
@ANY
def test_alliances(rows: list[list[str]]) -> None:
    through("cow", [DYAD, *rows], comma=True)


@given(st.lists(st.lists(NUMBERS, min_size=14, max_size=14), max_size=5))
@ANY
def test_members(rows: list[list[str]]) -> None:
    through("atop", [ATOP_MEMBER, *rows], comma=True)


@given(st.lists(st.tuples(st.sampled_from([2, 20, 200, 265, 240]), st.integers(1960, 1995), st.integers(1955, 1999)), max_size=6))
@ANY
def test_members_of_one_alliance(states: list[tuple[int, int, int]]) -> None:
    rows = [
        named(MEMBER, version4id=1, ccode=code, mem_st_year=first, mem_end_year=last, defense=1) for code, first, last in states
    ]
    through("cow", [MEMBER, *rows], comma=True)


def test_taken_is_not_empty(tmp_path: Path) -> None:
    assert taken(read("gdelt", tabs(tmp_path / "a.csv", [event()])))
