"""Files cut into lots: together they are the file, the same in every run, whoever reads them."""

import gzip
import json
import os
from pathlib import Path

import pytest

from app.bulk.lots import CHUNK, SHARD, chunks, identity, lots
from app.ingestion.sources import ReadProblem, read_path


def nothing(work: str) -> set[int]:
    return set()


def news(path: Path, number: int, words: int = 60) -> Path:
    rows = [{"text": f"Report {one}. " + "It rained again. " * words, "title": f"{one}"} for one in range(number)]
    path.write_text("\n".join([*map(json.dumps, rows[:7]), "broken", *map(json.dumps, rows[7:])]) + "\n", encoding="utf-8")
    return path


def test_lots_of_a_large_file_are_its_articles(tmp_path: Path) -> None:
    path = news(tmp_path / "news.jsonl", 400)
    assert path.stat().st_size > 2 * SHARD
    found = list(lots([path], nothing, send=False))
    assert len(found) > 2
    assert [lot.number for lot in found] == list(range(len(found)))
    texts = [getattr(item, "text", "") for lot in found for item in lot.read().items]
    assert texts == [getattr(item, "text", "") for item in read_path(path)]


def test_what_is_sent_along_is_what_a_worker_would_read(tmp_path: Path) -> None:
    path = news(tmp_path / "news.jsonl", 400)
    read = [lot.read() for lot in lots([path], nothing, send=False)]
    assert list(lots([path], nothing, send=True)) == read


def test_a_file_that_cannot_be_cut_is_read_once_and_cut_by_articles(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl.gz"
    path.write_bytes(gzip.compress(news(tmp_path / "news.jsonl", 120).read_bytes()))
    found = list(lots([path], nothing, send=False))
    assert [len(lot.items) for lot in found] == [CHUNK, CHUNK, 21]
    assert [item for lot in found for item in lot.items] == list(read_path(path))
    assert [lot.number for lot in lots([path], lambda work: {0, 2}, send=False)] == [1]


def test_lots_that_are_done_are_left_out(tmp_path: Path) -> None:
    path = news(tmp_path / "news.jsonl", 400)
    work = identity(path)
    whole = list(lots([path], nothing, send=False))
    rest = list(lots([path], {work: {0, 2}}.__getitem__, send=False))
    assert rest == [lot for lot in whole if lot.number not in (0, 2)]


def test_a_changed_file_is_another(tmp_path: Path) -> None:
    path = news(tmp_path / "news.jsonl", 5)
    before = identity(path)
    assert identity(path) == before
    os.utime(path, ns=(1, 1))
    assert identity(path) != before
    assert len(before) <= 80  # as much as a receipt holds


def test_small_files_share_a_task(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text(f"Report {number}. It rained.", encoding="utf-8")
    found = list(chunks(lots([tmp_path], nothing, send=False)))
    assert [len(chunk.lots) for chunk in found] == [30]
    assert len({lot.work for lot in found[0].lots}) == 30


def test_large_lots_have_a_task_each(tmp_path: Path) -> None:
    path = news(tmp_path / "news.jsonl", 400)
    found = list(chunks(lots([path, path], nothing, send=False)))
    assert [chunk.number for chunk in found] == list(range(len(found)))
    assert {len(chunk.lots) for chunk in found[:-1]} == {1}


@pytest.mark.parametrize("send", [True, False])
def test_what_is_not_there_is_a_problem(tmp_path: Path, send: bool) -> None:
    found = list(lots([tmp_path / "none.jsonl"], nothing, send=send))
    assert [lot.work for lot in found] == [""]
    assert isinstance(found[0].items[0], ReadProblem)


def test_a_file_that_went_away_is_a_problem(tmp_path: Path) -> None:
    path = news(tmp_path / "news.jsonl", 5)
    lot = next(lots([path], nothing, send=False))
    path.unlink()
    assert str(lot.read().items[0]) == f"{path}: there is no such file or folder"


def test_an_empty_file_has_nothing_in_its_lot(tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    path.touch()
    (lot,) = lots([path], nothing, send=False)
    assert lot.read().items == ()
