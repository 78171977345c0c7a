"""A coder small enough to read at a glance: one line, one sentence; ``RUS attacks UKR`` is an edge."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from app.ingestion.article import ArticleIn
from app.services.ingest import IngestService
from graph.model import Coding, DayKnown, Edge, Party
from graph.ontology import Status, relation_types

STATUS_WORDS: dict[str, Status] = {
    "will": "planned", "allegedly": "alleged", "not": "negated", "maybe": "hypothetical",
}  # fmt: skip
_LINE = re.compile(r"(\S+?)(?:/(\w+))? (?:(will|allegedly|not|maybe) )?(\w+) (\S+?)(?:/(\w+))?(?: on (\S+))?")
NOON = datetime(2024, 5, 10, 12, tzinfo=UTC)


class FakeCoder:
    """Reads ``SOURCE[/ROLE] [will|allegedly|not|maybe] relation TARGET[/ROLE] [on DAY]``; ``raises`` in a line
    raises."""

    version = "fake-1"

    def __init__(self) -> None:
        self.coded: list[str] = []
        self.broken = True

    def code(self, text: str, day: date | None = None) -> Coding:
        return self.code_sentences([line for line in text.splitlines() if line], day)

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        self.coded += sentences
        if self.broken and any("raises" in sentence for sentence in sentences):
            raise RuntimeError("the model\nfell over")
        edges = (edge(sentence, index, day) for index, sentence in enumerate(sentences))
        return Coding(tuple(sentences), tuple(found for found in edges if found))


def edge(sentence: str, index: int = 0, day: date | None = None) -> Edge | None:
    """The edge that a line states, None where it states none."""
    match = _LINE.fullmatch(sentence)
    if match is None or match[4] not in relation_types():
        return None
    country = {"NSA:REBELS": "SYR"}
    source, target = (Party(match[i], match[i].title(), match[i + 1], country.get(match[i]), match.span(i)) for i in (1, 5))
    status = STATUS_WORDS.get(match[3] or "", "occurred")
    own = date.fromisoformat(match[7]) if match[7] else day
    known: DayKnown | None = "text" if match[7] else "article" if day else None
    return Edge(
        source, match[4], target, status, index, 0, len(sentence), match.span(4), 0.9, "fake", own, "day" if own else None, known
    )


def give(service: IngestService, *lines: str, day: date | None = None, publisher: str | None = None, minutes: int = 0) -> str:
    """Ingest these lines as one article, some minutes after noon; its id."""
    article = ArticleIn(text="\n".join(lines), published_at=day, publisher=publisher)
    return service.ingest(article, NOON + timedelta(minutes=minutes)).article_id
