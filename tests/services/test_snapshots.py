"""Snapshots: found, passed over, made by one process, taken up by the others; and the layers merged where it is time."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.services import graph as graphs
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.services.known import KnownGraphs
from app.services.snapshots import Snapshots, child
from app.store.engine import make_engine
from app.store.migrating import migrate
from graph.errors import QueryError
from tests.services.fake import NOON, FakeCoder, give

MAY_1, MAY_2 = date(2024, 5, 1), date(2024, 5, 2)


class Maker:
    """Stands in for the child process: makes the snapshot when it is told to."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.asked = 0
        self.ended = False
        self.status: int | None = None
        self._snapshots, self._engine = Snapshots(folder), engine

    def __call__(self) -> "Maker":
        self.asked += 1
        self.status = None
        return self

    def poll(self) -> int | None:
        return self.status

    def terminate(self) -> None:
        self.ended = True

    def finish(self, status: int = 0) -> None:
        if not status:
            self._snapshots.make(self._engine)
        self.status = status


@pytest.fixture
def maker(tmp_path: Path, engine: Engine) -> Maker:
    return Maker(tmp_path, engine)


@pytest.fixture
def holder(tmp_path: Path, engine: Engine, maker: Maker) -> Iterator[GraphHolder]:
    holder = GraphHolder(engine, snapshots=Snapshots(tmp_path, least=1, start=maker))
    yield holder
    holder.stop()


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second layer counts as outgrown at once."""
    monkeypatch.setattr(graphs, "_SMALL", 0)


def ids(holder: GraphHolder) -> list[str]:
    return sorted(seen.id for seen in holder.current())


def test_a_large_graph_takes_up_the_snapshot_that_it_had_made(
    service: IngestService, holder: GraphHolder, maker: Maker, tmp_path: Path
) -> None:
    give(service, "RUS attacks UKR")
    holder.refresh()
    assert not holder.tidy()  # none is there yet
    assert not holder.tidy()
    assert maker.asked == 1  # and one is being made
    maker.finish()
    give(service, "IRN arms RUS")
    holder.refresh()
    assert holder.tidy()
    assert (holder.current().version, ids(holder)) == (2, ["IRN~arms~RUS", "RUS~attacks~UKR"])
    assert (len(holder.current().base), len(holder.current().delta)) == (1, 1)
    assert not holder.tidy()
    assert maker.asked == 1
    other = GraphHolder(holder._engine, snapshots=Snapshots(tmp_path, least=1))
    other.refresh()
    assert len(other.current().base) == 1  # from the file, and what came since from SQL
    assert list(other.current()) == list(holder.current())


@pytest.mark.usefixtures("eager")
def test_a_snapshot_that_is_outgrown_is_made_anew(service: IngestService, holder: GraphHolder, maker: Maker) -> None:
    for number, fact in enumerate(("RUS attacks UKR", "IRN arms RUS", "USA sanctions RUS"), 1):
        give(service, fact)
        holder.refresh()
        assert not holder.tidy()
        assert maker.asked == number
        maker.finish()
        assert holder.tidy()
        assert holder.current().settled
        assert holder.current().version == number


def test_a_child_from_which_nothing_came_is_not_started_at_once(
    service: IngestService, holder: GraphHolder, maker: Maker
) -> None:
    give(service, "RUS attacks UKR")
    holder.refresh()
    holder.tidy()
    maker.status = 0  # another process was at it, and is not done
    for _ in range(2):
        assert not holder.tidy()
        assert maker.asked == 1
    holder.tidy()
    assert maker.asked == 2
    maker.finish()
    assert holder.tidy()


def test_a_child_that_failed_is_started_again(service: IngestService, holder: GraphHolder, maker: Maker) -> None:
    give(service, "RUS attacks UKR")
    holder.refresh()
    holder.tidy()
    for times in range(1, 6):  # the more often it fails, the longer it is left alone
        maker.finish(status=1)
        assert maker.asked == times
        for _ in range(2**times):
            holder.tidy()
            assert maker.asked == times
        holder.tidy()
        assert maker.asked == times + 1
    holder.stop()
    assert maker.ended


@pytest.mark.usefixtures("eager")
def test_where_no_snapshot_can_be_made_a_large_graph_merges_its_layers_by_itself(
    service: IngestService, holder: GraphHolder, maker: Maker
) -> None:
    holder.refresh()
    give(service, "RUS attacks UKR")
    holder.refresh()
    assert not holder.tidy()
    maker.finish(status=1)
    assert holder.tidy()
    assert (len(holder.current().base), len(holder.current().delta)) == (1, 0)
    assert not holder.tidy()
    for _ in range(2):
        holder.tidy()
    assert maker.asked == 2  # it is tried again all the same
    maker.finish()
    assert holder.tidy()
    assert ids(holder) == ["RUS~attacks~UKR"]


def test_a_process_that_cannot_be_started_is_no_trouble_of_the_graph(
    service: IngestService, engine: Engine, tmp_path: Path
) -> None:
    asked = []

    def start() -> Maker:
        asked.append(1)
        raise BlockingIOError("no more processes")

    holder = GraphHolder(engine, snapshots=Snapshots(tmp_path, least=1, start=start))
    give(service, "RUS attacks UKR")
    holder.refresh()
    for _ in range(4):
        assert not holder.tidy()
    assert len(asked) == 2


def test_the_process_gets_the_address_in_its_environment_and_installs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def popen(command: list[str], *, env: dict[str, str], stdout: int) -> None:
        started.append((command, env))

    monkeypatch.setattr("subprocess.Popen", popen)
    child({"ENTENTE_DATABASE_URL": "postgresql://me:secret@host/news"})()
    ((command, environment),) = started
    assert "secret" not in " ".join(command)
    assert environment["ENTENTE_DATABASE_URL"] == "postgresql://me:secret@host/news"
    assert environment["ENTENTE_NO_VENV"] == "1"


@pytest.mark.usefixtures("eager")
def test_a_small_graph_merges_its_layers_by_itself(service: IngestService, engine: Engine, tmp_path: Path) -> None:
    holder = GraphHolder(engine, snapshots=Snapshots(tmp_path, least=1_000))
    holder.refresh()
    give(service, "RUS attacks UKR", "IRN arms RUS")
    holder.refresh()
    before = holder.current()
    assert (len(before.base), len(before.delta)) == (0, 2)
    assert holder.tidy()
    assert (len(holder.current().base), len(holder.current().delta)) == (2, 0)
    assert list(holder.current()) == list(before)
    assert not holder.tidy()
    assert list(tmp_path.glob("*.graph")) == []


def test_damaged_foreign_and_future_snapshots_are_passed_over(
    service: IngestService, engine: Engine, holder: GraphHolder, tmp_path: Path
) -> None:
    give(service, "RUS attacks UKR")
    snapshots = Snapshots(tmp_path)
    assert snapshots.make(engine) == 1
    (good,) = tmp_path.glob("*.graph")
    store = good.stem.split("-")[0]
    (tmp_path / f"{store}-0.graph").write_bytes(good.read_bytes()[:100])
    (tmp_path / f"{store}-9.graph").write_bytes(good.read_bytes())
    (tmp_path / "other-1.graph").write_bytes(good.read_bytes())
    assert snapshots.newest("other", 1) is None
    assert snapshots.newest(store, 0) is None
    found = snapshots.newest(store, 1)
    assert found is not None
    assert found.version == 1
    holder.refresh()
    assert ids(holder) == ["RUS~attacks~UKR"]


def test_the_last_two_are_kept(service: IngestService, engine: Engine, tmp_path: Path) -> None:
    for number, fact in enumerate(("RUS attacks UKR", "IRN arms RUS", "USA sanctions RUS"), 1):
        give(service, fact)
        assert Snapshots(tmp_path).make(engine) == number
    assert sorted(int(path.stem.split("-")[1]) for path in tmp_path.glob("*.graph")) == [2, 3]


def test_what_a_killed_process_left_is_removed(service: IngestService, engine: Engine, tmp_path: Path) -> None:
    give(service, "RUS attacks UKR")
    snapshots = Snapshots(tmp_path)
    snapshots.make(engine)
    (good,) = tmp_path.glob("*.graph")
    good.with_name(f"{good.name}.4711.part").write_bytes(b"half of one")
    foreign = tmp_path / "other-1.graph.4711.part"
    foreign.write_bytes(b"not ours")
    snapshots.make(engine)
    assert list(tmp_path.glob("*.part")) == [foreign]


def test_a_copy_of_a_database_does_not_use_its_snapshots(tmp_path: Path) -> None:
    engines = [make_engine(f"sqlite:///{tmp_path / name}.sqlite3") for name in ("one", "copy")]
    migrate(engines[0])
    engines[0].dispose()
    shutil.copy(tmp_path / "one.sqlite3", tmp_path / "copy.sqlite3")
    for engine, fact in zip(engines, ("RUS attacks UKR", "IRN arms RUS"), strict=True):
        give(IngestService(engine, FakeCoder(), coder_version="fake"), fact)
    Snapshots(tmp_path).make(engines[0])
    for engine, found in zip(engines, ("RUS~attacks~UKR", "IRN~arms~RUS"), strict=True):
        holder = GraphHolder(engine, snapshots=Snapshots(tmp_path, least=1))
        holder.refresh()
        assert ids(holder) == [found]
        engine.dispose()


def taken_back(engine: Engine) -> None:
    """As after an older backup was put in the place of the database: version 1, without what came later."""
    with engine.begin() as connection:
        connection.execute(text("delete from evidence where relation_id <> 'RUS~attacks~UKR'"))
        connection.execute(text("delete from relations where id <> 'RUS~attacks~UKR'"))
        connection.execute(text("delete from articles where number > 1"))
        connection.execute(text("update version set version = 1"))


@pytest.mark.parametrize("running", [False, True])
def test_a_snapshot_of_what_was_taken_back_is_not_used(
    service: IngestService, engine: Engine, tmp_path: Path, running: bool
) -> None:
    holder = GraphHolder(engine, snapshots=Snapshots(tmp_path, least=1))
    give(service, "RUS attacks UKR")
    give(service, "RUS arms SYR")
    Snapshots(tmp_path).make(engine)
    if running:
        holder.refresh()
    taken_back(engine)
    holder.refresh()
    give(service, "RUS sanctions UKR")
    give(service, "UKR attacks RUS")
    for one in (holder, GraphHolder(engine, snapshots=Snapshots(tmp_path, least=1))):
        one.refresh()
        one.tidy()
        assert ids(one) == ["RUS~attacks~UKR", "RUS~sanctions~UKR", "UKR~attacks~RUS"]


def test_a_snapshot_made_after_a_backup_was_put_in_place_stays(service: IngestService, engine: Engine, tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for fact in ("RUS attacks UKR", "RUS arms SYR", "UKR attacks RUS"):
        give(service, fact)
        snapshots.make(engine)
    taken_back(engine)
    snapshots.make(engine)
    assert [path.stem.split("-")[1] for path in tmp_path.glob("*.graph")] == ["1"]


def test_one_process_at_a_time_makes_a_snapshot(service: IngestService, engine: Engine, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    give(service, "RUS attacks UKR")
    snapshots = Snapshots(tmp_path)
    snapshots.make(engine)
    (lock,) = tmp_path.glob("*.lock")
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert snapshots.make(engine) is None
    assert snapshots.make(engine) == 1


def test_what_was_known_at_a_moment(service: IngestService, engine: Engine) -> None:
    one = give(service, "RUS attacks UKR", day=MAY_1, minutes=0)
    give(service, "RUS attacks UKR", "IRN arms RUS", day=MAY_2, minutes=10)
    service.retract(one, NOON + timedelta(minutes=20))
    known = KnownGraphs(engine, lambda: NOON + timedelta(days=1))

    def at(minutes: int) -> list[tuple[str, int]]:
        return sorted((seen.id, seen.evidence) for seen in known.at(NOON + timedelta(minutes=minutes)))

    assert at(-1) == []
    assert at(5) == [("RUS~attacks~UKR", 1)]
    assert at(15) == [("IRN~arms~RUS", 1), ("RUS~attacks~UKR", 2)]
    assert at(25) == [("IRN~arms~RUS", 1), ("RUS~attacks~UKR", 1)]
    with pytest.raises(QueryError, match="lies ahead"):
        known.at(NOON + timedelta(days=2))


def test_what_was_received_by_a_moment_and_stored_long_after_it_counts(service: IngestService, engine: Engine) -> None:
    known = KnownGraphs(engine, lambda: NOON + timedelta(days=1))
    moment = NOON + timedelta(minutes=10)
    give(service, "RUS attacks UKR", minutes=1)
    assert [seen.id for seen in known.at(moment)] == ["RUS~attacks~UKR"]
    give(service, "IRN arms RUS", minutes=5)
    assert sorted(seen.id for seen in known.at(moment)) == ["IRN~arms~RUS", "RUS~attacks~UKR"]
    kept = known.at(moment)
    give(service, "USA sanctions RUS", minutes=11)
    assert known.at(moment) is kept
    assert len(known.at(datetime.min.replace(tzinfo=UTC))) == 0


def test_the_last_few_moments_are_remembered(service: IngestService, engine: Engine) -> None:
    give(service, "RUS attacks UKR")
    known = KnownGraphs(engine, lambda: NOON + timedelta(days=1), size=2)
    first = known.at(NOON)
    assert known.at(NOON) is first
    known.at(NOON + timedelta(minutes=1))
    assert known.at(NOON) is first
    known.at(NOON + timedelta(minutes=2))
    assert known.at(NOON) is first
    known.at(NOON + timedelta(minutes=3))
    known.at(NOON + timedelta(minutes=4))
    assert known.at(NOON) is not first
    fresh = NOON + timedelta(days=1)
    assert known.at(fresh) is not known.at(fresh)  # what was recorded just now may still be on its way
    again = known.at(NOON)
    with engine.begin() as connection:
        connection.execute(text("update version set rearranged = rearranged + 1"))
    assert known.at(NOON) is not again
