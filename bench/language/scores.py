"""What is counted: pure functions from a treebank's sentence and the parser's to numbers.

Raw text is scored as in the CoNLL 2018 shared task (Zeman et al., 2018, https://aclanthology.org/K18-2001): words are aligned
by their characters. Two things differ: labels keep their subtypes, and all words count by themselves, since the parser
divides multiword tokens and does not say which they were.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from graph.language import Sentence, Word

_AGENT = ("nsubj", "obl:agent", "nsubj:outer")  # UD marks the doer in a passive by obl:agent
_PATIENT = ("obj", "nsubj:pass")
KINDS = ("PER", "ORG", "LOC")


@dataclass(frozen=True, slots=True)
class Count:
    """Items found, items that should be found, and how many are both."""

    right: int = 0
    said: int = 0
    wanted: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.right + other.right, self.said + other.said, self.wanted + other.wanted)

    @property
    def f1(self) -> float | None:
        """F1 in per cent; None where there is nothing to count. Accuracy, where as much is said as is wanted."""
        both = self.said + self.wanted
        return 200 * self.right / both if both else None


Score = Callable[[Sentence, Sentence], Count]  # the treebank's sentence, the parser's


def total(counts: Iterable[Count]) -> Count:
    """All of them together."""
    return sum(counts, Count())


def overlap(wanted: Iterable[Hashable], said: Iterable[Hashable]) -> Count:
    """How many items of two lists are the same; an item that stands there twice counts twice."""
    gold, found = Counter(wanted), Counter(said)
    return Count((gold & found).total(), found.total(), gold.total())


def _by_word(value: Callable[[Word], object]) -> Score:
    def score(gold: Sentence, found: Sentence) -> Count:
        pairs = list(zip(gold.words, found.words, strict=True))
        return Count(sum(value(a) == value(b) for a, b in pairs), len(pairs), len(pairs))

    return score


# Of given words: which have the right part of speech, lemma, head, head with label. Punctuation counts like all words.
upos = _by_word(lambda word: word.upos)
lemma = _by_word(lambda word: word.lemma)  # "_", as the treebank has it on the later parts of a divided word, is a lemma too
uas = _by_word(lambda word: word.head)
las = _by_word(lambda word: (word.head, word.deprel))


def raw_las(gold: Sequence[Sentence], found: Sequence[Sentence]) -> Count:
    """Dependencies of one text. Right: word, head and label are the same; words are the same whose characters are."""
    return overlap(_dependencies(gold), _dependencies(found))


def raw_sentences(gold: Sequence[Sentence], found: Sequence[Sentence]) -> Count:
    """Sentences of one text. Right: first and last character are the same."""
    return overlap(*([_span(s, s.words[0], s.words[-1]) for s in side if s.words] for side in (gold, found)))


def _dependencies(sentences: Sequence[Sentence]) -> list[Hashable]:
    return [
        (_span(s, word, word), _span(s, s.words[word.head], s.words[word.head]) if word.head >= 0 else None, word.deprel)
        for s in sentences
        for word in s.words
    ]


def _span(sentence: Sentence, first: Word, last: Word) -> tuple[int, int]:
    return sentence.start + first.start, sentence.start + last.end


def roles(gold: Sentence, found: Sentence) -> Count:
    """Items (verb, role, argument) of words tagged VERB, by their direct dependents; conjuncts do not inherit.

    Agent: ``nsubj``, ``nsubj:outer``, and ``obl:agent`` of a passive. Patient: ``obj``, and ``nsubj:pass`` of a passive.
    More lenient than the prototype's published 90.7, it seems: its weights have 94.9 by this on EWT test, 92.1 by frames.
    """
    return overlap(_roles(gold), _roles(found))


def frames(gold: Sentence, found: Sentence) -> Count:
    """Items (verb, agent or None, patient or None) of verbs with at least one of both; right if all three are.

    Of several agents or patients the first kind that :func:`roles` lists counts, of one kind the first word.
    """
    return overlap(_frames(gold), _frames(found))


def _arguments(sentence: Sentence, verb: Word, deprels: Sequence[str]) -> list[int]:
    children = [sentence.words[child] for child in sentence.children[verb.index]]
    return [child.index for deprel in deprels for child in children if child.deprel == deprel]


def _roles(sentence: Sentence) -> list[Hashable]:
    return [
        (verb.index, role, argument)
        for verb in sentence.words
        if verb.upos == "VERB"
        for role, deprels in (("agent", _AGENT), ("patient", _PATIENT))
        for argument in _arguments(sentence, verb, deprels)
    ]


def _frames(sentence: Sentence) -> list[Hashable]:
    out: list[Hashable] = []
    for verb in sentence.words:
        if verb.upos == "VERB":
            agent, patient = (next(iter(_arguments(sentence, verb, kind)), None) for kind in (_AGENT, _PATIENT))
            if agent is not None or patient is not None:
                out.append((verb.index, agent, patient))
    return out


def relation(deprel: str) -> Score:
    """Items (head, dependent) with exactly this label."""

    def items(sentence: Sentence) -> list[Hashable]:
        return [(word.head, word.index) for word in sentence.words if word.deprel == deprel]

    return lambda gold, found: overlap(items(gold), items(found))


def names(gold: Sequence[str], found: Sequence[str], kinds: Sequence[str] = KINDS) -> Count:
    """Names of these kinds in two lists of tags; right if first word, last word and kind are."""
    return overlap(*([span for span in spans(tags) if span[2] in kinds] for tags in (gold, found)))


def spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """(first, behind the last, kind) of each name; an I after nothing, or after another kind, begins one."""
    out: list[tuple[int, int, str]] = []
    before = "O"
    for place, tag in enumerate(tags):
        if tag[0] == "I" and before[2:] == tag[2:]:
            out[-1] = out[-1][0], place + 1, tag[2:]
        elif tag != "O":
            out.append((place, place + 1, tag[2:]))
        before = tag
    return out
