"""Articles in, and what was coded in them."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.common import CountsFrom, Day, EventDay, EventPrecision, Moment, StatusName, examples
from app.schemas.graph import EVIDENCE, Mention

TEXT = "Russia said on Sunday that it shares intelligence with Syria. Britain criticised the accord."
CODED: dict[str, Any] = {
    "relation_id": "RUS~shares_intelligence_with~SYR",
    "source": {"actor": "RUS", "name": "Russia", "role": None, "span": [0, 6]},
    "relation": "shares_intelligence_with",
    "label": "shares or exchanges intelligence with",
    "target": {"actor": "SYR", "name": "Syria", "role": None, "span": [55, 60]},
    "status": "occurred",
    "counted": True,
    "day": "2015-09-27",
    "event_day": None,
    "event_precision": None,
    "sentence": 0,
    "char_start": 0,
    "char_end": 60,
    "trigger": [30, 49],
    "confidence": 0.95,
    "why": "share intelligence with",
}


class ArticleBody(BaseModel):
    """An article: its text, or the page's HTML. A title, publisher and date make its evidence worth more."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "text": TEXT,
                    "title": "A quiet exchange",
                    "publisher": "Example Courier",
                    "published_at": "2015-09-27",
                    "url": "https://news.example/quiet-exchange",
                }
            ]
        },
    )

    text: str | None = Field(None, description="Plain text. Exactly one of text and html.")
    html: str | None = Field(None, description="The page; its main text, title and date are taken from it.")
    title: str | None = Field(None, max_length=500, description="Coded as the first sentence, unless the text begins with it.")
    publisher: str | None = Field(None, max_length=200)
    published_at: Moment | None = Field(None, description="Day or moment of publication, UTC where it has no zone.")
    url: str | None = Field(None, max_length=2000, description="Kept beside the article; never fetched.")
    language: str | None = Field(None, max_length=35, description="BCP 47; anything but English is refused.")


class ArticleTaken(BaseModel):
    """What became of an article that was sent in."""

    model_config = examples(
        {
            "id": "a1",
            "outcome": "created",
            "status": "coded",
            "edges": [CODED],
            "version": 13,
            "error": None,
            "links": {"self": "/v1/articles/a1"},
        }
    )

    id: str
    outcome: Literal["created", "known", "aside", "failed"]
    status: str
    edges: list["CodedEdge"]
    version: int = Field(description="The graph version that holds it; answers show it within a second.")
    error: str | None
    links: dict[str, str]


class CodedEdge(BaseModel):
    """A relation that one sentence states. ``sentence`` is its index; offsets count characters of that sentence."""

    model_config = examples(CODED)

    relation_id: str
    source: Mention
    relation: str
    label: str
    target: Mention
    status: StatusName
    counted: bool
    day: CountsFrom | None
    event_day: EventDay
    event_precision: EventPrecision
    sentence: int
    char_start: int
    char_end: int
    trigger: tuple[int, int]
    confidence: float
    why: str


class ArticleDetail(BaseModel):
    """A stored article with its sentences and standing evidence."""

    model_config = examples(
        {
            "id": "a1",
            "title": "A quiet exchange",
            "publisher": "Example Courier",
            "url": None,
            "language": "en",
            "published_at": "2015-09-27T00:00:00Z",
            "published_day": "2015-09-27",
            "received_at": "2026-01-05T09:00:00Z",
            "status": "coded",
            "error": None,
            "sentences": [EVIDENCE["sentence"]],
            "edges": [{**CODED, "id": "e1", "retracted": False}],
            "version": 13,
        }
    )

    id: str
    title: str | None
    publisher: str | None
    url: str | None
    language: str
    published_at: datetime | None
    published_day: date | None
    received_at: datetime
    status: Literal["coded", "aside", "failed", "retracted"] = Field(
        description="aside: kept, not coded, since it is not in English."
    )
    error: str | None
    sentences: list[str]
    edges: list["StoredEdge"]
    version: int


class StoredEdge(CodedEdge):
    """A coded relation as stored."""

    model_config = examples({**CODED, "id": "e1", "retracted": False})

    id: str
    retracted: bool


class ArticleRetracted(BaseModel):
    """What a retraction did."""

    model_config = examples({"id": "a1", "changed": True, "edges": 3, "version": 14})

    id: str
    changed: bool = Field(description="False where the article was retracted before.")
    edges: int
    version: int


class ExtractBody(BaseModel):
    """A text to code without storing it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": TEXT, "published_at": "2015-09-27"}]})

    text: str
    published_at: Day | None = Field(None, description="The day it was written: names of leaders resolve by it.")


class ExtractAnswer(BaseModel):
    """Sentences and the relations that they state."""

    model_config = examples({"sentences": [TEXT.split(". ", maxsplit=1)[0] + "."], "edges": [CODED]})

    sentences: list[str]
    edges: list[CodedEdge]
