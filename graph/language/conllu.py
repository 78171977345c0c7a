"""CoNLL-U, the table of Universal Dependencies: parsed sentences written as it, and given words read from it.

The format (https://universaldependencies.org/format.html): a row a word with ten columns, comments before them, an empty
line behind each sentence. Range rows (``3-4 don't``) hold what is printed as one, empty nodes (``8.1``) what is not there.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import tee

from graph.language.model import Sentence, Word
from graph.language.tokenise import Span

# Takes the words of sentences and whether a space follows each, and gives the sentences parsed, as Parser.parse_many does.
Parse = Callable[[Iterable[tuple[Sequence[str], Sequence[bool]]]], Iterator[Sentence]]

_COLUMNS = 10
_ID = re.compile(r"(0|[1-9][0-9]{0,8})(?:(-|\.)([1-9][0-9]{0,8}))?")
_SHOWN = 20  # characters of a bad ID that are shown
_NO_SPACE = "SpaceAfter=No"
_NAME = "Name="
# A tab and whatever any reader might take for the end of a line.
_CUTS = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))


class BadConllu(ValueError):  # noqa: N818 - reads as what happened
    """Lines that are no CoNLL-U; ``line`` counts from 1, the message says what to do."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Given:
    """A sentence as a file has it: all its lines, and of each word its place among them, form and following space.

    A word inside a range row has a space behind it only where the range ends, and then as that row says.
    """

    lines: tuple[str, ...]
    places: tuple[int, ...]
    forms: tuple[str, ...]
    spaces: tuple[bool, ...]


def read(lines: Iterable[str]) -> Iterator[Given]:
    """The sentences of a file, each as soon as it ends; line ends (LF or CRLF) may be there or not.

    Raises BadConllu for a row without ten columns or without a form, IDs out of order, and a sentence without words.
    What the other columns hold does not matter.
    """
    kept: list[str] = []
    number = 0
    for number, line in enumerate(lines, 1):
        bare = line.removesuffix("\n").removesuffix("\r")
        if number == 1:
            bare = bare.removeprefix("\ufeff")
        if bare:
            kept.append(bare)
        elif kept:
            yield _given(kept, number - len(kept))
            kept = []
    if kept:
        yield _given(kept, number - len(kept) + 1)


def _given(lines: Sequence[str], first: int) -> Given:
    places: list[int] = []
    forms: list[str] = []
    spaces: list[bool] = []
    nodes = 0  # empty nodes since the last word
    until, space_then = 0, True  # of the last range row
    for place, line in enumerate(lines):
        if line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != _COLUMNS:
            raise BadConllu(
                first + place,
                f"a row needs {_COLUMNS} columns, not {len(columns)}; divide them by tabs and write _ where one is empty",
            )
        match = _ID.fullmatch(columns[0])
        number, kind, other = (int(match[1]), match[2], int(match[3] or 0)) if match else (-1, None, 0)
        after = _NO_SPACE not in columns[9].split("|")
        if kind == "." and number == len(forms) and other == nodes + 1:
            nodes = other
        elif kind == "-" and number == len(forms) + 1 > until and other >= number:
            until, space_then = other, after
        elif kind is None and number == len(forms) + 1:
            if not columns[1]:
                raise BadConllu(first + place, f"word {number} has no form; write it into the second column")
            places.append(place)
            forms.append(columns[1])
            spaces.append(after if number > until else space_then and number == until)
            nodes = 0
        else:
            raise BadConllu(
                first + place,
                f"the ID {columns[0][:_SHOWN]!r} where word {len(forms) + 1} is due; number the words of a sentence 1, 2, 3 … "
                "and leave an empty line between sentences",
            )
    if not forms:
        raise BadConllu(first, "a sentence with no words; give it rows or take its lines away")
    if until > len(forms):
        raise BadConllu(
            first + len(lines) - 1,
            f"the sentence ends at word {len(forms)}, its last range at {until}; add the missing words or shorten the range",
        )
    return Given(tuple(lines), tuple(places), tuple(forms), tuple(spaces))


