"""`backup` and `restore`, as they are called."""

from pathlib import Path

import pytest

from app.cli import main
from app.services.ingest import IngestService
from app.store.engine import make_engine
from app.store.migrating import migrate
from tests.services.fake import FakeCoder, give


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with an article."""
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    engine = make_engine(url)
    migrate(engine)
    give(IngestService(engine, FakeCoder(), coder_version="fake-1"), "RUS attacks UKR")
    engine.dispose()
    return url


def test_there_and_back(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, other = str(tmp_path / "b.zip"), f"sqlite:///{tmp_path / 'other.sqlite3'}"
    assert main(["backup", file, "--database", url]) == 0
    assert "rows at version 1 of schema" in capsys.readouterr().err
    assert main(["restore", file, "--into", other]) == 0
    assert "relations are what their evidence gives; now at version 1000000000" in capsys.readouterr().err
    assert main(["restore", file, "--into", other]) == 1
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", file, "--into", other, "--replace"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("file", "status", "says"),
    [("absent.zip", 2, "cannot be read as a backup"), ("news.sqlite3", 2, "cannot be read as a backup")],
)
def test_what_is_no_backup_is_one_line(
    url: str, tmp_path: Path, file: str, status: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", str(tmp_path / file), "--into", url]) == status
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("entente: ")
    assert says in line


def test_what_cannot_be_written_is_one_line(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.zip").write_text("mine")
    for file in ("b.zip", "no/such/folder/b.zip"):
        assert main(["backup", str(tmp_path / file), "--database", url]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("entente: the backup cannot be written: ")
