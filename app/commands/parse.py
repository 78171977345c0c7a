"""`parse`: text in, CoNLL-U out; or CoNLL-U in, the same words with the model's analysis out."""

import gzip
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import tee
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from app.commands.code import BadFile, hush
from app.commands.console import Counter
from app.commands.files import made
from graph.language import Parser, Sentence, conllu
from graph.language.sentences import split

_EVERY = 2.0  # seconds between lines of progress


class ParsesWords(Protocol):
    """All that the command asks of the parser."""

    def parse_many(self, sentences: Iterable[tuple[Sequence[str], Sequence[bool]]]) -> Iterator[Sentence]:
        """Sentences of these words; the second of each pair says whether a space follows each word."""


def load(threads: int = 1) -> ParsesWords:
    """The real parser. Raises :class:`graph.errors.LanguageError` when its files are absent or damaged."""
    return Parser.load(threads)


def parse_file(source: str, target: str, load: Callable[[], ParsesWords], *, words: bool = False) -> int:
    """Parse a file (``-`` is stdin) into another (``-`` is stdout), which is there only once all is parsed.

    ``words``: the input is CoNLL-U whose words and sentences are kept. Raises BadFile for what cannot be used.
    """
    name = "stdin" if source == "-" else source
    with ExitStack() as stack:
        stream = _opened(source, stack)  # both are opened first: a wrong name costs no model loading
        out = stack.enter_context(made(target, source))
        total: int | None = None
        blocks: Iterator[str]
        if words:
            parser = load()
            ahead, given = tee(conllu.read(_decoded(_lines(stream, name), name)))
            parsed = parser.parse_many((one.forms, one.spaces) for one in ahead)
            blocks = map(conllu.rewritten, given, parsed)
        else:
            text = _text(stream, name)
            sentences = split(text)
            total = len(sentences)
            blocks = conllu.from_text(text, sentences, load().parse_many)
        counter = stack.enter_context(Counter("parsing", time.monotonic, total=total, every=_EVERY))
        try:
            for done, block in enumerate(blocks, 1):
                out.write(block.encode())
                out.flush()
                counter.show(done, f"sentences, {done / counter.seconds:.1f} a second")
        except conllu.BadConllu as error:
            raise BadFile(f"{name}:{error.line}: {error}") from error
        except BrokenPipeError:
            hush()
    return 0


def _text(stream: BinaryIO, name: str) -> str:
    """The whole text; a byte order mark is none of it."""
    body = b"".join(_lines(stream, name)).removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise _not_text(name, body.count(b"\n", 0, error.start) + 1) from error


def _decoded(lines: Iterable[bytes], name: str) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise _not_text(name, number) from error


def _not_text(name: str, line: int) -> BadFile:
    return BadFile(f"{name}:{line}: not UTF-8; convert it to UTF-8, as `iconv` does")


def _lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        yield from stream
    except (OSError, EOFError, zlib.error) as error:  # what gzip raises for a damaged file has no strerror
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> BadFile:
    why = getattr(error, "strerror", None) or error
    return BadFile(f"cannot read {name}: {why}; name a file that is there and whole, or - for stdin")


def _opened(source: str, stack: ExitStack) -> BinaryIO:
    if source == "-":
        return sys.stdin.buffer
    path = Path(source)
    try:
        if path.suffix.lower() == ".gz":
            return cast(BinaryIO, stack.enter_context(gzip.open(path, "rb")))
        return stack.enter_context(path.open("rb"))
    except OSError as error:
        raise _unreadable(source, error) from error
