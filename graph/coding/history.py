"""What an article has mentioned and told so far, and whom a description may mean by it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from graph.coding.candidates import Candidate
from graph.coding.mentions import Ref
from graph.coding.nouns import nouns
from graph.coding.predicates import lexicon
from graph.coding.words import words
from graph.ontology import relation_type

#: Sentences back that a pronoun, and a description, may reach.
REACH, FAR = 3, 6
KINDS = {kind: words("history", kind) for kind in ("kingdom", "emirate", "island")}
ANY_DEED = words("history", "any_deed")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A mention in the running article."""

    refs: tuple[Ref, ...]
    sentence: int
    word: int
    subject: bool
    plural: bool
    person: bool
    clause: int
    lemma: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that the article has told: who did what, in which sentence."""

    doer: Ref
    relation: str
    other: Ref
    sentence: int


class History:
    """The mentions and deeds of one article, in order."""

    def __init__(self) -> None:
        self.mentions: list[Mentioned] = []
        self.deeds: list[Deed] = []
        self.count: Counter[str] = Counter()
        self.sentence = -1
        self._nouns = nouns()

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """Keeps what the rules found in the present sentence."""
        self.deeds.extend(Deed(c.source, c.relation, c.target, self.sentence) for c in candidates)

    def _back(self, sentence: int) -> int:
        return self.sentence - sentence

    def last(self, among: Callable[[Ref], bool], reach: int = FAR) -> tuple[Ref, ...]:
        """The latest actor of a kind."""
        for mention in reversed(self.mentions):
            if self._back(mention.sentence) > reach:
                break
            found = tuple(r for r in mention.refs if among(r))
            if found:
                return found[:1]
        return ()

    def person(self, lemma: str) -> tuple[Ref, ...]:
        """The person last called by the same word, else the last person of a government."""
        for same_word in (True, False):
            for mention in reversed(self.mentions):
                if self._back(mention.sentence) > FAR:
                    break
                if mention.person and (mention.lemma == lemma if same_word else mention.refs[0].role == "GOV"):
                    return mention.refs
        return ()

    def home(self, among: Callable[[Ref], bool], decay: float = 1.0) -> tuple[Ref, ...]:
        """The country that a bare description means: much spoken of, lately."""
        scores: dict[str, float] = {}
        latest: dict[str, Ref] = {}
        for mention in self.mentions:
            back = self._back(mention.sentence)
            for ref in mention.refs:
                if among(ref):
                    scores[ref.actor] = scores.get(ref.actor, 0.0) + 1.0 / (1 + decay * back)
                    latest[ref.actor] = ref
        if not scores:
            return ()
        return (latest[max(scores, key=lambda a: (scores[a], a))],)

    def kind(self, lemma: str) -> tuple[Ref, ...]:
        """The latest country of a kind that its word names: a kingdom, an emirate, an island."""
        known = KINDS.get(lemma)
        return self.last(lambda r: r.actor in known) if known else ()

    def pair(self, apart: frozenset[str], states: bool) -> tuple[Ref, ...]:
        """The two actors that "both" or "the two sides" means: the dyad that the article is about.

        ``apart`` are actors of the same clause, who cannot be among them; ``states`` asks for countries only.
        """
        scores: dict[str, float] = {}
        latest: dict[str, Ref] = {}
        for mention in self.mentions:
            back = self._back(mention.sentence)
            if back > REACH + 2:
                continue
            fitting = [r for r in mention.refs if r.actor not in apart and not (states and ":" in r.actor)]
            bonus = 1.5 if len({r.actor for r in fitting}) == 2 == len({r.actor for r in mention.refs}) else 1.0
            for ref in fitting:
                weight = bonus * (0.5 if ref.place else 1.0) / (1 + 0.7 * back)
                scores[ref.actor] = scores.get(ref.actor, 0.0) + weight
                latest[ref.actor] = ref
        for deed in self.deeds:
            back = self._back(deed.sentence)
            ends = {deed.doer.actor, deed.other.actor}
            if back <= REACH + 2 and not ends & apart and ends <= scores.keys():
                for actor in ends:
                    scores[actor] += 0.5 / (1 + 0.7 * back)
        best = sorted(scores, key=lambda a: (-scores[a], a))[:2]
        return tuple(latest[a] for a in best)

    def group(self, number: int) -> tuple[Ref, ...]:
        """The latest group of so many actors named together (any number over one when ``number`` is 0)."""
        for mention in reversed(self.mentions):
            if self._back(mention.sentence) > REACH + 3:
                break
            size = len({r.actor for r in mention.refs})
            if size == number or (not number and size > 1):
                return mention.refs
        if not number:
            return ()
        found: dict[str, Ref] = {}
        for mention in reversed(self.mentions):
            if self._back(mention.sentence) > 2:
                break
            for ref in mention.refs:
                if not ref.place and ":" not in ref.actor:
                    found.setdefault(ref.actor, ref)
        return tuple(found.values()) if len(found) == number else ()

    def doer(self, lemma: str, apart: frozenset[str]) -> tuple[Ref, ...]:
        """Who did the deed that a definite noun recalls ("the attack", "the demand", "the move"): the latest that fits."""
        frames = lexicon().nouns.get(lemma, ())
        wanted = {f.relation for f in frames}
        anything = lemma in ANY_DEED
        if not wanted and not anything:
            return ()
        for deed in reversed(self.deeds):
            if self._back(deed.sentence) > REACH:
                break
            if (anything and not wanted) or deed.relation in wanted or _alike(deed.relation, wanted):
                both = (deed.doer, deed.other) if relation_type(deed.relation).symmetric else (deed.doer,)
                found = tuple(r for r in both if r.actor not in apart)
                if found:
                    return found
        return ()


def _alike(relation: str, wanted: Iterable[str]) -> bool:
    """Whether a relation is of the same class as one of the others: a raid may have been coded as a seizure."""
    classes = {relation_type(w).plover for w in wanted}
    mine = relation_type(relation).plover
    return mine in classes or (mine in {"ASSAULT", "COERCE"} and bool(classes & {"ASSAULT", "COERCE"}))
