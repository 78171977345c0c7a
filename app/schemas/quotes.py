"""Evidence carried along with a relation."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.schemas.common import CountsFrom, StatusName, examples
from app.schemas.publishers import CreditedOf, OutletOf

QUOTE: dict[str, Any] = {
    "id": "a1.1",
    "sentence": "Moscow now swaps intelligence with Damascus every night.",
    "source_span": [0, 6],
    "target_span": [35, 43],
    "trigger": [11, 29],
    "status": "occurred",
    "confidence": 0.93,
    "day": "2015-09-27",
    "publisher": "Example Courier",
    "outlet": None,
    "credited": None,
    "article": "a1",
    "title": "A quiet exchange",
    "url": None,
    "why": "swap intelligence with",
}


class QuotedEvidence(BaseModel):
    """A sentence behind a relation. Spans count its characters, end exclusive; null where an end is implied."""

    model_config = examples(QUOTE)

    id: str
    sentence: str
    source_span: tuple[int, int] | None
    target_span: tuple[int, int] | None
    trigger: tuple[int, int]
    status: StatusName
    confidence: float
    day: CountsFrom
    publisher: str | None
    outlet: OutletOf
    credited: CreditedOf
    article: str
    title: str | None
    url: str | None
    why: str


#: Absent where ``evidence`` is 0.
Quotes = Annotated[
    list[QuotedEvidence],
    Field(default=[], description="With `evidence`: of independent reports first, the strongest and latest of them first."),
]
