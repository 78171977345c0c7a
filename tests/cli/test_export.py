"""`export`: what it writes, where, and how it ends."""

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import networkx as nx
import pytest

from app.cli import main
from app.container import Container
from app.ingestion.article import ArticleIn
from app.settings import Settings
from app.store.engine import make_engine
from tests.cli.fakes import OneRule
from tests.services.fake import NOON
from tests.services.test_origins import put


@pytest.fixture
def url(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which FRA attacks DEU, and XXX helps DEU."""
    monkeypatch.setenv("ENTENTE_HOME", str(tmp_path / "home"))
    with Container.open(Settings(database_url=database_url), coder=OneRule()) as container:
        text = "FRA attacks DEU. XXX helps DEU. It was raining in the east."
        container.ingest.ingest(ArticleIn(text=text, published_at=date(2001, 2, 3), publisher="The Courier"), NOON)
    return database_url


def run(capfdbinary: pytest.CaptureFixture[bytes], url: str, *words: str) -> tuple[int, str, str]:
    status = main(["export", *words, "--database", url])
    said = capfdbinary.readouterr()
    return status, said.out.decode(), said.err.decode()


def test_the_whole_graph_goes_to_stdout(url: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, err = run(capfdbinary, url, "--format", "csv", "--evidence", "1")
    rows = list(csv.DictReader(StringIO(out, newline="")))
    assert status == 0
    assert {(row["source"], row["target"], row["quote"], row["quote_publisher"]) for row in rows} == {
        ("FRA", "DEU", "FRA attacks DEU", "The Courier"),
        ("XXX", "DEU", "XXX helps DEU", "The Courier"),
    }
    assert err.startswith("2 relations of version ")
    assert f"as csv: {len(out.encode()):,} bytes" in err


def test_the_graph_around_an_actor_goes_into_a_file(url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "france.gexf"
    status, out, err = run(capfdbinary, url, "--format", "gexf", "--out", str(file), "--country", "France")
    assert (status, out) == (0, "")
    assert set(nx.read_gexf(file, version="1.3")) == {"FRA", "DEU"}
    assert "the limits cut" not in err
    status, out, err = run(capfdbinary, url, "--format", "json", "--actor", "DEU", "--limit-nodes", "2")
    assert json.loads(out)["truncated"] is True
    assert "the limits cut 1 actor and" in err


def test_filters_and_days_are_kept_to(url: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    def edges(*words: str) -> int:
        status, out, _ = run(capfdbinary, url, "--format", "node-link", *words)
        assert status == 0
        return len(json.loads(out)["edges"])

    assert edges("--relation", "attacks") == 1
    assert edges("--sign", "conflict") == 1
    assert edges("--plover", "ASSAULT", "--plover", "AID") >= 1
    assert edges("--min-sources", "2") == 0
    assert edges("--min-confidence", "1") == 0 < edges("--min-confidence", "0.5")
    assert edges("--as-of", "2001-02-02") == 0
    assert edges("--from", "2001-02-03", "--to", "2001-02-03") == 2
    assert edges("--known-at", "2001-01-01T00:00:00Z") == 0


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("--format", "dot"), 2, "unknown format 'dot'; known are json"),
        (("--format", "csv", "--sign", "love"), 2, "sign is 'love'"),
        (("--format", "csv", "--country", "FRA", "--actor", "DEU"), 2, "not both"),
        (("--format", "csv", "--country", "Frnce"), 1, "did you mean France (FRA)?"),
        (("--format", "csv", "--relation", "loves"), 1, "unknown relation 'loves'"),
        (("--format", "csv", "--out", "/nowhere/at/all.csv"), 2, "cannot write /nowhere/at/all.csv"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    url: str, capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...], status: int, says: str
) -> None:
    ended, out, err = run(capfdbinary, url, *words)
    assert (ended, out) == (status, "")
    assert says in " ".join(err.replace("│", " ").split())


def test_a_file_that_was_not_finished_is_not_there(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    status, _, err = run(capfdbinary, url, "--format", "parquet", "--out", str(tmp_path / "x.parquet"))
    assert status == 1
    assert "install the extra `parquet`" in err
    assert not list(tmp_path.glob("*parquet*"))


def test_another_origin_is_exported_and_snapshot_on_its_own(
    url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    engine = make_engine(url)
    put(engine, "gdelt", "FRA arms DEU", "FRA arms BEL")
    put(engine, "cow", "FRA allied_with BEL")
    engine.dispose()
    status, out, _ = run(capfdbinary, url, "--format", "json", "--origin", "gdelt", "--evidence", "1")
    answer = json.loads(out)
    assert (status, answer["graph"]["origin"]) == (0, "gdelt")
    assert {(one["id"], one["quotes"][0]["sentence"]) for one in answer["edges"]} == {
        ("FRA~arms~DEU", "FRA arms DEU"), ("FRA~arms~BEL", "FRA arms BEL"),
    }  # fmt: skip
    status, out, _ = run(capfdbinary, url, "--format", "csv", "--origin", "cow", "--known-at", "2026-01-01T00:00:00Z")
    assert [row["id"] for row in csv.DictReader(StringIO(out, newline=""))] == ["BEL~allied_with~FRA"]
    status, out, err = run(capfdbinary, url, "--format", "csv", "--origin", "all")
    assert (status, out) == (2, "")
    assert "known are coder, gdelt, polecat, icews, cow, atop" in " ".join(err.replace("│", " ").split())
    assert main(["snapshot", "--origin", "gdelt", "--database", url]) == 0
    assert "a snapshot of 2 relations" in capfdbinary.readouterr().err.decode()
    assert [path.name.split("-")[1] for path in (tmp_path / "home").rglob("*.graph")] == ["gdelt"]
