"""Parquet: named columns, types, row groups, and a package that may be absent."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from app.ingestion.sources import read_path
from app.ingestion.sources.columns import groups
from app.ingestion.sources.items import Source
from tests.ingestion.sources.made import articles, texts, written


def test_columns_have_types_and_many_names(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    moments = pa.array([1_443_312_000_000_000_001, None], pa.timestamp("ns", "UTC"))
    rows = {
        "Body": pa.array(["One.", "Two."], pa.large_string()),
        "headline": pa.array(["A", None]).dictionary_encode(),
        "published": moments,
        "author": pa.array([["X", "Y"], []]),
        "huge": [b"\xff" * 1000] * 2,
    }
    pq.write_table(pa.table(rows), path)
    one, two = articles(read_path(path))
    assert (one.text, one.title, one.authors) == ("One.", "A", ("X", "Y"))
    assert one.published_at == datetime(2015, 9, 27, tzinfo=UTC)
    assert (two.text, two.title, two.published_at, two.place) == ("Two.", None, None, f"{path}:2")


def test_days_pages_and_sentences(tmp_path: Path) -> None:
    rows = {"html": [b"<p>One.</p>", None], "sentences": [None, ["One.", "Two."]], "date": [date(2015, 9, 27)] * 2}
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    one, two = articles(read_path(tmp_path / "a.parquet"))
    assert (one.html, two.sentences, two.published_at) == (b"<p>One.</p>", ("One.", "Two."), date(2015, 9, 27))


def test_one_bad_row_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [b"One.", b"\xff", b"", b"Four."]}), path)
    read = texts(read_path(path))
    assert (read[0], read[3]) == ("One.", "Four.")
    assert [text.split(": ")[0] for text in read[1:3]] == [f"{path}:2", f"{path}:3"]


def test_a_damaged_row_group_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [f"Number {n}." for n in range(30)]}), path, row_group_size=10, compression="gzip")
    place = pq.ParquetFile(path).metadata.row_group(1).column(0)
    start = min(filter(None, (place.dictionary_page_offset, place.data_page_offset)))
    body = bytearray(path.read_bytes())
    body[start : start + place.total_compressed_size] = b"\xff" * place.total_compressed_size
    path.write_bytes(body)
    read = texts(read_path(path))
    assert (read[0], read[-1], len(read)) == ("Number 0.", "Number 29.", 21)
    assert read[10].startswith(f"{path}:11: the rows up to 20 cannot be read")


@pytest.mark.parametrize("body", [b"", b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1"])
def test_what_is_no_parquet(tmp_path: Path, body: bytes) -> None:
    path = written(tmp_path / "a.parquet", body)
    (found,) = texts(read_path(path))
    assert "cannot be read as Parquet" in found
    with path.open("rb") as file:
        assert groups(Source("a", file)) == ()


def test_no_column_of_ours(tmp_path: Path) -> None:
    pq.write_table(pa.table({"title": ["A"]}), tmp_path / "a.parquet")
    assert "no column holds an article" in texts(read_path(tmp_path / "a.parquet"))[0]


def test_without_the_package_it_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (found,) = texts(read_path(written(tmp_path / "a.parquet", b"PAR1")))
    assert "pip install 'entente[parquet]'" in found
