"""The JSON lines that the coder reads and writes: one record a line, both ways."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from app.services.coding import CodesArticles
from graph.model import Coding, Edge, Party, Span


class BadRecord(ValueError):  # noqa: N818 - reads as what happened
    """A line that cannot be used; ``id`` is the record's own where it could be read."""

    def __init__(self, message: str, identifier: str | int | None = None) -> None:
        super().__init__(message)
        self.id = identifier


@dataclass(frozen=True, slots=True)
class Article:
    """A text to code, or sentences that are split already and are kept as they are."""

    id: str | int
    day: date | None
    text: str | None
    sentences: tuple[str, ...] | None

    def coded_by(self, coder: CodesArticles) -> Coding:
        """What the coder finds in it."""
        if self.sentences is not None:
            return coder.code_sentences(self.sentences, self.day)
        return coder.code(self.text or "", self.day)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors in a sentence, by the words that name them."""

    id: str | int
    sentence: str
    source: Span
    target: Span


def lines(stream: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, numbered from 1, without a byte order mark."""
    for number, line in enumerate(stream, 1):
        kept = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if kept.strip():
            yield number, kept


def read(line: bytes) -> dict[str, Any] | None:
    """The object on a line; None where it has no ``id`` and is to be passed over. Raises :class:`BadRecord`."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadRecord(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise BadRecord("not a JSON object")
    if "id" not in record:
        return None
    identifier = record["id"]
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        raise BadRecord("id is neither a string nor a whole number")
    return record


def article(record: dict[str, Any]) -> Article:
    """The article of a record with ``text`` or ``sentences``, and perhaps ``date``. Raises :class:`BadRecord`."""
    identifier = record["id"]
    sentences, text = record.get("sentences"), record.get("text")
    if sentences is not None:
        if not isinstance(sentences, list) or not all(isinstance(sentence, str) for sentence in sentences):
            raise BadRecord("sentences is not a list of strings", identifier)
        return Article(identifier, _day(record), None, tuple(sentences))
    if not isinstance(text, str):
        raise BadRecord("neither text (a string) nor sentences (a list of strings)", identifier)
    return Article(identifier, _day(record), text, None)


def pair(record: dict[str, Any]) -> Pair:
    """The pair of a record with ``sentence``, ``source`` and ``target``. Raises :class:`BadRecord`."""
    identifier, sentence = record["id"], record.get("sentence")
    if not isinstance(sentence, str):
        raise BadRecord("sentence is not a string", identifier)
    spans: list[Span] = []
    for end in ("source", "target"):
        span = record.get(end)
        if not isinstance(span, list) or len(span) != 2 or not all(type(place) is int for place in span):
            raise BadRecord(f"{end} is not [start, end]", identifier)
        if not 0 <= span[0] < span[1] <= len(sentence):
            raise BadRecord(f"{end} {span} lies outside the sentence ({len(sentence)} characters)", identifier)
        spans.append((span[0], span[1]))
    return Pair(identifier, sentence, spans[0], spans[1])


def edge_record(edge: Edge) -> dict[str, Any]:
    """An edge in the keys, and their order, of the coder's output."""
    return {
        **_party("source", edge.source),
        "relation": edge.relation,
        **_party("target", edge.target),
        "status": edge.status,
        "sentence": edge.sentence,
        "char_start": edge.char_start,
        "char_end": edge.char_end,
        "confidence": edge.confidence,
        "why": edge.why,
        "date": edge.day,
        "date_precision": edge.precision,
        "date_source": edge.day_known,
        "alternatives": [{"relation": relation, "confidence": confidence} for relation, confidence in edge.alternatives],
    }


def _party(end: str, party: Party) -> dict[str, Any]:
    return {
        end: party.actor,
        f"{end}_name": party.name,
        f"{end}_role": party.role,
        f"{end}_country": party.country,
    }


def _day(record: dict[str, Any]) -> date | None:
    value = record.get("date")
    if value is None:
        return None
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError) as error:
        raise BadRecord(f"date is not YYYY-MM-DD: {value!r}", record["id"]) from error
