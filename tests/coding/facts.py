"""Edges written as short strings, so that tests read like what they check: ``RUS attacks UKR``, ``RUS attacks UKR negated``."""

from datetime import date

from graph.coding import Coder
from graph.model import Coding, Edge


def fact(edge: Edge) -> str:
    """An edge without its words; the status is written unless it is "occurred"."""
    text = f"{edge.source.actor} {edge.relation} {edge.target.actor}"
    return text if edge.status == "occurred" else f"{text} {edge.status}"


def facts_of(coding: Coding, sentence: int = -1) -> set[str]:
    """What one sentence of a coding states; the last one unless another is named."""
    number = range(len(coding.sentences))[sentence]
    return {fact(edge) for edge in coding.edges if edge.sentence == number}


def facts(coder: Coder, *sentences: str, day: date | None = None) -> set[str]:
    """What the last sentence states, the others read before it."""
    return facts_of(coder.code_sentences(sentences, day))
