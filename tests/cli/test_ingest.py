"""`ingest`, `migrate` and the ground that `up` stands on, with a coder of one rule and a database of its own."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.cli import main
from app.commands import coder
from app.commands.console import stderr
from app.commands.serve import PortTaken, addresses, bind, load_sample, make_ready, wants_sample
from app.container import Container
from app.errors import CoderUnavailable
from app.ingestion.article import ArticleIn
from app.ingestion.sample import sample_articles
from app.ingestion.sources import ReadProblem, read_stream
from app.settings import Settings
from graph.model import Coding
from tests.cli.fakes import OneRule

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(coder, "lazy", lambda *_: OneRule())
    monkeypatch.setenv("ENTENTE_HOME", str(tmp_path / "home"))
    return f"sqlite:///{tmp_path / 'news.sqlite3'}"


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.strip().splitlines()[-1]


def test_what_was_read_is_the_sum_of_what_became_of_it(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("FRA attacks DEU. It was raining in the east.", encoding="utf-8")
    rows = [{"text": "USA helps IRQ. Nothing else was heard of it."}, {"text": "FRA attacks DEU. It was raining in the east."}]
    (folder / "b.jsonl").write_text("\n".join([*map(json.dumps, rows), "broken"]), encoding="utf-8")
    assert (
        main(["ingest", str(folder), "--publisher", "The Test", "--date", "2001-02-03", "--processes", "1", "--database", url])
        == 1
    )
    said = capsys.readouterr().err
    assert "b.jsonl:3: not JSON" in said
    line = said.strip().splitlines()[-1]
    assert line.startswith("4 read = 2 stored + 1 known + 0 aside + 0 failed + 0 refused + 1 unreadable; 0 copies; 2 edges;")

    with Container.open(Settings(database_url=url), coder=OneRule()) as container:
        stored = container.evidence.articles(limit=10).results
        assert {(row.publisher, row.published_day) for row in stored} == {("The Test", date(2001, 2, 3))}

    assert main(["ingest", str(folder / "a.txt"), "--processes", "1", "--database", url]) == 0
    assert last_line(capsys).startswith(
        "1 read = 0 stored + 1 known + 0 aside + 0 failed + 0 refused + 0 unreadable; 0 copies; 0 edges;"
    )


def test_a_path_that_is_not_there_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "no/such/folder", "--processes", "1", "--database", url]) == 1
    assert "no/such/folder: there is no such file or folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        (b'\n{"text": "One."}\n\nbroken\n{"text": "Two."}', ["One.", "stdin:4: not JSON", "Two."]),
        (b"  <html><p>Page</p></html>", ["<html><p>Page</p></html>"]),
        (b"Just a text.\nOf two lines.", ["Just a text.\nOf two lines."]),
        (b"caf\xe9", ["stdin: not UTF-8"]),
        (b"\n\n", ["stdin: there is nothing to read"]),
    ],
)
def test_stdin_holds_json_lines_a_page_or_a_text(given: bytes, kinds: list[str]) -> None:
    found = list(read_stream(io.BytesIO(given)))
    assert len(found) == len(kinds)
    for item, kind in zip(found, kinds, strict=True):
        if isinstance(item, ReadProblem):
            assert str(item).startswith(kind)
        else:
            body = item.html.decode() if isinstance(item.html, bytes) else item.text
            assert (body or "").strip() == kind


def test_a_kind_may_be_said(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.csv").write_text("body\nFRA attacks DEU. It was raining in the east.\n", encoding="utf-8")
    (folder / "b.txt").write_text("USA helps IRQ. Nothing else was heard of it.", encoding="utf-8")
    assert main(["ingest", str(folder), "--kind", "csv", "--database", url]) == 0
    said = capsys.readouterr().err.strip().splitlines()
    assert said[-2] == "entente: passed over: file .txt (1)"
    assert said[-1].startswith("1 read = 1 stored")
    assert main(["ingest", str(folder), "--kind", "pdf", "--database", url]) == 2
    assert "give one of text, html, jsonl" in " ".join(capsys.readouterr().err.split())


def test_each_fault_is_told_with_its_place(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[object] = [{"text": "USA helps IRQ. Nothing else was heard of it."}] * 97
    rows += [{"text": "Rain", "title": "No words", "language": "fr"}, {"text": " ", "title": "Empty"}, 5]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["ingest", str(path), "--processes", "1", "--database", url]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"entente: {path}:100: expected a JSON object")
    assert re.fullmatch(rf"entente: {path}:98: .*'fr'.* \(kept as art-[0-9a-f]{{16}}\)", said[1])
    assert said[2].startswith(f"entente: {path}:99: there are no words")
    assert said[3].startswith("100 read = 1 stored + 96 known + 1 aside + 0 failed + 1 refused + 1 unreadable;")


def test_many_bad_lines_of_a_file_are_counted(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("x\n" * 1234, encoding="utf-8")
    assert main(["ingest", str(path), str(tmp_path / "b.txt"), "--processes", "1", "--database", url]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in said[:-2]] == [*(f"{path}:{n}" for n in range(1, 21)), str(tmp_path / "b.txt")]
    assert said[-2] == f"entente: {path}: 1,214 more cannot be read"
    assert "1,235 unreadable" in said[-1]


class Ends(OneRule):
    """Ends with an error at a sentence with "stop" in it."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        if any("stop" in sentence for sentence in sentences):
            raise self._error
        return super().code_sentences(sentences, day)


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (KeyboardInterrupt(), 130, ["entente: stopped; the same command goes on from here", "2 read = 2 stored + 0 known"]),
        (CoderUnavailable("gone"), 1, ["before it failed: 2 read = 2 stored + 0 known", "entente: gone"]),
    ],
)
def test_however_it_ends_it_says_what_was_stored(
    error: BaseException,
    status: int,
    told: list[str],
    tmp_path: Path,
    url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coder, "lazy", lambda *_: Ends(error))
    monkeypatch.setenv("ENTENTE_BATCH_ARTICLES", "1")
    rows = [f"USA helps IRQ. That is all that was heard {what}." for what in ("today", "since", "before the stop", "later")]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"text": row}) for row in rows), encoding="utf-8")
    assert main(["ingest", str(path), "--processes", "1", "--database", url]) == status
    said = capsys.readouterr().err.splitlines()
    assert len(said) == len(told)
    assert all(line.startswith(start) for line, start in zip(said, told, strict=True))


