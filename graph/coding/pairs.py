"""Learned relations: every ordered pair of actor mentions of a sentence scored against every relation, in one pass."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.coding.anaphora import PLURAL, Question
from graph.coding.mentions import Reading, Ref
from graph.coding.pairmodel import Encoded, PairNetwork, Pieces, cut, marks, pooling
from graph.coding.syntax import Tree
from graph.language.network import MODEL_FOLDER
from graph.model import Span
from graph.ontology import Status, relation_types

#: Roles under which a state's own people act against or for their state.
_DOMESTIC = frozenset({"REB", "COP", "MIL", "OPP", "JUD", "LEG", "CVL", "MED", "REF", "BUS"})
#: Below this the model leaves it to the rules whom a word means, where they know; and how sure it must be that nobody is.
SURE, NOBODY = 0.6, 0.8
_TOGETHER = frozenset({"between", "among", "amongst", "of", "both"})
_MOST_MENTIONS = 40  # a sentence with more is a list; pairs grow with the square


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters ``start`` to ``end`` of a sentence that stand for one actor or for several at once ("both sides").
    ``listed`` is the first word of the list of objects that the mention belongs to ("with Chad, Mali and Niger"), if any."""

    start: int
    end: int
    refs: tuple[Ref, ...]
    listed: int | None = None

    @property
    def span(self) -> Span:
        """The characters of the sentence."""
        return self.start, self.end


def mentions_of(reading: Reading) -> tuple[Mention, ...]:
    """The mentions of a read sentence, in reading order; a span inside a wider one of the same actors is left out."""
    found: dict[Span, dict[tuple[str, str | None], Ref]] = {}
    heads: dict[Span, int] = {}
    for word in reading.tree.words:
        for ref in reading.own(word.index):
            span = (ref.start, ref.end)
            found.setdefault(span, {}).setdefault((ref.actor, ref.role), ref)
            if span not in heads or reading.tree[heads[span]].head == word.index:
                heads[span] = word.index
    actors = {span: {r.actor for r in refs.values()} for span, refs in found.items()}
    kept = [
        Mention(span[0], span[1], tuple(refs.values()), _listed(reading.tree, heads[span]))
        for span, refs in sorted(found.items())
        if not any(
            other != span and other[0] <= span[0] and span[1] <= other[1] and actors[span] <= actors[other] for other in found
        )
    ]
    return tuple(kept[:_MOST_MENTIONS])


def _listed(tree: Tree, index: int) -> int | None:
    """The first word of the list that a word stands in, where the list is acted on or accompanies: its members have
    nothing to do with one another by that. Subjects, and what stands after "between" or "of", may well have."""
    top = index
    while tree[top].deprel == "conj" and tree[top].head >= 0:
        top = tree[top].head
    if top == index and not tree.conjuncts(index):
        return None
    place = tree[top].deprel
    if place in {"obj", "iobj"}:
        return top
    if place.startswith(("obl", "nmod")) and place != "nmod:poss":
        return None if _TOGETHER & set(tree.cases(top)) or not tree.cases(top) else top
    return None


def different(a: Ref, b: Ref) -> bool:
    """Whether two references are two actors: other identifiers, or roles that part a state from its people."""
    if a.actor != b.actor:
        return True
    return a.role != b.role and bool({a.role, b.role} & _DOMESTIC)


def may_relate(a: Mention, b: Mention) -> bool:
    """Whether some actor of one mention can be tied to some actor of the other (or, for one mention, to its own other)."""
    if a.listed is not None and a.listed == b.listed and a.span != b.span:
        return False
    return any(different(x, y) for x in a.refs for y in b.refs)


@dataclass(frozen=True, slots=True)
class PairScore:
    """What the model says of one ordered pair. ``chances[r]`` is relation r against no relation at all, 0…1;
    ``shares[r]`` its share of all relations, summing to 1; ``status`` the likeliest status, ``planned`` the chance of that
    status; ``trigger`` the word that speaks most for the relation."""

    source: int
    target: int
    chances: NDArray[np.float64]
    shares: NDArray[np.float64]
    status: Status
    planned: float
    trigger: Span

    def best(self) -> tuple[str, float]:
        """The likeliest relation and its chance."""
        at = int(self.chances.argmax())
        return _NAMES[at], float(self.chances[at])

    def over(self, threshold: float) -> list[tuple[str, float]]:
        """The relations of at least that chance, likeliest first."""
        order = np.argsort(-self.chances, kind="stable")
        return [(_NAMES[i], float(self.chances[i])) for i in order if self.chances[i] >= threshold]

    def chance(self, relation: str) -> float:
        """The chance of one relation."""
        return float(self.chances[_NAMES.index(relation)])