def rewritten(given: Given, sentence: Sentence) -> str:
    """The lines of ``given`` with the analysis in ``sentence``, a word of it for each given one, and the empty line.

    Comments, range rows and empty nodes stay as they are, and so does MISC but for ``Name=``. DEPS becomes ``_``.
    """
    lines = list(given.lines)
    for place, word in zip(given.places, sentence.words, strict=True):
        columns = lines[place].split("\t")
        lines[place] = "\t".join((*columns[:2], *_analysis(word), "_", _renamed(columns[9], word.name)))
    return "\n".join(lines) + "\n\n"


def from_text(text: str, sentences: Sequence[Sequence[Span]], parse: Parse) -> Iterator[str]:
    """The lines of each sentence of ``text`` and the empty line; ``sentences`` are the offsets of the words, of one or more.

    ``SpaceAfter=No`` stands where the next word, or the end of the text, follows at once, even across sentences;
    ``Start`` and ``End`` are offsets into ``text`` in code points. ``# text`` is what forms and spaces spell. Raises
    ValueError for a word with white space in it.
    """
    before = 0
    ahead, kept = tee(_divided(text, sentences))
    for number, (spans, (forms, spaces), parsed) in enumerate(zip(sentences, kept, parse(ahead), strict=True), 1):
        lines = ["# newdoc"] if number == 1 else []
        if number > 1 and _paragraph(text[before : spans[0][0]]):
            lines.append("# newpar")
        before = spans[-1][1]
        lines += [f"# sent_id = {number}", f"# text = {parsed.text}"]
        for span, form, space, word in zip(spans, forms, spaces, parsed.words, strict=True):
            misc = _misc(span, word.name, space=space)
            lines.append("\t".join((str(word.index + 1), form, *_analysis(word), "_", misc)))
        yield "\n".join(lines) + "\n\n"


def _divided(text: str, sentences: Sequence[Sequence[Span]]) -> Iterator[tuple[list[str], list[bool]]]:
    """Of each sentence its words, and whether white space follows each."""
    for number, spans in enumerate(sentences, 1):
        following = sentences[number][0][0] if number < len(sentences) else len(text)
        forms = [_solid(text[start:end]) for start, end in spans]
        yield forms, [end < start for (_, end), (start, _) in zip(spans, [*spans[1:], (following, 0)], strict=True)]


def _solid(form: str) -> str:
    if form.split() != [form]:
        raise ValueError(f"the word {form!r} holds white space")
    return form


def _paragraph(gap: str) -> bool:
    """Whether a line of the gap between two sentences is blank, or a paragraph separator is in it."""
    lines = f"{gap}|".splitlines()  # the mark begins the next sentence, so that its indentation is no blank line
    return "\u2029" in gap or any(not line.strip() for line in lines[1:-1])


def _analysis(word: Word) -> tuple[str, ...]:
    """LEMMA, UPOS, XPOS, FEATS, HEAD and DEPREL."""
    columns = (word.lemma, word.upos, word.xpos, word.feats, str(word.head + 1), word.deprel)
    return tuple(column.translate(_CUTS) or "_" for column in columns)


def _misc(span: Span, name: str, *, space: bool) -> str:
    start, end = span
    items = [] if space else [_NO_SPACE]
    if name != "O":
        items.append(_NAME + name)
    return "|".join([*items, f"Start={start}", f"End={end}"])


def _renamed(misc: str, name: str) -> str:
    """MISC with our name tag where the file's own stood, else at its end."""
    items = [] if misc == "_" else misc.split("|")
    kept = [item for item in items if not item.startswith(_NAME)]
    if name != "O":
        place = next((i for i, item in enumerate(items) if item.startswith(_NAME)), len(kept))
        kept.insert(place, _NAME + name)
    return "|".join(kept) or "_"
