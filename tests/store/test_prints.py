"""A new article takes the report of the one that it copies: stored, in its own batch, or stored meanwhile by another writer;
and what was decided by hand holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, delete, func, select, update

from app.ingestion.article import ArticleIn
from app.services.copies import CopyService, Rebuilt
from app.services.ingest import IngestService
from app.services.known import KnownGraphs
from app.services.storing import Ingested
from app.store import prints as rules
from app.store.archive import Archive
from app.store.backup import backup, restore
from app.store.clusters import join, part
from app.store.copies import Print, Words
from app.store.engine import make_engine, reading, writing
from app.store.prints import PrintRepository, packed, story, unpacked
from app.store.relations import RelationRepository
from app.store.rows import RelationRow
from app.store.tables import articles, bands, evidence, prints
from tests.services.fake import NOON, FakeCoder
from tests.store.test_copies import EDITED, FOLLOW_UP, REPORT

DAY = date(2024, 5, 1)
EDGE = "RUS attacks UKR"


class Desk:
    """Takes articles in and looks at what became of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.service = IngestService(engine, FakeCoder(), coder_version="fake-1")

    def take(self, text: str, day: date | None = DAY, publisher: str | None = None, canonical: str | None = None) -> Ingested:
        return self.service.ingest(
            ArticleIn(text=f"{EDGE}\n{text}", published_at=day, publisher=publisher, canonical=canonical), NOON
        )

    def articles(self) -> list[str]:
        """The ids of the articles, in order of insertion."""
        with reading(self.engine) as connection:
            return list(connection.scalars(select(articles.c.id).order_by(articles.c.number)))

    def reports(self) -> list[int]:
        """The report of each article in order of insertion; evidence repeats it, relations are what it gives."""
        with reading(self.engine) as connection:
            query = select(articles.c.id, articles.c.report).order_by(articles.c.number)
            found = {row.id: row.report for row in connection.execute(query)}
            for row in connection.execute(select(evidence.c.article_id, evidence.c.report)):
                assert row.report == found[row.article_id]
            relations = RelationRepository(connection)
            assert relations.all() == relations.recount()
        return list(found.values())

    def counted(self) -> tuple[int, int]:
        """Articles and reports of the one relation."""
        row = self.relation()
        return row.articles, row.reports

    def relation(self) -> RelationRow:
        """The one relation."""
        with reading(self.engine) as connection:
            row = RelationRepository(connection).get("RUS~attacks~UKR")
        assert row is not None
        return row

    def write(self, what: Callable[[Connection], object]) -> None:
        with writing(self.engine) as connection:
            what(connection)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_a_copy_takes_the_report_of_what_is_stored(desk: Desk) -> None:
    first = desk.take(REPORT, publisher="Wire")
    other = desk.take(FOLLOW_UP, publisher="Gazette")
    copy = desk.take(EDITED, publisher="Herald")
    assert (first.copy_of, other.copy_of, copy.copy_of) == (None, None, first.article_id)
    assert desk.reports() == [1, 2, 1]
    assert desk.counted() == (3, 2)
    again = desk.take(EDITED)
    assert (again.outcome, again.copy_of) == ("known", first.article_id)


def test_a_copy_takes_the_report_of_its_own_batch(desk: Desk) -> None:
    given = [ArticleIn(text=f"{EDGE}\n{text}", published_at=DAY) for text in (FOLLOW_UP, EDITED, REPORT, "Short.")]
    told = desk.service.ingest_many(given, lambda: NOON)
    assert desk.reports() == [1, 2, 2, 4]
    assert (told.progress.created, told.progress.copies) == (4, 1)
    assert desk.counted() == (4, 3)


def test_one_batch_or_many_are_the_same(desk: Desk, sqlite_template: Path, tmp_path: Path) -> None:
    texts = [REPORT, FOLLOW_UP, EDITED, REPORT + " It rained.", EDITED + " Nobody was hurt.", FOLLOW_UP + " So it was."]
    many = [ArticleIn(text=text, published_at=DAY) for text in texts]
    desk.service.ingest_many(many, lambda: NOON)
    path = tmp_path / "other.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    other = Desk(engine)
    for article in many:
        other.service.ingest(article, NOON)
    assert desk.reports() == other.reports() == [1, 2, 1, 1, 1, 2]
    engine.dispose()


@pytest.mark.parametrize(("first", "then", "joined"), [
    (DAY, DAY + timedelta(days=30), True), (DAY, DAY - timedelta(days=30), True), (DAY, DAY + timedelta(days=31), False),
    (DAY, DAY - timedelta(days=31), False), (None, DAY, True), (DAY, None, True), (None, None, True),
])  # fmt: skip
def test_days_that_lie_too_far_apart(desk: Desk, first: date | None, then: date | None, joined: bool) -> None:
    desk.take(REPORT, first)
    desk.take(EDITED, then)
    assert desk.reports() == [1, 1 if joined else 2]


