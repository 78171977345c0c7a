"""The phrase list and the sentences made from it."""

from collections import Counter

from training.relations.data import NUMBER, SYMMETRIC
from training.relations.lexicon import fill, phrase_examples, phrases


def test_every_phrase_has_two_actors_a_relation_and_the_words_that_say_it() -> None:
    for phrase in phrases():
        assert phrase.relation in NUMBER
        assert phrase.text.count("{A}") == 1, phrase
        assert phrase.text.count("{B}") == 1, phrase
        assert (phrase.text.count("["), phrase.text.count("]")) == (1, 1), phrase


def test_every_relation_has_phrases_and_none_is_listed_twice() -> None:
    counts = Counter(p.relation for p in phrases())
    assert set(counts) == set(NUMBER)
    assert min(counts.values()) >= 5
    assert len({(p.relation, p.text) for p in phrases()}) == len(phrases())


def test_slots_are_filled_and_found_again() -> None:
    text, spans, trigger = fill("{B} was [rebuked] by {A}.", {"A": "Norway", "B": "Chad"})
    assert text == "Chad was rebuked by Norway."
    assert (spans, trigger) == ({"B": (0, 4), "A": (20, 26)}, (9, 16))


def test_sentences_are_as_many_as_asked_for_always_alike_and_well_formed() -> None:
    made = phrase_examples(300, seed=3)
    assert abs(len(made) - 300) < 20
    assert [e.text for e in made] == [e.text for e in phrase_examples(300, seed=3)]
    assert phrase_examples(0, seed=3) == []
    for example in made:
        gold = example.gold[0, 1][0]
        assert gold.trigger is not None
        assert 0 <= gold.trigger[0] < gold.trigger[1] <= len(example.text)
        assert example.text[0] == example.text[0].upper()
        if gold.relation in SYMMETRIC:
            assert (1, 0) in example.gold


def test_a_passive_keeps_its_direction() -> None:
    passive = next(e for e in phrase_examples(4000, seed=3) if " was killed by " in e.text)
    source, target = passive.mentions
    assert source.start > target.start
    assert set(passive.gold) == {(0, 1)}
