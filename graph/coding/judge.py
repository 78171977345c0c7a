"""Deciding between what the rules and the learned model propose, and with what status and confidence.

A rule's edge stands by itself; the model's opinion of the same pair raises or lowers its confidence. A pair that no rule
found is coded where the model is sure enough. Thresholds and confidences were read off labelled wire text before the model
learned from it, and those of pairs that only the model sees once more off the development articles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.coding.candidates import Candidate
from graph.coding.mentions import Reading, Ref
from graph.coding.pairs import Mention, PairModel, PairScore, may_relate, mentions_of
from graph.coding.status import Verdict, status_of, strongest
from graph.model import Span
from graph.ontology import Status, relation_type

#: What coreference, and a role that no country is attached to, take off the confidence.
_DOUBT = {"“": 0.08, "~": 0.2}
#: How often rule edges were right, by the model's chance for them (pairs of chance and share, on text that the model had not
#: seen), and without a model.
_RULE_RIGHT = ((0.0, 0.36), (0.02, 0.5), (0.1, 0.7), (0.3, 0.78), (0.6, 0.84), (0.9, 0.93), (1.0, 0.97))
_RULE_ALONE = 0.8
#: The same at least where the rule asked for more than one word, whatever the model thinks.
_SPECIFIC_RIGHT = 0.6
#: The model's chance from which a pair is coded that no rule found; the same where an end is a pronoun or a description; and
#: from which a further relation is added to a pair that a rule did find.
NEW_PAIR, NEW_PAIR_DOUBTED, MORE = 0.6, 0.85, 0.8
#: Below this chance the model contradicts a rule that is in doubt by so much already.
CONTRADICTED, IN_DOUBT = 0.02, 0.2
#: Below this confidence nothing is coded, unless a coder is told otherwise; about where F1 is best.
LEAST = 0.3
#: Roles that act for the state as one: nothing that passes between them is a relation.
_STATE = frozenset({"GOV", "MIL", "SPY", "COP"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate that became an edge."""

    candidate: Candidate
    status: Status
    confidence: float
    why: str


class Judge:
    """Decides which candidates of a sentence become edges."""

    def __init__(self, pairs: PairModel | None, least: float = LEAST):
        self._pairs = pairs
        self._least = least

    def decide(self, reading: Reading, candidates: Sequence[Candidate]) -> Iterator[Judged]:
        """The edges of a sentence, by rule and by model."""
        chances = self._chances(reading)
        taken: set[frozenset[str]] = set()
        said: set[tuple[str, str, str]] = set()
        for candidate in candidates:
            if not different_ends(candidate.source, candidate.target):
                continue
            chance = max((c.chance_of(candidate) for c in chances if c.is_of(candidate)), default=None)
            if _contradicted(candidate, chance):
                continue
            verdict = status_of(reading, candidate.trigger, candidate.relation, candidate.source.actor, candidate.target.actor)
            taken.add(frozenset({candidate.source.actor, candidate.target.actor}))
            if verdict.inner:
                continue
            said.add((candidate.source.actor, candidate.relation, candidate.target.actor))
            judged = _by_rule(candidate, verdict, chance)
            if judged.confidence >= self._least:
                yield judged
        for judged in self._by_model(reading, chances, taken | _companions(candidates), said):
            if judged.confidence >= self._least:
                yield judged

    # -- what only the model sees --------------------------------------------------------------------------------------

    def _chances(self, reading: Reading) -> list["_Scored"]:
        if self._pairs is None:
            return []
        mentions = mentions_of(reading)
        wanted = [
            (i, j)
            for i, a in enumerate(mentions)
            for j, b in enumerate(mentions)
            if may_relate(a, b) and (i != j or len(a.refs) > 1)
        ]
        if not wanted:
            return []
        scores = self._pairs.score(reading.tree.sentence.text, [m.span for m in mentions], wanted)
        return [_Scored(mentions[i], mentions[j], scores[i, j], i == j) for i, j in wanted if (i, j) in scores]

    def _by_model(
        self,
        reading: Reading,
        scored: Sequence["_Scored"],
        taken: set[frozenset[str]],
        said: set[tuple[str, str, str]],
    ) -> Iterator[Judged]:
        for one in sorted(scored, key=lambda s: -s.score.best()[1]):
            for relation, chance in one.score.over(NEW_PAIR)[:3]:
                trigger = self._word_at(reading, one.score.trigger)
                for source, target in one.pairs(relation_type(relation).symmetric):
                    known = frozenset({source.actor, target.actor}) in taken
                    key = (source.actor, relation, target.actor)
                    doubted = any(r.via[:1] in _DOUBT for r in (source, target))
                    if known and _turned(relation, source, target, said):
                        continue
                    if chance < max(MORE if known else NEW_PAIR, NEW_PAIR_DOUBTED if doubted else 0.0) or key in said:
                        continue
                    verdict = status_of(reading, trigger, relation, source.actor, target.actor)
                    if verdict.inner:
                        continue
                    if one.score.status in {"negated", "hypothetical"}:
                        verdict = strongest(verdict, Verdict(one.score.status))
                    said.add(key)
                    candidate = Candidate(source, relation, target, trigger, "model", 0.0)
                    why = f"model {chance:.2f} by “{reading.tree[trigger].text}”"
                    right = 0.45 + 0.4 * (chance - 0.85) if doubted else 0.42 + 0.7 * (chance - 0.6)
                    yield Judged(candidate, verdict.status, right, why)

    @staticmethod
    def _word_at(reading: Reading, span: Span) -> int:
        for word in reading.tree.words:
            if word.start < span[1] and word.end > span[0]:
                return word.index
        return 0


