"""Groups that no register knows, by what an article says of them."""

import pytest

from graph.actors import Register
from graph.coding import Coder
from graph.coding.newcomers import Newcomers, newcomers
from graph.language import Parser


@pytest.fixture(scope="module")
def coder(parser: Parser, register: Register) -> Coder:
    return Coder(parser, register)


def introduced(parser: Parser, *sentences: str) -> dict[str, str]:
    document = parser.parse_sentences(sentences)
    return newcomers(document.sentences, [[] for _ in document.sentences]).names


@pytest.mark.parametrize(
    ("sentence", "actor", "name"),
    [
        ("The rebel group Harakat al-Bahr attacked the port.", "NSA:HARAKAT_AL_BAHR", "Harakat al-Bahr"),
        ("Harakat al-Bahr, a militant group based in the hills, attacked the port.", "NSA:HARAKAT_AL_BAHR", "Harakat al-Bahr"),
        ("Fighters of the Desert Liberation Front ambushed a convoy.", "NSA:DESERT_LIBERATION_FRONT", "Desert Liberation Front"),
        ("The Niari Self-Defence Brigades shelled the town.", "NSA:NIARI_SELF_DEFENCE_BRIGADES", "Niari Self-Defence Brigades"),
        ("Militants from Jaysh al-Wadi killed six Egyptian soldiers.", "NSA:JAYSH_AL_WADI", "Jaysh al-Wadi"),
    ],
)
def test_a_group_is_known_by_what_is_said_of_it(parser: Parser, sentence: str, actor: str, name: str) -> None:
    assert introduced(parser, sentence) == {actor: name}


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme Holdings sold its plant in the north.",
        "Professor Jane Whitlow visited the museum.",
        "The company Norvik Steel hired two hundred workers.",
    ],
)
def test_a_name_of_which_nothing_of_the_kind_is_said_is_no_actor(parser: Parser, sentence: str) -> None:
    assert introduced(parser, sentence) == {}


def test_what_the_register_knows_is_no_newcomer(coder: Coder) -> None:
    found = coder.code_sentences(["Fighters of the Revolutionary United Front attacked Sierra Leone in 1999."]).edges
    assert all(not p.actor.startswith("NSA:REVOLUTIONARY") for e in found for p in (e.source, e.target))


def test_its_short_name_and_later_mentions_stand_for_it(coder: Coder) -> None:
    edges = coder.code_sentences(
        ["The rebel Desert Liberation Front (DLF) threatened Mali.", "On Friday the DLF bombed Niger."]
    ).edges
    assert [(e.source.actor, e.source.name, e.relation, e.target.actor) for e in edges] == [
        ("NSA:DESERT_LIBERATION_FRONT", "Desert Liberation Front", "threatens", "MLI"),
        ("NSA:DESERT_LIBERATION_FRONT", "Desert Liberation Front", "attacks", "NER"),
    ]


def test_a_spelling_is_found_on_word_boundaries_as_text_and_not_as_a_pattern() -> None:
    new = Newcomers({"NSA:A_B": "A.B"}, {"A.B": "NSA:A_B"})
    assert [(m.start, m.end, m.best.actor) for m in new.find("A.B met AxB and A.Bs")] == [(0, 3, "NSA:A_B")]
