"""The rules: every relation that the words of a sentence state by a frame of the lexicon, and what they leave implied."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.coding.candidates import Candidate
from graph.coding.doers import Doers
from graph.coding.mentions import Reading, Ref
from graph.coding.nominals import NounMatcher
from graph.coding.predicates import lexicon
from graph.coding.speech import SpeechMatcher
from graph.coding.verbs import Opening, VerbMatcher
from graph.ontology import relation_type

#: With whom each actor dealt, sentence by sentence: what an implied party is read from.
Dealings = list[dict[str, tuple[Ref, ...]]]


class Rules:
    """Proposes relations by rule. Holds no state; what an article has said so far comes in as ``dealings``."""

    def __init__(self) -> None:
        words = lexicon()
        doers = Doers(words)
        self._verbs = VerbMatcher(words, doers)
        self._nouns = NounMatcher(words, doers)
        self._speech = SpeechMatcher(words)

    def propose(self, reading: Reading, dealings: Dealings) -> list[Candidate]:
        """The candidates of one sentence, in reading order; ``dealings`` grows by what this sentence says."""
        openings: list[Opening] = []
        candidates = list(self._stated(reading, openings))
        dealings.append(self._dealings(candidates))
        return candidates + [c for o in openings for c in self._filled(o, dealings)]

    @staticmethod
    def _dealings(candidates: Sequence[Candidate]) -> dict[str, tuple[Ref, ...]]:
        """With whom each actor of a sentence dealt in the last act that says so."""
        acts: dict[str, tuple[int, dict[str, Ref]]] = {}
        for c in candidates:
            ends = [(c.source, c.target)]
            if relation_type(c.relation).symmetric:
                ends.append((c.target, c.source))
            for a, b in ends:
                trigger, partners = acts.get(a.actor, (-1, {}))
                acts[a.actor] = (c.trigger, {**(partners if trigger == c.trigger else {}), b.actor: b})
        return {actor: tuple(partners.values()) for actor, (_, partners) in acts.items()}

    @staticmethod
    def _filled(opening: Opening, dealings: Sequence[dict[str, tuple[Ref, ...]]]) -> Iterator[Candidate]:
        """An act whose other party goes without saying: those its doer dealt with in this sentence or the one before."""
        for back, known in enumerate(reversed(dealings[-2:])):
            targets = [t for t in known.get(opening.agent.actor, ()) if t.actor != opening.agent.actor]
            for target in targets:
                span = target if not back else replace(target, start=opening.agent.start, end=opening.agent.end)
                yield Candidate(
                    opening.agent,
                    opening.frame.relation,
                    replace(span, via=f"“{target.actor}” implied"),
                    opening.index,
                    f"{opening.frame.title()} (implied)",
                    0.1 + 0.1 * back,
                )
            if targets:
                return

    def _stated(self, reading: Reading, openings: list[Opening]) -> Iterator[Candidate]:
        tree = reading.tree
        used: set[int] = set()
        paired: set[tuple[str, str]] = set()
        for word in tree.words:
            if word.upos in {"VERB", "AUX"} or (word.upos == "ADJ" and word.xpos in {"VBN", "VBG"}):
                found, objects, left = self._verbs.match(reading, word.index)
                openings += left
                if word.deprel == "acl:relcl" and word.head in objects:  # "revoked the tariffs that it had imposed"
                    found = self._nouns.undone(reading, word.head, found)
                if not any(c.relation == "mediates_between" for c in found):  # hosted talks are talks of the parties as well
                    used |= objects
                found += self._speech.obligation(reading, word.index)
                found += self._speech.ultimatum(reading, word.index)
                found += self._speech.own_threat(reading, word.index)
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
                yield from self._speech.undertaking(reading, word.index, paired)
