"""What the model reads of an article before its coreference is resolved, and what it is asked then."""

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from graph.coding.anaphora import Question
from graph.coding.memory import Memory
from graph.coding.mentions import Reading
from graph.coding.pairmodel import Encoded, Pieces
from graph.coding.pairs import PairModel
from graph.model import Span


class Model:
    """A model that keeps what it is given, and answers with the first option."""

    def __init__(self) -> None:
        self.read_: list[tuple[str, list[str], list[str]]] = []
        self.asked: list[tuple[Question, list[Encoded]]] = []

    def read(self, sentences: Sequence[tuple[str, Sequence[Span], Sequence[Span]]]) -> list[Encoded]:
        self.read_ += [(text, [text[a:b] for a, b in names], [text[a:b] for a, b in asks]) for text, names, asks in sentences]
        return [Encoded(Pieces((k,), (0,), ((-1, -1),)), np.zeros((1, 1, 1), np.float32)) for k, _ in enumerate(sentences)]

    def answer(self, asked: Question, sentences: Sequence[Encoded]) -> list[tuple[int, float]] | None:
        self.asked.append((asked, list(sentences)))
        return [(0, 0.75)]


def test_an_article_is_read_once_and_asked_as_a_whole(readings: Callable[..., list[Reading]]) -> None:
    model = Model()
    memory = Memory(cast(PairModel, model), readings("Kenya met Chad.", "The group praised it.", "It rained."))
    assert model.read_ == [
        ("Kenya met Chad.", ["Kenya", "Chad"], []),
        ("The group praised it.", [], ["group", "it"]),
        ("It rained.", [], ["It"]),
    ]
    asked = Question(1, (18, 20), "it", 0, (), ())
    assert memory.settle(asked) == [(0, 0.75)]
    ((question, sentences),) = model.asked
    assert question is asked
    assert [s.pieces.ids for s in sentences] == [(0,), (1,), (2,)]
    assert sentences == memory.sentences


def test_an_article_without_sentences_is_no_trouble() -> None:
    assert Memory(cast(PairModel, Model()), []).sentences == []
