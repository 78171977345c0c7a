"""The disk is full: what was accepted stays, what cannot be is refused in so many words, and all is well when there is
room again."""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from tests.faults.conftest import OwnPostgres
from tests.faults.processes import Service, python, service, until

_SIZE = 48  # MiB of a disk that is to be full


@dataclass(frozen=True, slots=True)
class Disk:
    """A database on a disk that can be filled, and have room again."""

    url: str
    fill: Callable[[], object]
    free: Callable[[], object]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own in memory."""
    folder = Path(tempfile.mkdtemp(prefix="entente-disk-"))
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def fill(folder: Path) -> None:
    """Leave no room."""
    with (folder / "ballast").open("ab", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def free(folder: Path) -> None:
    """Make room again."""
    (folder / "ballast").unlink()


@pytest.fixture
def sqlite_on_a_small_disk(small_disk: Path) -> Disk:
    return Disk(f"sqlite:///{small_disk / 'news.sqlite3'}", lambda: fill(small_disk), lambda: free(small_disk))


@pytest.fixture
def sqlite_with_a_limit(tmp_path: Path) -> Disk:
    """No file system, and no rights, are needed for this one: SQLite itself is told that there are no more pages."""
    full = tmp_path / "full"
    (tmp_path / "one").mkdir()
    return Disk(f"sqlite:///{tmp_path / 'news.sqlite3'}", full.touch, full.unlink)


@pytest.fixture
def postgres_on_a_small_disk(small_disk: Path, own_postgres: OwnPostgres) -> Disk:
    shutil.chown(small_disk, "pgserver" if os.geteuid() == 0 else None, -1)
    engine = create_engine(own_postgres.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create tablespace small location '{small_disk}'"))
        connection.execute(text("create database small tablespace small"))
    engine.dispose()
    url: URL = make_url(own_postgres.url).set(database="small")
    return Disk(url.render_as_string(hide_password=False), lambda: fill(small_disk), lambda: free(small_disk))


@pytest.fixture(
    params=["sqlite_with_a_limit", "sqlite_on_a_small_disk", pytest.param("postgres_on_a_small_disk", marks=pytest.mark.postgres)]
)
def disk(request: pytest.FixtureRequest) -> Disk:
    found: Disk = request.getfixturevalue(request.param)
    return found


def article(number: int) -> str:
    """An article that takes some room."""
    told = " ".join(f"The reporter counted {number * 7919 + n * 104729} of them." for n in range(400))
    return f"This is report {number}. Russia bombed Ukraine. {told}"


@contextmanager
def serving(disk: Disk, folder: Path) -> Iterator[Service]:
    with service(disk.url, folder, {"FULL": folder.parent / "full"}) as one:
        yield one


def test_no_accepted_article_is_lost(disk: Disk, tmp_path: Path) -> None:
    numbers, accepted = count(), dict[str, int]()

    def post(one: Service) -> int:
        status, headers, answer = one.post(article(next(numbers)))
        if status == 201:
            accepted[answer["id"]] = len(answer["edges"])
        else:
            assert (status, answer["type"]) == (507, "/problems/store-full")
            assert "no room left" in answer["detail"]
            assert int(headers["retry-after"]) > 0
        return status

    def kept(one: Service) -> None:
        assert one.ask("/v1/status")[2]["articles"] == len(accepted)
        for identifier, edges in accepted.items():
            status, _, stored = one.ask(f"/v1/articles/{identifier}")
            assert (status, stored["status"], len(stored["edges"])) == (200, "coded", edges)
        until(lambda: one.ask("/v1/relations/RUS~attacks~UKR")[2]["evidence"] == len(accepted))

    with serving(disk, tmp_path / "one") as one:
        assert post(one) == 201
        disk.fill()
        until(lambda: post(one) == 507)
        assert post(one) == 507
        kept(one)
        assert one.ask("/readyz")[0] == 200  # what is there is answered
        disk.free()
        assert post(one) == 201
        kept(one)
        one.process.kill()
        one.process.wait()
    with serving(disk, tmp_path / "two") as two:
        kept(two)
        assert post(two) == 201


def test_a_snapshot_that_has_no_room_leaves_nothing_and_the_service_goes_on(tmp_path: Path, small_disk: Path) -> None:
    fill(small_disk)
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    with service(url, tmp_path / "one", {"SNAPSHOT_RELATIONS": 0, "HOME": small_disk}) as one:
        until(lambda: one.events("the process that makes a snapshot of the graph ended with status 2"))
        assert "no snapshot can be written" in (tmp_path / "one" / "log").read_text(encoding="utf-8")
        assert not [*(small_disk / "var").rglob("*.graph*")]
        assert one.post("It was told today. Russia bombed Ukraine.")[0] == 201
        assert one.ask("/v1/relations/RUS~attacks~UKR")[2]["evidence"] == 1
        assert one.ask("/readyz")[0] == 200
        free(small_disk)
        until(lambda: [*(small_disk / "var").rglob("*.graph")])
        assert one.ask("/v1/relations/RUS~attacks~UKR")[2]["evidence"] == 1


def test_a_log_that_has_no_room_harms_no_request(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    with service(url, tmp_path / "one") as one:
        # Whatever the process writes to any file from here on is refused.
        resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE, (1, 1))
        assert one.ask("/v1/countries/RUS")[0] == 200
        assert one.ask("/v1/suggest?q=rus")[0] == 200
        assert one.post("Russia bombed Ukraine. There was no room for it.")[0] == 503


def test_a_backup_that_has_no_room_leaves_nothing(tmp_path: Path, small_disk: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    with service(url, tmp_path / "one") as one:
        assert one.post(article(1))[0] == 201
        fill(small_disk)
        with python("app", "backup", str(small_disk / "b"), "--database", url, stderr=subprocess.PIPE) as process:
            _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        (line,) = said.decode().splitlines()
        assert line.startswith("entente: the backup cannot be written: ")
        assert [path.name for path in small_disk.iterdir()] == ["ballast"]
