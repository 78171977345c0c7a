"""Text in, parsed sentences out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph.errors import LanguageError
from graph.language import attachment, capitals, names, windows
from graph.language.boundaries import Boundaries
from graph.language.lemmas import Lemmatiser
from graph.language.model import Document, Sentence, Word
from graph.language.network import MODEL_FOLDER, Analysis, Network, check_files, read_json
from graph.language.pieces import visible
from graph.language.sentences import split
from graph.language.tokenise import Span, words

_BLOCK = 64  # sentences that are analysed together


class Parser:
    """The embedded English model. One instance may serve many threads; results depend on the sentence alone."""

    def __init__(self, network: Network, boundaries: Boundaries, lemmatiser: Lemmatiser) -> None:
        self._network = network
        self._boundaries = boundaries
        self._lemmatiser = lemmatiser

    @classmethod
    def load(cls, threads: int = 1, folder: Path = MODEL_FOLDER) -> "Parser":
        """Read the model files (about 25 MB, a third of a second).

        ``threads`` is how many cores one sentence may use; several callers in threads need no more than 1. Raises
        LanguageError when a file is absent or damaged.
        """
        if threads < 1:
            raise LanguageError(f"threads must be 1 or more, not {threads}")
        check_files(folder)
        lemmas = read_json(folder, "lemma.json")
        lemmatiser = Lemmatiser(lemmas["forms"], lemmas["seen"], lemmas["lexicon"])
        return cls(Network(folder, threads), Boundaries.load(folder), lemmatiser)

    def parse(self, text: str) -> Document:
        """Find the sentences of ``text`` and parse them; a text without words gives a document without sentences."""
        return Document(tuple(self.sentences(text)))

    def sentences(self, text: str) -> Iterator[Sentence]:
        """As :meth:`parse`, a block of sentences at a time, for texts of any length."""
        divided = (_Divided.at(text, spans) for spans in split(text, self._boundaries))
        while block := list(islice(divided, _BLOCK)):
            yield from self._parsed(block)

    def parse_sentences(self, sentences: Sequence[str]) -> Document:
        """Parse each string as exactly one sentence, white space at its ends and all.

        ``Sentence.start`` counts as if the strings were joined by one character (a space or a line end).
        """
        divided = []
        start = 0
        for text in sentences:
            divided.append(_Divided(text, start, [(a, b) for a, b, _ in words(text)]))
            start += len(text) + 1
        return Document(tuple(self._parsed(divided)))

    def parse_words(self, forms: Sequence[str], spaces: Sequence[bool]) -> Sentence:
        """Parse words that are divided already, white space in them and all, as one sentence.

        ``spaces[i]`` says whether a space follows word i; the last one's is no part of the text.
        """
        return next(self.parse_many([(forms, spaces)]))

    def parse_many(self, sentences: Iterable[tuple[Sequence[str], Sequence[bool]]]) -> Iterator[Sentence]:
        """As :meth:`parse_words`, any number of sentences, a block of them at a time."""
        divided = (_Divided.of(forms, spaces) for forms, spaces in sentences)
        while block := list(islice(divided, _BLOCK)):
            yield from self._parsed(block)

    def _parsed(self, block: Sequence["_Divided"]) -> Iterator[Sentence]:
        shown = [self._shown(sentence) for sentence in block]
        cuts = [windows.windows(forms, [len(self._network.pieces(form)) for form in forms]) for forms in shown]
        parts = self._network.analyse([forms[a:b] for forms, cut in zip(shown, cuts, strict=True) for a, b in cut])
        at = 0
        for sentence, forms, cut in zip(block, shown, cuts, strict=True):
            if not forms:
                yield Sentence(sentence.text, sentence.start, ())
                continue
            yield self._sentence(sentence, forms, windows.joined(parts[at : at + len(cut)]))
            at += len(cut)

    def _shown(self, sentence: "_Divided") -> list[str]:
        """The words as the network is to see them."""
        shown = [visible(sentence.text[a:b]) for a, b in sentence.spans]
        return capitals.lowered(shown, self._lemmatiser.common) if capitals.shouted(shown) else shown

    def _sentence(self, sentence: "_Divided", shown: Sequence[str], found: Analysis) -> Sentence:
        tags = names.mend(shown, found.xpos, found.heads, found.deprels, found.names)
        lemmas = list(map(self._lemmatiser.of, shown, found.upos, found.xpos, found.scripts))
        attachment.titled(found.upos, found.heads, found.deprels, tags)
        heads = attachment.reattach(lemmas, found.upos, found.heads, found.deprels)
        text = sentence.text
        rows = zip(sentence.spans, lemmas, found.upos, found.xpos, found.feats, heads, found.deprels, tags, strict=True)
        return Sentence(
            text,
            sentence.start,
            tuple(
                Word(i, a, b, text[a:b], lemma, upos, xpos, feats, head, deprel, name)
                for i, ((a, b), lemma, upos, xpos, feats, head, deprel, name) in enumerate(rows)
            ),
        )


@dataclass(frozen=True, slots=True)
class _Divided:
    """A sentence's text, where it starts, and its words' places in it."""

    text: str
    start: int
    spans: Sequence[Span]

    @classmethod
    def at(cls, text: str, spans: Sequence[Span]) -> "_Divided":
        """The sentence whose words lie at ``spans`` of ``text``."""
        start, end = spans[0][0], spans[-1][1]
        return cls(text[start:end], start, [(a - start, b - start) for a, b in spans])

    @classmethod
    def of(cls, forms: Sequence[str], spaces: Sequence[bool]) -> "_Divided":
        """The sentence that words and the spaces behind them spell."""
        spans: list[Span] = []
        text = ""
        for form, space in zip(forms, spaces, strict=True):
            spans.append((len(text), len(text) + len(form)))
            text += form + " " * space
        return cls(text[: spans[-1][1]] if spans else "", 0, spans)
