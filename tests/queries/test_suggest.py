"""Suggestions for what people type."""

import pytest

from graph.actors import Register
from graph.actors.register import plain
from graph.network import GraphVersion, NodeInfo, NodeTable
from graph.network.overlay import changed
from graph.queries import nearest, suggest
from graph.queries.spellings import BEGINNING, WHOLE, WORD, Spellings, seat_of
from tests.network.builders import fold

NOTHING = GraphVersion.empty()


def ids(version: GraphVersion, register: Register, text: str, limit: int = 10) -> list[str]:
    """Whom a text may mean."""
    return [actor.id for actor in suggest(version, register, text, limit)]


@pytest.fixture
def newcomers() -> GraphVersion:
    """Iran and three groups that no register has; the Iron Fist has the most relations of these, Iran one."""
    nodes = [
        NodeInfo("IRN", "Iran", "country"),
        NodeInfo("NSA:FIST", "Iron Fist", "group"),
        NodeInfo("NSA:IRON", "Iron", "group"),
        NodeInfo("NSA:DAWN", "Dawn of Iron", "group"),
    ]
    relations = [
        fold("NSA:FIST", "attacks", "IRN"),
        fold("NSA:FIST", "attacks", "NSA:IRON"),
        fold("NSA:FIST", "supports", "NSA:DAWN"),
        fold("NSA:DAWN", "attacks", "NSA:IRON"),
        fold("NSA:FIST", "criticises", "NSA:DAWN"),
    ]
    return GraphVersion.build(1, nodes, relations)


def test_a_beginning_is_completed(register: Register) -> None:
    assert ids(NOTHING, register, "ir") == ["IRN", "IRQ"]


def test_countries_come_first_and_every_word_counts() -> None:
    known = Register.load()
    assert ids(NOTHING, known, "fra", 2) == ["FRA", "IGO:FRANCOPHONIE"]
    assert ids(NOTHING, known, "Guin", 4) == ["GIN", "GNB", "GNQ", "PNG"]
    assert ids(NOTHING, known, "IVORY", 1) == ["CIV"]
    assert ids(NOTHING, known, "north k", 1) == ["PRK"]
    assert ids(NOTHING, known, "niger", 2) == ["NER", "NGA"]
    assert suggest(NOTHING, known, "U.S", 30)[0].kind == "country"


def test_suggestions_keep_to_the_limit_and_to_letters() -> None:
    known = Register.load()
    assert len(ids(NOTHING, known, "a", 3)) == 3
    for nothing in ("", " .,-", "qqqqqqq"):
        assert ids(NOTHING, known, nothing) == []
    assert ids(NOTHING, known, "a", 0) == []
    found = ids(NOTHING, known, "united", 50)
    assert len(found) == len(set(found))


def test_whom_only_the_news_named_is_found_by_relations(newcomers: GraphVersion, register: Register) -> None:
    assert ids(newcomers, register, "ir") == ["IRN", "IRQ", "NSA:FIST", "NSA:IRON", "NSA:DAWN"]
    assert ids(newcomers, register, "iron") == ["NSA:IRON", "NSA:FIST", "NSA:DAWN"]  # the whole name before the busier
    assert ids(newcomers, register, "iron", 1) == ["NSA:IRON"]
    assert ids(newcomers, register, "iron fi") == ["NSA:FIST"]
    assert ids(newcomers, register, "fist") == ["NSA:FIST"]
    assert [actor.name for actor in suggest(newcomers, register, "dawn")] == ["Dawn of Iron"]


def test_who_came_changed_or_was_merged_since_the_table_was_made(newcomers: GraphVersion, register: Register) -> None:
    actors = [(1, NodeInfo("NSA:DAWN", "Dusk", "group")), (4, NodeInfo("NSA:LATE", "Ironworkers", "group"))]
    now = changed(newcomers, 2, actors, [], {"NSA:FIST": "NSA:LATE"})
    assert ids(now, register, "dawn") == []
    assert ids(now, register, "dusk") == ["NSA:DAWN"]
    assert ids(now, register, "iron") == ["NSA:IRON", "NSA:LATE"]
    assert ids(now, register, "iron f") == ["NSA:LATE"]


def test_a_country_is_found_by_its_capital_and_its_seat_of_government() -> None:
    known = Register.load()
    for text, country in {"Moscow": "RUS", "the Kremlin": "RUS", "washington": "USA", "Downing Street": "GBR"}.items():
        assert ids(NOTHING, known, text, 1) == [country], text
    assert seat_of(known, "the kremlin") == ("Kremlin", "RUS")
    assert seat_of(known, "Krem") is None
    assert seat_of(known, "Brussels") is None  # somebody's name


def test_a_mistyped_name_finds_the_nearest(register: Register) -> None:
    assert nearest(register, "Rusia")[0].id == "RUS"
    assert ids(NOTHING, register, "Untied Kingdom")[0] == "GBR"
    assert nearest(register, "qqqqq") == ()
    assert nearest(register, "...") == ()


def test_suggestions_keep_to_a_kind(register: Register) -> None:
    assert [actor.id for actor in nearest(register, "the clob", kind="country")] == []
    assert [actor.id for actor in nearest(register, "the clob")] == ["IGO:CLUB"]


def test_the_index_finds_what_going_through_all_names_finds() -> None:
    known = Register.load()
    actors = list(known.actors.values())
    names = [(number, name) for number, actor in enumerate(actors) for name in (actor.name, *actor.aliases)]
    index = Spellings(names)
    for start in ("a", "an", "united", "united states", "of", "z", "republic of the", "8", "a" * 40):
        wanted: dict[int, int] = {}
        for number, name in names:
            spelled = plain(name)
            if spelled.startswith(start) or f" {start}" in spelled:
                whole = len(start) > 2 and spelled == start
                how = WHOLE if whole else BEGINNING if spelled.startswith(start) else WORD
                wanted[number] = min(how, wanted.get(number, how))
        found, hows = index.match(start)
        assert dict(zip(found.tolist(), hows.tolist(), strict=True)) == wanted


def test_the_best_of_many_are_the_best_of_all(register: Register) -> None:
    """A table of five hundred like names, each with another number of relations."""
    nodes = [NodeInfo(f"NSA:{number:03d}", f"Ready {number % 7}", "group") for number in range(500)]
    relations = [fold("NSA:000", "attacks", f"NSA:{number:03d}") for number in range(1, 500, 5)]
    graph = GraphVersion.build(1, nodes, relations)
    wanted = sorted(nodes, key=lambda node: (-graph.degree(node.id), node.name, node.id))
    assert ids(graph, register, "rea", 40) == [node.id for node in wanted[:40]]
    assert ids(GraphVersion.of(1, NodeTable.build([]), []), register, "rea") == []


def test_merged_actors_take_no_place_from_others() -> None:
    nodes = [NodeInfo(f"NSA:ZZ{number}", f"Zzgroup {number}", "group") for number in range(6)]
    merged = changed(GraphVersion.build(1, nodes, []), 2, [], [], {"NSA:ZZ0": "NSA:ZZ2", "NSA:ZZ1": "NSA:ZZ2"})
    found = suggest(merged, Register.load(), "zzgroup", 3)
    assert [one.id for one in found] == ["NSA:ZZ2", "NSA:ZZ3", "NSA:ZZ4"]
