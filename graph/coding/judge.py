"""Deciding which of the relations that rules and model propose become edges, with what status and confidence.

The confidence is the chance that an edge is right, by a logistic regression over what speaks for a proposal, fitted to
labelled articles that the relation model had not seen (``training.relations.judge``). It was fitted to edges that count: of a
negated or hypothetical one it says how sure the relation is, not the status.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from graph.coding.candidates import Candidate
from graph.coding.mentions import Reading
from graph.coding.pairmodel import Encoded
from graph.coding.pairs import PairModel
from graph.coding.proposals import Proposal, proposals, scored
from graph.coding.status import Verdict, strongest
from graph.errors import LanguageError
from graph.language.network import MODEL_FOLDER
from graph.ontology import Status

#: Without a model: how often a rule is right, less what it doubts, and what coreference takes off.
_RULE_ALONE, _COREFERENCE = 0.8, 0.1
#: Below this confidence nothing is coded, unless a coder is told otherwise; about where F1 is best.
LEAST = 0.3
#: Other relations that are named beside an edge: from this confidence on, and how many at most.
_WORTH_NAMING, _MOST_ALTERNATIVES = 0.05, 3
_WEIGHTS = "relations.judge.json"


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate that became an edge."""

    candidate: Candidate
    status: Status
    confidence: float
    why: str
    alternatives: tuple[tuple[str, float], ...] = ()


class Judge:
    """Decides which candidates of a sentence become edges."""

    def __init__(self, pairs: PairModel | None, least: float = LEAST, weights: Mapping[str, float] | None = None):
        """``weights`` are those that ship unless given; raises LanguageError when they are absent or damaged."""
        self._pairs = pairs
        self._least = least
        self._weights = weights if weights is not None else (shipped() if pairs else {})

    def decide(self, reading: Reading, candidates: Sequence[Candidate], encoded: Encoded | None = None) -> Iterator[Judged]:
        """The edges of a sentence, by rule and, where it is given as encoded, by model."""
        found = proposals(reading, candidates, scored(self._pairs, reading, encoded) if self._pairs and encoded else ())
        weighed = [(p, self._confidence(p, encoded)) for p in found if not p.verdict.inner]
        for proposal, confidence in weighed:
            if confidence >= self._least:
                others = _alternatives(proposal, weighed)
                yield Judged(proposal.candidate, status_of(proposal), confidence, _why(reading, proposal), others)

    def _confidence(self, proposal: Proposal, encoded: Encoded | None) -> float:
        if encoded is None:
            c = proposal.candidate
            unsure = sum(r.via[:1] in {"“", "~"} for r in (c.source, c.target))
            return _RULE_ALONE * (1 - 1.6 * min(c.doubt + _COREFERENCE * unsure, 0.25))
        at = sum(self._weights.get(name, 0.0) * x for name, x in proposal.features.items())
        return 1 / (1 + exp(-at))


@cache
def shipped(folder: Path = MODEL_FOLDER) -> Mapping[str, float]:
    """The regression's weights by what they weigh. Raises LanguageError when the file is absent or damaged."""
    try:
        read = json.loads((folder / _WEIGHTS).read_text(encoding="utf-8"))
        return {str(name): float(weight) for name, weight in read.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise LanguageError(f"cannot read {folder / _WEIGHTS} ({error}): fetch the model files again") from None


def status_of(proposal: Proposal) -> Status:
    """The rules' status; negated or hypothetical also where the model alone proposes the edge and sees it so."""
    if proposal.rule is None and proposal.head in {"negated", "hypothetical"}:
        head: Status = "negated" if proposal.head == "negated" else "hypothetical"
        return strongest(proposal.verdict, Verdict(head)).status
    return proposal.verdict.status


def _alternatives(proposal: Proposal, weighed: Sequence[tuple[Proposal, float]]) -> tuple[tuple[str, float], ...]:
    """The likeliest other relations of the same two, in the direction in which the edge will be told."""

    def who(p: Proposal) -> list[tuple[str, str | None]]:
        return [(ref.actor, ref.role) for ref in p.candidate.ends]

    others = [(p.candidate.relation, round(c, 3)) for p, c in weighed if p is not proposal and who(p) == who(proposal)]
    return tuple(sorted((o for o in others if o[1] >= _WORTH_NAMING), key=lambda o: (-o[1], o[0]))[:_MOST_ALTERNATIVES])


def _why(reading: Reading, proposal: Proposal) -> str:
    verdict, chance = proposal.verdict, proposal.chance
    if proposal.rule is None:
        return f"model {chance or 0.0:.2f} by “{reading.tree[proposal.candidate.trigger].text}”"
    said = proposal.rule + (f"; {verdict.status}: {verdict.reason}" if verdict.reason else "")
    return said + (f"; model {chance:.2f}" if chance is not None else "")