@pytest.mark.parametrize(("first", "then"), [(DAY, DAY + timedelta(days=31)), (DAY, DAY + timedelta(days=30))])
def test_days_within_a_batch(desk: Desk, first: date, then: date) -> None:
    given = [ArticleIn(text=REPORT, published_at=first), ArticleIn(text=EDITED, published_at=then)]
    desk.service.ingest_many(given, lambda: NOON)
    assert desk.reports() == [1, 1 if (then - first).days == 30 else 2]


def test_the_likest_is_taken_and_of_equals_the_earliest(desk: Desk) -> None:
    desk.take(REPORT)
    near = desk.take(EDITED.replace("halted three", "held up three"))
    desk.write(lambda connection: part(connection, near.article_id))
    assert desk.reports() == [1, 2]
    assert desk.take(EDITED).copy_of == near.article_id
    one, two = (desk.take(f"{FOLLOW_UP} {number}.") for number in ("Four", "Five"))
    desk.write(lambda connection: part(connection, two.article_id))
    assert desk.take(f"{FOLLOW_UP} Nine.").copy_of == one.article_id


def test_one_address_is_one_voice_whatever_it_says(desk: Desk) -> None:
    story_, page = "https://news.example/a/1", "https://news.example/"
    first = desk.take(REPORT, canonical=story_)
    assert desk.take(FOLLOW_UP, canonical=story_).copy_of == first.article_id
    given = [ArticleIn(text=f"Text {name}", canonical=f"{story_}{name}") for name in "xyx"]
    given[2] = replace(given[2], text="Another one")
    desk.service.ingest_many(given, lambda: NOON)
    assert desk.reports() == [1, 1, 3, 4, 3]
    assert desk.take("On the front page", canonical=page).copy_of is None
    assert desk.take("On the front page, later", canonical=page).copy_of is None
    assert desk.take("Too late", DAY + timedelta(days=31), canonical=story_).copy_of is None
    assert (story(page), story(story_), story(None), story("https://[")) == (None, story_, None, None)
    assert story("https://news.example/?p=7") is not None


def test_a_failed_article_keeps_its_report_when_it_is_tried_again(desk: Desk) -> None:
    coder = FakeCoder()
    desk.service = IngestService(desk.engine, coder, coder_version="fake-1")
    failed = desk.take(f"raises {REPORT}")
    assert desk.take(EDITED).copy_of == failed.article_id
    coder.broken = False
    again = desk.take(f"raises {REPORT}")
    assert (failed.outcome, again.outcome, again.copy_of) == ("failed", "created", None)
    assert desk.reports() == [1, 1]
    assert desk.counted() == (2, 1)


def test_copies_of_a_retracted_leader_stay_one_report(desk: Desk) -> None:
    first = desk.take(REPORT)
    desk.take(EDITED)
    desk.service.retract(first.article_id, NOON + timedelta(hours=1))
    assert desk.take(f"{EDITED} Again.").copy_of == first.article_id
    assert desk.reports() == [1, 1, 1]
    assert desk.counted() == (2, 1)
    known = KnownGraphs(desk.engine, lambda: NOON + timedelta(days=1)).at(NOON + timedelta(minutes=1)).relation("RUS~attacks~UKR")
    assert known is not None
    assert (known.evidence, known.reports) == (3, 1)


def test_two_writers_do_not_miss_each_other(desk: Desk) -> None:
    other, both = Desk(desk.engine), Barrier(2)

    def write(one: Desk, text: str) -> None:
        both.wait()
        one.take(text)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, desk, REPORT), pool.submit(write, other, EDITED)]:
            done.result()
    assert desk.reports() == [1, 1]


