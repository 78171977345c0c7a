"""The change log: nothing missed, nothing twice, in commit order, whatever is written meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from app.api.present import changes as present
from app.errors import BadCursor, ChangesExpired
from app.services.actors import ActorService
from app.services.changes import Change, ChangeFilter, ChangeService, Position
from app.services.ingest import IngestService
from app.store.actors import sync_actors
from app.store.changes import ChangeRepository, ends
from app.store.clusters import join
from app.store.engine import reading, writing
from app.store.relations import RelationRepository
from app.store.rows import RelationRow
from app.store.tables import webhooks
from app.store.versions import VersionRepository
from graph.actors import Register
from tests.services.fake import NOON, FakeCoder, give
from tests.services.test_actors import emptied

ALL = ChangeFilter()
WHO: dict[str, Any] = {"by": "me", "reason": "the same", "now": NOON}


@pytest.fixture
def service(engine: Engine) -> IngestService:
    return IngestService(engine, FakeCoder(), coder_version="fake-1")


@pytest.fixture
def changes(engine: Engine) -> ChangeService:
    return ChangeService(engine)


def told(found: list[Change] | tuple[Change, ...]) -> list[tuple[int, str, str]]:
    return [(one.version, one.entry.change, one.entry.id) for one in found]


def walk(changes: ChangeService, wanted: ChangeFilter = ALL, limit: int = 100, since: Position = Position(0)) -> list[Change]:
    """Everything after a position, page by page."""
    found: list[Change] = []
    while True:
        page = changes.since(since, wanted, limit=limit)
        assert len(page.results) <= limit
        assert page.since == since
        found += page.results
        if page.complete:
            assert page.next == Position(page.version)
            return found
        assert page.next > since
        since = page.next


def test_each_version_says_what_it_changed(service: IngestService, changes: ChangeService, engine: Engine) -> None:
    first = give(service, "RUS attacks UKR", "IRN arms RUS")
    again = give(service, "RUS attacks UKR", "RUS not arms IRN", minutes=1)
    failed = give(service, "raises", minutes=2)
    service.retract(first, NOON + timedelta(minutes=3))
    found = walk(changes)
    assert told(found) == [
        (1, "stored", first), (1, "added", "IRN"), (1, "added", "RUS"), (1, "added", "UKR"),
        (1, "new", "IRN~arms~RUS"), (1, "new", "RUS~attacks~UKR"),
        (2, "stored", again), (2, "changed", "RUS~attacks~UKR"),  # what is only denied is in no graph
        (3, "failed", failed),
        (4, "retracted", first), (4, "ended", "IRN~arms~RUS"), (4, "changed", "RUS~attacks~UKR"),
    ]  # fmt: skip
    assert [one.at for one in found if one.version == 4] == [NOON + timedelta(minutes=3)] * 3
    ended, stays = found[-2:]
    assert (ended.entry.before, ended.entry.after, stays.entry.before, stays.entry.after) == (1, 0, 2, 1)
    assert isinstance(stays.row, RelationRow)
    with reading(engine) as connection:
        assert stays.row == replace(RelationRepository(connection).all()[-1], history=None)
    assert set(found[0].entry.actors) == {"RUS", "UKR", "IRN"}
    assert [str(one.position) for one in found[:7]] == ["0.1", "0.2", "0.3", "0.4", "0.5", "1", "1.1"]
    for one in found:
        shown = present.change(one)
        assert (shown["type"], shown["change"], shown["version"]) == (one.entry.type, one.entry.change, one.version)


def test_merges_and_splits_and_what_undoes_them(service: IngestService, changes: ChangeService, engine: Engine) -> None:
    give(service, "OLD attacks UKR", "NEW attacks UKR")
    actors = ActorService(engine)
    actors.merge("OLD", "NEW", **WHO)
    actors.undo(1, NOON)
    actors.split("UKR", "Ukr", "NEW", **WHO)
    found = walk(changes, since=Position(1))
    assert told(found) == [
        (2, "merged", "1"), (2, "changed", "NEW~attacks~UKR"), (2, "ended", "OLD~attacks~UKR"),
        (3, "merge_undone", "1"), (3, "changed", "NEW~attacks~UKR"), (3, "new", "OLD~attacks~UKR"),
        (4, "split", "2"), (4, "new", "NEW~attacks~NEW"), (4, "ended", "NEW~attacks~UKR"), (4, "new", "OLD~attacks~NEW"),
        (4, "ended", "OLD~attacks~UKR"),
    ]  # fmt: skip
    shown = present.change(found[0])
    assert (shown["actor"], shown["into"], shown["undone_at"]) == ("OLD", "NEW", NOON)


def test_copies_and_the_register_are_told_of_too(service: IngestService, changes: ChangeService, engine: Engine) -> None:
    one, other = give(service, "RUS attacks UKR"), give(service, "RUS attacks UKR", "more", minutes=1)
    with writing(engine) as connection:
        join(connection, [other], one)
        VersionRepository(connection).lock()
        sync_actors(connection, [replace(Register.load().actors["RUS"], name="Muscovy")])
    found = walk(changes, since=Position(2))
    assert told(found) == [
        (3, "grouped", other), (3, "changed", "RUS~attacks~UKR"), (4, "changed", "RUS"),
    ]  # fmt: skip
    assert [one.at for one in found] == [None] * 3


def test_what_changes_nothing_is_not_told(service: IngestService, changes: ChangeService) -> None:
    article = give(service, "RUS attacks UKR")
    give(service, "RUS attacks UKR")
    service.retract(article, NOON)
    service.retract(article, NOON)
    assert {one.version for one in walk(changes)} == {1, 2}


def test_filters(service: IngestService, changes: ChangeService, engine: Engine) -> None:
    first = give(service, "NSA:REBELS attacks SYR", "RUS arms SYR")
    second = give(service, "RUS arms IRN")
    service.retract(second, NOON)

    def ids(**wanted: Any) -> list[str]:
        return [one.entry.id for one in walk(changes, ChangeFilter(**wanted), limit=2)]

    assert ids(types=frozenset({"article"})) == [first, second, second]
    assert ids(actor="IRN") == [second, "IRN", "RUS~arms~IRN", second, "RUS~arms~IRN"]
    assert ids(actor="NSA:REBELS", types=frozenset({"relation"})) == ["NSA:REBELS~attacks~SYR"]
    home = ids(country="SYR")
    assert home == [first, "NSA:REBELS", "SYR", "NSA:REBELS~attacks~SYR", "RUS~arms~SYR"]
    assert ids(country="SYR", actor="RUS") == [first, "RUS~arms~SYR"]
    assert ids(actor="CHN") == []
    third = give(service, "CHN arms IRN", minutes=5)
    ActorService(engine).merge("IRN", "SYR", **WHO)
    # Whoever follows either sees what the one that was given up lost.
    for either in ("IRN", "SYR"):
        assert ids(actor=either)[-6:] == [third, "CHN~arms~IRN", "1", "CHN~arms~IRN", "CHN~arms~SYR", "RUS~arms~SYR"]


def test_an_answer_ends_at_a_whole_version_unless_one_is_too_large(service: IngestService, changes: ChangeService) -> None:
    for number in range(3):
        give(service, f"RUS attacks A{number}", minutes=number)
    sizes = [4, 3, 3]  # the article, who is new, the relation
    page = changes.since(Position(0), ALL, limit=8)
    assert (len(page.results), page.next, page.complete) == (sum(sizes[:2]), Position(2), False)
    page = changes.since(Position(0), ALL, limit=3)
    assert (len(page.results), str(page.next), page.complete) == (3, "0.3", False)
    page = changes.since(page.next, ALL, limit=4)
    assert (told(page.results), page.next) == (told(walk(changes))[3:7], Position(2))
    nothing = changes.since(Position(3), ALL, limit=4)
    assert (nothing.results, nothing.next, nothing.complete) == ((), Position(3), True)


def test_nothing_beyond_the_version_that_is_asked_for(service: IngestService, changes: ChangeService, engine: Engine) -> None:
    for number in range(3):
        give(service, f"RUS attacks A{number}", minutes=number)
    page = changes.since(Position(0), ALL, limit=100, until=2)
    assert ({one.version for one in page.results}, page.next, page.complete, page.version) == ({1, 2}, Position(2), True, 2)
    # A server that lags behind the one that gave the position has nothing to add, and leads nobody back.
    for given_ in (Position(3), Position(2, 2)):
        page = changes.since(given_, ALL, limit=100, until=1)
        assert (page.results, page.next, page.complete) == ((), given_, True)
    with writing(engine) as connection:
        VersionRepository(connection).bump()  # a version that changed nothing
    give(service, "RUS attacks A9", minutes=9)
    page = changes.since(Position(3, 2), ALL, limit=100, until=4)
    assert (page.results, page.next, page.complete) == ((), Position(3, 2), True)
    assert told(changes.since(page.next, ALL, limit=100).results) == [(5, "new", "RUS~attacks~A9")]
    batch = changes.since(Position(0), ALL, limit=100, upto=Position(1, 2))
    assert (told(batch.results), batch.next) == (told(walk(changes))[:6], Position(1, 2))
    batch = changes.since(Position(1, 2), ALL, limit=100, upto=Position(2))
    assert (told(batch.results), batch.next) == (told(walk(changes))[6:7], Position(2))


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
def test_paging_gives_each_change_once_while_writers_go_on(
    service: IngestService, changes: ChangeService, engine: Engine, limit: int
) -> None:
    done = Event()

    def write() -> None:
        for number in range(12):
            article = give(service, "RUS attacks UKR", f"RUS attacks A{number}", f"IRN arms A{number % 3}", minutes=number)
            if number % 4 == 3:
                service.retract(article, NOON)
        done.set()

    found: list[Change] = []
    at = Position(0)
    with ThreadPoolExecutor(1) as pool:
        writing_ = pool.submit(write)
        while True:
            last = done.is_set()
            page = changes.since(at, ALL, limit=limit)
            found += page.results
            at = page.next
            if last and page.complete:
                break
        writing_.result()
    assert told(found) == told(walk(changes))
    assert [one.version for one in found] == sorted(one.version for one in found)
    kept: set[str] = set()
    for one in found:  # who follows has what the graph has
        if one.entry.type == "relation":
            kept = kept - {one.entry.id} if one.entry.change == "ended" else kept | {one.entry.id}
    with reading(engine) as connection:
        assert kept == {row.id for row in RelationRepository(connection).all() if row.evidence}


DEED = st.one_of(
    st.tuples(st.just("give"), st.lists(st.sampled_from(("A attacks B", "B attacks A", "A arms C", "C not arms B")), max_size=3)),
    st.tuples(st.just("retract"), st.integers(0, 5)),
    st.tuples(st.just("merge"), st.sampled_from("ABC"), st.sampled_from("ABC")),
    st.tuples(st.just("undo"), st.integers(1, 4)),
)


@given(st.lists(DEED, max_size=12), st.integers(1, 7))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_follows_has_what_the_graph_has(engine: Engine, deeds: list[tuple[Any, ...]], limit: int) -> None:
    emptied(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("insert into changes (version, body) values (0, '{}')".replace("{}", _NOTHING))
    service, actors, changes = IngestService(engine, FakeCoder(), coder_version="f"), ActorService(engine), ChangeService(engine)
    given_in = [give(service, "A attacks B", "B arms C")]
    at, counted = Position(0), dict[str, int]()
    acts: dict[str, Callable[..., object]] = {
        "retract": lambda number: service.retract(given_in[number % len(given_in)], NOON),
        "merge": lambda one, other: actors.merge(one, other, **WHO),
        "undo": lambda number: actors.undo(number, NOON),
    }
    for number, (kind, *rest) in enumerate(deeds):
        if kind == "give":
            given_in.append(give(service, *rest[0], f"note-{number}", minutes=number))
        else:
            try:
                acts[kind](*rest)
            except Exception:  # noqa: S112 - refused decisions change nothing
                continue
        page = changes.since(at, ALL, limit=limit)  # now and then one page, as a slow follower does
        at = _follow(counted, page.results, page.next)
    complete = False
    while not complete:
        page = changes.since(at, ALL, limit=limit)
        at, complete = _follow(counted, page.results, page.next), page.complete
    with reading(engine) as connection:
        assert counted == {row.id: row.evidence for row in RelationRepository(connection).all() if row.evidence}


_NOTHING = '{"decisions":[],"articles":[],"actors":[],"relations":[]}'


def _follow(counted: dict[str, int], results: tuple[Change, ...], at: Position) -> Position:
    for one in results:
        if one.entry.type == "relation":
            assert counted.get(one.entry.id, 0) == one.entry.before
            counted[one.entry.id] = one.entry.after
            if not one.entry.after:
                del counted[one.entry.id]
    return at


def test_positions_are_read_strictly(changes: ChangeService, service: IngestService) -> None:
    give(service, "RUS attacks UKR")
    for wrong in ("", "x", "1.", ".1", "1.2.3", "-1", "1" * 19, " 1", "١"):
        with pytest.raises(BadCursor):
            Position.read(wrong)
    with pytest.raises(BadCursor, match="the position 2 lies ahead of the store, which is at version 1"):
        changes.since(Position(2), ALL, limit=1)
    with pytest.raises(BadCursor):
        changes.check(Position(2))


def test_what_has_no_moment_of_its_own_is_not_taken_for_old(changes: ChangeService, engine: Engine) -> None:
    with writing(engine) as connection:  # the register, at the first start
        ChangeRepository(connection).note(VersionRepository(connection).bump(), None, actors=[("RUS", "added")])
    assert changes.prune(NOON) == 0
    found = changes.since(Position(0), ALL, limit=9)
    assert [change.entry.id for change in found.results] == ["RUS"]


def test_old_changes_are_dropped_and_whoever_lacks_them_is_told(
    service: IngestService, changes: ChangeService, engine: Engine
) -> None:
    for number in range(5):
        give(service, f"RUS attacks A{number}", minutes=number)
    before = told(walk(changes, since=Position(3)))
    assert changes.prune(NOON + timedelta(minutes=3)) > 0
    with pytest.raises(ChangesExpired, match="kept from version 3 on, and 2 is older") as caught:
        changes.since(Position(2), ALL, limit=10)
    assert caught.value.extra == {"oldest": 3, "version": 5}
    assert told(walk(changes, since=Position(3))) == before
    assert changes.prune(NOON + timedelta(minutes=3)) == 0
    # What a webhook has not had stays, unless that is disabled.
    hook = {
        "id": "hook-1", "url": "https://receiver.example/", "secret": "s", "types": [], "created_at": NOON, "version": 4,
        "given": 0, "failures": 0,
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(webhooks).values(hook))
    assert changes.prune(NOON + timedelta(days=9)) == 1
    assert told(walk(changes, since=Position(4))) == [one for one in before if one[0] > 4]
    with writing(engine) as connection:
        connection.execute(webhooks.update().values(disabled_at=NOON))
    assert changes.prune(NOON + timedelta(days=9)) == 1
    assert changes.since(Position(5), ALL, limit=9).complete
    with pytest.raises(ChangesExpired):
        changes.check(Position(4))


def test_the_ends_of_any_relation_are_found() -> None:
    assert ends("A~1~attacks~B~2") == ("A~1", "B~2")
    with pytest.raises(ValueError, match="not a relation's id"):
        ends("nothing")