@dataclass(frozen=True, slots=True)
class Classified:
    """The class that fits a given pair best, that class's likeliest relation, and the class's share of all classes."""

    relation: str
    plover: str
    confidence: float


_NAMES: tuple[str, ...] = tuple(relation_types())
_SYMMETRIC = np.array([t.symmetric for t in relation_types().values()])
_CLASSES: tuple[str, ...] = tuple(dict.fromkeys(t.plover for t in relation_types().values()))
#: PLOVER's class of each relation where a pair is given. A signed accord is CAMEO 057 and thus SUPPORT there; the ontology
#: files it under AGREE, as a relation that binds both.
_GIVEN: tuple[str, ...] = tuple("SUPPORT" if n == "signs_agreement_with" else t.plover for n, t in relation_types().items())
#: What is weighed as one: conceding and retreating were one class, to yield, and a sentence may mean both.
_GROUP = np.array([_CLASSES.index("CONCEDE" if c == "RETREAT" else c) for c in _GIVEN])
_COOPERATIVE = np.array([t.plover in {"CONSULT", "COOPERATE", "AID", "CONCEDE", "RETREAT"} for t in relation_types().values()])
_AGREES = _NAMES.index("agrees_with")


def classified(relation: str, status: Status, confidence: float) -> Classified:
    """A relation that somebody else than the model named for a given pair, under the class that such pairs go by."""
    if status == "planned" and _COOPERATIVE[_NAMES.index(relation)]:
        relation = "agrees_with"
    return Classified(relation, _GIVEN[_NAMES.index(relation)], confidence)


