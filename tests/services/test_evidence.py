"""Pages of evidence and articles: order, cursors, what is left out."""

from datetime import date

import pytest

from app.errors import ArticleNotFound, BadCursor, RelationNotFound
from app.services.evidence import EvidenceService
from app.services.ingest import IngestService
from app.services.pages import decode_cursor, encode_cursor
from tests.services.fake import NOON, give

ATTACK = "RUS~attacks~UKR"


def day(number: int) -> date:
    return date(2024, 5, number)


def test_evidence_comes_latest_first_in_pages(service: IngestService, evidence: EvidenceService) -> None:
    for number in (3, 1, 5, 2, 4, 4):
        give(
            service,
            "RUS attacks UKR",
            f"Note {number} {'x' * len(evidence.articles(limit=10).results)}",
            day=day(number),
        )
    seen: list[str] = []
    days: list[int] = []
    cursor: str | None = None
    for expected in (2, 2, 2):
        page = evidence.of_relation(ATTACK, limit=2, cursor=cursor)
        assert len(page.results) == expected
        assert page.total == 6
        seen += [cited.evidence.id for cited in page.results]
        days += [cited.evidence.day.day for cited in page.results]
        cursor = page.next
    assert cursor is None
    assert days == [5, 4, 4, 3, 2, 1]
    assert len(set(seen)) == 6


def test_a_page_is_stable_while_new_evidence_comes(service: IngestService, evidence: EvidenceService) -> None:
    give(service, "RUS attacks UKR", "old", day=day(1))
    give(service, "RUS attacks UKR", "new", day=day(2))
    page = evidence.of_relation(ATTACK, limit=1)
    give(service, "RUS attacks UKR", "newest", day=day(3))
    rest = evidence.of_relation(ATTACK, limit=5, cursor=page.next)
    assert [cited.evidence.day for cited in rest.results] == [day(1)]


def test_evidence_names_its_article(service: IngestService, evidence: EvidenceService) -> None:
    give(service, "RUS attacks UKR", day=day(1), publisher="Gazette")
    (cited,) = evidence.of_relation(ATTACK, limit=5).results
    assert (cited.publisher, cited.published_day, cited.title, cited.url) == ("Gazette", day(1), None, None)


def test_evidence_by_days_and_status(service: IngestService, evidence: EvidenceService) -> None:
    give(service, "RUS attacks UKR", "RUS not attacks UKR", day=day(1))
    give(service, "RUS allegedly attacks UKR", day=day(2))
    give(service, "RUS attacks UKR", day=day(3))

    def found(**wanted: object) -> list[tuple[int, str]]:
        page = evidence.of_relation(ATTACK, limit=9, **wanted)  # type: ignore[arg-type]
        assert page.total == len(page.results)
        return [(cited.evidence.day.day, cited.evidence.status) for cited in page.results]

    assert found() == [(3, "occurred"), (2, "alleged"), (1, "negated"), (1, "occurred")]
    assert found(since=day(2)) == [(3, "occurred"), (2, "alleged")]
    assert found(until=day(2), statuses={"occurred", "alleged"}) == [(2, "alleged"), (1, "occurred")]


def test_publishers_are_those_of_counted_standing_evidence(service: IngestService, evidence: EvidenceService) -> None:
    give(service, "RUS attacks UKR", "a", day=day(1), publisher="Gazette")
    give(service, "RUS attacks UKR", "IRN arms RUS", "b", day=day(3), publisher="Herald")
    give(service, "RUS attacks UKR", "c", day=day(4), publisher="Herald")
    give(service, "RUS not attacks UKR", "d", day=day(1), publisher="Denier")
    give(service, "RUS attacks UKR", "e", day=day(1))
    gone = give(service, "RUS attacks UKR", "f", day=day(1), publisher="Gone")
    service.retract(gone, NOON)
    assert evidence.publishers([ATTACK], limit=9) == ["Herald", "Gazette"]
    assert evidence.publishers([ATTACK], limit=1) == ["Herald"]
    assert evidence.publishers([ATTACK], limit=9, until=day(1)) == ["Gazette"]
    assert evidence.publishers(["IRN~arms~RUS"], limit=9) == ["Herald"]
    assert evidence.publishers([], limit=9) == []


def test_retracted_evidence_is_left_out(service: IngestService, evidence: EvidenceService) -> None:
    article = give(service, "RUS attacks UKR", day=day(1))
    give(service, "RUS attacks UKR", "more", day=day(2))
    service.retract(article, NOON)
    assert [cited.evidence.day for cited in evidence.of_relation(ATTACK, limit=9).results] == [day(2)]
    assert evidence.articles_of(ATTACK, limit=9).total == 1
    assert evidence.of_article(article)[0].retracted_at == NOON


def test_articles_of_a_relation_once_each(service: IngestService, evidence: EvidenceService) -> None:
    one = give(service, "RUS attacks UKR", "RUS attacks UKR on 2024-04-01", day=day(1))
    two = give(service, "RUS attacks UKR", "IRN arms RUS", day=day(2))
    give(service, "IRN arms RUS", day=day(3))
    first = evidence.articles_of(ATTACK, limit=1)
    assert ([a.id for a in first.results], first.total) == ([two], 2)
    rest = evidence.articles_of(ATTACK, limit=1, cursor=first.next)
    assert ([a.id for a in rest.results], rest.next) == ([one], None)


