"""`backfill` as it is called: with the coder that ships, from nothing to edges, and again."""

import json
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

from app.cli import main
from app.errors import BadSettings


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ENTENTE_HOME", str(tmp_path / "home"))
    return f"sqlite:///{tmp_path / 'news.sqlite3'}"


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.strip().splitlines()[-1]


def test_an_archive_is_taken_in_once(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "news.jsonl"
    texts = ["Russia bombed Ukraine on Monday.", "Britain imposed sanctions on Belarus.", "It rained in the hills all day."]
    path.write_text("\n".join(json.dumps({"text": text}) for text in texts), encoding="utf-8")
    command = ["backfill", str(path), "--workers", "1", "--publisher", "The Test", "--date", "2024-05-01", "--database", url]
    assert main(command) == 0
    first = last_line(capsys)
    assert re.match(r"3 read = 3 stored \+ 0 known .*; [2-9] edges; .*; 1 shard$", first), first
    assert main(command) == 0
    assert re.match(r"0 read = .*; 0 shards, 1 done before$", last_line(capsys))
    assert main([*command, "--again"]) == 0
    assert last_line(capsys).startswith("3 read = 0 stored + 3 known")


def test_what_is_not_there_is_said_and_fails(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backfill", str(tmp_path / "none.jsonl"), "--workers", "1", "--database", url]) == 1
    said = capsys.readouterr().err
    assert "none.jsonl: there is no such file or folder" in said
    assert said.strip().splitlines()[-1].startswith("1 read = 0 stored + 0 known + 0 aside + 0 failed + 0 refused + 1 unreadable")


def test_workers_are_not_asked_for_where_a_scheduler_has_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backfill", str(tmp_path), "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"]) == 2
    assert "give --scheduler or --workers" in capsys.readouterr().err


def test_a_language_model_does_not_read_archives(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENTENTE_CODER", "llm")
    assert main(["backfill", str(tmp_path), "--database", url]) == 2
    assert "take articles in with `ingest`" in last_line(capsys)


def test_without_dask_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "app.bulk.cluster", raising=False)
    with pytest.raises(BadSettings, match=r"pip install 'entente\[dask\]'"):
        import_module("app.bulk.cluster")