class PairModel:
    """The relation model. Holds no state between sentences; one instance serves many threads."""

    def __init__(self, network: PairNetwork) -> None:
        self._network = network

    @classmethod
    def load(cls, threads: int = 1, folder: Path = MODEL_FOLDER) -> "PairModel":
        """The model that ships with the package. Raises LanguageError when its files are absent."""
        return cls(PairNetwork(folder, threads))

    def read(self, sentences: Sequence[tuple[str, Sequence[Span], Sequence[Span]]]) -> list[Encoded]:
        """An article's sentences encoded, each given with the characters that name actors and those that ask whom they mean.

        One where neither is, and those of an article that names nobody, are encoded if they are asked about, which is rare.
        """
        cuts = [cut(text, self._network.vocabulary) for text, _, _ in sentences]
        marked = [(pieces, marks(pieces, *spans)) for pieces, (_, *spans) in zip(cuts, sentences, strict=True)]
        somebody = any(naming for _, naming, _ in sentences)
        now = [k for k, (_, naming, asking) in enumerate(sentences) if somebody and (naming or asking)]
        states = dict(zip(now, self._network.encode([marked[k] for k in now]), strict=True))

        def later(one: tuple[Pieces, NDArray[np.int64]]) -> Callable[[], NDArray[np.float32]]:
            return lambda: self._network.encode([one])[0]

        return [Encoded(pieces, states[k] if k in states else later(marked[k])) for k, pieces in enumerate(cuts)]

    def score(
        self, encoded: Encoded, mentions: Sequence[Span], pairs: Iterable[tuple[int, int]] | None = None
    ) -> dict[tuple[int, int], PairScore]:
        """Every ordered pair of mention numbers (or those of ``pairs``) with its scores; pairs whose mention lies beyond
        the model's longest sentence are left out. A mention is paired with itself only where ``pairs`` asks for it."""
        if not mentions:
            return {}
        pool = pooling(encoded.pieces, mentions)
        logits, status, attention = self._network.relate(encoded.states, pool)
        seen = (pool.sum(1) > 0).tolist()
        wanted = pairs if pairs is not None else [(i, j) for i in range(len(mentions)) for j in range(len(mentions)) if i != j]
        spans = np.array(encoded.pieces.spans)
        among = [(spans[:, 0] < span[1]) & (spans[:, 1] > span[0]) for span in mentions]
        return {
            (i, j): self._score(i, j, logits, status, attention, encoded.pieces, ~(among[i] | among[j]))
            for i, j in wanted
            if seen[i] and seen[j]
        }

    def answer(self, asked: Question, sentences: Sequence[Encoded]) -> list[tuple[int, float]] | None:
        """Which options of a question are meant, by number, and how sure that is; ``sentences`` are those of the article so
        far. None where the question, or every option, lies beyond the model's longest sentence."""
        own = sentences[asked.sentence]
        if not own.pieces.inside(asked.span):
            return None
        if not asked.options:
            return []
        word = own.vector(asked.span)
        vectors = np.stack([sentences[o.sentence].vector(o.span) for o in asked.options])
        if not vectors.any():
            return None
        features = np.array([o.features for o in asked.options], np.float32)
        scores, nobody = self._network.answer(word, asked.features, vectors, features)
        return choose(asked, scores, nobody)

    def _score(
        self,
        i: int,
        j: int,
        logits: NDArray[np.float32],
        status: NDArray[np.float32],
        attention: NDArray[np.float32],
        pieces: Pieces,
        outside: NDArray[np.bool_],
    ) -> PairScore:
        there, back = logits[i, j].astype(np.float64), logits[j, i].astype(np.float64)
        over = there[:-1] - there[-1]
        over = np.where(_SYMMETRIC, (over + back[:-1] - back[-1]) / 2, over)
        raw = np.where(_SYMMETRIC, (there[:-1] + back[:-1]) / 2, there[:-1])
        shares = np.exp(raw - raw.max())
        at = attention[i, j].copy()
        at[[0, -1]] = 0
        free = at * outside
        where = int((free if free.any() else at).argmax())
        names = self._network.statuses
        likely = np.exp(status[i, j] - status[i, j].max())
        return PairScore(
            source=i,
            target=j,
            chances=1 / (1 + np.exp(-over)),
            shares=shares / shares.sum(),
            status=_STATUS[names[int(likely.argmax())]],
            planned=float(likely[names.index("planned")] / likely.sum()),
            trigger=pieces.spans[where],
        )

    def classify(self, text: str, source: Span, target: Span) -> Classified | None:
        """The best class and relation of a pair that is known to be related; None when a span has no words."""
        found = self.score(self.read([(text, [source, target], ())])[0], [source, target], [(0, 1)]).get((0, 1))
        if found is None:
            return None
        # PLOVER: what is only promised is agreed to, whatever it is
        promised = np.where(_COOPERATIVE, found.shares * found.planned, 0.0)
        shares = found.shares - promised
        shares[_AGREES] += promised.sum()
        groups = np.bincount(_GROUP, shares, len(_CLASSES))
        best = int(groups.argmax())
        relation = int(np.where(best == _GROUP, shares, -1.0).argmax())
        return Classified(_NAMES[relation], _GIVEN[relation], round(float(groups[best]), 4))


def choose(asked: Question, scores: NDArray[np.float32], nobody: float) -> list[tuple[int, float]]:
    """The options that answer a question, one for each actor meant: for a plural every actor that outweighs nobody, or as
    many as it speaks of; else the best if it does. Where the model is not sure, those that the rules mean instead. An actor
    weighs what all its mentions do together; sure is its share against nobody and the others."""
    weights: dict[str, float] = {}
    first: dict[str, int] = {}
    for number, (option, score) in enumerate(zip(asked.options, scores.tolist(), strict=True)):
        actor = option.ref.actor
        first.setdefault(actor, number)
        weights[actor] = float(np.logaddexp(weights[actor], score)) if actor in weights else score
    order = sorted(weights, key=lambda a: (-weights[a], a))
    best = [a for a in order if weights[a] > nobody]
    if asked.form not in PLURAL:
        best = best[:1]
    elif asked.count and best:
        best = order[: asked.count]

    def sure(actor: str, among: Sequence[str]) -> float:
        rest = [nobody, *(w for a, w in weights.items() if a not in among)]
        return float(1 / (1 + np.exp(np.logaddexp.reduce(rest) - weights[actor])))

    ruled = sorted({o.ref.actor for o in asked.options if o.ruled})
    if not best and float(np.exp(nobody - np.logaddexp.reduce([nobody, *weights.values()]))) >= NOBODY:
        return []
    if ruled and (not best or min(sure(a, best) for a in best) < SURE):
        best = ruled
    return [(first[a], sure(a, best)) for a in best]


_STATUS: dict[str, Status] = {
    "occurred": "occurred", "planned": "planned", "alleged": "alleged", "negated": "negated", "hypothetical": "hypothetical",
}  # fmt: skip