def test_articles_last_received_first(service: IngestService, evidence: EvidenceService) -> None:
    ids = [give(service, "RUS attacks UKR", "x" * n, minutes=n) for n in range(3)]
    failed = give(service, "raises", minutes=3)
    first = evidence.articles(limit=3)
    assert [a.id for a in first.results] == [failed, ids[2], ids[1]]
    assert [a.id for a in evidence.articles(limit=3, cursor=first.next).results] == [ids[0]]
    assert [a.id for a in evidence.articles(limit=3, status="failed").results] == [failed]


def test_what_is_not_there(service: IngestService, evidence: EvidenceService) -> None:
    for ask in (evidence.relation, lambda key: evidence.of_relation(key, limit=1)):
        with pytest.raises(RelationNotFound, match="RUS~attacks~FRA"):
            ask("RUS~attacks~FRA")
    with pytest.raises(ArticleNotFound, match="art-1"):
        evidence.of_article("art-1")


def test_a_relation_that_nothing_backs_is_still_found(service: IngestService, evidence: EvidenceService) -> None:
    service.retract(give(service, "RUS attacks UKR"), NOON)
    assert evidence.relation(ATTACK).evidence == 0
    assert evidence.of_relation(ATTACK, limit=3).results == ()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "*",
        "é",
        "bm9wZQ",
        encode_cursor("evidence RUS~attacks~UKR", "2024-05-01"),
        encode_cursor("evidence RUS~attacks~UKR", "yesterday", "art-1.0"),
        encode_cursor("evidence IRN~arms~RUS", "2024-05-01", "art-1.0"),
        "W1tbW1tbW1tbW1tbW1tb" * 2000,
    ],
)
def test_a_cursor_of_another_list_is_refused(service: IngestService, evidence: EvidenceService, cursor: str) -> None:
    give(service, "RUS attacks UKR")
    with pytest.raises(BadCursor):
        evidence.of_relation(ATTACK, limit=1, cursor=cursor)


@pytest.mark.parametrize("moment", ["soon", "2024-05-01T00:00:00"])
def test_a_damaged_cursor_of_articles_is_refused(evidence: EvidenceService, moment: str) -> None:
    with pytest.raises(BadCursor):
        evidence.articles(limit=1, cursor=encode_cursor("articles of status None", moment, "art-1"))


def test_a_cursor_comes_back_as_it_went() -> None:
    cursor = encode_cursor("list", "2024-05-01", "art-ü/1")
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert decode_cursor(cursor, "list", 2) == ["2024-05-01", "art-ü/1"]


def test_what_no_database_can_hold_is_not_found(service: IngestService, evidence: EvidenceService) -> None:
    give(service, "RUS attacks UKR")
    for unknown in ("\0", f"{ATTACK}\0"):
        with pytest.raises(RelationNotFound):
            evidence.of_relation(unknown, limit=1)
        with pytest.raises(ArticleNotFound):
            evidence.article(unknown)
        with pytest.raises(ArticleNotFound):
            service.retract(unknown, NOON)
    with pytest.raises(BadCursor):
        evidence.of_relation(ATTACK, limit=1, cursor=encode_cursor(f"evidence {ATTACK}", "2024-05-01", "\0"))


def test_quotes_take_turns_and_no_report_or_sentence_twice(service: IngestService, evidence: EvidenceService) -> None:
    give(service, "RUS attacks UKR", "RUS/MIL attacks UKR", "Of one report one sentence is told", day=day(1))
    give(service, "RUS attacks UKR/MIL", "Another report", day=day(2))
    give(service, "RUS attacks UKR", "A third, in the words of the first", day=day(2))
    give(service, "RUS will attacks UKR", "A plan weighs less", day=day(5))
    give(service, "RUS not attacks UKR", "Denied", day=day(6))
    give(service, "RUS sanctions UKR", "Something else", day=day(3))
    wanted = [ATTACK, "RUS~sanctions~UKR", "RUS~arms~UKR"]
    found = evidence.surest(wanted, limit=5)
    first, second, *rest = found
    assert (first[0], first[1].day) == (ATTACK, day(2))
    assert second[0] == "RUS~sanctions~UKR"
    told = {one.sentence for _, one in found}
    assert told >= {"RUS attacks UKR", "RUS attacks UKR/MIL", "RUS sanctions UKR", "RUS will attacks UKR"}
    assert len(told) == len(found)
    assert "RUS not attacks UKR" not in told
    assert found[-1][1].status == "planned"
    assert rest
    assert evidence.surest(wanted, limit=2) == [first, second]
    assert {one.day for _, one in evidence.surest([ATTACK], limit=5, until=day(1))} == {day(1)}
    assert len(evidence.surest([ATTACK], limit=5, until=day(1))) == 1
    assert evidence.surest([ATTACK], limit=5, since=day(6)) == []
    assert evidence.surest([], limit=5) == []