@dataclass(frozen=True, slots=True)
class _Scored:
    """A pair of mentions with what the model says of it; ``same`` when both are one mention of several actors."""

    source: Mention
    target: Mention
    score: PairScore
    same: bool

    def is_of(self, candidate: Candidate) -> bool:
        """Whether this is the pair of a candidate, in either direction."""
        a, b = candidate.source.actor, candidate.target.actor
        here, there = {r.actor for r in self.source.refs}, {r.actor for r in self.target.refs}
        return (a in here and b in there) or (b in here and a in there)

    def chance_of(self, candidate: Candidate) -> float:
        """The chance of a candidate, where this is its pair."""
        ends = [(candidate.source, candidate.target)]
        if relation_type(candidate.relation).symmetric:
            ends.append((candidate.target, candidate.source))
        for a, b in ends:
            if any(r.actor == a.actor for r in self.source.refs) and any(r.actor == b.actor for r in self.target.refs):
                return self.score.chance(candidate.relation)
        return 0.0

    def pairs(self, symmetric: bool) -> Iterator[tuple[Ref, Ref]]:
        """The actor pairs that the mention pair stands for."""
        for a in self.source.refs:
            for b in self.target.refs:
                if different_ends(a, b) and not (self.same and symmetric and b.actor < a.actor):
                    yield a, b


def _contradicted(candidate: Candidate, chance: float | None) -> bool:
    """Whether the model sees the pair and finds nothing of the kind where the rule was unsure itself."""
    return chance is not None and chance < CONTRADICTED and _doubt(candidate) >= IN_DOUBT


def _by_rule(candidate: Candidate, verdict: Verdict, chance: float | None) -> Judged:
    """A rule's edge, as sure as rules were where the model gave them this chance."""
    right = _RULE_ALONE
    why = candidate.rule + (f"; {verdict.status}: {verdict.reason}" if verdict.reason else "")
    if chance is not None:
        right = _between(_RULE_RIGHT, chance)
        if candidate.specific:
            right = max(right, _SPECIFIC_RIGHT)
        why += f"; model {chance:.2f}"
    return Judged(candidate, verdict.status, right * (1 - 1.6 * min(_doubt(candidate), 0.25)), why)


def _between(points: Sequence[tuple[float, float]], at: float) -> float:
    """The value at a place between points, by straight lines."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return points[-1][1]


def _turned(relation: str, source: Ref, target: Ref, said: set[tuple[str, str, str]]) -> bool:
    """Whether a rule read the same two the other way: "scrapped its tariffs" is no tariff."""
    sign = relation_type(relation).sign
    found = [relation_type(r).sign for a, r, b in said if a == source.actor and b == target.actor]
    return bool(found) and sign not in found


def _companions(candidates: Sequence[Candidate]) -> set[frozenset[str]]:
    """Actors who stand on one side of a deed ("Togo met Ghana and Benin": the last two); the deed is not between them."""
    sides: dict[tuple[int, str, bool], set[str]] = {}
    for c in candidates:
        sides.setdefault((c.trigger, c.relation, True), set()).add(c.source.actor)
        sides.setdefault((c.trigger, c.relation, False), set()).add(c.target.actor)
    return {frozenset({a, b}) for side in sides.values() for a in side for b in side if a != b}


def _doubt(candidate: Candidate) -> float:
    """What the way a candidate was found takes off the confidence."""
    return candidate.doubt + sum(_DOUBT.get(r.via[:1], 0.0) for r in (candidate.source, candidate.target))


def different_ends(source: Ref, target: Ref) -> bool:
    """Whether a relation may tie two references: two actors, or one state's rulers and its people, rebels, courts …"""
    if source.actor != target.actor:
        return True
    roles = {source.role, target.role}
    return None not in roles and len(roles) == 2 and not roles <= _STATE
