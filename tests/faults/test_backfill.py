"""A backfill whose workers, scheduler, database or keyboard fail it: what was stored stays, and the same command goes on."""

import gzip
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import func, select

from app.commands.backfill import backfill
from app.errors import ClusterLost, ClusterUnfit
from app.ingestion.defaults import Defaults
from app.settings import Settings
from app.store.engine import make_engine, reading
from app.store.relations import RelationRepository
from app.store.tables import articles
from tests.faults.conftest import OwnPostgres
from tests.faults.processes import ROOT, kill, python, until

CODER = "tests.bulk.coders:made"
DEEDS = "Russia bombed Ukraine", "France sanctioned Russia", "Iran met Syria", "Turkey accused Israel"


def news(folder: Path, number: int = 40, **special: str) -> Path:
    """Articles, some of which are something special: ``at_7="poison"``."""
    lines = []
    for one in range(number):
        word = special.get(f"at_{one}", "quiet")
        lines.append(json.dumps({"text": f"This is the {word} report {one} of the day. {DEEDS[one % 4]}. It was raining."}))
    path = folder / "news.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def two_files(folder: Path) -> None:
    """A hundred articles in two lots, and a file whose thirteenth is held."""
    path = news(folder, 100)
    (folder / "1.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    news(folder, at_13="held", at_14="other").rename(folder / "2.jsonl")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty database, where one kind is enough."""
    return f"sqlite:///{tmp_path / 'news.sqlite3'}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the workers' coder looks at; they find the tests, too."""
    monkeypatch.setenv("ENTENTE_TEST_FOLDER", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr("app.bulk.flow.PART", 4)
    return tmp_path


def run(url: str, *paths: Path, scheduler: str | None = None, send: bool | None = None) -> tuple[int, list[str]]:
    """Exit status and lines of a backfill with two workers."""
    said = StringIO()
    settings = Settings(database_url=url)
    console = Console(file=said, width=500)
    workers = None if scheduler else 2
    names = [str(path) for path in paths]
    status = backfill(settings, names, Defaults(), scheduler=scheduler, workers=workers, send=send, coder=CODER, console=console)
    return status, told(said.getvalue())


def stored(url: str) -> int:
    """How many articles there are; everything is checked against everything."""
    engine = make_engine(url)
    with reading(engine) as connection:
        relations = RelationRepository(connection)
        assert relations.all() == relations.recount()
        number = int(connection.scalar(select(func.count()).select_from(articles)) or 0)
    engine.dispose()
    return number


def held(folder: Path) -> int:
    """The process that holds an article, as soon as there is one; nobody else will."""
    until((folder / "pid").exists)
    (folder / "go").touch()
    return int((folder / "pid").read_text(encoding="ascii"))


@contextmanager
def command(url: str, path: Path, *more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The same as a process of its own."""
    with python("tests.bulk.running", url, str(path), *more, stderr=subprocess.PIPE, start_new_session=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: "subprocess.Popen[bytes]") -> list[str]:
    """What it said until it ended, but for how far it was."""
    assert process.stderr is not None
    return told(process.stderr.read().decode())


def told(text: str) -> list[str]:
    """The lines that do not depend on how long it takes."""
    return [line for line in text.splitlines() if not line.startswith("backfill: ")]


def test_a_worker_is_killed_in_the_middle(database_url: str, folder: Path) -> None:
    path = news(folder, at_13="held")
    killer = Thread(target=lambda: os.kill(held(folder), signal.SIGKILL))
    killer.start()
    status, lines = run(database_url, path)
    killer.join()
    assert (status, len(lines)) == (0, 1)
    assert lines[0].startswith(
        "40 read = 40 stored + 0 known + 0 aside + 0 failed + 0 refused + 0 unreadable; 0 copies; 40 edges;"
    )
    assert stored(database_url) == 40
    status, lines = run(database_url, path)
    assert (status, lines[0].endswith("0 shards, 1 done before")) == (0, True)


def test_an_article_and_a_file_that_kill(sqlite_url: str, folder: Path) -> None:
    path = news(folder, at_13="poison")
    bad = folder / "deadly.jsonl"
    bad.write_bytes(path.read_bytes())
    status, lines = run(sqlite_url, path, bad)
    assert status == 1
    assert re.search(r"deadly.jsonl: whoever reads it dies \(signal 9\); look at the file", "\n".join(lines))
    assert re.search(r"the coder's process ended over it, every time \(signal 9\)", "\n".join(lines))
    assert lines[-1].startswith(
        "41 read = 39 stored + 0 known + 0 aside + 1 failed + 0 refused + 1 unreadable; 0 copies; 39 edges;"
    )
    assert stored(sqlite_url) == 40


def test_ctrl_c_and_the_same_again(sqlite_url: str, folder: Path) -> None:
    two_files(folder)
    with command(sqlite_url, folder) as process:
        until((folder / "pid").exists)
        until(lambda: stored(sqlite_url) == 100)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        lines = said(process)
        assert process.wait() == 130
    assert lines[-1] == "entente: stopped; the same command goes on from here"
    assert lines[-2].startswith("100 read = 100 stored")
    assert len(lines) == 2
    (folder / "go").touch()
    assert run(sqlite_url, folder)[1][-1].startswith("40 read = 2 stored + 38 known")
    assert stored(sqlite_url) == 102


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A scheduler with two workers, as an operator starts them: its address and its process."""
    file = folder / ".scheduler.json"  # hidden: the folder is what is taken in
    quiet: dict[str, Any] = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    local = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = python(
        "distributed.cli.dask_scheduler", *local, "--port", "0", "--dashboard-address", "127.0.0.1:0", "--scheduler-file",
        str(file), **quiet,
    )  # fmt: skip
    worker = None
    try:
        until(file.exists)
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        worker = python(
            "distributed.cli.dask_worker", address, *local, "--nworkers", "2", "--nthreads", "1", "--local-directory",
            str(folder), **quiet,
        )  # fmt: skip
        yield address, scheduler
    finally:
        for process in (worker, scheduler):
            if process is not None:
                process.terminate()
                process.wait()


def test_a_cluster_elsewhere_and_its_scheduler_is_killed(sqlite_url: str, folder: Path) -> None:
    two_files(folder)
    with cluster(folder) as (address, scheduler), command(sqlite_url, folder, address) as process:
        until((folder / "pid").exists)
        until(lambda: stored(sqlite_url) == 100)
        kill(scheduler)
        lines = said(process)
        assert process.wait() == 1
        os.kill(int((folder / "pid").read_text(encoding="ascii")), signal.SIGKILL)
    gone = f"entente: the scheduler of {address} is gone; what is stored stays, and the same command goes on from there"
    assert lines == [gone]
    (folder / "go").touch()
    assert run(sqlite_url, folder)[0] == 0
    assert stored(sqlite_url) == 102


@pytest.mark.parametrize("send", [None, False])
def test_a_cluster_is_sent_the_articles_or_reads_them(sqlite_url: str, folder: Path, send: bool | None) -> None:
    with cluster(folder) as (address, _):
        status, lines = run(sqlite_url, news(folder), scheduler=address, send=send)
    assert (status, len(lines)) == (0, 1)
    assert lines[0].startswith("40 read = 40 stored")


def test_nobody_at_the_address(sqlite_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.bulk.cluster.PATIENCE", 0.2)
    with pytest.raises(ClusterLost, match="check the address"):
        run(sqlite_url, news(folder), scheduler="tcp://127.0.0.1:1")


def test_another_program_at_the_address(sqlite_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.backfill.program", lambda: "another")
    with cluster(folder) as (address, _), pytest.raises(ClusterUnfit, match="another version"):
        run(sqlite_url, news(folder), scheduler=address)


@pytest.mark.postgres
def test_the_database_is_stopped_and_started_again(own_postgres: OwnPostgres, folder: Path) -> None:
    path = news(folder, at_13="held")
    waits: list[float] = []

    def stop() -> None:
        pid = held(folder)
        own_postgres.stop()
        os.kill(pid, signal.SIGKILL)

    def wait(seconds: float) -> None:
        waits.append(seconds)
        own_postgres.start()

    stopper = Thread(target=stop)
    stopper.start()
    said = StringIO()
    console = Console(file=said, width=500)
    settings = Settings(database_url=own_postgres.url)
    status = backfill(settings, [str(path)], Defaults(), workers=2, coder=CODER, console=console, sleep=wait)
    stopper.join()
    assert status == 0
    assert waits
    assert "the database does not answer" in said.getvalue()
    assert stored(own_postgres.url) == 40
