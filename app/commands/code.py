"""`code`: JSON lines in, a line of relations out for each, in order, as they come."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import orjson

from app.commands.console import Counter
from app.commands.records import BadRecord, article, edge_record, lines, pair, read
from app.errors import EntenteError, Unavailable
from app.services.coding import CodesArticles, KeepsAccount
from graph.model import Party, Span

if TYPE_CHECKING:  # the model's packages are slow to import
    from graph.coding.pairs import Classified


class BadFile(EntenteError):  # noqa: N818 - reads as what happened
    """A file that a command was given cannot be used."""

    slug = "bad-file"
    title = "A file cannot be used"
    status = 400


class ClassifiesPairs(Protocol):
    """A coder that names the relation between two given actors."""

    def classify_pair(self, sentence: str, source: Span, target: Span) -> "Classified | None":
        """The relation from source to target with its class and confidence; None where a span holds no words."""


class FindsMentions(Protocol):
    """A coder that tells whom the words of an article mean."""

    def mentions(self, sentences: Sequence[str], day: date | None = None) -> Sequence[Sequence[Party]]:
        """For each sentence the actors that its words stand for."""


class Coder(CodesArticles, ClassifiesPairs, Protocol):
    """All that the commands ask of a coder."""


class EmbeddedCoder(Coder, FindsMentions, Protocol):
    """All that the commands ask of the coder that ships with the program."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines were coded and how many could not be; ``edges`` counts what was found."""

    coded: int = 0
    failed: int = 0
    edges: int = 0


def code_lines(
    stream: Iterable[bytes],
    write: Callable[[bytes], object],
    complain: Callable[[bytes], object],
    coder: Coder,
    *,
    pairs: bool = False,
    progress: Callable[[Tally], None] | None = None,
) -> Tally:
    """Code every line of ``stream``; a line that cannot be coded goes to ``complain`` as JSON, and the rest goes on.
    Raises :class:`app.errors.Unavailable` where the coder is not there."""
    answer = _pair_answer if pairs else _article_answer
    coded = failed = edges = 0
    for number, line in lines(stream):
        identifier: str | int | None = None
        try:
            record = read(line)
            if record is None:
                continue
            identifier = record["id"]
            said, count = answer(record, coder)
            out = orjson.dumps(said) + b"\n"
        except BadRecord as error:
            problem: dict[str, Any] = {"id": error.id, "line": number, "error": str(error)}
        except Unavailable:  # no fault of the line: the others would fail the same way
            raise
        except Exception as error:  # whatever one article does to the coder, the others are still to be coded
            problem = {"id": identifier, "line": number, "error": f"{type(error).__name__}: {error}"}
        else:
            write(out)
            coded, edges = coded + 1, edges + count
            if progress:
                progress(Tally(coded, failed, edges))
            continue
        failed += 1
        complain(orjson.dumps(problem) + b"\n")
    return Tally(coded, failed, edges)


def _article_answer(record: dict[str, Any], coder: Coder) -> tuple[dict[str, Any], int]:
    found = article(record).coded_by(coder).edges
    return {"id": record["id"], "edges": [edge_record(edge) for edge in found]}, len(found)


def _pair_answer(record: dict[str, Any], coder: Coder) -> tuple[dict[str, Any], int]:
    given = pair(record)
    found = coder.classify_pair(given.sentence, given.source, given.target)
    if found is None:
        return {"id": given.id, "relation": None, "plover": None, "confidence": 0.0}, 0
    return {"id": given.id, "relation": found.relation, "plover": found.plover, "confidence": found.confidence}, 1


def code_file(source: str, target: str, load: Callable[[], Coder], *, pairs: bool = False) -> int:
    """Code a file (``-`` is stdin) into another (``-`` is stdout); the exit status is 1 where a line failed."""
    with ExitStack() as stack:
        stream = _opened(source, stack)  # both are opened first: a wrong name costs no model loading
        out = _made(target, source, stack)
        coder = load()
        counter = stack.enter_context(Counter("coding", time.monotonic))
        what = "pairs" if pairs else "articles"

        def write(line: bytes) -> None:
            out.write(line)
            out.flush()

        def complain(line: bytes) -> None:
            sys.stderr.buffer.write(line)
            sys.stderr.buffer.flush()

        def show(tally: Tally) -> None:
            rate = tally.coded / counter.seconds
            counter.show(tally.coded + tally.failed, f"{what}, {tally.edges:,} edges, {rate:.1f} a second")

        try:
            tally = code_lines(stream, write, complain, coder, pairs=pairs, progress=show)
        except BrokenPipeError:
            hush()
            return 0
        finally:
            if isinstance(coder, KeepsAccount):
                complain(f"entente: {coder.account()}\n".encode())
        if tally.failed:
            complain(f"entente: {tally.failed:,} of {tally.coded + tally.failed:,} lines could not be coded\n".encode())
        return 1 if tally.failed else 0


def hush() -> None:
    """Nobody reads stdout any more: keep the interpreter from complaining about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _opened(source: str, stack: ExitStack) -> BinaryIO:
    if source == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(source).open("rb"))
    except OSError as error:
        raise BadFile(f"cannot read {source}: {error.strerror}") from error


def _made(target: str, source: str, stack: ExitStack) -> BinaryIO:
    if target == "-":
        return sys.stdout.buffer
    path = Path(target)
    if source != "-" and path.exists() and path.samefile(source):
        raise BadFile(f"{target} is the input too; name another file to write")
    try:
        return stack.enter_context(path.open("wb"))
    except OSError as error:
        raise BadFile(f"cannot write {target}: {error.strerror}") from error
