"""The golden articles under ``tests/golden``."""

import json
from datetime import date
from pathlib import Path
from typing import TypedDict

from graph.coding import Coder
from graph.model import Coding

_FOLDER = Path(__file__).parents[1] / "golden"


class GoldenEdge(TypedDict):
    """An edge that a careful reader notes down."""

    source: str
    relation: str
    target: str
    status: str
    sentence: int


class Golden(TypedDict):
    """An article with all its edges; ``date`` as in ISO 8601, ``sentence`` of an edge 0-based."""

    id: str
    date: str
    sentences: list[str]
    edges: list[GoldenEdge]


def articles() -> list[Golden]:
    """Every golden article, by name."""
    return [json.loads(line) for line in (_FOLDER / "articles.jsonl").read_text(encoding="utf-8").splitlines()]


def code(coder: Coder, article: Golden) -> Coding:
    """A golden article, coded on its day."""
    return coder.code_sentences(article["sentences"], date.fromisoformat(article["date"]))
