"""Text in, parsed sentences out."""

from collections.abc import Sequence
from pathlib import Path

from graph.errors import LanguageError
from graph.language import attachment, capitals, names, windows
from graph.language.lemmas import Lemmatiser
from graph.language.model import Document, Sentence, Word
from graph.language.network import MODEL_FOLDER, Network, check_files, read_json
from graph.language.pieces import visible
from graph.language.sentences import split
from graph.language.tokenise import Span, words


class Parser:
    """The embedded English model. One instance may serve many threads; results depend on the sentence alone."""

    def __init__(self, network: Network, lemmatiser: Lemmatiser) -> None:
        self._network = network
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
        return cls(Network(folder, threads), Lemmatiser(lemmas["forms"], lemmas["seen"], lemmas["lexicon"]))

    def parse(self, text: str) -> Document:
        """Find the sentences of ``text`` and parse them; a text without words gives a document without sentences."""
        sentences = []
        for spans in split(text):
            start, end = spans[0][0], spans[-1][1]
            sentences.append(self._sentence(text[start:end], start, [(a - start, b - start) for a, b in spans]))
        return Document(tuple(sentences))

    def parse_sentences(self, sentences: Sequence[str]) -> Document:
        """Parse each string as exactly one sentence, white space at its ends and all.

        ``Sentence.start`` counts as if the strings were joined by one character (a space or a line end).
        """
        out = []
        start = 0
        for text in sentences:
            out.append(self._sentence(text, start, [(a, b) for a, b, _ in words(text)]))
            start += len(text) + 1
        return Document(tuple(out))

    def parse_words(self, forms: Sequence[str], spaces: Sequence[bool]) -> Sentence:
        """Parse words that are divided already, white space in them and all, as one sentence.

        ``spaces[i]`` says whether a space follows word i; the last one's is no part of the text.
        """
        spans: list[Span] = []
        text = ""
        for form, space in zip(forms, spaces, strict=True):
            spans.append((len(text), len(text) + len(form)))
            text += form + " " * space
        return self._sentence(text[: spans[-1][1]] if spans else "", 0, spans)

    def _sentence(self, text: str, start: int, spans: Sequence[Span]) -> Sentence:
        if not spans:
            return Sentence(text, start, ())
        forms = [text[a:b] for a, b in spans]
        shown = [visible(form) for form in forms]
        if capitals.shouted(shown):
            shown = capitals.lowered(shown, self._lemmatiser.common)
        found = windows.analyse(shown, [len(self._network.pieces(form)) for form in shown], self._network.analyse)
        tags = names.mend(shown, found.xpos, found.heads, found.deprels, found.names)
        lemmas = list(map(self._lemmatiser.of, shown, found.upos, found.xpos, found.scripts))
        heads = attachment.reattach(lemmas, found.upos, found.heads, found.deprels)
        return Sentence(
            text,
            start,
            tuple(
                Word(
                    index=i,
                    start=spans[i][0],
                    end=spans[i][1],
                    text=forms[i],
                    lemma=lemmas[i],
                    upos=found.upos[i],
                    xpos=found.xpos[i],
                    feats=found.feats[i],
                    head=heads[i],
                    deprel=found.deprels[i],
                    name=tags[i],
                )
                for i in range(len(forms))
            ),
        )
