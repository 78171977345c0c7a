"""Treebank files to sentences: CoNLL-U for words and trees, IOB2 or our own table for names."""

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.language import conllu

Paragraph = tuple[str, list[tuple[int, int]]]  # text, and (start, end) of its sentences


@dataclass(slots=True)
class Token:
    """A syntactic word with its gold labels; ``head`` is 0-based, ``sure`` 1 for gold and the parser's chance for silver."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    space: bool = True
    name: str = "O"
    sure: float = 1.0


@dataclass(slots=True)
class Gold:
    """A sentence; ``named``: whether its names were labelled, ``paragraph``: whether it begins one."""

    id: str
    tokens: list[Token] = field(default_factory=list)
    named: bool = False
    paragraph: bool = False


def lines(path: Path) -> Iterator[str]:
    """The lines of a file, plain or gzip, without their ends. SystemExit if it cannot be read."""
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        text = content.decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise SystemExit(f"cannot read {path} ({error}): fetch the file again") from None
    yield from text.split("\n")


def sentences(path: Path) -> list[Gold]:
    """The sentences of a CoNLL-U file. SystemExit if it cannot be read."""
    try:
        return [_gold(given, f"{path.stem}-{number}") for number, given in enumerate(conllu.read(lines(path)), 1)]
    except conllu.BadConllu as error:
        raise SystemExit(f"{path}:{error.line}: {error}") from None


def _gold(given: conllu.Given, otherwise: str) -> Gold:
    out = Gold(otherwise)
    for line in given.lines:
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            out.id = value.strip() if key.strip() == "sent_id" else out.id
            out.paragraph = out.paragraph or key.split()[:1] in (["newpar"], ["newdoc"])
    for place, space in zip(given.places, given.spaces, strict=True):
        _, form, lemma, upos, xpos, feats, head, deprel, _, more = given.lines[place].split("\t")
        misc = dict(part.split("=", 1) for part in more.split("|") if "=" in part)
        out.named = out.named or "Name" in misc
        name, sure = misc.get("Name", "O"), float(misc.get("Sure", 1))
        out.tokens.append(Token(form, lemma, upos, xpos, feats, int(head) - 1, deprel, space, name, sure))
    return out


def paragraphs(found: Iterable[Gold]) -> Iterator[Paragraph]:
    """Raw text of every paragraph, and where its sentences lie in it."""
    text = ""
    spans: list[tuple[int, int]] = []
    for sentence in found:
        if sentence.paragraph and spans:
            yield text.rstrip(), spans
            text, spans = "", []
        surface = "".join(token.form + " " * token.space for token in sentence.tokens)
        spans.append((len(text), len(text) + len(surface.rstrip())))
        text += surface
    if spans:
        yield text.rstrip(), spans


def iob_names(path: Path, kinds: Mapping[str, str]) -> dict[str, tuple[str, list[str]]]:
    """Per sentence id its text without spaces, and a tag for each of these characters; ``kinds`` maps labels, others are O."""
    found: dict[str, tuple[str, list[str]]] = {}
    sent, text, tags = "", "", []
    for line in [*lines(path), ""]:
        if line.startswith("# sent_id"):
            sent = line.split("=", 1)[1].strip()
        elif line and not line.startswith("#"):
            _, form, tag, *_ = line.split("\t")
            form = form.replace(" ", "")
            kind = kinds.get(tag[2:])
            text += form
            tags += ["O"] * len(form) if kind is None else [f"{tag[0]}-{kind}"] + [f"I-{kind}"] * (len(form) - 1)
        elif not line:
            if text:
                found[sent] = text, tags
            text, tags = "", []
    return found


def project(sentence: Gold, text: str, tags: list[str]) -> bool:
    """Names of characters onto the words; False, and nothing changed, if the texts differ."""
    if "".join(token.form for token in sentence.tokens).replace(" ", "") != text:
        return False
    at = 0
    for token in sentence.tokens:
        token.name = tags[at]
        at += len(token.form.replace(" ", ""))
    _repair(sentence)
    sentence.named = True
    return True


def spans_onto(sentence: Gold, spans: list[tuple[int, int, str]]) -> None:
    """Names as (first, last + 1, kind) onto the words."""
    for begin, end, kind in spans:
        for place in range(begin, end):
            sentence.tokens[place].name = ("B-" if place == begin else "I-") + kind
    sentence.named = True


def _repair(sentence: Gold) -> None:
    """No I after another kind or after nothing."""
    before = "O"
    for token in sentence.tokens:
        if token.name[0] == "I" and before[2:] != token.name[2:]:
            token.name = "B" + token.name[1:]
        before = token.name
