"""Which sentences come along with a relation: the best of its counted evidence, of all relations in one query."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, event

from app.services.actors import ActorService
from app.services.evidence import EvidenceService
from app.services.ingest import IngestService
from app.store.clusters import join
from app.store.engine import writing
from graph.formats import Quote
from graph.ontology import COUNTED
from tests.services.fake import NOON, give

ATTACK, ARMS = "RUS~attacks~UKR", "USA~arms~UKR"


def day(number: int) -> date:
    return date(2024, 5, number)


def days(quotes: tuple[Quote, ...]) -> list[int]:
    return [quote.day.day for quote in quotes]


def test_the_strongest_and_latest_come_first(service: IngestService, evidence: EvidenceService) -> None:
    for number, hedge in ((1, ""), (2, "allegedly "), (3, "will "), (4, ""), (5, "not "), (6, "maybe ")):
        give(service, f"RUS {hedge}attacks UKR", str(number), day=day(number), publisher=f"Paper {number}")
    give(service, "USA arms UKR", day=day(9))
    found = evidence.quotes([ATTACK, ARMS, "RUS~arms~UKR"], 3)
    assert found.keys() == {ATTACK, ARMS}
    assert days(found[ATTACK]) == [4, 1, 3]
    assert days(evidence.quotes([ATTACK], 5)[ATTACK]) == [4, 1, 3, 2]
    best = found[ATTACK][0]
    assert (best.sentence, best.status, best.publisher) == ("RUS attacks UKR", "occurred", "Paper 4")
    assert (best.confidence, best.why) == (0.9, "fake")
    spans = best.source_span, best.trigger, best.target_span
    assert [best.sentence[slice(*span)] for span in spans if span] == ["RUS", "attacks", "UKR"]
    assert found[ARMS][0].publisher is None
    assert evidence.article(best.article).published_day == day(4)


def test_windows_and_moments_are_kept_to(service: IngestService, evidence: EvidenceService) -> None:
    articles = [give(service, "RUS attacks UKR", str(number), day=day(number), minutes=number) for number in (1, 2, 3)]
    assert days(evidence.quotes([ATTACK], 5, since=day(2))[ATTACK]) == [3, 2]
    assert days(evidence.quotes([ATTACK], 5, until=day(2))[ATTACK]) == [2, 1]
    assert days(evidence.quotes([ATTACK], 5, known_at=NOON + timedelta(minutes=2))[ATTACK]) == [2, 1]
    service.retract(articles[2], NOON + timedelta(minutes=9))
    assert days(evidence.quotes([ATTACK], 5)[ATTACK]) == [2, 1]
    assert days(evidence.quotes([ATTACK], 5, known_at=NOON + timedelta(minutes=8))[ATTACK]) == [3, 2, 1]


def test_independent_reports_come_before_copies(engine: Engine, service: IngestService, evidence: EvidenceService) -> None:
    articles = [give(service, "RUS attacks UKR", str(number), day=day(number)) for number in (1, 2, 3)]
    assert days(evidence.quotes([ATTACK], 2)[ATTACK]) == [3, 2]
    with writing(engine) as connection:
        join(connection, [articles[2]], articles[1])
    # The copy counts from the day of what it copies.
    assert days(evidence.quotes([ATTACK], 2)[ATTACK]) == [2, 1]
    assert days(evidence.quotes([ATTACK], 5)[ATTACK]) == [2, 1, 2]


def test_spans_are_of_the_relations_ends(engine: Engine, service: IngestService, evidence: EvidenceService) -> None:
    give(service, "AAA meets_with PAK", "ZZZ attacks PAK")
    (straight,) = evidence.quotes(["AAA~meets_with~PAK"], 1)["AAA~meets_with~PAK"]
    assert (straight.source_span, straight.target_span) == ((0, 3), (15, 18))
    ActorService(engine).merge("AAA", "ZZZ", by="me", reason="the same", now=NOON)
    (turned,) = evidence.quotes(["PAK~meets_with~ZZZ"], 1)["PAK~meets_with~ZZZ"]
    assert (turned.source_span, turned.target_span) == ((15, 18), (0, 3))


def test_many_relations_are_one_query(engine: Engine, service: IngestService, evidence: EvidenceService) -> None:
    give(service, *(f"AAA attacks B{number:03}" for number in range(200)))
    asked: list[str] = []

    def noted(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", noted)
    found = evidence.quotes([f"AAA~attacks~B{number:03}" for number in range(200)], 5)
    assert len(found) == 200
    assert (
        len([statement for statement in asked if "row_number" in statement.lower()])
        == len([s for s in asked if "evidence" in s])
        == 1
    )


@pytest.mark.parametrize("seed", range(3))
def test_as_sorting_all_of_it_by_hand_would(engine: Engine, service: IngestService, evidence: EvidenceService, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - drawn anew, the same each time
    articles = [
        give(
            service,
            *(f"RUS {chance.choice(['', 'will ', 'allegedly ', 'not '])}attacks UKR" for _ in range(chance.randint(1, 3))),
            str(number),
            day=day(chance.randint(1, 5)),
        )
        for number in range(12)
    ]
    with writing(engine) as connection:
        join(connection, chance.sample(articles, 4), articles[0])
        join(connection, chance.sample(articles, 3), articles[5])
    pieces = [cited.evidence for cited in evidence.of_relation(ATTACK, limit=100).results if cited.evidence.status in COUNTED]
    best = sorted(pieces, key=lambda row: (row.weight, row.day, row.id), reverse=True)
    again: dict[int, int] = {}
    order = []
    for row in best:
        again[row.report] = again.get(row.report, 0) + 1
        order.append((again[row.report], row.id))
    expected = [key for _, key in sorted(order, key=lambda pair: pair[0])]
    assert [quote.id for quote in evidence.quotes([ATTACK], 100)[ATTACK]] == expected
    assert [quote.id for quote in evidence.quotes([ATTACK], 3)[ATTACK]] == expected[:3]
