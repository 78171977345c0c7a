"""What the language model sees in a text: sentences of words with offsets, tags, lemmas, dependencies and names."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word.

    ``index`` is its 0-based place in the sentence; ``start``/``end`` are character offsets into the *sentence's* text;
    ``head`` is the index of its head, −1 for the root; ``upos``/``xpos``/``deprel``/``feats`` as in Universal
    Dependencies v2 (English-EWT); ``name`` is a BIO tag over PER, ORG, LOC, NORP and the like, or ``O``.
    """

    index: int
    start: int
    end: int
    text: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    name: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its text, where it starts in the document, and its words.

    ``children[i]`` are the dependents of word i, in order.
    """

    text: str
    start: int
    words: tuple[Word, ...]
    children: tuple[tuple[int, ...], ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.children and self.words:
            kids: list[list[int]] = [[] for _ in self.words]
            for word in self.words:
                if word.head >= 0:
                    kids[word.head].append(word.index)
            object.__setattr__(self, "children", tuple(tuple(k) for k in kids))


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text."""

    sentences: tuple[Sentence, ...]
