"""The coder: articles in, edges out. Deterministic: the same text, day, model and register give the same edges."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from graph.actors.names import NameFinder, cues
from graph.actors.register import Register
from graph.coding.candidates import Candidate
from graph.coding.discourse import Discourse, Resolver
from graph.coding.judge import LEAST, Judge, Judged
from graph.coding.memory import Memory
from graph.coding.mentions import People, Reading, Ref
from graph.coding.newcomers import newcomers
from graph.coding.pairmodel import Encoded
from graph.coding.pairs import Classified, PairModel, mentions_of
from graph.coding.rules import Dealings, Rules
from graph.coding.syntax import Tree
from graph.coding.when import date_edge
from graph.language import Document, Parser
from graph.model import Coding, Edge, Party, Span


class Coder:
    """Codes articles into relations. Holds no state between articles; one instance serves many threads."""

    def __init__(self, parser: Parser, register: Register, pairs: PairModel | None = None, least: float = LEAST):
        self.register = register
        self._parser = parser
        self._names = NameFinder(register)
        self._rules = Rules()
        self._pairs = pairs
        self._judge = Judge(pairs, least)

    @classmethod
    def load(cls, threads: int = 1, least: float = LEAST) -> "Coder":
        """The coder with the models and the register that ship with the package. Edges under the confidence ``least``
        (0…1) are not coded. Raises :class:`graph.errors.LanguageError` when a model file is absent or damaged."""
        return cls(Parser.load(threads), Register.load(), PairModel.load(threads), least)

    def code(self, text: str, day: date | None = None) -> Coding:
        """Codes a raw text that was published on ``day``."""
        return self.code_document(self._parser.parse(text), day)

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """Codes a text that is already split into sentences, which are kept as they are."""
        return self.code_document(self._parser.parse_sentences(sentences), day)

    def classify_pair(self, sentence: str, source: Span, target: Span) -> Classified | None:
        """The relation that fits a given pair of mentions best, with its PLOVER class and its share; None when a span
        holds no words. Raises :class:`ValueError` when the coder was made without a pair model."""
        if self._pairs is None:
            raise ValueError("this coder was made without a pair model; use Coder.load()")
        return self._pairs.classify(sentence, source, target)

    def code_document(self, document: Document, day: date | None = None) -> Coding:
        """Codes a parsed text."""
        memory: Memory | None = None

        def remembered(readings: Sequence[Reading]) -> Memory | None:
            nonlocal memory
            memory = Memory(self._pairs, readings) if self._pairs else None
            return memory

        edges: list[Edge] = []
        for number, (reading, proposed) in enumerate(self.read(document, day, remembered)):
            encoded = memory.sentences[number] if memory else None
            edges.extend(self._edges(reading, proposed, number, day, encoded))
        return Coding(tuple(s.text for s in document.sentences), tuple(edges))

    def mentions(self, sentences: Sequence[str], day: date | None = None) -> tuple[tuple[Party, ...], ...]:
        """For each sentence the actors that its words stand for, in reading order, once pronouns and descriptions are
        resolved: what the coder relates, related or not. A plural ("both sides") gives a party for each actor."""
        document = self._parser.parse_sentences(sentences)
        read = self.read(document, day, lambda readings: Memory(self._pairs, readings) if self._pairs else None)
        return tuple(tuple(self._party(r, reading.people) for m in mentions_of(reading) for r in m.refs) for reading, _ in read)

    def read(
        self, document: Document, day: date | None, resolver_of: Callable[[Sequence[Reading]], Resolver | None]
    ) -> Iterator[tuple[Reading, list[Candidate]]]:
        """Each sentence as read in its article, coreference resolved, with what the rules propose. The resolver is made
        from the article's readings before coreference."""
        readings = self.readings(document, day)
        discourse = Discourse(resolver_of(readings))
        dealings: Dealings = []
        for reading in readings:
            discourse.read(reading)
            proposed = self._rules.propose(reading, dealings)
            discourse.history.tell(proposed)
            yield reading, proposed

    def readings(self, document: Document, day: date | None) -> list[Reading]:
        """The sentences of a text, each with whom its names mean; coreference is still to come."""
        people = People(decided=cues(" ".join(s.text for s in document.sentences)))
        readings = [Reading(Tree(s), self.register, self._names, people, day) for s in document.sentences]
        new = newcomers(document.sentences, [r.matches for r in readings])
        people.groups = new.names
        for reading in readings if new.names else ():
            for match in new.find(reading.tree.sentence.text):
                reading.place(match)
        return readings

    def _edges(
        self, reading: Reading, proposed: Sequence[Candidate], number: int, day: date | None, encoded: Encoded | None
    ) -> Iterator[Edge]:
        best: dict[tuple[str, str | None, str, str, str | None], Edge] = {}
        for judged in self._judge.decide(reading, proposed, encoded):
            edge = self._edge(reading, judged, number, day)
            key = (edge.source.actor, edge.source.role, edge.relation, edge.target.actor, edge.target.role)
            if key not in best or edge.confidence > best[key].confidence:
                best[key] = edge
        yield from sorted(best.values(), key=lambda e: (e.trigger, e.id, e.source.role or "", e.target.role or ""))

    def _edge(self, reading: Reading, judged: Judged, number: int, day: date | None) -> Edge:
        candidate, status, why = judged.candidate, judged.status, judged.why
        source, target = candidate.ends
        word = reading.tree[candidate.trigger]
        when = date_edge(reading.tree, candidate.trigger, status, day)
        why += "".join(f"; {r.actor} by {r.via}" for r in (source, target))
        return Edge(
            source=self._party(source, reading.people),
            relation=candidate.relation,
            target=self._party(target, reading.people),
            status=status,
            sentence=number,
            char_start=min(source.start, target.start, word.start),
            char_end=max(source.end, target.end, word.end),
            trigger=(word.start, word.end),
            confidence=round(min(0.99, max(0.05, judged.confidence)), 3),
            why=why,
            day=when.day,
            precision=when.precision,
            day_known=when.known,
            alternatives=judged.alternatives,
        )

    def _party(self, ref: Ref, people: People) -> Party:
        actor = self.register.actors.get(ref.actor)
        name = actor.name if actor else people.groups.get(ref.actor, ref.actor)
        return Party(ref.actor, name, ref.role, actor.country if actor else None, (ref.start, ref.end))
