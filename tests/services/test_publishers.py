"""Whose voices state a relation: fifty papers with one report of an agency are one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from app.errors import PublisherNotFound
from app.ingestion.article import ArticleIn
from app.ingestion.outlets import Outlets
from app.services.evidence import EvidenceService
from app.services.ingest import IngestService
from app.services.publishers import PublisherService
from app.store.engine import reading
from app.store.publishers import PublisherRepository
from app.store.relations import RelationRepository
from tests.services.fake import NOON

ATTACK = "RUS~attacks~UKR"
DAY = date(2024, 5, 1)


@pytest.fixture
def publishers(engine: Engine) -> PublisherService:
    return PublisherService(engine, Outlets.load())


def tell(service: IngestService, publisher: str | None, *more: str, day: date = DAY, line: str = "RUS attacks UKR") -> str:
    """Ingest an article that states the attack, among other lines; its id."""
    text = "\n".join((line, *more, f"Told by {publisher} on {day}."))
    article = ArticleIn(text=text, publisher=publisher, published_at=day)
    return service.ingest(article, NOON).article_id


def printed(service: IngestService, paper: str, agency: str, *, line: str = "RUS attacks UKR", ending: str = "") -> str:
    """Ingest an article that a paper prints from an agency; its id."""
    text = f"{line}\nThe rest of it in {paper}.{ending}\n© 2024 {agency}"
    return service.ingest(ArticleIn(text=text, publisher=paper, published_at=DAY), NOON).article_id


def counted(engine: Engine, relation: str = ATTACK) -> int:
    with reading(engine) as connection:
        row = RelationRepository(connection).get(relation)
    assert row is not None
    return row.publishers


def test_one_report_in_fifty_papers_is_one_voice(engine: Engine, service: IngestService, publishers: PublisherService) -> None:
    for number in range(50):
        printed(service, f"Paper {number}", "AP")
    assert counted(engine) == 1
    assert publishers.voices(ATTACK).ownership == {"private": 1}
    tell(service, "apnews.com")
    assert counted(engine) == 1
    printed(service, "Paper 1", "AFP")
    tell(service, "Paper 1")
    assert counted(engine) == 3
    with reading(engine) as connection:
        relations = RelationRepository(connection)
        assert relations.recount() == relations.all()
    agency, *papers = (one for one in publishers.publishers() if one.articles + one.credits > 0)
    assert (agency.id, agency.articles, agency.credits, agency.evidence) == ("associated-press", 1, 50, 51)
    assert len(papers) == 51
    assert {one.name: one.articles for one in papers}["Paper 1"] == 3


def test_spellings_of_a_name_are_one_voice(engine: Engine, service: IngestService, publishers: PublisherService) -> None:
    for name in ("Reuters", "reuters.com", "Thomson Reuters", "REUTERS"):
        tell(service, name, f"as {name} has it")
    assert counted(engine) == 1
    (one,) = publishers.publishers()
    assert (one.name, one.articles, one.evidence) == ("Reuters", 4, 4)


def test_voices_add_up_to_the_publishers(engine: Engine, service: IngestService, publishers: PublisherService) -> None:
    for name in ("TASS", "RIA Novosti", "Xinhua", "Reuters", "Example Courier", None):
        tell(service, name)
    voices = publishers.voices(ATTACK)
    assert list(voices.ownership.items()) == [("state", 3), ("unknown", 2), ("private", 1)]
    assert voices.country == {"RUS": 2, "unknown": 2, "CHN": 1, "GBR": 1}
    assert sum(voices.ownership.values()) == sum(voices.country.values()) == counted(engine)


def test_voices_are_those_inside_the_window_and_what_was_known(service: IngestService, publishers: PublisherService) -> None:
    tell(service, "TASS", day=DAY)
    later = tell(service, "Reuters", day=DAY + timedelta(days=5))
    assert publishers.voices(ATTACK, until=DAY).ownership == {"state": 1}
    assert publishers.voices(ATTACK, since=DAY + timedelta(days=1)).ownership == {"private": 1}
    service.retract(later, NOON + timedelta(hours=1))
    assert publishers.voices(ATTACK).ownership == {"state": 1}
    assert publishers.voices(ATTACK, known_at=NOON).ownership == {"private": 1, "state": 1}
    assert publishers.voices("RUS~attacks~USA").ownership == {}
    tell(service, "BBC", line="RUS not attacks UKR")
    assert publishers.voices(ATTACK).ownership == {"state": 1}


def test_evidence_is_filtered_by_whose_voice_it_is(
    service: IngestService, publishers: PublisherService, evidence: EvidenceService
) -> None:
    for name in ("TASS", "Xinhua", "Reuters", "Example Courier", None):
        tell(service, name)
    printed(service, "Example Herald", "TASS")

    def said(**wanted: str) -> list[str | None]:
        page = evidence.of_relation(ATTACK, limit=9, spoken=publishers.spoken(**wanted))
        assert page.total == len(page.results)
        return sorted((one.publisher or "" for one in page.results), key=str)

    assert len(said()) == 6
    assert said(ownership="state") == ["Example Herald", "TASS", "Xinhua"]
    assert said(ownership="state", country="RUS") == ["Example Herald", "TASS"]
    assert said(country="GBR") == ["Reuters"]
    assert said(ownership="unknown") == ["", "Example Courier"]
    assert said(ownership="unknown", country="GBR") == []
    assert said(ownership="party") == []


def test_unknown_alone_where_nobody_is_known(
    service: IngestService, publishers: PublisherService, evidence: EvidenceService
) -> None:
    tell(service, "Example Courier")
    assert evidence.of_relation(ATTACK, limit=9, spoken=publishers.spoken(ownership="unknown")).total == 1
    assert evidence.of_relation(ATTACK, limit=9, spoken=publishers.spoken(ownership="state")).total == 0


def test_quotes_tell_whose_they_are(service: IngestService, evidence: EvidenceService) -> None:
    printed(service, "BBC News", "AFP")
    (quote,) = evidence.quotes([ATTACK], 1)[ATTACK]
    assert quote.publisher == "BBC"
    assert quote.outlet == {"id": "bbc", "name": "BBC", "country": "GBR", "ownership": "public", "kind": "broadcaster"}
    assert quote.credited is not None
    assert quote.credited["id"] == "agence-france-presse"
    assert evidence.surest([ATTACK], limit=1) == [(ATTACK, quote)]


def test_publishers_are_filtered_and_in_order(service: IngestService, publishers: PublisherService) -> None:
    tell(service, "TASS", "a")
    tell(service, "TASS", "b")
    tell(service, "Example Courier")
    service.ingest(ArticleIn(text="Nothing was said of it.", publisher="BBC"), NOON)

    def names(**wanted: object) -> list[str]:
        return [one.name for one in publishers.publishers(**wanted)]  # type: ignore[arg-type]

    assert names() == ["TASS", "BBC", "Example Courier"]
    assert names(country="RUS") == ["TASS"]
    assert names(ownership="unknown") == ["Example Courier"]
    assert names(kind="broadcaster") == ["BBC"]
    assert names(q="cour") == ["Example Courier"]
    assert names(q="itar") == ["TASS"]
    assert names(known=True)[:2] == ["TASS", "BBC"]
    assert len(names(known=True)) == len(Outlets.load().outlets)
    assert "RIA Novosti" in names(known=True, country="RUS", ownership="state", kind="agency")


def test_a_publisher_is_found_by_id_name_and_number(service: IngestService, publishers: PublisherService) -> None:
    tell(service, "Example Courier")
    assert publishers.publisher("tass").articles == 0
    assert publishers.publisher("reuters.com").id == "reuters"
    (own,) = publishers.publishers()
    assert own.id == "pub-1"
    assert publishers.publisher("pub-1") == publishers.publisher("Example Courier") == own
    for nobody in ("pub-2", "pub-", "pub-x", "Courier", ""):
        with pytest.raises(PublisherNotFound, match="known=true"):
            publishers.publisher(nobody)


def test_an_article_that_failed_and_one_without_evidence_have_a_publisher(
    engine: Engine, service: IngestService, publishers: PublisherService
) -> None:
    service.ingest(ArticleIn(text="raises", publisher="One"), NOON)
    service.ingest(ArticleIn(text="Nothing.", publisher="Two"), NOON)
    assert [(one.id, one.articles, one.evidence) for one in publishers.publishers()] == [("pub-1", 1, 0), ("pub-2", 1, 0)]
    with reading(engine) as connection:
        assert PublisherRepository(connection).after(1) == {2: "Two"}
