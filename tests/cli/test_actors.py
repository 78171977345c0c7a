"""`actors`: what it says, what it prints, and how it ends."""

from datetime import date
from pathlib import Path

import pytest

from app.cli import main
from app.commands.actors import me
from app.container import Container
from app.ingestion.article import ArticleIn
from app.settings import Settings
from tests.cli.fakes import OneRule
from tests.services.fake import NOON


@pytest.fixture
def url(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which FRA attacks DEU, and XXX helps DEU."""
    monkeypatch.setenv("ENTENTE_HOME", str(tmp_path / "home"))
    with Container.open(Settings(database_url=database_url), coder=OneRule()) as container:
        text = "FRA attacks DEU. XXX helps DEU. It was raining in the east."
        container.ingest.ingest(ArticleIn(text=text, published_at=date(2001, 2, 3)), NOON)
    return database_url


def run(capsys: pytest.CaptureFixture[str], url: str, *words: str) -> tuple[int, str, str]:
    status = main(["actors", *words, "--database", url])
    said = capsys.readouterr()
    return status, said.out, said.err.strip()


def test_decisions_are_told_listed_and_undone(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, url, "decisions") == (0, "no decisions\n", "")
    status, out, err = run(capsys, url, "merge", "XXX", "FRA", "--reason", "a\nslip", "--by", "Ada")
    assert (status, out) == (0, "")
    assert err.startswith("decision 1: XXX is merged into FRA; evidence moved: 1, relations folded anew: 2; version ")
    status, out, err = run(capsys, url, "split", "DEU", "the Ruhr", "FRA", "--reason", "of 1923")
    assert err.startswith("decision 2: 'the Ruhr' of DEU is split off into FRA; evidence moved: 0, relations folded anew: 0;")
    status, out, err = run(capsys, url, "undo", "1")
    assert err.startswith("decision 1: undone: XXX is merged into FRA; evidence moved: 1, relations folded anew: 2;")
    status, out, err = run(capsys, url, "decisions")
    assert (status, err) == (0, "")
    head, first, second = out.splitlines()
    assert head.split() == ["number", "decision", "by", "on", "stands", "reason"]
    assert first.startswith("1       XXX is merged into FRA  ")
    assert first.split()[6] == "Ada"
    assert "undone 20" in first
    assert first.endswith("  a slip")
    assert second.split()[-3:] == ["yes", "of", "1923"]
    assert {line.index(word) for line, word in ((head, "stands"), (first, "undone"), (second, "yes"))} == {head.index("stands")}


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("merge", "XXX", "XXX", "--reason", "r"), 1, "entente: XXX cannot go into itself"),
        (("merge", "XXX", "QQQ", "--reason", "r"), 1, "entente: no actor has the id 'QQQ'"),
        (("undo", "3"), 1, "entente: no decision has the number 3"),
        (("merge", "XXX", "FRA"), 2, "Missing option '--reason'"),
        (("undo", "first"), 2, "Invalid value"),
    ],
)
def test_what_cannot_be_done_is_said(
    url: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, says: str
) -> None:
    ended, out, err = run(capsys, url, *words)
    assert (ended, out) == (status, "")
    assert says in err


def test_who_decides_is_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ada")
    assert me() == "ada"

    def nobody() -> str:
        raise OSError("no such account")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert me() == "unknown"
