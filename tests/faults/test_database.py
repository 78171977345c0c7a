"""The database goes and comes back: reads go on, writes say so, and nobody has to lift a hand."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.faults.conftest import OwnPostgres
from tests.faults.processes import Service, python, service, until

ONE, TWO = "Russia bombed Ukraine. It was said today.", "France sanctioned Russia. It was said today."
READ = "/v1/relations/RUS~attacks~UKR"


def is_refused(one: Service, status: int = 503, kind: str = "store-unavailable") -> str:
    """Check that a write is refused in so many words while reads go on; the words."""
    assert one.ask(READ)[0] == 200
    answered, headers, problem = one.post(TWO)
    assert (answered, problem["type"]) == (status, f"/problems/{kind}")
    assert int(headers["retry-after"]) >= 1
    assert "\n" not in problem["detail"]
    assert one.ask("/healthz")[0] == 200
    return str(problem["detail"])


def is_well(one: Service) -> None:
    """Check that everything works."""
    until(lambda: one.ask("/readyz")[0] == 200)
    assert one.ready()["reason"] is None
    assert one.post(TWO)[0] == 201
    until(lambda: one.ask("/v1/relations/FRA~sanctions~RUS")[0] == 200)


@pytest.mark.postgres
def test_postgres_is_stopped_and_started_again(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    with service(own_postgres.url, tmp_path / "one") as one:
        assert one.post(ONE)[0] == 201
        own_postgres.stop()
        until(lambda: one.ask("/readyz")[0] == 503)
        reason = one.ready()["reason"]
        assert "the database cannot be used" in reason
        assert "reads go on from version" in reason
        is_refused(one)
        assert one.ask(f"{READ}/evidence")[0] == 503
        own_postgres.start()
        is_well(one)
        assert one.ask("/v1/status")[2]["articles"] == 2
        gone, back = one.events("the graph cannot be refreshed"), one.events("the graph can be refreshed again")
        assert (len(gone), len(back)) == (1, 1)
        assert "exception" not in gone[0]
        assert back[0]["seconds"] >= 0


@pytest.mark.postgres
def test_a_server_that_comes_up_late_is_waited_for(own_postgres: OwnPostgres, tmp_path: Path) -> None:
    own_postgres.stop()
    with (tmp_path / "log").open("wb") as log:
        waiting = python("app", "migrate", "--database", own_postgres.url, settings={"START_SECONDS": 60}, stderr=log)

    def told() -> str:
        return (tmp_path / "log").read_text(encoding="utf-8")

    until(lambda: "waiting for the database, up to 60 s" in told())
    own_postgres.start()
    assert waiting.wait(60) == 0
    assert "the database is there\n" in told()
    assert "brought to schema" in told()


@pytest.mark.parametrize("command", ["up", "migrate"])
def test_a_server_that_never_comes_up_is_one_clear_line(command: str) -> None:
    address = "postgresql://nobody@127.0.0.1:1/none"
    port = ["--port", "0"] if command == "up" else []
    with python("app", command, *port, "--database", address, settings={"START_SECONDS": 0}, stderr=subprocess.PIPE) as process:
        _, said = process.communicate(timeout=60)
    (line,) = said.decode().splitlines()
    assert process.returncode == 1
    assert line.startswith("entente: the database cannot be used: ")


def test_a_sqlite_file_is_locked_by_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "news.sqlite3"
    with service(f"sqlite:///{path}", tmp_path / "one", {"BUSY_TIMEOUT": 0.05}) as one:
        assert one.post(ONE)[0] == 201
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("begin exclusive")
        assert "locked" in is_refused(one)
        other.execute("rollback")
        other.close()
        is_well(one)


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv, so that root minds a folder's rights")
def test_a_start_on_a_file_that_may_not_be_written_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "data" / "news.sqlite3"
    with service(f"sqlite:///{path}", tmp_path / "one") as one:
        assert one.post(ONE)[0] == 201
        one.process.terminate()
        assert one.wait() == 0
    path.chmod(0o400)
    path.parent.chmod(0o500)
    bound = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all") if os.geteuid() == 0 else ()
    with python("app", "migrate", "--database", f"sqlite:///{path}", before=bound, stderr=subprocess.PIPE) as process:
        _, said = process.communicate(timeout=60)
    path.parent.chmod(0o700)
    (line,) = said.decode().splitlines()
    assert process.returncode == 1
    assert line.startswith("entente: the database cannot be used: ")
    assert "readonly" in line
