"""Edges written as short strings, so that tests read like what they check: ``RUS attacks UKR``, ``RUS attacks UKR negated``."""

from dataclasses import dataclass
from datetime import date

import pytest
from _pytest.mark import ParameterSet

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


@dataclass(frozen=True)
class Case:
    """A sentence with the facts that must be found in it, those that must not be ("*" at the end: in whatever status), and
    why the coder does not manage yet."""

    sentence: str
    wanted: frozenset[str]
    unwanted: frozenset[str]
    fails: str | None

    def check(self, coder: Coder, day: date | None = None) -> None:
        """Codes the sentence and compares."""
        found = facts(coder, self.sentence, day=day)
        assert self.wanted <= found
        assert not said(self.unwanted, found)

    @property
    def forbidden(self) -> frozenset[str]:
        """What nobody may read in the sentence: what must not be found, and what is wanted as less than done, as done.

        What did not happen, or only might, must have no status that counts; what is alleged or planned must not have
        occurred.
        """
        more = set(self.unwanted)
        for wish in self.wanted:
            triple, status = wish.rsplit(" ", 1) if wish.count(" ") == 3 else (wish, "occurred")
            if status != "occurred":
                more.add(triple)
            if status in {"negated", "hypothetical"}:
                more |= {f"{triple} planned", f"{triple} alleged"}
        return frozenset(more)


def said(patterns: frozenset[str], found: set[str]) -> set[str]:
    """The facts found that a pattern names ("*" at its end: whatever follows)."""
    return {f for p in patterns for f in found if f == p or (p.endswith("*") and f.startswith(p.removesuffix("*")))}


def cases(text: str) -> list[Case]:
    """Reads ``sentence => fact; fact; !fact ?? why the coder fails``, one case a line; indented lines belong to the one
    above."""
    found = []
    for line in text.strip().replace("\n  ", " ").splitlines():
        rest, _, fails = line.partition(" ?? ")
        sentence, _, wishes = rest.partition(" => ")
        wished = [wish.strip() for wish in wishes.split(";")]
        found.append(
            Case(
                sentence,
                frozenset(w for w in wished if not w.startswith("!")),
                frozenset(w[1:] for w in wished if w.startswith("!")),
                fails or None,
            )
        )
    return found


def parameters(text: str, group: str | None = None) -> list[ParameterSet]:
    """The cases of a text as parameters of a test; those that the coder does not manage must fail."""
    return [
        pytest.param(
            case,
            id=f"{group}: {case.sentence}" if group else case.sentence,
            marks=[pytest.mark.xfail(reason=case.fails)] if case.fails else [],
        )
        for case in cases(text)
    ]
