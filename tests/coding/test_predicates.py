"""The predicate lexicon loads, every entry means what its grammar says, and a malformed entry says where it is."""

import tomllib
from importlib.resources import files

import pytest

from graph.coding.nouns import nouns
from graph.coding.predicates import Frame, _frame, lexicon
from graph.coding.words import words
from graph.errors import OntologyError
from graph.ontology import ROLES, relation_types

CLASSES = {"@fruit": frozenset({"apple", "pear"})}
FRAMES = [f for table in (lexicon().verbs, lexicon().nouns, lexicon().adjectives) for fs in table.values() for f in fs]


def frame(text: str, pos: str = "verbs") -> Frame:
    return _frame("attacks", pos, text, CLASSES)


def test_every_frame_has_a_relation_of_the_ontology_and_a_place_for_the_other() -> None:
    assert len(FRAMES) > 500
    assert {f.relation for f in FRAMES} | set(lexicon().hyphens.values()) <= set(relation_types())
    assert all(f.slots and f.lemma for f in FRAMES)


def test_every_relation_can_be_stated() -> None:
    assert {f.relation for f in FRAMES} == set(relation_types())


@pytest.mark.parametrize("table", ["verbs", "nouns", "adjectives"])
def test_entries_lie_under_their_lemma_the_most_specific_first(table: str) -> None:
    entries = getattr(lexicon(), table)
    for lemma, frames in entries.items():
        assert {f.lemma for f in frames} == {lemma}
        assert lemma == lemma.lower()
        weights = [f.weight for f in frames]
        assert weights == sorted(weights, reverse=True)


def test_no_entry_is_written_twice() -> None:
    seen = [(f.relation, f.pos, f.form) for f in FRAMES]
    assert sorted({s for s in seen if seen.count(s) > 1}) == []


@pytest.mark.parametrize(
    ("lemma", "relation"),
    [("bomb", "attacks"), ("condemn", "criticises"), ("invade", "occupies"), ("arrest", "coerces"), ("urge", "requests")],
)
def test_verbs_by_hand(lemma: str, relation: str) -> None:
    assert relation in {f.relation for f in lexicon().verbs[lemma]}


def test_the_grammar_of_an_entry() -> None:
    full = frame("break ~off =@fruit,tie : with to !mutual !weak")
    assert (full.lemma, full.particle, full.slots) == ("break", "off", ("with", "to"))
    assert full.objects == {"apple", "pear", "tie"}
    assert full.flags == {"mutual", "weak"}
    assert frame("bomb").slots == ("obj",)
    assert frame("war", "nouns").slots == ("with",)
    assert frame("arm !strict : obj").flags == {"strict"}
    assert frame("bomb").objects == frozenset()


def test_the_more_an_entry_asks_for_the_heavier_it_is() -> None:
    assert frame("cut").weight < frame("cut =tie").weight
    assert frame("cut =tie").weight == frame("cut ~off").weight < frame("cut ~off =tie").weight


def test_a_title_names_the_words_that_were_found() -> None:
    assert frame("cut =tie : with").title("ties") == "verb “cut” + “ties”"
    assert frame("shoot ~down").title() == "verb “shoot down”"
    assert frame("war", "nouns").title() == "noun “war”"


@pytest.mark.parametrize("text", ["", ": with", "break off : with", "break : with !nonsense", "!weak", "~off"])
def test_a_malformed_entry_says_where_it_is(text: str) -> None:
    with pytest.raises(OntologyError, match=r"predicates\.toml: attacks: cannot read"):
        frame(text)


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises((OntologyError, KeyError)):
        frame("cut =@vegetable")


def test_the_lexicon_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        lexicon().verbs["bomb"] = ()  # type: ignore[index]
    assert lexicon() is lexicon()


def test_nouns_stand_for_roles_of_the_ontology() -> None:
    assert set(nouns().roles.values()) <= set(ROLES)
    assert (nouns().roles["minister"], nouns().roles["soldier"], nouns().roles["rebel"]) == ("GOV", "MIL", "REB")
    assert "president" in nouns().persons


def test_noun_classes_are_lower_case_and_written_once_a_class() -> None:
    table = tomllib.loads(files("graph").joinpath("data/coding/nouns.toml").read_text(encoding="utf-8"))
    for role, text in table["roles"].items():
        assert role in ROLES
        assert text == text.lower()


def test_word_classes_are_asked_for_by_name() -> None:
    assert {"refuse", "fail"} <= words("status", "not")
    with pytest.raises(KeyError):
        words("status", "no_such_class")
