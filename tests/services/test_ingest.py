"""Articles in and out: what is stored, what is folded, what happens twice, and what happens when something breaks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine

from app.errors import ArticleNotFound, CoderUnavailable, EmptyText
from app.ingestion.article import ArticleIn
from app.services.evidence import EvidenceService
from app.services.ingest import Batch, IngestReport, IngestService, Progress, Result
from app.services.preparing import Refused
from app.services.storing import Ingested
from app.store.actors import ActorRepository
from app.store.articles import ArticleRepository
from app.store.engine import reading, writing
from app.store.lots import Lot, LotRepository, Problem
from app.store.relations import RelationRepository
from app.store.rows import ActorRow, RelationRow
from app.store.versions import VersionRepository
from graph.model import Coding
from tests.services.fake import NOON, FakeCoder, edge, give

FRENCH = "Le ministre des affaires étrangères a rencontré son homologue à Paris pour parler de la guerre et de la paix."
MAY_1, MAY_2, MAY_3 = date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3)


def version(engine: Engine) -> int:
    with reading(engine) as connection:
        return VersionRepository(connection).current()


def relation(engine: Engine, relation_id: str) -> RelationRow:
    with reading(engine) as connection:
        row = RelationRepository(connection).get(relation_id)
    assert row is not None
    return row


def test_an_article_is_stored_whole(service: IngestService, evidence: EvidenceService, engine: Engine) -> None:
    text = "Rain fell.\n\nRUS/MIL attacks UKR"
    published = datetime(2024, 5, 1, 23, 30, tzinfo=UTC)
    got = service.ingest(ArticleIn(text=text, title=" A  title ", publisher="Gazette", published_at=published), NOON)
    assert got == Ingested(got.article_id, "created", "coded", edges=1, version=1)
    assert got.article_id.startswith("art-")
    assert len(got.article_id) == 20
    article = evidence.article(got.article_id)
    assert (article.title, article.publisher, article.text) == ("A title", "Gazette", text)
    assert (article.published_at, article.published_day, article.published_source) == (published, MAY_1, "given")
    assert (article.received_at, article.status, article.error, article.version) == (NOON, "coded", None, 1)
    assert article.sentences == ("A title", "Rain fell.", "RUS/MIL attacks UKR")
    assert article.coder == "fake-1"
    (piece,) = evidence.of_article(got.article_id)
    assert (piece.id, piece.relation_id) == (f"{got.article_id}.0", "RUS~attacks~UKR")
    assert (piece.source, piece.source_role, piece.source_name) == ("RUS", "MIL", "Rus")
    assert (piece.target, piece.target_role, piece.status) == ("UKR", None, "occurred")
    assert (piece.day, piece.day_source, piece.sentence_index) == (MAY_1, "article", 2)
    assert piece.sentence[piece.char_start : piece.char_end] == "RUS/MIL attacks UKR"
    assert (piece.trigger, piece.source_span, piece.target_span) == ((8, 15), (0, 3), (16, 19))
    assert (piece.confidence, piece.weight, piece.why) == (0.9, 0.9, "fake")
    assert (piece.recorded_at, piece.retracted_at) == (NOON, None)


def test_relations_are_folded_from_evidence(service: IngestService, engine: Engine) -> None:
    give(service, "RUS/MIL attacks UKR", "RUS/GOV will attacks UKR", day=MAY_2, publisher="Gazette")
    give(service, "RUS/MIL attacks UKR", "First.", day=MAY_1, publisher="Herald")
    give(service, "RUS not attacks UKR", "RUS maybe attacks UKR", day=MAY_3, publisher="Post")
    got = relation(engine, "RUS~attacks~UKR")
    assert got == RelationRow(
        id="RUS~attacks~UKR",
        source="RUS",
        relation="attacks",
        target="UKR",
        evidence=3,
        articles=2,
        reports=2,
        publishers=2,
        first_day=MAY_1,
        last_day=MAY_2,
        confidence_sum=27_000,
        weight=2.43,  # 0.9 occurred, 0.7 · 0.9 planned, 0.9 occurred
        negated=1,
        hypothetical=1,
        source_role="MIL",
        target_role=None,
        version=3,
    )
    assert got.confidence == 0.9


def test_symmetric_relations_are_stored_once(service: IngestService, evidence: EvidenceService, engine: Engine) -> None:
    article = give(service, "SYR/SPY shares_intelligence_with RUS/GOV", "RUS shares_intelligence_with SYR")
    got = relation(engine, "RUS~shares_intelligence_with~SYR")
    assert (got.source, got.target, got.evidence, got.articles) == ("RUS", "SYR", 2, 1)
    first = evidence.of_article(article)[0]
    assert (first.source, first.source_role, first.source_span) == ("RUS", "GOV", (33, 36))
    assert (first.target, first.target_role, first.target_span) == ("SYR", "SPY", (0, 3))


def test_the_day_says_how_it_is_known(service: IngestService, evidence: EvidenceService) -> None:
    dated = give(service, "RUS attacks UKR", "RUS attacks POL on 2024-04-20", day=MAY_1)
    undated = give(service, "IRN arms RUS", "IRN arms SYR on 2024-04-20")
    assert [(e.day, e.day_source) for e in evidence.of_article(dated)] == [
        (MAY_1, "article"),
        (date(2024, 4, 20), "text"),
    ]
    assert [(e.day, e.day_source) for e in evidence.of_article(undated)] == [
        (NOON.date(), "received"),
        (date(2024, 4, 20), "text"),
    ]
    assert evidence.article(undated).published_day is None
    assert evidence.article(undated).published_source is None


def test_the_day_told_is_kept_beside_the_day_that_counts(
    service: IngestService, evidence: EvidenceService, engine: Engine
) -> None:
    lines = (
        "RUS attacks UKR on 2024-04-20",  # before the article: counts from then
        "RUS will attacks POL on 2024-06-01",  # a plan counts from the day it was told
        "RUS will attacks FIN on 2024-04-10",  # whenever it was due
        "RUS attacks EST on 2024-06-01",  # nothing is done after it was told
        "RUS attacks LVA",
    )
    article = give(service, *lines, day=MAY_1)
    apr_10, apr_20, june_1 = date(2024, 4, 10), date(2024, 4, 20), date(2024, 6, 1)
    assert [(e.day, e.day_source, e.event_day, e.event_precision) for e in evidence.of_article(article)] == [
        (apr_20, "text", apr_20, "day"),
        (MAY_1, "article", june_1, "day"),
        (MAY_1, "article", apr_10, "day"),
        (MAY_1, "article", june_1, "day"),
        (MAY_1, "article", None, None),
    ]
    days = {target: relation(engine, f"RUS~attacks~{target}").first_day for target in ("UKR", "POL", "FIN", "EST", "LVA")}
    assert days == {"UKR": apr_20, "POL": MAY_1, "FIN": MAY_1, "EST": MAY_1, "LVA": MAY_1}


def test_a_plan_without_a_day_of_publication_counts_from_its_receipt(service: IngestService, evidence: EvidenceService) -> None:
    article = give(service, "RUS will attacks POL on 2024-06-01", "RUS will attacks FIN on 2024-04-10")
    assert [(e.day, e.day_source) for e in evidence.of_article(article)] == [
        (NOON.date(), "received"),
        (date(2024, 4, 10), "text"),
    ]


def test_from_when_an_edge_counts() -> None:
    deed = edge("RUS attacks UKR on 2024-01-01")
    assert deed is not None
    assert [deed.since(day) for day in (MAY_1, date(2023, 5, 1), None)] == [date(2024, 1, 1), date(2023, 5, 1), date(2024, 1, 1)]
    plan = replace(deed, status="planned", precision="year")  # "later this year"
    assert [plan.since(day) for day in (MAY_1, None)] == [MAY_1, date(2024, 1, 1)]
    assert replace(deed, day_known="article").since(MAY_1) == MAY_1
    assert replace(deed, day=None, precision=None, day_known=None).since(None) is None


def test_a_title_is_evidence_and_says_so(service: IngestService, evidence: EvidenceService) -> None:
    service.ingest(ArticleIn(text="RUS attacks UKR\nUSA opposes RUS", title="USA opposes RUS"), NOON)
    found = evidence.of_relation("USA~opposes~RUS", limit=10).results
    assert [(c.evidence.sentence_index, c.in_title) for c in found] == [(2, False), (0, True)]
    assert [c.in_title for c in evidence.of_relation("RUS~attacks~UKR", limit=10).results] == [False]


def test_a_title_that_the_text_begins_with_is_evidence_once(service: IngestService, evidence: EvidenceService) -> None:
    service.ingest(ArticleIn(text="RUS attacks UKR\nRain fell.", title="RUS attacks UKR"), NOON)
    (piece,) = evidence.of_relation("RUS~attacks~UKR", limit=10).results
    assert (piece.evidence.sentence_index, piece.in_title) == (0, True)


def test_sentences_that_come_split_are_the_sentences(service: IngestService, evidence: EvidenceService) -> None:
    split = ArticleIn(sentences=("Rain fell.", "RUS attacks UKR"), title="USA opposes RUS")
    article = service.ingest(split, NOON).article_id
    assert evidence.article(article).sentences == split.sentences
    assert [piece.relation_id for piece in evidence.of_article(article)] == ["RUS~attacks~UKR"]


def test_unknown_publishers_count_as_one(service: IngestService, engine: Engine) -> None:
    for note in "abc":
        give(service, "RUS attacks UKR", note)
    give(service, "RUS attacks UKR", publisher="Gazette")
    got = relation(engine, "RUS~attacks~UKR")
    assert (got.articles, got.publishers) == (4, 2)


def test_the_same_words_twice_change_nothing(service: IngestService, coder: FakeCoder, engine: Engine) -> None:
    first = service.ingest(ArticleIn(text="RUS attacks UKR\nUSA opposes RUS"), NOON)
    coder.coded.clear()
    again = service.ingest(ArticleIn(text="  RUS   attacks UKR\n\n\nUSA opposes RUS\n", title="Other"), NOON)
    assert again == replace(first, outcome="known")
    assert coder.coded == []
    assert version(engine) == 1
    assert relation(engine, "RUS~attacks~UKR").evidence == 1


def test_only_touched_relations_are_stamped(service: IngestService, engine: Engine) -> None:
    give(service, "RUS attacks UKR", "USA opposes RUS")
    give(service, "RUS attacks UKR")
    assert relation(engine, "RUS~attacks~UKR").version == 2
    assert relation(engine, "USA~opposes~RUS").version == 1


def test_a_failed_article_keeps_its_error_and_is_tried_again(
    service: IngestService, coder: FakeCoder, evidence: EvidenceService, engine: Engine
) -> None:
    article = ArticleIn(text="RUS attacks UKR\nthis raises")
    got = service.ingest(article, NOON)
    assert (got.outcome, got.status, got.edges, got.error) == (
        "failed",
        "failed",
        0,
        "RuntimeError: the model fell over",
    )
    assert evidence.article(got.article_id).error == got.error
    assert evidence.of_article(got.article_id) == ()
    with reading(engine) as connection:
        assert RelationRepository(connection).all() == []
    assert service.ingest(article, NOON).outcome == "failed"
    coder.broken = False
    later = NOON + timedelta(hours=1)
    retried = service.ingest(article, later)
    assert (retried.article_id, retried.outcome, retried.edges, retried.error) == (got.article_id, "created", 1, None)
    assert evidence.article(got.article_id).status == "coded"
    assert evidence.article(got.article_id).received_at == later
    assert service.ingest(article, later).outcome == "known"


def test_a_missing_coder_is_no_fault_of_the_article(engine: Engine, evidence: EvidenceService) -> None:
    class Absent(FakeCoder):
        def code(self, text: str, day: date | None = None) -> Coding:
            raise CoderUnavailable("no model")

    service = IngestService(engine, Absent(), coder_version="none")
    with pytest.raises(CoderUnavailable):
        service.ingest(ArticleIn(text="RUS attacks UKR"), NOON)
    assert evidence.articles(limit=10).total == 0


def test_an_edge_that_makes_no_sense_fails_the_article(engine: Engine, evidence: EvidenceService) -> None:
    class Wild(FakeCoder):
        def code(self, text: str, day: date | None = None) -> Coding:
            found = edge("RUS attacks UKR")
            assert found
            return Coding((text,), (replace(found, relation="befriends"),))

    got = IngestService(engine, Wild(), coder_version="wild").ingest(ArticleIn(text="RUS befriends UKR"), NOON)
    assert got.outcome == "failed"
    assert "unknown relation 'befriends'" in str(got.error)
    assert evidence.article(got.article_id).sentences == ()


def test_a_role_that_nobody_knows_fails_the_article(service: IngestService, evidence: EvidenceService) -> None:
    got = service.ingest(ArticleIn(text="RUS/TSAR attacks UKR"), NOON)
    assert (got.outcome, got.edges) == ("failed", 0)
    assert "unknown role 'TSAR'" in str(got.error)
    assert evidence.of_article(got.article_id) == ()


def test_sentences_stay_as_they_are_split(service: IngestService, evidence: EvidenceService) -> None:
    got = service.ingest(ArticleIn(sentences=("One. Two.", "RUS attacks UKR")), NOON)
    assert evidence.article(got.article_id).sentences == ("One. Two.", "RUS attacks UKR")
    assert evidence.of_article(got.article_id)[0].sentence_index == 1


def test_actors_that_the_register_lacks_are_added(service: IngestService, engine: Engine) -> None:
    with reading(engine) as connection:
        assert ActorRepository(connection).all() == []
    give(service, "SYR attacks NSA:REBELS", "IGO:UN criticises SYR")
    with reading(engine) as connection:
        actors = ActorRepository(connection).all()
    assert actors == [
        ActorRow("IGO:UN", "Igo:Un", "igo", None, None, False, 1, 1),
        ActorRow("NSA:REBELS", "Nsa:Rebels", "group", "SYR", None, False, 1, 2),
        ActorRow("SYR", "Syr", "country", None, None, False, 1, 3),
    ]


def test_retraction_takes_back_what_the_article_gave(service: IngestService, evidence: EvidenceService, engine: Engine) -> None:
    one = give(service, "RUS attacks UKR", "USA opposes RUS", day=MAY_1)
    give(service, "RUS attacks UKR", day=MAY_2)
    later = NOON + timedelta(hours=1)
    got = service.retract(one, later)
    assert (got.changed, got.edges, got.version) == (True, 2, 3)
    both = relation(engine, "RUS~attacks~UKR")
    assert (both.evidence, both.articles, both.first_day, both.version) == (1, 1, MAY_2, 3)
    gone = relation(engine, "USA~opposes~RUS")
    assert (gone.evidence, gone.articles, gone.publishers, gone.first_day, gone.weight) == (0, 0, 0, None, 0.0)
    assert gone.version == 3
    assert evidence.article(one).status == "retracted"
    assert {e.retracted_at for e in evidence.of_article(one)} == {later}
    again = service.retract(one, later + timedelta(hours=1))
    assert (again.changed, again.edges, again.version) == (False, 0, 3)
    assert {e.retracted_at for e in evidence.of_article(one)} == {later}


def test_a_retracted_article_does_not_come_back_by_itself(service: IngestService, engine: Engine) -> None:
    article = give(service, "RUS attacks UKR")
    service.retract(article, NOON)
    again = service.ingest(ArticleIn(text="RUS attacks UKR"), NOON)
    assert (again.outcome, again.status, again.edges) == ("known", "retracted", 0)
    assert relation(engine, "RUS~attacks~UKR").evidence == 0


def test_retracting_an_article_that_is_not_there(service: IngestService) -> None:
    with pytest.raises(ArticleNotFound, match="art-0"):
        service.retract("art-0", NOON)


def test_a_refused_article_leaves_nothing(service: IngestService, evidence: EvidenceService, engine: Engine) -> None:
    with pytest.raises(EmptyText):
        service.ingest(ArticleIn(text=" \n "), NOON)
    assert evidence.articles(limit=10).total == 0
    assert version(engine) == 0


def many(service: IngestService, *texts: str, at_once: int = 1) -> tuple[IngestReport, list[Result]]:
    """Ingest texts; the report, and what became of each."""
    results: list[Result] = []
    articles = (ArticleIn(text=text) for text in texts)
    report = service.ingest_many(articles, lambda: NOON, lambda batch: results.extend(batch.results), at_once=at_once)
    return report, results


def test_many_in_batches(service: IngestService, engine: Engine) -> None:
    texts = ["RUS attacks UKR", "", "USA opposes RUS", "RUS attacks  UKR", "raises", "IRN arms RUS", "IRN arms SYR"]
    batches: list[Batch] = []
    report = service.ingest_many((ArticleIn(text=text) for text in texts), lambda: NOON, batches.append)
    results = [result for batch in batches for result in batch.results]
    assert [r.slug if isinstance(r, Refused) else r.outcome for r in results] == [
        "created", "empty-text", "created", "known", "failed", "created", "created",
    ]  # fmt: skip
    refused = results[1]
    assert isinstance(refused, Refused)
    assert refused.index == 1
    assert [batch.progress.done for batch in batches] == [3, 6, 7]
    assert report.progress == batches[-1].progress == Progress(done=7, created=4, known=1, failed=1, refused=1, edges=4)
    assert report.version == version(engine) == 3  # one a batch of three
    assert relation(engine, "RUS~attacks~UKR").evidence == 1


def test_a_copy_within_a_batch_is_known(service: IngestService, coder: FakeCoder) -> None:
    one, two = many(service, "RUS attacks UKR", "RUS attacks UKR")[1]
    assert isinstance(one, Ingested)
    assert isinstance(two, Ingested)
    assert (one.outcome, two.outcome, two.edges) == ("created", "known", 1)
    assert len(coder.coded) == 1


def test_one_article_that_the_database_refuses_costs_itself_alone(engine: Engine, evidence: EvidenceService) -> None:
    class Sly(FakeCoder):
        def code(self, text: str, day: date | None = None) -> Coding:
            coding = super().code(text, day)
            if "sly" not in text:
                return coding
            return Coding(coding.sentences, tuple(replace(e, status="rumoured") for e in coding.edges))  # type: ignore[arg-type]

    service = IngestService(engine, Sly(), coder_version="sly")
    texts = ["RUS attacks UKR", "USA opposes RUS\nsly", "IRN arms RUS"]
    results = [r for r in many(service, *texts)[1] if isinstance(r, Ingested)]
    assert [r.outcome for r in results] == ["created", "failed", "created"]
    assert "IntegrityError" in str(results[1].error)
    assert evidence.article(results[1].article_id).status == "failed"
    with reading(engine) as connection:
        assert [row.id for row in RelationRepository(connection).all()] == ["IRN~arms~RUS", "RUS~attacks~UKR"]


def test_many_of_none(service: IngestService, engine: Engine) -> None:
    report = service.ingest_many([], lambda: NOON)
    assert (report.progress, report.version) == (Progress(), 0)


def test_many_side_by_side_are_as_one_after_the_other(service: IngestService, coder: FakeCoder, engine: Engine) -> None:
    """The texts come again after three, six and nine batches: coded once, stored in the order given."""
    texts = [f"RUS attacks C{number % 9}" for number in range(30)]
    report, results = many(service, *texts, at_once=4)
    assert report.progress == Progress(done=30, created=9, known=21, edges=9)
    assert sorted(coder.coded) == sorted(set(texts))
    with reading(engine) as connection:
        stored = ArticleRepository(connection).page(30, None, None)[1]
    assert [row.text for row in sorted(stored, key=lambda row: row.number)] == texts[:9]
    assert [r.outcome for r in results if isinstance(r, Ingested)] == ["created"] * 9 + ["known"] * 21


def test_a_coder_that_is_not_there_ends_it_and_what_was_stored_stays(engine: Engine) -> None:
    class Gone(FakeCoder):
        def code(self, text: str, day: date | None = None) -> Coding:
            if "C7" in text:
                raise CoderUnavailable("no model")
            return super().code(text, day)

    service = IngestService(engine, Gone(), coder_version="gone", batch=3)
    with pytest.raises(CoderUnavailable):
        many(service, *(f"RUS attacks C{number}" for number in range(12)), at_once=4)
    with reading(engine) as connection:
        assert ArticleRepository(connection).page(1, None, None)[0] == 6  # two batches of three came before


def test_another_language_is_kept_aside_where_many_come(
    service: IngestService, evidence: EvidenceService, coder: FakeCoder
) -> None:
    report, results = many(service, FRENCH, "RUS attacks UKR", FRENCH)
    assert report.progress == Progress(done=3, created=1, known=1, aside=1, edges=1)
    assert isinstance(results[0], Ingested)
    kept = evidence.article(results[0].article_id)
    assert (kept.status, kept.language, kept.text) == ("aside", "fr", FRENCH)
    assert "translation" in str(kept.error)
    assert len(coder.coded) == 1


def test_a_receipt_is_stored_with_its_batch_or_not_at_all(service: IngestService, engine: Engine) -> None:
    def receipt(connection: Connection, results: tuple[Result, ...]) -> None:
        done = Progress()
        for result in results:
            done = done.after(result)
        number = len(LotRepository(connection).done("work"))
        lot = Lot(number, f"lot {number}", {"read": done.done, "refused": done.refused}, NOON)
        assert LotRepository(connection).add("work", lot, [Problem(None, None, "a", "b")] * done.refused)
        if number == 2:
            raise RuntimeError("killed before the end of the transaction")

    texts = ["RUS attacks UKR", "", "USA opposes RUS", "RUS attacks UKR", "IRN arms RUS", "", "IRN arms SYR"]
    with pytest.raises(RuntimeError, match="killed"):
        service.ingest_many((ArticleIn(text=text) for text in texts), lambda: NOON, receipt=receipt)
    with reading(engine) as connection:
        lots = LotRepository(connection)
        assert [(lot.number, dict(lot.counts)) for lot in lots.done("work")] == [
            (0, {"read": 3, "refused": 1}), (1, {"read": 3, "refused": 1}),
        ]  # fmt: skip
        assert lots.problems("work", 10) == (2, [(1, Problem(None, None, "a", "b")), (2, Problem(None, None, "a", "b"))])
        assert lots.problems("work", 10, after=1)[1] == [(2, Problem(None, None, "a", "b"))]
        assert ArticleRepository(connection).page(1, None, None)[0] == 3
    with writing(engine) as connection:
        lots = LotRepository(connection)
        assert not lots.add("work", Lot(1, "again", {}, NOON), [Problem(None, None, "a", "b")])
        assert lots.problems("work", 10)[0] == 2
        lots.forget("work")
        assert lots.done("work") == []
