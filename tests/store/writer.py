"""A process that ingests articles until it is killed: ``python -m tests.store.writer URL BATCH``. Prints how many it
has stored after each transaction."""

import sys
from datetime import date, timedelta
from itertools import count, islice

from app.ingestion.article import ArticleIn
from app.services.ingest import IngestService
from app.store.engine import make_engine
from tests.services.fake import NOON, FakeCoder

#: Edges in each article.
EDGES = 4


def article(number: int) -> ArticleIn:
    """The article of that number: one attack that all share, three edges that some share, and a line without any."""
    lines = (
        "RUS/MIL attacks UKR",
        f"USA opposes A{number % 5}",
        f"IRN/GOV arms B{number % 3}",
        f"CHN will supports C{number}",
        "-".join(f"note{number}x{place}" for place in range(16)),
    )
    day = date(2024, 1, 1) + timedelta(days=number % 60)
    return ArticleIn(text="\n".join(lines), published_at=day, publisher=f"Publisher {number % 4}")


def main(url: str, batch: int) -> None:
    """Ingest without end."""
    service = IngestService(make_engine(url), FakeCoder(), coder_version="fake-1", batch=batch)
    numbers = count()
    stored = 0
    while True:
        articles = [article(number) for number in islice(numbers, batch)]
        if batch == 1:
            service.ingest(articles[0], NOON)
        else:
            service.ingest_many(articles, lambda: NOON)
        stored += batch
        print(stored, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
