"""From the model's reply to edges. Nothing in it is believed: each relation is checked against ontology, register and text,
and one that does not hold is dropped and counted with the reason."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import CodingFailed
from app.llm.cast import READING, Cast
from graph.coding.candidates import different_ends
from graph.coding.mentions import Ref
from graph.model import Edge, Span
from graph.ontology import ROLES, STATUSES, relation_types

#: Confidences are not measured: they say only whether the sentence names both ends, or an end is the model's reading.
NAMED, READ = 0.75, 0.6
_PLACES = 8  # occurrences of the same words that are looked at
_QUOTED = 60


class Said(BaseModel):
    """One relation as the model writes it, its shape checked and nothing else yet."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", hide_input_in_errors=True)

    sentence: int
    source: str
    source_actor: str | None = None
    source_role: str | None = None
    relation: str
    target: str
    target_actor: str | None = None
    target_role: str | None = None
    status: str
    words: str


class _Dropped(Exception):  # noqa: N818 - never leaves this module
    """This relation does not hold; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Article:
    """What a reply is checked against."""

    sentences: Sequence[str]
    cast: Cast
    day: date | None
    model: str
    least: float = 0.0


def edges(reply: dict[str, Any], article: Article, numbers: Container[int], dropped: Counter[str]) -> list[Edge]:
    """The edges of a reply to the sentences of these numbers, in reading order; what is dropped is counted in ``dropped``.
    Raises :class:`app.errors.CodingFailed` where the reply has no list of relations at all."""
    listed = reply.get("relations")
    if not isinstance(listed, list):
        raise CodingFailed("the model's reply has no list of relations; try a model that follows a JSON schema")
    found: dict[tuple[object, ...], Edge] = {}
    for item in listed:
        try:
            edge = _edge(Said.model_validate(item), article, numbers)
        except ValidationError:
            dropped["not of the asked shape"] += 1
        except _Dropped as reason:
            dropped[str(reason)] += 1
        else:
            ends = (edge.source.actor, edge.source.role, edge.relation, edge.target.actor, edge.target.role)
            if found.setdefault((edge.sentence, *ends), edge) is not edge:
                dropped["said twice"] += 1
    return sorted(found.values(), key=lambda e: (e.sentence, e.trigger, e.id, e.source.role or "", e.target.role or ""))


def _edge(said: Said, article: Article, numbers: Container[int]) -> Edge:
    kind = relation_types().get(said.relation)
    if kind is None:
        raise _Dropped("relation unknown")
    status = next((known for known in STATUSES if known == said.status), None)
    if status is None:
        raise _Dropped("status unknown")
    if said.sentence not in numbers:
        raise _Dropped("sentence out of range")
    text = article.sentences[said.sentence]
    source_at, target_at, trigger = _places(text, said)
    source = _end(article.cast, said.sentence, source_at, said.source_actor, said.source_role)
    target = _end(article.cast, said.sentence, target_at, said.target_actor, said.target_role)
    if not different_ends(source, target):
        raise _Dropped("both ends are one actor")
    if kind.name == "member_of" and ":" not in target.actor:
        raise _Dropped("member of what is no bloc")
    confidence = READ if READING in (source.via, target.via) else NAMED
    if confidence < article.least:
        raise _Dropped("under the least confidence")
    if kind.symmetric and target.actor < source.actor:
        source, target = target, source
    return Edge(
        source=article.cast.party(source),
        relation=kind.name,
        target=article.cast.party(target),
        status=status,
        sentence=said.sentence,
        char_start=min(source.start, target.start, trigger[0]),
        char_end=max(source.end, target.end, trigger[1]),
        trigger=trigger,
        confidence=confidence,
        why=f"llm {article.model}: {_quoted(text, trigger)}"
        + "".join(f"; {r.actor} by {_by(text, r)}" for r in (source, target)),
        day=article.day,
    )


def _end(cast: Cast, sentence: int, span: Span, given: str | None, role: str | None) -> Ref:
    found = cast.resolve(sentence, span, given)
    if isinstance(found, str):
        raise _Dropped(found)
    # A spelling that has a role (the Kremlin, the Pentagon) keeps it; a role that is none says nothing.
    return replace(found, role=found.role or (role if role in ROLES else None))


def _places(text: str, said: Said) -> tuple[Span, Span, Span]:
    """Where source, target and relation stand in the sentence: of several occurrences those closest together."""
    ends = []
    for words in (said.source, said.target, said.words):
        spans = list(islice(_occurrences(text, words.strip()), _PLACES))
        if not spans:
            raise _Dropped("words not in the sentence")
        ends.append(spans)

    def spread(spans: tuple[Span, ...]) -> tuple[bool, int, tuple[Span, ...]]:
        one_place = spans[0][0] < spans[1][1] and spans[1][0] < spans[0][1]
        return one_place, max(s[1] for s in spans) - min(s[0] for s in spans), spans

    source, target, trigger = min(product(*ends), key=spread)
    return source, target, trigger


def _occurrences(text: str, words: str) -> Iterator[Span]:
    """Where whole words stand in a text: "Niger" is not in "Nigeria"."""
    at = text.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        if not (_joined(text, at) or _joined(text, end)):
            yield at, end
        at = text.find(words, at + 1)


def _joined(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _by(text: str, ref: Ref) -> str:
    return _quoted(text, (ref.start, ref.end)) if ref.via == READING else ref.via


def _quoted(text: str, span: Span) -> str:
    words = " ".join(text[span[0] : span[1]].split())
    return f"“{words if len(words) <= _QUOTED else words[: _QUOTED - 1] + '…'}”"
