"""What ingestion is measured with: the articles, the figures of processes, and that a row measures anything."""

import json
from pathlib import Path
from statistics import median

import pytest

from bench.ingest.__main__ import main
from bench.ingest.articles import articles, write
from bench.ingest.processes import family, run
from bench.ingest.rows import Failed, Setting, memory


def test_the_same_seed_gives_the_same_articles() -> None:
    assert list(articles(60, 3)) == list(articles(60, 3))
    assert list(articles(60, 3)) != list(articles(60, 4))
    assert list(articles(60, 3)) == list(articles(90, 3))[:60]


def test_they_are_as_long_as_news_and_a_part_of_them_are_copies(tmp_path: Path) -> None:
    found = [json.loads(line) for line in write(tmp_path / "news.jsonl", 2_000).read_text(encoding="utf-8").splitlines()]
    assert 320 <= median(len(record["text"].split()) for record in found) <= 380
    assert 0.12 <= 1 - len({record["text"] for record in found}) / len(found) <= 0.18
    assert 0.07 <= sum(record["title"].startswith(("Football: ", "Weather: ")) for record in found) / len(found) <= 0.16
    assert len({record["date"] for record in found}) == 7


def test_a_command_is_measured_with_its_children() -> None:
    seen: list[int] = []
    done = run("bench.ingest.running", "none", watch=lambda pid: seen.append(len(family(pid))), every=0.01)
    assert done.status != 0
    assert done.cpu > 0
    assert seen


def test_a_row_that_cannot_be_measured_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(tmp_path, 5, 1, 1, 0.1, 0)
    monkeypatch.setattr("bench.ingest.rows._fresh", lambda _: "oracle://nowhere")
    with pytest.raises(Failed, match="ingest: "):
        next(memory(setting))


def test_a_row_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["memory", "--short", "300", "--workers", "1", "--folder", str(tmp_path)])
    said = capsys.readouterr().out
    assert "300 read = " in said
    assert "backfill: largest process of each kind, MiB" in said
