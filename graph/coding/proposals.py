"""Every relation that a rule or the learned model proposes for a sentence, and what speaks for each, in numbers with names.

Training of the judge and its use at run time build the numbers here, so that they cannot differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, log1p

from graph.coding.candidates import Candidate, different_ends
from graph.coding.mentions import Reading, Ref
from graph.coding.pairmodel import Encoded
from graph.coding.pairs import Mention, PairModel, PairScore, may_relate, mentions_of
from graph.coding.status import Verdict, status_of
from graph.model import Span
from graph.ontology import relation_type, relation_types

#: Below this chance the model alone proposes nothing.
FLOOR = 0.06
_EVEN = 0.5
_RELATIONS = tuple(relation_types())

#: What an act undoes ("lifted its embargo"): the model sees the noun, but it is over.
_UNDONE = {
    "concedes_to": frozenset({"sanctions", "coerces", "occupies", "rejects", "attacks", "cuts_ties_with"}),
    "makes_peace_with": frozenset({"attacks", "occupies", "coerces", "mobilises_against"}),
}

Key = tuple[str, str | None, str, str, str | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair of mentions with what the model says of it; ``same`` when both are one mention of several actors."""

    source: Mention
    target: Mention
    score: PairScore
    same: bool

    def pairs(self) -> Iterator[tuple[Ref, Ref]]:
        """The actor pairs that the mention pair stands for."""
        for a in self.source.refs:
            for b in self.target.refs:
                if different_ends(a, b):
                    yield a, b


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate with the model's view of it. ``chance`` is the model's, None where it has not seen the pair; ``rule`` is
    None where no rule proposes it; ``head`` is the status that the model sees."""

    candidate: Candidate
    rule: str | None
    chance: float | None
    verdict: Verdict
    head: str | None
    features: dict[str, float]


def scored(model: PairModel, reading: Reading, encoded: Encoded) -> list[Scored]:
    """What the model says of every pair of mentions that may be related."""
    mentions = mentions_of(reading)
    wanted = [
        (i, j) for i, a in enumerate(mentions) for j, b in enumerate(mentions) if may_relate(a, b) and (i != j or len(a.refs) > 1)
    ]
    if not wanted:
        return []
    scores = model.score(encoded, [m.span for m in mentions], wanted)
    return [Scored(mentions[i], mentions[j], scores[i, j], i == j) for i, j in wanted if (i, j) in scores]


def proposals(reading: Reading, candidates: Sequence[Candidate], scored: Sequence[Scored]) -> list[Proposal]:
    """What is proposed for a sentence: by rules first, in their order, then by the model alone, likeliest first."""
    seen = _Seen(scored)
    ruled: dict[Key, Candidate] = {}
    for c in candidates:
        if different_ends(c.source, c.target):
            known = ruled.get(_key(c))
            if known is None or c.doubt < known.doubt:
                ruled[_key(c)] = c
    context = _Context(reading, list(ruled.values()), seen)
    found = [context.proposal(c, c.rule) for c in ruled.values()]
    said = {(c.source.actor, c.relation, c.target.actor) for c in ruled.values()}
    said |= {(b, r, a) for a, r, b in said if relation_type(r).symmetric}
    by_rule: dict[tuple[str, str], list[str]] = {}
    for c in ruled.values():
        by_rule.setdefault((c.source.actor, c.target.actor), []).append(c.relation)
    alone = sorted(seen.best.items(), key=lambda item: (-item[1].chance, item[0]))
    for (a, relation, b), one in alone:
        if (a, relation, b) in said or one.chance < FLOOR or any(relation in _UNDONE.get(r, ()) for r in by_rule.get((a, b), ())):
            continue
        said.add((a, relation, b))
        if relation_type(relation).symmetric:
            said.add((b, relation, a))
        if one.members and seen.with_others(relation, one.members):
            continue
        trigger = _word_at(reading, one.trigger)
        found.append(context.proposal(Candidate(one.source, relation, one.target, trigger, "model", 0.0), None))
    return found


def _key(candidate: Candidate) -> Key:
    a, b = candidate.ends
    return a.actor, a.role, candidate.relation, b.actor, b.role


@dataclass(frozen=True, slots=True)
class _Best:
    """The likeliest pair of mentions for a relation of two actors."""

    chance: float
    source: Ref
    target: Ref
    trigger: Span
    status: str
    members: frozenset[str]  # of the one mention that both are part of; none where they are two mentions


class _Seen:
    """The model's best chance of every relation between actors, whatever mentions of theirs say so."""

    def __init__(self, scored: Sequence[Scored]) -> None:
        self.best: dict[tuple[str, str, str], _Best] = {}
        self.actors: set[tuple[str, str]] = set()
        for one in scored:
            members = frozenset(r.actor for r in one.source.refs) if one.same else frozenset[str]()
            for a, b in one.pairs():
                self.actors.add((a.actor, b.actor))
                for relation, chance in zip(_RELATIONS, one.score.chances.tolist(), strict=True):
                    if chance < 0.01:
                        continue
                    key = (a.actor, relation, b.actor)
                    if key not in self.best or self.best[key].chance < chance:
                        self.best[key] = _Best(chance, a, b, one.score.trigger, one.score.status, members)

    def of(self, a: str, relation: str, b: str) -> _Best | None:
        """The best of a relation, in either direction where it has none."""
        found = self.best.get((a, relation, b))
        if found is None and relation_type(relation).symmetric:
            found = self.best.get((b, relation, a))
        return found

    def with_others(self, relation: str, members: frozenset[str]) -> bool:
        """Whether those of one mention more likely than not have this relation with somebody else: then it is not among
        themselves ("ECOWAS is at odds with the juntas")."""
        return any(
            one.chance > _EVEN and r == relation and len({a, b} & members) == 1 and not one.members
            for (a, r, b), one in self.best.items()
        )

    def rival(self, a: str, relation: str, b: str) -> float:
        """The best chance of another relation of the same two, same direction."""
        return max((o.chance for r in _RELATIONS if r != relation and (o := self.best.get((a, r, b)))), default=0.0)


