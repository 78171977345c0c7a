"""Each origin is a graph of its own, in SQL and in hand: what is stored of one changes no other."""

from datetime import datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest
from sqlalchemy import Engine, select

from app.ingestion.outlets import Outlets
from app.services.actors import ActorService
from app.services.changes import ChangeFilter, ChangeService, Position
from app.services.evidence import EvidenceService
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.services.known import KnownGraphs
from app.services.publishers import PublisherService
from app.services.snapshots import Snapshots
from app.services.status import StatusService
from app.store import clusters
from app.store.archive import Archive
from app.store.backup import backup, restore
from app.store.engine import make_engine, reading, writing
from app.store.ids import plain_id, stored_id
from app.store.ledger import Entry, record
from app.store.relations import RelationRepository
from app.store.rows import ArticleRow
from app.store.tables import changes, relations
from app.store.versions import VersionRepository
from graph.errors import SnapshotError
from graph.network import snapshot as files
from graph.origins import CODER, DESCRIBED, ORIGINS, Origin
from tests.services.fake import NOON, edge, give

ATTACK = "RUS~attacks~UKR"


def put(engine: Engine, origin: Origin, *lines: str, key: str | None = None, at: datetime = NOON) -> str:
    """Store these lines as an article of an origin, as an import would; its id."""
    key = key or f"{origin}-{crc32(repr(lines).encode())}"
    edges = [found for found in (edge(line, place) for place, line in enumerate(lines)) if found]
    article = ArticleRow(
        id=key, content_hash=f"{origin} {key}", title=None, text="\n".join(lines), url=None, publisher="Wire", language="en",
        published_at=None, published_day=NOON.date(), published_source="given", received_at=at, status="coded", error=None,
        sentences=lines, coder="import", version=0, origin=origin,
    )  # fmt: skip
    with writing(engine) as connection:
        VersionRepository(connection).lock()
        record(connection, [Entry.of(article, edges)])
    return key


def ids(holder: GraphHolder, origin: Origin) -> list[str]:
    """The relations in hand of an origin."""
    return sorted(seen.id for seen in holder.holding(origin).all()[origin])


def test_ids_are_read_as_they_are_made() -> None:
    for origin in ORIGINS:
        for plain in (ATTACK, "A~1~arms~B~2", "A~arms~x@y", "A~arms~@"):
            assert plain_id(stored_id(plain, origin)) == (plain, origin)
    assert stored_id(ATTACK, CODER) == ATTACK
    assert set(DESCRIBED) == set(ORIGINS)