def test_a_folder_without_articles_is_told(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["ingest", str(tmp_path / "empty"), "--processes", "1", "--database", url]) == 0
    assert "entente: there is no article in what was given" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (None, "cannot read links.txt: No such file or directory; give a file of addresses, a line each"),
        (b"\xff\n", "links.txt is not UTF-8; give a file of addresses, a line each"),
        (b"# mine\n\nnews.example\n", "line 3 of links.txt is no address that begins with http:// or https://"),
    ],
)
def test_links_that_cannot_be_used(
    links: bytes | None, said: str, tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if links is not None:
        Path("links.txt").write_bytes(links)
    assert main(["ingest", "--links", "links.txt", "--database", url]) == 2
    assert capsys.readouterr().err == f"entente: --links: {said}\n"


@pytest.mark.parametrize(("fetch", "said"), [("on", "port 1 is not asked"), ("off", "nothing is fetched")])
def test_an_address_that_is_not_fetched_is_named_once_and_the_rest_is_read(
    fetch: str, said: str, tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTENTE_FETCH", fetch)
    path = tmp_path / "a.txt"
    path.write_text("FRA attacks DEU. It was raining in the east.", encoding="utf-8")
    assert main(["ingest", "http://127.0.0.1:1/x", str(path), "--processes", "1", "--database", url]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"entente: http://127.0.0.1:1/x: {said}")
    assert lines[1].startswith("2 read = 1 stored")


def test_migrate_says_what_it_did(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--database", url]) == 0
    assert re.search(r"news\.sqlite3 brought to schema \w+$", last_line(capsys))
    assert main(["migrate", "--database", url]) == 0
    assert re.search(r"news\.sqlite3 is at schema \w+$", last_line(capsys))


def test_a_database_that_no_driver_knows_is_a_setting_that_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--database", "mongodb://host/news"]) == 2
    assert "ENTENTE_DATABASE_URL" in last_line(capsys)


def test_a_taken_port_is_told_before_any_work(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"127.0.0.1:{port}"):
            bind("127.0.0.1", port)
        assert main(["up", "--port", str(port), "--database", url]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "give another --port" in said
    assert not (tmp_path / "news.sqlite3").exists()


def test_servers_may_share_a_port_where_all_of_them_say_so() -> None:
    with bind("127.0.0.1", 0, shared=True) as taken:
        port = taken.getsockname()[1]
        with bind("127.0.0.1", port, shared=True) as other:
            assert other.getsockname()[1] == port
        with pytest.raises(PortTaken):
            bind("127.0.0.1", port)


def test_the_sample_is_for_empty_databases_and_for_those_that_hold_a_part_of_it(url: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    settings = Settings(database_url=url)
    make_ready(settings, stderr())
    with Container.open(settings, coder=OneRule()) as container:
        assert wants_sample(container)
        first = container.ingest.ingest(sample_articles()[0], now)
        assert wants_sample(container)  # an interrupted first start is taken up again
        load_sample(container, stderr())
        assert not wants_sample(container)
        assert container.status.status().articles == 60
        container.ingest.retract(first.article_id, now)
        assert not wants_sample(container)  # what was taken out stays out


def test_a_database_with_news_of_its_own_gets_no_sample(url: str) -> None:
    with Container.open(Settings(database_url=url), coder=OneRule()) as container:
        article = ArticleIn(text="FRA attacks DEU. It was raining in the east.", language="en")
        container.ingest.ingest(article, datetime(2026, 1, 1, tzinfo=UTC))
        assert not wants_sample(container)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")],  # noqa: S104
)
def test_the_addresses_can_be_opened(host: str, shown: str) -> None:
    assert f"http://{shown}:8000/\n" in addresses(host, 8000)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_until_it_is_told_to_end(number: signal.Signals, url: str) -> None:
    program = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); from app.cli import main; "
        f"sys.exit(main(['up', '--port', '0', '--no-sample', '--database', {url!r}]))"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr
        said = []
        for line in child.stderr:
            said.append(line)
            if "its allies" in line:
                break
        address = re.search(r"explorer +(http://127\.0\.0\.1:\d+)/", "".join(said))
        assert address, said
        with urllib.request.urlopen(f"{address[1]}/readyz", timeout=30) as answer:  # noqa: S310
            assert answer.status == 200
        child.send_signal(number)
        rest = child.stderr.read()
        assert child.wait(30) == 0
        assert "Traceback" not in rest
    with socket.create_server(("127.0.0.1", int(address[1].rsplit(":", 1)[1]))):
        pass  # the port is free again