class _Context:
    """What a sentence as a whole says for and against each of its proposals."""

    def __init__(self, reading: Reading, ruled: Sequence[Candidate], seen: _Seen) -> None:
        self._reading = reading
        self._seen = seen
        self._ruled = ruled
        self._sides: dict[tuple[int, str, bool], set[str]] = {}
        for c in ruled:
            self._sides.setdefault((c.trigger, c.relation, True), set()).add(c.source.actor)
            self._sides.setdefault((c.trigger, c.relation, False), set()).add(c.target.actor)
        self._companions = {frozenset({a, b}) for side in self._sides.values() for a in side for b in side if a != b}

    def proposal(self, c: Candidate, rule: str | None) -> Proposal:
        a, b = c.source.actor, c.target.actor
        best = self._seen.of(a, c.relation, b)
        met = (a, b) in self._seen.actors or (b, a) in self._seen.actors
        chance = (best.chance if best else 0.0) if met else None
        verdict = status_of(self._reading, c.trigger, c.relation, a, b)
        numbers = self._numbers(c, rule, chance, best, verdict)
        return Proposal(c, rule, chance, verdict, best.status if best else None, {name: float(n) for name, n in numbers if n})

    def _numbers(
        self, c: Candidate, rule: str | None, chance: float | None, best: _Best | None, verdict: Verdict
    ) -> Iterator[tuple[str, float]]:
        a, b = c.source.actor, c.target.actor
        kind = relation_type(c.relation)
        odds = _odds(chance) if chance is not None else 0.0
        by = "rule" if rule is not None else "model"
        rival = self._seen.rival(a, c.relation, b)
        yield by, 1.0
        yield f"{by}: odds", odds
        yield f"{by}: odds over 0", max(odds, 0.0)
        yield f"{by}: odds over 0.4", max(odds - 0.4, 0.0)
        if rule is not None:
            yield from (("unseen", chance is None), ("specific", c.specific), ("doubt", c.doubt), ("implied", "implied" in rule))
            yield f"rule by {rule.split(' ')[0]}", 1.0
            yield "same trigger", best is not None and _word_at(self._reading, best.trigger) == c.trigger
        yield "rival's odds", _odds(rival)
        yield "likeliest", (chance or 0.0) >= rival
        if not kind.symmetric:
            back = self._seen.best.get((b, c.relation, a))
            yield "other way", back.chance if back else 0.0
            yield (
                "ruled the other way",
                any((o.source.actor, o.relation, o.target.actor) == (b, c.relation, a) for o in self._ruled),
            )
        others = [o for o in self._ruled if {o.source.actor, o.target.actor} == {a, b} and o.relation != c.relation]
        yield "another of its class", any(_class(o) == kind.plover for o in others)
        yield "another of its sign", any(_class(o) != kind.plover and _sign(o) == kind.sign for o in others)
        yield "another sign", any(_sign(o) != kind.sign for o in others)
        yield "companions", rule is None and frozenset({a, b}) in self._companions
        for end, ref in (("source", c.source), ("target", c.target)):
            yield f"{end} unsure", 1 - ref.sure
            yield f"{end} referred to", ref.via[:1] == "“"
            yield f"{end} bare", ref.via[:1] == "~"
            yield f"{end} loose", ref.via.endswith(", of")
            yield f"{end} a place", ref.place
            yield f"{end} an adjective", ref.via == "adjective"
        yield f"status {verdict.status}", verdict.status != "occurred"
        if best:
            yield f"seen {best.status}", best.status != "occurred"
            yield "one mention" if kind.symmetric else "one mention, one way", bool(best.members)
        yield "domestic", a == b
        yield "words", log1p(len(self._reading.tree.words)) / 4
        yield "actors", log1p(len({r for pair in self._seen.actors for r in pair})) / 2
        yield "apart", min(abs(c.source.start - c.target.start), 200) / 100


def _class(candidate: Candidate) -> str:
    return relation_type(candidate.relation).plover


def _sign(candidate: Candidate) -> str:
    return relation_type(candidate.relation).sign


def _odds(chance: float) -> float:
    """The logarithm of the odds, between −1 and 1.25 (a fifth of it, cut)."""
    inside = min(max(chance, 0.0067), 0.998)
    return log(inside / (1 - inside)) / 5


def _word_at(reading: Reading, span: Span) -> int:
    for word in reading.tree.words:
        if word.start < span[1] and word.end > span[0]:
            return word.index
    return 0