def test_an_actor_cannot_be_called_so_that_its_relations_were_of_another_origin(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no actor can be called 'UKR@gdelt'"):
        put(engine, "coder", "RUS attacks UKR@gdelt")


def test_origins_are_kept_apart(engine: Engine, service: IngestService, evidence: EvidenceService) -> None:
    give(service, "RUS attacks UKR", publisher="Gazette")
    put(engine, "gdelt", "RUS attacks UKR", "RUS attacks UKR", "IRN arms RUS")
    put(engine, "cow", "RUS allied_with BLR")
    holder = GraphHolder(engine)
    holder.refresh()
    assert ids(holder, "coder") == [ATTACK]
    assert ids(holder, "gdelt") == ["IRN~arms~RUS", ATTACK]
    assert ids(holder, "cow") == ["BLR~allied_with~RUS"]
    assert ids(holder, "atop") == []
    held = holder.holding("gdelt")
    assert [graph.origin for graph in held.all().values()] == list(held.all())
    assert {graph.version for graph in held.all().values()} == {3}
    pieces = {origin: held.all()[origin].relation(ATTACK) for origin in (CODER, "gdelt")}
    assert {origin: one and one.evidence for origin, one in pieces.items()} == {"coder": 1, "gdelt": 2}
    told: tuple[tuple[Origin, int], ...] = (("coder", 1), ("gdelt", 2))
    for origin, number in told:
        page = evidence.of_relation(ATTACK, limit=5, origin=origin)
        assert (page.total, {cited.evidence.origin for cited in page.results}) == (number, {origin})
        assert list(evidence.quotes([ATTACK], 5, origin=origin)) == [ATTACK]
        assert [key for key, _ in evidence.surest([ATTACK], limit=1, origin=origin)] == [ATTACK]
        assert evidence.articles_of(ATTACK, limit=5, origin=origin).total == 1
        assert evidence.articles(limit=5, origin=origin).total == 1
    assert evidence.publishers([ATTACK], limit=5) == ["Gazette"]
    assert evidence.publishers([ATTACK], limit=5, origin="gdelt") == ["Wire"]
    assert evidence.quotes([ATTACK], 5, origin="cow") == {}
    status = StatusService(engine, holder).status()
    assert (status.articles, status.evidence, status.relations) == (1, 1, 1)
    assert [(one.origin, one.articles, one.evidence, one.relations) for one in status.others] == [
        ("gdelt", 1, 3, 2), ("cow", 1, 1, 1),
    ]  # fmt: skip


def test_others_follow_in_the_same_version_and_the_coders_stays_as_it_is(engine: Engine, service: IngestService) -> None:
    give(service, "RUS attacks UKR")
    holder = GraphHolder(engine)
    holder.refresh()
    assert not holder.in_hand().others  # nothing is loaded that nobody asked for
    assert ids(holder, "gdelt") == []
    for number in range(3):
        put(engine, "gdelt", f"RUS arms A{number}")
        assert holder.refresh()
        held = holder.in_hand()
        assert held.graph.version == held.others["gdelt"].version == number + 2
        assert [seen.id for seen in held.graph] == [ATTACK]
        assert len(held.others["gdelt"]) == number + 1
    key = put(engine, "gdelt", "RUS arms A9")
    service.retract(key, NOON + timedelta(hours=1))
    holder.refresh()
    assert ids(holder, "gdelt") == [f"RUS~arms~A{number}" for number in range(3)]
    give(service, "IRN arms RUS")
    holder.refresh()
    assert ids(holder, "coder") == ["IRN~arms~RUS", ATTACK]


def test_what_nobody_asks_for_is_let_go_and_comes_again(engine: Engine) -> None:
    now = [0.0]
    put(engine, "gdelt", "RUS arms A")
    put(engine, "cow", "RUS allied_with BLR")
    holder = GraphHolder(engine, clock=lambda: now[0])
    holder.refresh()
    ids(holder, "gdelt")
    ids(holder, "cow")
    before = holder.in_hand()
    now[0] = 800.0
    assert not holder.tidy()
    holder.holding("cow")
    now[0] = 901.0
    assert holder.tidy()
    held = holder.in_hand()
    assert (set(held.others), held.edition, held.graph) == ({"cow"}, before.edition, before.graph)
    assert ids(holder, "gdelt") == ["RUS~arms~A"]


def test_a_graph_is_not_in_hand_where_the_database_was_replaced_while_it_was_read(
    engine: Engine, service: IngestService, tmp_path: Path
) -> None:
    give(service, "RUS attacks UKR")
    put(engine, "gdelt", "RUS arms A")
    backup(engine, tmp_path / "b.zip", NOON)
    holder = GraphHolder(engine)
    holder.refresh()
    put(engine, "gdelt", "RUS arms B")
    with Archive(tmp_path / "b.zip") as archive:
        version = restore(engine, archive, replace=True)
    assert ids(holder, "gdelt") == ["RUS~arms~A"]
    assert {graph.version for graph in holder.in_hand().all().values()} == {version}


def test_each_has_snapshots_of_its_own(
    engine: Engine, service: IngestService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.graph._SMALL", 0)
    give(service, "RUS attacks UKR")
    put(engine, "gdelt", "RUS arms A")

    def snapshots(origin: Origin) -> Snapshots:
        return Snapshots(tmp_path, least=1, origin=origin)

    for origin in (CODER, "gdelt", CODER, "gdelt"):
        assert snapshots(origin).make(engine) == 1
    names = sorted(path.name for path in tmp_path.glob("*.graph"))
    assert [name.partition("-")[2] for name in names] == ["2.graph", "gdelt-2.graph"]
    put(engine, "gdelt", "RUS arms B")
    holder = GraphHolder(engine, snapshots=snapshots(CODER), others=snapshots)
    holder.refresh()
    assert ids(holder, "gdelt") == ["RUS~arms~A", "RUS~arms~B"]
    gdelt = holder.in_hand().others["gdelt"]
    assert (len(gdelt.base), len(gdelt.delta)) == (1, 1)  # from the file, and what came since from SQL
    snapshots("gdelt").make(engine)
    holder.tidy()
    assert holder.in_hand().others["gdelt"].settled
    assert (ids(holder, CODER), ids(holder, "gdelt")) == ([ATTACK], ["RUS~arms~A", "RUS~arms~B"])
    with pytest.raises(SnapshotError, match="is a snapshot of coder, not of gdelt"):
        files.read(tmp_path / names[0], names[0].partition("-")[0], "gdelt")


def test_decisions_are_of_every_origin_and_can_be_undone(engine: Engine, service: IngestService) -> None:
    give(service, "OLD attacks UKR")
    put(engine, "gdelt", "OLD attacks UKR", "UKR shares_intelligence_with OLD", "AAA arms OLD")
    actors = ActorService(engine)
    holder = GraphHolder(engine)
    holder.refresh()
    before = {origin: ids(holder, origin) for origin in (CODER, "gdelt")}
    decision = actors.merge("OLD", "AAA", by="me", reason="for once", now=NOON)
    holder.refresh()
    assert ids(holder, CODER) == ["AAA~attacks~UKR"]
    assert ids(holder, "gdelt") == ["AAA~arms~AAA", "AAA~attacks~UKR", "AAA~shares_intelligence_with~UKR"]
    put(engine, "gdelt", "OLD sanctions UKR", key="late")
    holder.refresh()
    assert "AAA~sanctions~UKR" in ids(holder, "gdelt")
    check(engine)
    actors.undo(decision.decision.id, NOON)
    holder.refresh()
    assert ids(holder, CODER) == before[CODER]
    assert ids(holder, "gdelt") == sorted([*before["gdelt"], "OLD~sanctions~UKR"])
    check(engine)


def test_what_was_known_is_of_an_origin(engine: Engine, service: IngestService) -> None:
    give(service, "RUS attacks UKR")
    put(engine, "gdelt", "RUS arms A")
    put(engine, "gdelt", "RUS arms B", at=NOON + timedelta(hours=2))
    known = KnownGraphs(engine, lambda: NOON + timedelta(days=2), size=4)
    soon, late = NOON + timedelta(hours=1), NOON + timedelta(hours=3)
    found = {(origin, at): sorted(seen.id for seen in known.at(at, origin)) for origin in (CODER, "gdelt") for at in (soon, late)}
    assert found == {
        (CODER, soon): [ATTACK], (CODER, late): [ATTACK],
        ("gdelt", soon): ["RUS~arms~A"], ("gdelt", late): ["RUS~arms~A", "RUS~arms~B"],
    }  # fmt: skip
    before = known.at(late, CODER)
    put(engine, "gdelt", "RUS arms C", at=NOON)
    assert known.at(late, CODER) is before  # what is imported makes nobody read the coder's anew
    assert known.at(late, "gdelt").relation("RUS~arms~C") is not None
    assert known.at(late, "gdelt").origin == "gdelt"


def test_the_log_tells_of_the_coders_graph_and_of_actors(engine: Engine, service: IngestService) -> None:
    give(service, "RUS attacks UKR")
    key = put(engine, "gdelt", "RUS attacks UKR", "RUS arms NEW")
    other = put(engine, "gdelt", "IRN arms RUS", key="second")
    with writing(engine) as connection:
        clusters.join(connection, [other], key)
    service.retract(key, NOON)
    found = ChangeService(engine).since(Position(1), ChangeFilter(), limit=50, until=99)
    assert [(one.entry.type, one.entry.id) for one in found.results] == [("actor", "NEW"), ("actor", "IRN")]
    assert (str(found.next), found.complete) == ("5", True)
    with reading(engine) as connection:
        assert list(connection.scalars(select(changes.c.version).order_by(changes.c.version))) == [0, 1, 2, 3]
    check(engine)


def test_all_of_it_is_in_a_backup(engine: Engine, service: IngestService, tmp_path: Path) -> None:
    give(service, "RUS attacks UKR")
    put(engine, "gdelt", "RUS attacks UKR", "RUS arms NEW")
    backup(engine, tmp_path / "b.zip", NOON)
    target = make_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    with Archive(tmp_path / "b.zip") as archive:
        restore(target, archive)
    holder = GraphHolder(target)
    holder.refresh()
    assert (ids(holder, CODER), ids(holder, "gdelt")) == ([ATTACK], ["RUS~arms~NEW", ATTACK])
    check(target)
    target.dispose()


def check(engine: Engine) -> None:
    """Relations are what their evidence gives, and their ids say of which origin they are."""
    with reading(engine) as connection:
        repository = RelationRepository(connection)
        assert repository.all() == repository.recount()
        rows = connection.execute(select(relations.c.id, relations.c.origin)).all()
        assert rows == [(key, plain_id(key)[1]) for key, _ in rows]


def test_publishers_are_those_of_what_was_read(engine: Engine) -> None:
    put(engine, "coder", "RUS attacks UKR")
    put(engine, "gdelt", "RUS attacks UKR", "RUS attacks UKR")
    (wire,) = PublisherService(engine, Outlets.load()).publishers()
    assert (wire.name, wire.articles, wire.evidence) == ("Wire", 1, 1)
    assert PublisherService(engine, Outlets.load()).voices(ATTACK, origin="gdelt").ownership == {"unknown": 1}
