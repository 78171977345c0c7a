"""The fake coder, with names: ``A=Alpha attacks B`` is an attack by A, whom the text calls Alpha."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from graph.model import Coding, Party
from tests.services.fake import FakeCoder


class NamedCoder(FakeCoder):
    """As :class:`FakeCoder`; an actor without a name goes by its id."""

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        coding = super().code_sentences(sentences, day)
        edges = (replace(edge, source=_named(edge.source), target=_named(edge.target)) for edge in coding.edges)
        return Coding(coding.sentences, tuple(edges))


def _named(party: Party) -> Party:
    actor, _, name = party.actor.partition("=")
    return replace(party, actor=actor, name=name or actor)
