"""Treebank files as sentences like the parser's own: CoNLL-U with trees, Universal NER's IOB2 with names; each may be gzip."""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from graph.language import Sentence, Word
from graph.language.conllu import Given
from graph.language.conllu import read as read_conllu


class Unreadable(Exception):  # noqa: N818 - reads as what happened
    """A file that is absent, damaged or empty; the message is one line."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence of a treebank.

    ``sentence``: text and words, with the treebank's labels; all names are O. ``spaces[i]``: whether a space follows word i.
    ``opens``: whether a paragraph or a document begins with it.
    """

    id: str
    sentence: Sentence
    spaces: tuple[bool, ...]
    opens: bool

    @property
    def forms(self) -> list[str]:
        """The words' forms."""
        return [word.text for word in self.sentence.words]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Raw text, and its sentences with their offsets in it."""

    text: str
    sentences: tuple[Sentence, ...]


def read(path: Path) -> list[Gold]:
    """The sentences of a CoNLL-U file.

    A multiword token is spelled by the FORM of its range row (``3-4 don't``), and its words share out these letters. Where
    they do not spell it, each of them gets all of its span, which no word of the parser's has: they count as missed. (EWT
    and PUD have no such; the shared task would look for the words' forms inside the span.)
    """
    try:
        out = [_gold(given) for given in read_conllu(_content(path).split("\n"))]
    except ValueError as error:  # BadConllu is one
        raise Unreadable(f"{path.name} cannot be read ({error})") from None
    if not out:
        raise Unreadable(f"{path.name} cannot be read (there is no sentence in it)")
    return out


def read_names(path: Path) -> list[tuple[str, list[str]]]:
    """Of each sentence of an IOB2 file its text without white space, and a tag for each character of that."""
    out: list[tuple[str, list[str]]] = []
    text, tags = "", []
    for line in [*_content(path).split("\n"), ""]:
        if line and not line.startswith("#"):
            form, tag = line.split("\t")[1:3]
            form = "".join(form.split())
            text += form
            tags += [tag] + [tag.replace("B-", "I-")] * (len(form) - 1)
        elif not line and text:
            out.append((text, tags))
            text, tags = "", []
    if not out:
        raise Unreadable(f"{path.name} cannot be read (there is no sentence in it)")
    return out


def projected(golds: Sequence[Gold], named: Sequence[tuple[str, list[str]]]) -> list[list[str] | None]:
    """Name tags for the words of each sentence: that of a word's first character; None where no named sentence has its text."""
    waiting: dict[str, list[list[str]]] = {}
    for text, tags in reversed(named):
        waiting.setdefault(text, []).append(tags)  # the first comes last, for pop
    out: list[list[str] | None] = []
    for gold in golds:
        forms = ["".join(form.split()) for form in gold.forms]
        found = waiting.get("".join(forms))
        if not found:
            out.append(None)
            continue
        tags = found.pop()
        places = [0]
        for form in forms:
            places.append(places[-1] + len(form))
        out.append([tags[begin] if end > begin else "O" for begin, end in pairwise(places)])
    return out


def paragraphs(golds: Sequence[Gold]) -> list[Paragraph]:
    """The raw text: sentences of a paragraph joined by a space, unless SpaceAfter=No stands on the last word of the first."""
    out: list[Paragraph] = []
    text, held = "", list[Sentence]()
    for gold in golds:
        if gold.opens and held:
            out.append(Paragraph(text.rstrip(" "), tuple(held)))
            text, held = "", []
        held.append(replace(gold.sentence, start=len(text)))
        text += gold.sentence.text + " " * gold.spaces[-1]
    if held:
        out.append(Paragraph(text.rstrip(" "), tuple(held)))
    return out


def _content(path: Path) -> str:
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else error
        raise Unreadable(f"{path.name} cannot be read ({reason})") from None


def _gold(given: Given) -> Gold:
    name, opens = "", False
    text, words = "", list[Word]()
    whole, until = (0, 0), 0  # the span of a range that its words do not spell, and its last word
    for line in given.lines:
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            name = value.strip() if key.strip() == "sent_id" else name
            opens = opens or key.split()[:1] in (["newpar"], ["newdoc"])
            continue
        number, form, lemma, upos, xpos, feats, head, deprel, *_ = line.split("\t")
        if "-" in number:
            first, last = map(int, number.split("-"))
            if "".join(given.forms[first - 1 : last]) != form:
                whole, until = (len(text), len(text) + len(form)), last
                text += form
        elif "." not in number:
            index = len(words)
            if index < until:
                span = whole
            else:
                span = len(text), len(text) + len(form)
                text += form
            words.append(Word(index, *span, form, lemma, upos, xpos, feats, int(head) - 1, deprel, "O"))
            text += " " * given.spaces[index]
    return Gold(name, Sentence(text.rstrip(" "), 0, tuple(words)), given.spaces, opens)
