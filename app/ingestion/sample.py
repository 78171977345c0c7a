"""The sixty sample articles that a new graph begins with; ``data/NOTICE`` says what they are and are not."""

import json
from datetime import date
from importlib.resources import files

from app.ingestion.article import ArticleIn

PUBLISHER = "Entente sample"


def sample_articles() -> tuple[ArticleIn, ...]:
    """The sample, oldest first."""
    lines = files("app.ingestion").joinpath("data/sample.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(
        ArticleIn(
            text=record["text"],
            title=record["title"],
            publisher=record["publisher"],
            language="en",
            published_at=date.fromisoformat(record["date"]),
        )
        for record in map(json.loads, lines)
    )
