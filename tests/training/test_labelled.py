"""The labels of an article as a resolver, by hand: which label covers which word, and what an article without one says."""

from collections.abc import Sequence
from typing import Any

import pytest

from graph.coding.anaphora import Option, Question
from graph.coding.mentions import Ref
from training.relations.data import Labelled, idle_words, occurrences

NO_WORDS: frozenset[str] = frozenset()


def edge(
    source_text: str | None, source: str, target_text: str | None, target: str, sentence: int, trigger: str
) -> dict[str, Any]:
    return {
        "source": source, "source_text": source_text, "relation": "attacks", "target": target, "target_text": target_text,
        "trigger": trigger, "status": "occurred", "sentence": sentence,
    }  # fmt: skip


def article(*sentences: str, edges: Sequence[dict[str, Any]] = (), anaphors: Sequence[list[Any]] | None = None) -> dict[str, Any]:
    labels = {} if anaphors is None else {"anaphors": list(anaphors)}
    return {"id": "x", "sentences": list(sentences), "edges": list(edges), **labels}


def asks(record: dict[str, Any], sentence: int, word: str, form: str, *actors: str, nth: int = 0) -> Question:
    """What the word asks, the nth of its kind, with those actors on offer."""
    span = occurrences(record["sentences"][sentence], word)[nth]
    options = tuple(Option(Ref(actor, None, 0, 1, "name"), 0, ()) for actor in actors)
    return Question(sentence, span, form, 0, (), options)


def meant(record: dict[str, Any], sentence: int, word: str, form: str, nth: int = 0, idle: frozenset[str] = NO_WORDS) -> Any:
    found = Labelled(record, idle).meant(asks(record, sentence, word, form, nth=nth))
    return None if found is None else set(found)


# -- labels of edges -------------------------------------------------------------------------------------------------------


def test_the_words_of_an_edge_s_end_are_a_label() -> None:
    record = article("Kenya met Chad.", "It attacked them.", edges=[edge("It", "KEN", "them", "TCD", 1, "attacked")])
    assert meant(record, 1, "It", "it") == {"KEN"}
    assert meant(record, 1, "them", "they") == {"TCD"}


def test_one_phrase_may_mean_several() -> None:
    edges = [edge("They", who, "it", "NER", 1, "attacked") for who in ("KEN", "TCD")]
    record = article("Kenya met Chad.", "They attacked it.", edges=edges)
    assert meant(record, 1, "They", "they") == {"KEN", "TCD"}


def test_of_equal_words_those_nearest_to_the_trigger_are_labelled() -> None:
    text = "It rained before it attacked Chad, and it slept."
    record = article(text, edges=[edge("it", "KEN", "Chad", "TCD", 0, "attacked")])
    assert meant(record, 0, "it", "it") == {"KEN"}
    assert meant(record, 0, "it", "it", nth=1) is None


def test_a_label_holds_in_its_own_sentence() -> None:
    record = article("It slept.", "It attacked Chad.", edges=[edge("It", "KEN", "Chad", "TCD", 1, "attacked")])
    assert meant(record, 0, "It", "it") is None


def test_an_edge_without_words_labels_nothing() -> None:
    record = article("It attacked Chad.", edges=[edge(None, "KEN", "Chad", "TCD", 0, "attacked")])
    assert meant(record, 0, "It", "it") is None


# -- phrases ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "word", "form"),
    [
        ("the army", "army", "one"),
        ("the two armies", "armies", "many"),
        ("riot police", "police", "bare"),
        ("the army of the north", "army", "one"),
        ("the army in the north", "army", "one"),
        ("the army that fled", "army", "one"),
    ],
)
def test_a_noun_is_meant_as_the_head_of_a_labelled_phrase(phrase: str, word: str, form: str) -> None:
    record = article(f"On Monday {phrase} shelled Chad.", edges=[edge(phrase, "KEN", "Chad", "TCD", 0, "shelled")])
    assert meant(record, 0, word, form) == {"KEN"}


@pytest.mark.parametrize(
    ("phrase", "word", "form"),
    [
        ("its army", "its", "it"),  # the army's actor is not for that the pronoun's
        ("an army of theirs", "theirs", "they"),
        ("the army chief", "army", "one"),  # not the head
        ("the Kenyan army", "army", "one"),  # a name says whom it means
        ("the army of Kenya", "army", "one"),
    ],
)
def test_a_part_of_a_labelled_phrase_is_not_labelled_by_it(phrase: str, word: str, form: str) -> None:
    record = article(f"On Monday {phrase} shelled Chad.", edges=[edge(phrase, "KEN", "Chad", "TCD", 0, "shelled")])
    assert meant(record, 0, word, form) is None


def test_a_capital_at_the_beginning_makes_no_name() -> None:
    record = article("The army shelled Chad.", edges=[edge("The army", "KEN", "Chad", "TCD", 0, "shelled")])
    assert meant(record, 0, "army", "one") == {"KEN"}


