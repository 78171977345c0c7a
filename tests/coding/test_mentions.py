"""Who a noun phrase means: names with their role, possessors, appositions, lists, and persons whom no register knows."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from graph.actors import Register
from graph.actors.names import NameFinder
from graph.coding.discourse import Discourse
from graph.coding.mentions import People, Reading, Ref
from graph.coding.syntax import Tree
from graph.language import Parser

Who = set[tuple[str, str | None]]


class Text:
    """The last sentence of a text, read after those before it."""

    def __init__(self, readings: Sequence[Reading]):
        self.readings = readings
        self.last = readings[-1]

    def at(self, word: str) -> int:
        return next(w.index for w in self.last.tree.words if w.text == word)

    def refs(self, word: str) -> tuple[Ref, ...]:
        return self.last.refs(self.at(word))

    def who(self, word: str) -> Who:
        return {(r.actor, r.role) for r in self.refs(word)}


@pytest.fixture(scope="session")
def read(parser: Parser, register: Register, names: NameFinder) -> Callable[..., Text]:
    def reader(*sentences: str, day: date | None = date(2024, 5, 1)) -> Text:
        people, discourse, readings = People(), Discourse(), []
        for sentence in parser.parse_sentences(sentences).sentences:
            reading = Reading(Tree(sentence), register, names, people, day)
            discourse.read(reading)
            readings.append(reading)
        return Text(readings)

    return reader


@pytest.mark.parametrize(
    ("sentence", "word", "who"),
    [
        ("Russian officials left.", "officials", {("RUS", "GOV")}),
        ("The Japanese government fell.", "government", {("JPN", "GOV")}),
        ("Syrian rebels took the town.", "rebels", {("SYR", "REB")}),
        ("Indian soldiers crossed.", "soldiers", {("IND", "MIL")}),
        ("Turkish jets flew low.", "jets", {("TUR", "MIL")}),
        ("The Kenyan police came.", "police", {("KEN", "COP")}),
        ("A Spanish judge agreed.", "judge", {("ESP", "JUD")}),
        ("Canadian lawmakers voted.", "lawmakers", {("CAN", "LEG")}),
        ("Hungarian opposition leaders met.", "leaders", {("HUN", "OPP")}),
        ("Sudanese refugees fled.", "refugees", {("SDN", "REF")}),
        ("Greek fishermen protested.", "fishermen", {("GRC", "CVL")}),
        ("Chinese reporters asked.", "reporters", {("CHN", "MED")}),
        ("Pakistani intelligence knew.", "intelligence", {("PAK", "SPY")}),
        ("Russians voted.", "Russians", {("RUS", None)}),
        ("The Kremlin spoke.", "Kremlin", {("RUS", "GOV")}),
        ("The Pentagon spoke.", "Pentagon", {("USA", "MIL")}),
        ("Moscow spoke.", "Moscow", {("RUS", "GOV")}),
        ("Macron spoke.", "Macron", {("FRA", "GOV")}),
        ("President Emmanuel Macron spoke.", "Macron", {("FRA", "GOV")}),
        ("NATO spoke.", "NATO", {("IGO:NATO", None)}),
    ],
)
def test_names_and_roles(read: Callable[..., Text], sentence: str, word: str, who: Who) -> None:
    assert read(sentence).who(word) == who


@pytest.mark.parametrize(
    ("sentence", "word", "who"),
    [
        ("Russian and Iranian officials met.", "officials", {("RUS", "GOV"), ("IRN", "GOV")}),
        ("Russia, Iran and Iraq met.", "Russia", {("RUS", None), ("IRN", None), ("IRQ", None)}),
        ("Egyptian and Libyan soldiers met.", "soldiers", {("EGY", "MIL"), ("LBY", "MIL")}),
        ("French troops left.", "troops", {("FRA", "MIL")}),
        ("The leaders of Kenya and Uganda met.", "leaders", {("KEN", "GOV"), ("UGA", "GOV")}),
        ("Officials from Chad, Niger and Mali met.", "Officials", {("TCD", "GOV"), ("NER", "GOV"), ("MLI", "GOV")}),
        ("The army of Chad won.", "army", {("TCD", "MIL")}),
        ("Peru's foreign minister spoke.", "minister", {("PER", "GOV")}),
        ("The president of Ghana spoke.", "president", {("GHA", "GOV")}),
        ("Two of the Polish soldiers fell.", "Two", {("POL", "MIL")}),
        ("A group of Sudanese rebels spoke.", "group", {("SDN", "REB")}),
        ("Hundreds of Yemeni civilians fled.", "Hundreds", {("YEM", "CVL")}),
    ],
)
def test_lists_possessors_and_containers(read: Callable[..., Text], sentence: str, word: str, who: Who) -> None:
    assert read(sentence).who(word) == who


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Bankers met.", "Bankers"),
        ("John Chadwick met his lawyer.", "Chadwick"),
        ("Paris Hilton sang.", "Hilton"),
        ("The Moscow Times closed.", "Times"),
        ("The Indian Ocean is warm.", "Ocean"),
        ("Somebody met Moscow's counterpart.", "counterpart"),
    ],
)
def test_nobody(read: Callable[..., Text], sentence: str, word: str) -> None:
    assert read(sentence).who(word) == set()


def test_a_city_where_something_happens_is_a_place(read: Callable[..., Text]) -> None:
    (there,) = read("The men met in Moscow.").refs("Moscow")
    assert (there.actor, there.place) == ("RUS", True)
    (government,) = read("Moscow condemned the men.").refs("Moscow")
    assert (government.actor, government.place) == ("RUS", False)


def test_the_span_covers_modifier_and_noun(read: Callable[..., Text]) -> None:
    sentence = "On Monday the Russian foreign minister spoke."
    (ref,) = read(sentence).refs("minister")
    assert sentence[ref.start : ref.end] == "Russian foreign minister"


@pytest.mark.parametrize(
    ("introduced", "word"),
    [
        ("Olena Hrytsak, Ukraine's deputy defence minister, spoke.", "Hrytsak"),
        ("Ukraine's deputy defence minister, Olena Hrytsak, spoke.", "Hrytsak"),
        ("Olena Hrytsak, a spokeswoman for Ukraine, spoke.", "Hrytsak"),
        ("Olena Hrytsak, the Ukrainian ambassador, spoke.", "Hrytsak"),
        ("Ukrainian spokeswoman Olena Hrytsak spoke.", "Hrytsak"),
        ("Ms. Hrytsak spoke after Olena Hrytsak, Ukraine's envoy, had left.", "Hrytsak"),
    ],
)
def test_a_person_whom_no_register_knows_is_remembered_by_surname(read: Callable[..., Text], introduced: str, word: str) -> None:
    assert read(introduced, f"On Tuesday {word} denied it.").who(word) == {("UKR", "GOV")}


def test_a_surname_alone_means_nobody(read: Callable[..., Text]) -> None:
    assert read("On Tuesday Hrytsak denied it.").who("Hrytsak") == set()


def test_articles_do_not_share_persons(read: Callable[..., Text]) -> None:
    read("Olena Hrytsak, Ukraine's deputy defence minister, spoke.")
    assert read("Hrytsak spoke.").who("Hrytsak") == set()


def test_a_leader_of_the_past_is_known_once_named_in_full(read: Callable[..., Text]) -> None:
    day = date(2026, 3, 1)
    assert read("Obama spoke.", day=day).who("Obama") == set()
    assert read("Barack Obama came.", "Obama spoke.", day=day).who("Obama") == {("USA", "GOV")}


@pytest.mark.parametrize(
    ("sentence", "word", "actors"),
    [
        ("Jets hit Yemeni ports.", "ports", {"YEM"}),
        ("Jets hit the roads of Chad.", "roads", {"TCD"}),
        ("Jets hit Iran's ports.", "ports", {"IRN"}),
        ("Jets hit the port.", "port", set()),
    ],
)
def test_loosely(read: Callable[..., Text], sentence: str, word: str, actors: set[str]) -> None:
    text = read(sentence)
    assert {r.actor for r in text.last.loose(text.at(word))} == actors
    assert text.refs(word) == ()


def test_where_something_happens(read: Callable[..., Text]) -> None:
    text = read("Gunmen killed two men in Kenya.")
    assert [r.actor for r in text.last.places(text.at("killed"))] == ["KEN"]
    text = read("Gunmen killed two men.")
    assert text.last.places(text.at("killed")) == ()


def test_nationalities_joined_by_a_dash(read: Callable[..., Text]) -> None:
    text = read("The Russian-Iranian pact held.")
    assert {r.actor for r in text.last.modifiers(text.at("pact"))} == {"RUS", "IRN"}
    # "Iran-backed" says who backs them, not who they are
    text = read("Iran-backed fighters fled.")
    assert not {r.actor for r in text.last.modifiers(text.at("fighters"))}


def test_a_surname_of_two_letters_needs_its_full_name_or_a_title(parser: Parser, register: Register, names: NameFinder) -> None:
    def actors(*sentences: str) -> list[list[str]]:
        people = People()
        found = []
        for sentence in parser.parse_sentences(sentences).sentences:
            reading = Reading(Tree(sentence), register, names, people, date(2020, 5, 1))
            found.append(sorted({r.actor for w in sentence.words for r in reading.own(w.index) if r.via == "leader"}))
        return found

    assert actors("Iran bought the Su-35 fighter.") == [[]]
    assert actors("President Xi spoke.") == [["CHN"]]
    assert actors("Xi Jinping arrived on Monday.", "Xi praised Laos.") == [["CHN"], ["CHN"]]
