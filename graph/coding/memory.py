"""What the relation model has read of an article: its sentences encoded, from which it answers whom a word means."""

from collections.abc import Sequence

from graph.coding.anaphora import Question, marked_all
from graph.coding.mentions import Reading
from graph.coding.pairs import PairModel


class Memory:
    """The encoded sentences of one article, in order. A :class:`graph.coding.discourse.Resolver`."""

    def __init__(self, model: PairModel, readings: Sequence[Reading]) -> None:
        """Encodes the sentences, before their coreference is resolved."""
        self._model = model
        texts = [reading.tree.sentence.text for reading in readings]
        self.sentences = model.read([(text, *spans) for text, spans in zip(texts, marked_all(readings), strict=True)])

    def settle(self, asked: Question) -> list[tuple[int, float]] | None:
        """As :class:`graph.coding.discourse.Resolver`."""
        return self._model.answer(asked, self.sentences)
