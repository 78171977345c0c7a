"""Four writers and one who polls for what they changed: is anything never seen?"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from app.store.engine import reading
from app.store.relations import RelationRepository
from app.store.versions import VersionRepository
from bench.graph.databases import NoServer, postgres_database, sqlite_database
from bench.graph.fill import fill
from bench.graph.measure import Line
from bench.graph.setting import Setting
from bench.graph.world import make_world
from bench.graph.writer import writers

_RELATIONS = 10_000
_WRITERS = 4
_BATCHES, _PIECES = 30, 40
_NAME = "changes that a poller never saw, four writers, a foreign transaction open"
_ROWS = 250  # a writer of the sequence


def lines(setting: Setting) -> Iterator[Line]:
    """Of the relations that were changed, how many the poller holds otherwise than SQL does in the end."""
    with sqlite_database(setting.folder, "changes") as engine:
        yield _line(setting, engine, "SQLite", "")
    try:
        server = setting.server
    except NoServer as error:
        yield Line(f"{_NAME}, PostgreSQL", None, 0, str(error))
        return
    with postgres_database(server, "changes") as engine:
        lost, all_of_them = _sequence(engine)
        yield _line(setting, engine, "PostgreSQL", f"polling a sequence {100 * lost / all_of_them:.1f} % of {all_of_them:,}")


def _line(setting: Setting, engine: Engine, database: str, peer: str) -> Line:
    setting.say(f"{_WRITERS} writers and a poller on {database}")
    fill(engine, make_world(_RELATIONS, setting.seed), with_evidence=False)
    url = engine.url.render_as_string(hide_password=False)
    seen: dict[bytes, bytes] = {}
    changed = looks = 0
    with _foreign(engine), writers(range(_WRITERS), url, _RELATIONS, setting.seed, _PIECES, _BATCHES) as processes:
        version = 1
        while True:
            writing = any(process.poll() is None for process in processes)
            with reading(engine) as connection:
                found = _histories(connection, version)
                version = VersionRepository(connection).current()
            changed, looks = changed + len(found), looks + 1
            seen |= found
            if not writing:
                break
        if any(process.returncode for process in processes):
            raise ChildProcessError("a writer failed, see above")
    with reading(engine) as connection:
        stored = _histories(connection, 1)
    missed = sum(seen.get(key) != packed for key, packed in stored.items())
    told = f"{len(stored):,} changed relations, {looks:,} looks"
    return Line(f"{_NAME}, {database}", float(missed), 0, f"{peer}; {told}" if peer else told, digits=0)


def _histories(connection: Connection, since: int) -> dict[bytes, bytes]:
    """By the bytes of source, target and kind."""
    return {packed[:9]: packed for lot in RelationRepository(connection).histories(since_version=since) for packed in lot.pack()}


@contextmanager
def _foreign(engine: Engine) -> Iterator[None]:
    """A transaction of somebody else, which stays open the whole while; on PostgreSQL it has written something."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("create temporary table foreign_work (id integer)"))
        connection.execute(text("select count(*) from relations")).scalar_one()
        yield
        connection.rollback()


def _sequence(engine: Engine) -> tuple[int, int]:
    """The way that does not work: rows numbered by a sequence, polled by the highest number seen."""
    with engine.begin() as connection:
        connection.execute(text("create table numbered (number bigserial primary key, writer integer)"))
    begun = threading.Barrier(_WRITERS)

    def write(writer: int) -> None:
        begun.wait()
        for number in range(_ROWS):
            with engine.begin() as connection:
                connection.execute(text("insert into numbered (writer) values (:writer)"), {"writer": writer})
                for _ in range(number % 5):  # what else is written takes some time
                    connection.execute(text("select count(*) from relations"))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(_WRITERS)]
    for thread in threads:
        thread.start()
    seen: set[int] = set()
    while True:
        writing = any(thread.is_alive() for thread in threads)
        with engine.connect() as connection:
            query = text("select number from numbered where number > :last")
            seen.update(connection.execute(query, {"last": max(seen, default=0)}).scalars())
        if not writing:
            break
    with engine.connect() as connection:
        stored = set(connection.execute(text("select number from numbered")).scalars())
    return len(stored - seen), len(stored)