def test_the_narrowest_label_counts() -> None:
    text = "On Monday the army of the rebels shelled Chad."
    edges = [edge("the army of the rebels", "KEN", "Chad", "TCD", 0, "shelled")]
    record = article(text, edges=edges, anaphors=[[0, "the rebels", "NER"], [0, "the army", "MLI"]])
    assert meant(record, 0, "rebels", "many") == {"NER"}
    assert meant(record, 0, "army", "one") == {"MLI"}


# -- whole articles --------------------------------------------------------------------------------------------------------


def test_labels_of_pronouns_may_mean_one_several_or_nobody() -> None:
    record = article(
        "It slept, they slept, and he slept.",
        anaphors=[[0, "It", "KEN"], [0, "they", ["KEN", "TCD"]], [0, "he", None]],
    )
    assert meant(record, 0, "It", "it") == {"KEN"}
    assert meant(record, 0, "they", "they") == {"KEN", "TCD"}
    assert meant(record, 0, "he", "he") == set()


def test_equal_words_are_labelled_in_order() -> None:
    record = article("it met it and it fled.", anaphors=[[0, "it", "KEN"], [0, "it", "TCD"], [0, "it", None]])
    assert [meant(record, 0, "it", "it", nth=k) for k in range(3)] == [{"KEN"}, {"TCD"}, set()]


def test_equal_words_are_counted_in_each_sentence_anew() -> None:
    record = article("it met it.", "it fled.", anaphors=[[0, "it", "KEN"], [0, "it", "TCD"], [1, "it", "NER"]])
    assert [meant(record, 0, "it", "it", nth=k) for k in (0, 1)] == [{"KEN"}, {"TCD"}]
    assert meant(record, 1, "it", "it") == {"NER"}


def test_a_pronoun_and_its_noun_have_labels_of_their_own() -> None:
    record = article("Yesterday its army fled.", anaphors=[[0, "its", "KEN"], [0, "its army", "TCD"]])
    assert meant(record, 0, "its", "it") == {"KEN"}
    assert meant(record, 0, "army", "one") == {"TCD"}


def test_without_a_label_nobody_is_meant_where_all_are_labelled() -> None:
    for anaphors in ([], [[0, "it", "KEN"]]):
        record = article("it met them at the wall.", anaphors=anaphors)
        assert meant(record, 0, "them", "they") == set()
        assert meant(record, 0, "wall", "one") == set()


def test_elsewhere_only_an_idle_noun_means_nobody() -> None:
    record = article("it met them at the wall near the army.")
    idle = frozenset({"wall", "them"})
    assert meant(record, 0, "wall", "one", idle=idle) == set()
    assert meant(record, 0, "army", "one", idle=idle) is None
    assert meant(record, 0, "them", "they", idle=idle) is None  # pronouns are never idle


# -- as a resolver ---------------------------------------------------------------------------------------------------------


def test_answers_are_the_first_options_of_the_actors_and_what_was_asked_is_kept() -> None:
    record = article("They slept.", "They fled.", anaphors=[[0, "They", ["KEN", "TCD"]], [1, "They", None]])
    labels = Labelled(record, NO_WORDS)
    first, second = asks(record, 0, "They", "they", "NER", "TCD", "KEN", "TCD"), asks(record, 1, "They", "they", "NER")
    assert labels.settle(first) == [(2, 1.0), (1, 1.0)]
    assert labels.settle(second) == []
    assert [(a.question, set(a.meant)) for a in labels.asked[0]] == [(first, {"KEN", "TCD"})]
    assert [(a.question, set(a.meant)) for a in labels.asked[1]] == [(second, set())]


def test_what_is_not_labelled_is_left_to_the_rules_and_not_learned_from() -> None:
    labels = Labelled(record := article("They slept."), NO_WORDS)
    assert labels.settle(asks(record, 0, "They", "they", "KEN")) is None
    assert not labels.asked[0]


def test_a_question_whose_answer_is_not_on_offer_is_answered_in_part_and_not_learned_from() -> None:
    record = article("They slept.", anaphors=[[0, "They", ["KEN", "TCD"]]])
    labels = Labelled(record, NO_WORDS)
    assert labels.settle(asks(record, 0, "They", "they", "TCD")) == [(0, 1.0)]
    assert not labels.asked[0]


# -- idle words ------------------------------------------------------------------------------------------------------------


def test_idle_words_stand_in_no_label_in_either_number() -> None:
    record = article(
        "yesterday the army and the rebels reached the wall near a border post",
        edges=[edge("the army", "KEN", "a rebel", "TCD", 0, "reached")],
    )
    assert idle_words([record]) == {"yesterday", "and", "reached", "wall", "near", "border", "post"}


def test_labels_of_pronouns_and_of_other_articles_count_too() -> None:
    texts = [article("the walls held and the group fled"), article("the wall fell", anaphors=[[0, "The wall", "KEN"]])]
    assert idle_words(texts) == {"held", "and", "group", "fled", "fell"}
