"""From scores to whom a word means, and what the network is given for them: a network that says what it is told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from graph.coding.anaphora import FORMS, QUESTION_FEATURES, Option, Question
from graph.coding.mentions import Ref
from graph.coding.pairmodel import Floats, Integers, PairNetwork, Pieces
from graph.coding.pairs import SURE, PairModel, choose
from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from graph.model import Span


def option(actor: str, sentence: int = 0, span: Span = (0, 5), number: float = 0.0) -> Option:
    return Option(Ref(actor, None, *span, "name"), sentence, (number,))


def asks(form: str, *actors: str, count: int = 0) -> Question:
    return Question(0, (0, 2), form, count, (), tuple(option(actor) for actor in actors))


def chosen(asked: Question, chances: Sequence[float], nobody: float) -> dict[int, float]:
    """What is chosen, by number, given what each option and nobody weigh."""
    return dict(choose(asked, np.log(np.array(chances, np.float32)), float(np.log(nobody))))


ONE = ["he", "it", "one", "bare"]
MANY = ["they", "we", "both", "many"]


def test_the_forms_are_of_one_or_of_many() -> None:
    assert set(ONE) | set(MANY) == set(FORMS)


@pytest.mark.parametrize("form", ONE)
def test_one_is_the_best_if_it_outweighs_nobody(form: str) -> None:
    asked = asks(form, "KEN", "TCD", "NER")
    assert chosen(asked, [2, 5, 1], 2) == {1: pytest.approx(0.5)}  # 5 of 10
    assert chosen(asked, [2, 5, 1], 4) == {1: pytest.approx(5 / 12)}
    assert chosen(asked, [2, 5, 1], 6) == {}


@pytest.mark.parametrize("form", MANY)
def test_many_are_all_that_outweigh_nobody_the_best_first(form: str) -> None:
    asked = asks(form, "KEN", "TCD", "NER")
    # each against nobody and those left out, not against the others that are meant
    assert chosen(asked, [3, 6, 1], 2) == {1: pytest.approx(6 / 9), 0: pytest.approx(3 / 6)}
    assert list(chosen(asked, [3, 6, 1], 2)) == [1, 0]
    assert chosen(asked, [3, 6, 4], 2) == {1: pytest.approx(6 / 8), 2: pytest.approx(4 / 6), 0: pytest.approx(3 / 5)}
    assert chosen(asked, [3, 6, 4], 5) == {1: pytest.approx(6 / 18)}
    assert chosen(asked, [3, 6, 4], 7) == {}


@pytest.mark.parametrize("form", MANY)
def test_so_many_as_are_spoken_of_are_meant_if_anybody_is(form: str) -> None:
    two = asks(form, "KEN", "TCD", "NER", count=2)
    assert chosen(two, [1, 6, 2], 5) == {1: pytest.approx(6 / 12), 2: pytest.approx(2 / 8)}  # Niger, though nobody weighs more
    assert chosen(two, [3, 6, 4], 1) == {
        1: pytest.approx(6 / 10),
        2: pytest.approx(4 / 8),
    }  # not Kenya, though nobody weighs less
    assert chosen(two, [3, 6, 4], 7) == {}
    assert list(chosen(asks(form, "KEN", "TCD", count=3), [1, 6], 5)) == [1, 0]  # no more than there are


def test_where_the_model_is_not_sure_the_rules_are_asked() -> None:
    unsure = asks("it", "KEN", "TCD", "MLI")
    ruled = replace(unsure, options=(*unsure.options[:2], replace(unsure.options[2], ruled=True)))
    assert list(chosen(unsure, [0.5, 0.4, 0.3], 0.4)) == [0]
    found = chosen(ruled, [0.5, 0.4, 0.3], 0.4)
    assert list(found) == [2]
    assert found[2] < SURE  # and the edge knows how little the model thinks of it
    assert list(chosen(ruled, [0.1, 0.1, 0.1], 0.9)) == [2]  # so too where it thinks of nobody
    assert list(chosen(ruled, [0.9, 0.05, 0.05], 0.05)) == [0]


def test_nobody_wins_a_tie() -> None:
    for form in ("it", "they"):
        assert choose(asks(form, "KEN"), np.array([1.5], np.float32), 1.5) == []


def test_an_actor_weighs_what_its_mentions_do_together() -> None:
    asked = asks("it", "KEN", "TCD", "TCD", "KEN", "TCD")
    assert chosen(asked, [4, 2, 2, 0.5, 2], 1) == {1: pytest.approx(6 / 11.5)}  # Chad 6, Kenya 4.5; its first mention
    assert chosen(asks("they", *"AAABB"), [1, 1, 1, 1, 1], 2.5) == {0: pytest.approx(3 / 7.5)}


def test_equal_actors_are_told_apart_by_name() -> None:
    assert list(chosen(asks("it", "TCD", "KEN"), [3, 3], 1)) == [1]
    assert list(chosen(asks("they", "TCD", "KEN"), [3, 3], 1)) == [1, 0]


def test_large_scores_do_not_overflow() -> None:
    asked = asks("it", "KEN", "KEN", "TCD")
    assert dict(choose(asked, np.array([900, 900, -900], np.float32), 0.0)) == {0: pytest.approx(1.0)}
    assert choose(asked, np.array([-900, -900, -900], np.float32), 0.0) == []


# -- what the network is given ---------------------------------------------------------------------------------------------


class Told:
    """A network whose states are the place and the mark of each piece, and whose scores are given beforehand."""

    def __init__(self, scores: Sequence[float] = (), nobody: float = 0.0) -> None:
        words = (MODEL_FOLDER / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self.vocabulary = WordPieces(words)
        self.scores, self.nobody = np.array(scores, np.float32), nobody
        self.given: list[tuple[list[float], list[float], list[list[float]], list[list[float]]]] = []
        self.encoded: list[int] = []  # sentences at a time

    def encode(self, some: Sequence[tuple[Pieces, Integers]]) -> list[Floats]:
        self.encoded.append(len(some))
        return [np.stack([np.arange(len(p.ids)), m], 1)[None].astype(np.float32) for p, m in some]

    def answer(self, word: Floats, own: Sequence[float], options: Floats, features: Floats) -> tuple[Floats, float]:
        self.given.append((word.tolist(), list(own), options.tolist(), features.tolist()))
        return self.scores, self.nobody


def model(network: Told) -> PairModel:
    return PairModel(cast(PairNetwork, network))


def test_sentences_are_read_with_their_marks_in_order() -> None:
    first, second = model(Told()).read([("Kenya met North Korea.", [(0, 5), (10, 21)], []), ("It slept.", [], [(0, 2)])])
    assert first.states[0, :, 1].tolist() == [0, 1, 0, 1, 1, 0, 0]  # [CLS] Kenya met North Korea . [SEP]
    assert second.states[0, :, 1].tolist()[:3] == [0, 2, 0]
    assert [first.vector(span).tolist() for span in ((10, 21), (6, 9))] == [[3.5, 1], [2, 0]]
    assert second.vector((2, 3)).tolist() == [0, 0]  # a space


def test_only_what_may_be_asked_about_is_encoded_and_the_rest_once_it_is() -> None:
    network = Told()
    sentences = [("Kenya met Chad.", [(0, 5), (10, 14)], []), ("It rained.", [], []), ("They left.", [], [(0, 4)])]
    read = model(network).read(sentences)
    assert network.encoded == [2]
    assert [read[1].states.shape, read[1].vector((0, 2)).tolist(), read[1].states[0, 0].tolist()] == [(1, 5, 2), [1, 0], [0, 0]]
    assert network.encoded == [2, 1]


def test_an_article_that_names_nobody_is_not_encoded() -> None:
    network = Told()
    made = model(network)
    read = made.read([("They left.", [], [(0, 4)]), ("The club lost.", [], [(0, 8)])])
    asked = Question(1, (0, 8), "one", 0, (0.0,) * QUESTION_FEATURES, ())
    assert made.answer(asked, read) == []
    assert sum(network.encoded) == 0


def test_a_word_that_asks_is_marked_so_within_a_name_too() -> None:
    (read,) = model(Told()).read([("The army of it fled.", [(0, 14)], [(12, 14)])])
    assert read.states[0, :, 1].tolist()[:6] == [0, 1, 1, 1, 2, 0]


SENTENCES: list[tuple[str, list[Span], list[Span]]] = [
    ("Kenya met North Korea.", [(0, 5), (10, 21)], []),
    ("Then it slept.", [], [(5, 7)]),
]


def test_an_answer_is_asked_for_with_the_vectors_of_the_words() -> None:
    network = Told([0.0, 3.0], nobody=1.0)
    asked = Question(1, (5, 7), "it", 0, (7.0, 8.0), (option("KEN", 0, (0, 5), 0.5), option("PRK", 0, (10, 21), 0.25)))
    made = model(network)
    ((number, sure),) = made.answer(asked, made.read(SENTENCES)) or []
    assert network.given == [([2.0, 2.0], [7.0, 8.0], [[1.0, 1.0], [3.5, 1.0]], [[0.5], [0.25]])]
    assert number == 1
    assert sure == pytest.approx(np.exp(3) / (np.exp(3) + np.exp(1) + 1))


def test_without_options_nobody_is_meant_and_nothing_is_asked() -> None:
    network = Told()
    made = model(network)
    assert made.answer(Question(1, (5, 7), "it", 0, (), ()), made.read(SENTENCES)) == []
    assert network.given == []


def test_a_word_beyond_the_longest_sentence_is_left_to_the_rules() -> None:
    network = Told([9.0])
    made, text = model(network), "Kenya slept " + "and slept " * 300 + "where it stood."
    word = (text.index("it stood"), text.index("it stood") + 2)
    read = made.read([(text, [(0, 5)], [word])])
    assert made.answer(Question(0, word, "it", 0, (), (option("KEN"),)), read) is None
    assert network.given == []
