"""The sample: sixty articles from everywhere, without labels, and nobody quoted in them."""

import json
import re
from collections import Counter
from pathlib import Path

from app.ingestion.sample import PUBLISHER, sample_articles

FILE = Path(__file__).resolve().parents[2] / "app" / "ingestion" / "data" / "sample.jsonl"
RECORDS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def test_sixty_articles_of_five_regions_over_thirty_five_years() -> None:
    assert len(RECORDS) == 60
    assert len({record["id"] for record in RECORDS}) == 60
    assert len({record["title"] for record in RECORDS}) == 60
    regions = Counter(record["region"] for record in RECORDS)
    assert set(regions) == {"africa", "americas", "asia", "europe", "middle_east"}
    assert min(regions.values()) >= 10
    days = [record["date"] for record in RECORDS]
    assert days == sorted(days)
    assert days[0] < "1991"
    assert days[-1] > "2025"


def test_they_hold_text_alone_and_quote_nobody() -> None:
    for record in RECORDS:
        assert set(record) == {"id", "title", "date", "publisher", "region", "text"}
        assert 30 < len(record["text"].split()) < 250, record["id"]
        assert not re.search(r"[\"“”„«»‘]|(?<!\w)'|''", record["text"] + record["title"]), record["id"]
        assert not re.search(r"\b(said|tweeted|quipped|joked|insisted|vowed)\b(?! that it would cease)", record["text"])
        assert not re.match(r"[A-Z]{4,}[^.]{0,30} [-–—] ", record["text"]), record["id"]


def test_the_articles_are_handed_over_with_day_and_publisher() -> None:
    articles = sample_articles()
    assert [article.title for article in articles] == [record["title"] for record in RECORDS]
    assert {article.publisher for article in articles} == {PUBLISHER}
    assert str(articles[0].published_at) == RECORDS[0]["date"]
    assert all(article.text and article.language == "en" for article in articles)


def test_the_main_countries_come_back() -> None:
    names = {
        "Russia": r"Russia|Moscow|Kremlin",
        "United States": r"United States|Washington|American",
        "China": r"China|Beijing|Chinese",
        "Iran": r"Iran|Tehran",
        "Turkey": r"Turk|Ankara",
        "France": r"France|French|Paris",
    }
    for name, pattern in names.items():
        assert sum(bool(re.search(pattern, record["text"])) for record in RECORDS) >= 5, name
