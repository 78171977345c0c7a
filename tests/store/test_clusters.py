"""Syndicated copies count as one report, publishers as they are; and what was known before a retraction stays known."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from app.errors import ArticleNotFound
from app.services.ingest import IngestService
from app.store.clusters import join, part
from app.store.engine import reading, writing
from app.store.evidence import EvidenceRepository
from app.store.relations import RelationRepository
from app.store.rows import RelationRow
from app.store.tables import articles, evidence
from app.store.versions import VersionRepository
from tests.services.fake import NOON, FakeCoder, give

MAY_1 = date(2024, 5, 1)


@pytest.fixture
def service(engine: Engine) -> IngestService:
    return IngestService(engine, FakeCoder(), coder_version="fake-1")


def done(engine: Engine, what: Callable[[Connection], int]) -> int:
    with writing(engine) as connection:
        return what(connection)


def relations(engine: Engine) -> dict[str, RelationRow]:
    with reading(engine) as connection:
        repository = RelationRepository(connection)
        rows = repository.all()
        assert rows == repository.recount()
    return {row.id: row for row in rows}


def reports(engine: Engine) -> dict[str, int]:
    """The report of each article, in order of insertion; its evidence must repeat it."""
    with reading(engine) as connection:
        query = select(articles.c.id, articles.c.report).order_by(articles.c.number)
        found = {row.id: row.report for row in connection.execute(query)}
        for row in connection.execute(select(evidence.c.article_id, evidence.c.report)):
            assert row.report == found[row.article_id]
    return found


def test_copies_are_one_report_of_many_publishers(service: IngestService, engine: Engine) -> None:
    wire = give(service, "RUS attacks UKR", "wire", day=MAY_1, publisher="Wire")
    copy = give(service, "RUS attacks UKR", "copy", day=MAY_1, publisher="Gazette")
    other = give(service, "RUS attacks UKR", "IRN arms RUS", day=MAY_1, publisher="Herald")
    before = relations(engine)
    assert reports(engine) == {wire: 1, copy: 2, other: 3}
    assert (before["RUS~attacks~UKR"].reports, before["RUS~attacks~UKR"].publishers) == (3, 3)

    assert done(engine, lambda connection: join(connection, [copy], wire)) == 4
    assert reports(engine) == {wire: 1, copy: 1, other: 3}
    joined = relations(engine)
    attack = joined["RUS~attacks~UKR"]
    assert (attack.evidence, attack.articles, attack.reports, attack.publishers, attack.version) == (3, 3, 2, 3, 4)
    assert joined["IRN~arms~RUS"] == before["IRN~arms~RUS"]

    assert done(engine, lambda connection: part(connection, copy)) == 5
    parted = relations(engine)
    assert {key: (row.history, row.reports) for key, row in parted.items()} == {
        key: (row.history, row.reports) for key, row in before.items()
    }


def test_nothing_to_do_is_no_version(service: IngestService, engine: Engine) -> None:
    one, two = give(service, "RUS attacks UKR", "1"), give(service, "RUS attacks UKR", "2")
    assert done(engine, lambda connection: part(connection, one)) == 2
    assert done(engine, lambda connection: join(connection, [one], one)) == 2
    assert done(engine, lambda connection: join(connection, [], one)) == 2
    assert done(engine, lambda connection: join(connection, [two], one)) == 3
    assert done(engine, lambda connection: join(connection, [one, two], two)) == 3
    with reading(engine) as connection:
        assert VersionRepository(connection).current() == 3


def test_whom_a_leader_leaves_the_first_of_them_leads(service: IngestService, engine: Engine) -> None:
    ids = [give(service, "RUS attacks UKR", str(number)) for number in range(5)]
    done(engine, lambda connection: join(connection, [ids[1], ids[2]], ids[0]))
    assert list(reports(engine).values()) == [1, 1, 1, 4, 5]
    done(engine, lambda connection: join(connection, [ids[0]], ids[4]))
    assert list(reports(engine).values()) == [5, 2, 2, 4, 5]
    done(engine, lambda connection: part(connection, ids[1]))
    assert list(reports(engine).values()) == [5, 2, 3, 4, 5]
    done(engine, lambda connection: part(connection, ids[4]))
    assert list(reports(engine).values()) == [1, 2, 3, 4, 5]
    assert relations(engine)["RUS~attacks~UKR"].reports == 5


def test_an_article_that_is_not_there_changes_nothing(service: IngestService, engine: Engine) -> None:
    one = give(service, "RUS attacks UKR")
    for wrong in (lambda c: join(c, [one, "art-0"], one), lambda c: join(c, [one], "art-0"), lambda c: part(c, "art-0")):
        with pytest.raises(ArticleNotFound, match="art-0"):
            done(engine, wrong)
    assert reports(engine) == {one: 1}


def test_a_failed_copy_keeps_its_place_when_it_is_tried_again(engine: Engine) -> None:
    coder = FakeCoder()
    service = IngestService(engine, coder, coder_version="fake-1")
    wire = give(service, "RUS attacks UKR", "wire")
    failed = give(service, "RUS attacks UKR", "raises")
    done(engine, lambda connection: join(connection, [failed], wire))
    coder.broken = False
    assert give(service, "RUS attacks UKR", "raises") == failed
    assert reports(engine) == {wire: 1, failed: 1}
    attack = relations(engine)["RUS~attacks~UKR"]
    assert (attack.articles, attack.reports) == (2, 1)


def test_what_was_known_before_a_retraction_stays_known(service: IngestService, engine: Engine) -> None:
    one = give(service, "RUS attacks UKR", "USA opposes RUS", day=MAY_1)
    give(service, "RUS attacks UKR", "RUS not attacks UKR", "2", day=MAY_1, minutes=10)
    service.retract(one, NOON + timedelta(minutes=20))
    counts = []
    with reading(engine) as connection:
        repository = EvidenceRepository(connection)
        for minutes in (-1, 0, 9, 10, 19, 20, 60):
            known = repository.known_at(NOON + timedelta(minutes=minutes))
            counts.append([high - low for low, high in zip(known.starts, known.starts[1:], strict=False)])
        now = RelationRepository(connection)
        assert [known.pack()] == [[row.history for row in now.all() if row.evidence]]
    assert counts == [[], [1, 1], [1, 1], [2, 1], [2, 1], [1], [1]]


def days(engine: Engine) -> list[tuple[date, str]]:
    """From which day each piece of evidence counts, and how that is known."""
    with reading(engine) as connection:
        rows = connection.execute(select(evidence.c.day, evidence.c.day_source).order_by(evidence.c.report, evidence.c.id))
        return sorted(tuple(row) for row in rows)


def test_what_is_copied_on_later_days_is_told_once(service: IngestService, engine: Engine) -> None:
    wire = give(service, "RUS attacks UKR", "wire", day=MAY_1)
    copy = give(service, "RUS attacks UKR", "USA arms UKR on 2024-04-20", "copy", day=MAY_1 + timedelta(2))
    apart = relations(engine), days(engine)
    assert (apart[0]["RUS~attacks~UKR"].first_day, apart[0]["RUS~attacks~UKR"].last_day) == (MAY_1, MAY_1 + timedelta(2))

    done(engine, lambda connection: join(connection, [copy], wire))
    attack = relations(engine)["RUS~attacks~UKR"]
    assert (attack.reports, attack.first_day, attack.last_day) == (1, MAY_1, MAY_1)
    assert days(engine) == [(date(2024, 4, 20), "text"), (MAY_1, "article"), (MAY_1, "report")]
    done(engine, lambda connection: part(connection, copy))
    assert ({key: row.history for key, row in relations(engine).items()}, days(engine)) == (
        {key: row.history for key, row in apart[0].items()}, apart[1],
    )  # fmt: skip

    # Whoever leads next gives the days.
    last = give(service, "RUS attacks UKR", "last", day=MAY_1 + timedelta(4))
    done(engine, lambda connection: join(connection, [copy, last], wire))
    done(engine, lambda connection: part(connection, wire))
    assert [day for day, source in days(engine) if source != "text"] == [MAY_1, MAY_1 + timedelta(2), MAY_1 + timedelta(2)]
