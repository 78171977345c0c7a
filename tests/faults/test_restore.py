"""A backup is put in the place of what a service serves and takes in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event

from app.store.archive import Archive
from app.store.backup import STEP, backup, restore
from app.store.engine import make_engine, reading
from app.store.relations import RelationRepository
from tests.faults.processes import service, until


def test_a_service_goes_on_while_its_database_is_restored(database_url: str, tmp_path: Path) -> None:
    numbers, done, seen = count(), Event(), set[tuple[str, int]]()
    engine = make_engine(database_url)
    with service(database_url, tmp_path / "one") as one, ThreadPoolExecutor(2) as pool:

        def post() -> int:
            return one.post(f"This is report {next(numbers)} of the day. Russia bombed Ukraine.")[0]

        def write() -> None:
            while not done.is_set():
                seen.add(("write", post()))

        def read() -> None:
            while not done.is_set():
                seen.add(("read", one.ask("/v1/relations/RUS~attacks~UKR")[0]))
                seen.add(("status", one.ask("/v1/status")[0]))

        for _ in range(5):
            assert post() == 201
        backup(engine, tmp_path / "b", datetime(2026, 11, 22, tzinfo=UTC))
        working = [pool.submit(write), pool.submit(read)]
        until(lambda: ("write", 201) in seen and ("status", 200) in seen)
        with Archive(tmp_path / "b") as archive:
            assert restore(engine, archive, replace=True) == STEP
        until(lambda: (one.ready()["version"] or 0) >= STEP)
        seen.add(("write", post()))
        done.set()
        for each in working:
            each.result()
        until(lambda: one.ask("/readyz")[0] == 200)
        # A write or a look at the database may have to come again, and an article that was stored just before is gone again
        # (404); a read of the graph never fails.
        assert seen <= {("read", 200), ("status", 200), ("status", 503), ("write", 201), ("write", 503), ("write", 404)}
        with reading(engine) as connection:
            relations = RelationRepository(connection)
            assert relations.all() == relations.recount()
            assert relations.all()[0].evidence == one.ask("/v1/status")[2]["articles"] >= 5
    engine.dispose()
