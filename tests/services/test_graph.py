"""The graph follows the store: what it holds, when it is swapped, and that it outlives trouble."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine, text

from app.errors import GraphNotLoaded, StoreUnavailable
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.services.status import StatusService
from app.store.actors import sync_actors
from app.store.engine import make_engine, writing
from app.store.migrating import migrate
from graph.actors import Actor
from graph.network import ALL_TIME, Seen, Window, strength
from graph.ontology import relation_type
from tests.services.fake import NOON, FakeCoder, give

MAY_1, MAY_2 = date(2024, 5, 1), date(2024, 5, 2)


@pytest.fixture
def holder(engine: Engine) -> GraphHolder:
    return GraphHolder(engine)


def contents(holder: GraphHolder) -> object:
    graph = holder.current()
    return graph.version, dict(graph.nodes), ids(holder), graph.strongest(graph.rows())


def ids(holder: GraphHolder) -> list[str]:
    return sorted(seen.id for seen in holder.current())


def attack(holder: GraphHolder, window: Window = ALL_TIME) -> Seen | None:
    return holder.current().relation("RUS~attacks~UKR", window)


def test_before_the_first_look_there_is_none(holder: GraphHolder) -> None:
    with pytest.raises(GraphNotLoaded, match="try again"):
        holder.current()


def test_an_empty_store_is_an_empty_graph(holder: GraphHolder) -> None:
    assert holder.refresh()
    assert holder.current().version == 0
    assert holder.current().graph.number_of_nodes() == 0
    assert not holder.refresh()


def test_relations_carry_their_evidence(service: IngestService, holder: GraphHolder) -> None:
    give(service, "RUS/MIL attacks UKR", "RUS will attacks UKR on 2024-06-01", day=MAY_2, publisher="Gazette")
    give(service, "RUS attacks UKR", "RUS not attacks UKR", day=MAY_1, publisher="Gazette")
    holder.refresh()
    seen = attack(holder)
    assert seen is not None
    assert (seen.evidence, seen.reports, seen.publishers, seen.source_role) == (3, 2, 1, "MIL")
    assert (seen.first_day, seen.last_day) == (MAY_1, MAY_2)  # a plan counts from the day it was told
    assert seen.strength == pytest.approx(strength(relation_type("attacks"), [0.9, 0.9]))


def test_a_window_counts_the_articles_and_publishers_inside_it(service: IngestService, holder: GraphHolder) -> None:
    give(service, "RUS attacks UKR", "RUS attacks UKR on 2024-04-30", "one", day=MAY_1, publisher="Gazette")
    give(service, "RUS attacks UKR", "two", day=MAY_2, publisher="Gazette")
    give(service, "RUS attacks UKR", "three", day=MAY_2, publisher="Herald")
    holder.refresh()
    windows = [Window(), Window(as_of=MAY_1), Window(start=MAY_2), Window(end=date(2024, 4, 30)), Window(start=MAY_1)]
    seen = [view for window in windows if (view := attack(holder, window))]
    counts = [(view.evidence, view.reports, view.publishers) for view in seen]
    assert counts == [(4, 3, 2), (2, 1, 1), (2, 2, 2), (1, 1, 1), (3, 3, 2)]


def test_what_is_only_denied_is_not_in_the_graph(service: IngestService, holder: GraphHolder) -> None:
    give(service, "RUS not attacks UKR", "USA maybe sanctions RUS")
    holder.refresh()
    assert holder.current().graph.number_of_edges() == 0
    assert set(holder.current().nodes) == {"RUS", "UKR", "USA"}


def test_step_by_step_equals_all_at_once(service: IngestService, holder: GraphHolder, engine: Engine) -> None:
    one = give(service, "RUS attacks UKR", "USA opposes RUS", day=MAY_1)
    assert holder.refresh()
    give(service, "RUS attacks UKR", "IRN arms RUS", day=MAY_2)
    assert holder.refresh()
    service.retract(one, NOON)
    assert holder.refresh()
    fresh = GraphHolder(engine)
    fresh.refresh()
    assert contents(holder) == contents(fresh)
    assert ids(holder) == ["IRN~arms~RUS", "RUS~attacks~UKR"]
    assert holder.current().version == 3


def test_a_request_keeps_the_version_it_began_with(service: IngestService, holder: GraphHolder) -> None:
    holder.refresh()
    before = holder.current()
    give(service, "RUS attacks UKR")
    assert holder.current() is before
    assert holder.refresh()
    assert before.graph.number_of_edges() == 0
    assert holder.current().graph.number_of_edges() == 1


def test_a_version_that_went_back_is_another_database(service: IngestService, holder: GraphHolder, engine: Engine) -> None:
    give(service, "RUS attacks UKR")
    give(service, "IRN arms RUS")
    holder.refresh()
    with engine.begin() as connection:
        connection.execute(text("delete from evidence where relation_id = 'IRN~arms~RUS'"))
        connection.execute(text("delete from relations where id = 'IRN~arms~RUS'"))
        connection.execute(text("update version set version = 1"))
    assert holder.refresh()
    assert ids(holder) == ["RUS~attacks~UKR"]


def test_another_store_is_another_database_however_far_it_is(service: IngestService, holder: GraphHolder, engine: Engine) -> None:
    give(service, "RUS attacks UKR")
    give(service, "IRN arms RUS")
    holder.refresh()
    with engine.begin() as connection:
        connection.execute(text("delete from evidence where relation_id = 'IRN~arms~RUS'"))
        connection.execute(text("delete from relations where id = 'IRN~arms~RUS'"))
        connection.execute(text("update version set version = 9, store = 'another'"))
    assert holder.refresh()
    assert ids(holder) == ["RUS~attacks~UKR"]


def test_actors_come_from_the_register(holder: GraphHolder, engine: Engine) -> None:
    iran = Actor("IRN", "Iran", "country", "IRN", "middle_east", "country", ("Iran", "Persia"), "IR")
    with writing(engine) as connection:
        sync_actors(connection, [iran])
    holder.refresh()
    node = holder.current().node("IRN")
    assert (node.name, node.kind, node.country, node.region) == ("Iran", "country", "IRN", "middle_east")


@pytest.fixture
def polled(engine: Engine) -> Iterator[tuple[GraphHolder, Callable[[], None]]]:
    """A holder whose poller looks once each time the second function is called, which returns after the look."""
    go, looked, intervals = Event(), Event(), list[float]()

    def wait(interval: float) -> bool:
        intervals.append(interval)
        looked.set()
        go.wait(30)
        go.clear()
        return False

    def look() -> None:
        assert looked.wait(30)
        looked.clear()
        go.set()
        assert looked.wait(30)

    holder = GraphHolder(engine, interval=0.25, wait=wait)
    holder.start()
    yield holder, look
    assert set(intervals) == {0.25}
    holder.request_stop()
    go.set()
    holder.stop()


def test_the_poller_follows(service: IngestService, polled: tuple[GraphHolder, Callable[[], None]]) -> None:
    holder, look = polled
    assert holder.current().version == 0
    give(service, "RUS attacks UKR")
    look()
    assert holder.current().version == 1
    assert holder.error is None


def test_the_poller_outlives_trouble(
    service: IngestService, engine: Engine, polled: tuple[GraphHolder, Callable[[], None]]
) -> None:
    holder, look = polled
    with engine.begin() as connection:
        connection.execute(text("alter table version rename to lost"))
    look()
    assert "the database cannot be used" in str(holder.error)
    assert holder.current().version == 0
    with pytest.raises(StoreUnavailable):
        holder.refresh()
    with engine.begin() as connection:
        connection.execute(text("alter table lost rename to version"))
    give(service, "RUS attacks UKR")
    look()
    assert holder.error is None
    assert holder.current().version == 1


def test_following_a_version_does_not_wait_for_the_poll(service: IngestService, engine: Engine) -> None:
    holder = GraphHolder(engine, interval=600)
    holder.start()
    give(service, "RUS attacks UKR")
    assert holder.follow(1, timeout=30)
    assert holder.current().version == 1
    assert not holder.follow(2, timeout=0.01)
    holder.stop()
    give(service, "IRN arms RUS")
    assert not holder.follow(2, timeout=30)  # nobody polls any more: no wait
    assert holder.follow(1)


def test_stop_ends_the_real_wait(engine: Engine) -> None:
    holder = GraphHolder(engine, interval=60)
    holder.start()
    holder.stop()
    holder.stop()
    assert holder.current().version == 0


def test_status_counts_what_stands(service: IngestService, holder: GraphHolder, engine: Engine) -> None:
    status = StatusService(engine, holder)
    empty = status.status()
    assert (empty.version, empty.articles, empty.newest_day, empty.graph_version, empty.lag) == (0, 0, None, None, None)
    holder.refresh()
    gone = give(service, "RUS attacks UKR", "USA opposes RUS", day=date(2024, 6, 1), minutes=9)
    give(service, "RUS attacks UKR", "RUS not attacks UKR", day=MAY_1)
    give(service, "raises")
    service.retract(gone, NOON)
    got = status.status()
    assert (got.articles, got.failed, got.retracted, got.evidence, got.relations, got.actors) == (1, 1, 1, 2, 1, 3)
    assert (got.newest_article, got.newest_day, got.oldest_day) == (MAY_1, MAY_1, MAY_1)
    assert got.last_received_at is not None
    assert (got.version, got.graph_version, got.lag) == (4, 0, 4)
    holder.refresh()
    assert status.status().lag == 0


def test_an_edition_is_of_a_version_a_store_its_past_and_the_program(service: IngestService, engine: Engine) -> None:
    one, other = GraphHolder(engine, program="one"), GraphHolder(engine, program="one")
    newer = GraphHolder(engine, program="two")
    editions = []
    for number in range(3):
        give(service, f"RUS attacks UKR\nNumber {number}", minutes=number)
        for holder in (one, other, newer):
            holder.refresh()
        assert one.in_hand().edition == other.in_hand().edition != newer.in_hand().edition
        editions.append(one.in_hand().edition)
    assert len(set(editions)) == 3
    before = one.in_hand()
    assert list(before.ended) == editions[:2]
    one.tidy()
    assert one.in_hand().edition == before.edition


def test_another_past_that_led_to_the_same_number_is_another_edition(tmp_path: Path) -> None:
    """A copy is put back in the place of the database and written on: the number is reached again, with other content."""
    file, kept = tmp_path / "news.sqlite3", tmp_path / "kept.sqlite3"

    def writing_on(line: str, minutes: int) -> tuple[int, str]:
        engine = make_engine(f"sqlite:///{file}")
        migrate(engine)
        coder = FakeCoder()
        give(IngestService(engine, coder, coder_version=coder.version), line, minutes=minutes)
        holder = GraphHolder(engine)
        holder.refresh()
        engine.dispose()
        held = holder.in_hand()
        return held.graph.version, held.edition

    writing_on("RUS attacks UKR", 0)
    shutil.copy(file, kept)
    first = writing_on("IRN arms RUS", 1)
    shutil.copy(kept, file)
    second = writing_on("USA sanctions RUS", 1)
    shutil.copy(kept, file)
    third = writing_on("IRN arms RUS", 1)
    assert first[0] == second[0] == third[0]
    assert first == third != second