def test_a_footer_that_many_reports_have_makes_no_candidate(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    footer = "all rights reserved copyright belongs wire agency redistribution needs prior written permission"
    asked: list[int] = []

    def unlike(one: Words, other: Words) -> float:
        asked.append(len(other))
        return 0.0

    monkeypatch.setattr(rules, "likeness", unlike)
    for number in range(rules._REPORTS + 4):
        body = " ".join(f"w{number}x{place}" for place in range(12))
        desk.take(f"{body} {footer}")
    before = len(asked)
    desk.take(f"{' '.join(f'last{place}' for place in range(12))} {footer}")
    assert before
    assert len(asked) == before


def test_many_copies_of_one_report_go_on_being_found(desk: Desk) -> None:
    given = [ArticleIn(text=f"{REPORT} Paper{number} said so.", published_at=DAY) for number in range(60)]
    desk.service.ingest_many(given, lambda: NOON)
    assert desk.reports() == [1] * 60
    assert desk.take(EDITED).copy_of is not None


def test_what_was_parted_by_hand_stays_alone(desk: Desk) -> None:
    first, copy = desk.take(REPORT), desk.take(EDITED)
    service = CopyService(desk.engine)
    service.part(copy.article_id)
    assert desk.reports() == [1, 2]
    forget(desk)
    assert service.rebuild() == Rebuilt(2, 2, 0)
    assert desk.reports() == [1, 2]
    service.join([copy.article_id], first.article_id)
    assert desk.reports() == [1, 1]
    assert service.rebuild() == Rebuilt(0, 0, 0)


def forget(desk: Desk) -> None:
    """As if the articles had been stored before there were prints, save for what was decided."""
    desk.write(lambda connection: connection.execute(delete(bands)))
    desk.write(lambda connection: connection.execute(update(prints).values(scheme=0, sketch=b"")))


def test_prints_of_what_was_there_before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = [desk.take(text) for text in (REPORT, FOLLOW_UP, EDITED, FOLLOW_UP + " Then it rained.", "Short")]
    assert desk.reports() == [1, 2, 1, 2, 5]
    for one in taken:
        CopyService(desk.engine).part(one.article_id)
    desk.write(lambda connection: connection.execute(delete(prints)))
    forget(desk)
    monkeypatch.setattr("app.services.copies._LOT", 2)
    shown: list[Rebuilt] = []
    assert CopyService(desk.engine).rebuild(shown.append) == Rebuilt(5, 5, 2) == shown[-1]
    assert [state.done for state in shown] == [2, 4, 5]
    assert desk.reports() == [1, 2, 1, 2, 5]
    assert desk.counted() == (5, 3)
    assert desk.take(REPORT + " And it ended.").copy_of == taken[0].article_id


def test_two_who_rebuild_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (REPORT, FOLLOW_UP, EDITED):
        CopyService(desk.engine).part(desk.take(text).article_id)
    desk.write(lambda connection: connection.execute(delete(prints)))
    forget(desk)
    other: list[Rebuilt] = []

    def of(text: str, of: Callable[[str], Print] = Print.of) -> Print:
        if not other:  # between what the first one read and what it writes
            other.append(Rebuilt(0, 0, 0))
            other.append(CopyService(desk.engine).rebuild())
        return of(text)

    monkeypatch.setattr(Print, "of", of)
    CopyService(desk.engine).rebuild()
    assert other[1] == Rebuilt(3, 3, 1)
    assert desk.reports() == [1, 2, 1]
    assert CopyService(desk.engine).missing() == 0


def test_an_address_that_many_have_is_no_story_s(desk: Desk) -> None:
    section, number = "https://news.example/world", rules._STORIES
    taken = [desk.take(f"Nothing like text {n}", canonical=section).copy_of for n in range(number + 2)]
    assert taken == [None, *[desk.articles()[0]] * (number - 1), None, None]
    story_ = "https://news.example/world/1"
    many = [ArticleIn(text=f"Text {n}", canonical=section) for n in range(40)]
    desk.service.ingest_many([*many, ArticleIn(text="Late", canonical=story_)], lambda: NOON)
    given = [ArticleIn(text=f"More {n}", canonical=address) for n, address in enumerate((section, story_))]
    desk.service.ingest_many(given, lambda: NOON)
    assert desk.reports()[number:] == [*range(number + 1, number + 45), number + 43]


def test_a_cluster_is_not_torn_by_a_rebuild(desk: Desk) -> None:
    first, copy, other = desk.take(REPORT), desk.take(EDITED), desk.take(FOLLOW_UP)
    desk.write(lambda connection: join(connection, [copy.article_id], other.article_id))
    forget(desk)
    CopyService(desk.engine).rebuild()
    assert desk.reports() == [1, 3, 3]
    assert first.copy_of is None


def test_bands_are_what_prints_give_and_a_restored_database_has_them(desk: Desk, empty_url: str, tmp_path: Path) -> None:
    first = desk.take(REPORT)
    desk.take(FOLLOW_UP, None)
    desk.take("Short")
    before = bands_of(desk)
    desk.write(lambda connection: PrintRepository(connection).fill())
    assert bands_of(desk) == before != []
    backup(desk.engine, tmp_path / "all.zip", NOON)
    engine = make_engine(empty_url)
    with Archive(tmp_path / "all.zip") as archive:
        assert not any(table.name == "bands" for table in archive.manifest.tables)
        restore(engine, archive)
    restored = Desk(engine)
    assert bands_of(restored) == before
    assert restored.take(EDITED).copy_of == first.article_id
    engine.dispose()


def bands_of(desk: Desk) -> list[tuple[int, int, int]]:
    with reading(desk.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(prints)) == 3
        return [tuple(row) for row in connection.execute(select(bands).order_by(*bands.c))]


def test_a_sketch_is_packed_and_unpacked() -> None:
    assert unpacked(packed((-(2**31), -1, 0, 2**31 - 1))) == [-(2**31), -1, 0, 2**31 - 1]
    assert unpacked(packed(())) == []


def test_a_copy_of_a_later_day_counts_from_the_day_of_its_report(desk: Desk) -> None:
    desk.take(REPORT, publisher="Wire")
    alone = desk.relation()
    for later, publisher in enumerate(("Herald", "Gazette"), 1):
        copy = desk.take(f"{EDITED} Page {later}.", day=DAY + timedelta(later), publisher=publisher)
        assert copy.copy_of is not None
    told = desk.relation()
    assert (told.articles, told.reports, told.publishers) == (3, 1, 3)
    assert (told.first_day, told.last_day) == (alone.first_day, alone.last_day) == (DAY, DAY)
