"""The coder: articles in, edges out. Deterministic: the same text, day, model and register give the same edges."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from graph.actors.names import NameFinder, cues
from graph.actors.register import Register
from graph.coding.candidates import Candidate
from graph.coding.discourse import Discourse
from graph.coding.mentions import People, Reading, Ref
from graph.coding.nominals import NounMatcher
from graph.coding.predicates import lexicon
from graph.coding.status import status_of
from graph.coding.syntax import Tree
from graph.coding.verbs import Doers, Opening, VerbMatcher
from graph.language import Document, Parser
from graph.model import Coding, Edge, Party
from graph.ontology import relation_type

_BASE = 0.8
#: What coreference, and a role that no country is attached to, take off the confidence.
_DOUBT = {"“": 0.08, "~": 0.2}


class Coder:
    """Codes articles into relations. Holds no state between articles; one instance serves many threads."""

    def __init__(self, parser: Parser, register: Register):
        self.register = register
        self._parser = parser
        self._names = NameFinder(register)
        words = lexicon()
        doers = Doers(words)
        self._verbs = VerbMatcher(words, doers)
        self._nouns = NounMatcher(words, doers)

    @classmethod
    def load(cls, threads: int = 1) -> "Coder":
        """The coder with the model and register that ship with the package."""
        return cls(Parser.load(threads), Register.load())

    def code(self, text: str, day: date | None = None) -> Coding:
        """Codes a raw text that was published on ``day``."""
        return self._code(self._parser.parse(text), day)

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """Codes a text that is already split into sentences, which are kept as they are."""
        return self._code(self._parser.parse_sentences(sentences), day)

    def _code(self, document: Document, day: date | None) -> Coding:
        people = People(decided=cues(" ".join(s.text for s in document.sentences)))
        discourse = Discourse()
        dealings: list[dict[str, Ref]] = []
        edges: list[Edge] = []
        for number, sentence in enumerate(document.sentences):
            reading = Reading(Tree(sentence), self.register, self._names, people, day)
            discourse.read(reading)
            edges.extend(self._edges(reading, number, day, dealings))
        return Coding(tuple(s.text for s in document.sentences), tuple(edges))

    def _edges(self, reading: Reading, number: int, day: date | None, dealings: list[dict[str, Ref]]) -> Iterator[Edge]:
        best: dict[tuple[str, str | None, str, str, str | None], Edge] = {}
        openings: list[Opening] = []
        candidates = list(self._propose(reading, openings))
        dealings.append(self._dealings(candidates))
        candidates += [c for o in openings for c in self._filled(o, dealings)]
        for candidate in candidates:
            edge = self._edge(reading, candidate, number, day)
            if edge is None:
                continue
            key = (edge.source.actor, edge.source.role, edge.relation, edge.target.actor, edge.target.role)
            if key not in best or edge.confidence > best[key].confidence:
                best[key] = edge
        yield from sorted(best.values(), key=lambda e: (e.trigger, e.id, e.source.role or "", e.target.role or ""))

    @staticmethod
    def _dealings(candidates: Sequence[Candidate]) -> dict[str, Ref]:
        """With whom each actor of a sentence dealt, the last one named."""
        found: dict[str, Ref] = {}
        for c in candidates:
            found[c.source.actor] = c.target
            if relation_type(c.relation).symmetric:
                found[c.target.actor] = c.source
        return found

    @staticmethod
    def _filled(opening: Opening, dealings: Sequence[dict[str, Ref]]) -> Iterator[Candidate]:
        """An act whose other party goes without saying: the one its doer dealt with in this sentence or the one before."""
        for back, known in enumerate(reversed(dealings[-2:])):
            target = known.get(opening.agent.actor)
            if target and target.actor != opening.agent.actor:
                span = target if not back else replace(target, start=opening.agent.start, end=opening.agent.end)
                yield Candidate(
                    opening.agent,
                    opening.frame.relation,
                    replace(span, via=f"“{target.actor}” implied"),
                    opening.index,
                    opening.index,
                    f"{opening.frame.title()} (implied)",
                    0.1 + 0.1 * back,
                )
                return

    def _propose(self, reading: Reading, openings: list[Opening]) -> Iterator[Candidate]:
        tree = reading.tree
        used: set[int] = set()
        paired: set[tuple[str, str]] = set()
        for word in tree.words:
            if word.upos in {"VERB", "AUX"} or (word.upos == "ADJ" and word.xpos in {"VBN", "VBG"}):
                found, objects, left = self._verbs.match(reading, word.index)
                openings += left
                used |= objects
                found += self._verbs.obligation(reading, word.index)
                found += self._verbs.ultimatum(reading, word.index)
                paired.update((c.source.actor, c.target.actor) for c in found)
                yield from found
        for word in tree.words:
            if word.upos in {"NOUN", "PROPN"} and word.index not in used:
                yield from self._nouns.match(reading, word.index)
            elif word.upos == "ADJ":
                yield from self._nouns.adjective(reading, word.index)
            if word.upos in {"VERB", "ADJ", "NOUN"}:
                yield from self._nouns.hyphen(reading, word.index)
        for word in tree.words:
            if word.upos == "VERB":
                yield from self._verbs.undertaking(reading, word.index, paired)

    def _edge(self, reading: Reading, candidate: Candidate, number: int, day: date | None) -> Edge | None:
        source, target = candidate.source, candidate.target
        if source.actor == target.actor and (source.role == target.role or not source.role or not target.role):
            return None
        verdict = status_of(reading, candidate.trigger, candidate.relation, source.actor, target.actor)
        if verdict.inner:
            return None
        word = reading.tree[candidate.trigger]
        doubt = candidate.doubt + sum(_DOUBT.get(r.via[:1], 0.0) for r in (source, target))
        if relation_type(candidate.relation).symmetric and target.actor < source.actor:
            source, target = target, source
        why = candidate.rule + (f"; {verdict.status}: {verdict.reason}" if verdict.reason else "")
        why += "".join(f"; {r.actor} by {r.via}" for r in (source, target))
        starts = [source.start, target.start, word.start]
        ends = [source.end, target.end, word.end]
        return Edge(
            source=self._party(source),
            relation=candidate.relation,
            target=self._party(target),
            status=verdict.status,
            sentence=number,
            char_start=min(starts),
            char_end=max(ends),
            trigger=(word.start, word.end),
            confidence=round(max(0.05, _BASE - doubt), 3),
            why=why,
            day=day,
        )

    def _party(self, ref: Ref) -> Party:
        actor = self.register.actors.get(ref.actor)
        name = actor.name if actor else ref.actor.split(":", 1)[-1].replace("_", " ").title()
        return Party(ref.actor, name, ref.role, actor.country if actor else None, (ref.start, ref.end))
