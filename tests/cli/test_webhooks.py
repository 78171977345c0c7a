"""`webhooks` and `worker`: what they print, what they leave, and how they end."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.services.ingest import IngestService
from app.store.engine import make_engine
from tests.services.fake import FakeCoder, give
from tests.services.receiving import SECRET, Receiver, receiving

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("ENTENTE_OUTBOUND_ALLOW", "127.0.0.0/8")
    with receiving() as receiver:
        yield receiver


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["webhooks", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_from_adding_to_removing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTENTE_DATABASE_URL", f"sqlite:///{tmp_path / 'news.sqlite3'}")
    assert run(capsys, "list") == (0, "no webhooks\n", "")
    status, out, err = run(capsys, "add", receiver.url, "--type", "relation", "--country", "Syria", "--actor", "NSA:NOBODY_YET")
    found = re.fullmatch(r"(hook-[0-9a-f]{16}) (whsec_\S+)\n", out)
    assert status == 0
    assert found
    assert err == f"{receiver.url} is told of changes after version 0; keep the secret: it is not shown again\n"
    key, secret = found.groups()
    status, out, err = run(capsys, "list")
    assert out.splitlines()[1].split() == [key, "0", "works", "relation", "NSA:NOBODY_YET", "SYR", receiver.url]
    assert secret not in out + err
    status, out, err = run(capsys, "test", key)
    assert status == 0
    assert re.fullmatch(r"it answered 200 in \d+ ms\n", err)
    assert receiver.came[0].verified(secret)
    receiver.answer = lambda number: (503, {})
    assert run(capsys, "test", key)[0] == 1
    status, out, err = run(capsys, "log", key)
    assert [line.split()[5] for line in out.splitlines()[1:]] == ["503", "200"]
    assert "the receiver answered 503" in out
    assert run(capsys, "enable", key, "--skip") == (0, "", f"{key} goes on after 0\n")
    assert run(capsys, "remove", key) == (0, "", f"{key} is removed\n")
    for command in ("remove", "enable", "test", "log"):
        status, out, err = run(capsys, command, key)
        assert (status, out) == (1, "")
        assert err.startswith(f"entente: no webhook has the id '{key}'")


def test_a_secret_of_ones_own_is_read_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTENTE_DATABASE_URL", f"sqlite:///{tmp_path / 'news.sqlite3'}")
    (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    status, out, err = run(capsys, "add", receiver.url, "--secret-file", str(tmp_path / "secret"))
    assert status == 0
    assert re.fullmatch(r"hook-[0-9a-f]{16}\n", out)
    assert SECRET not in err
    assert run(capsys, "test", out.strip())[0] == 0
    assert receiver.came[0].verified()
    (tmp_path / "secret").write_text("hunter2", encoding="utf-8")
    status, out, err = run(capsys, "add", receiver.url, "--secret-file", str(tmp_path / "secret"))
    assert (status, out) == (1, "")
    assert "hunter2" not in err
    for wrong in (["--secret-file", str(tmp_path / "nowhere")], ["--country", "Nobodyland"], ["--since", "7"]):
        status, out, err = run(capsys, "add", receiver.url, *wrong)
        assert (status, out, err.count("\n")) == (1, "", 1)
    assert run(capsys, "add", "http://10.0.0.1/")[0] == 1


def test_the_worker_delivers_and_ends_when_it_is_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    monkeypatch.setenv("ENTENTE_DATABASE_URL", url)
    run(capsys, "add", receiver.url)
    engine = make_engine(url)
    give(IngestService(engine, FakeCoder(), coder_version="fake-1"), "RUS attacks UKR")
    engine.dispose()
    command = [sys.executable, "-m", "app", "worker"]
    environment = {**os.environ, "ENTENTE_NO_VENV": "1", "ENTENTE_LOG_LEVEL": "error"}
    receiver.held.clear()  # the first batch is under way until the signal was sent: no second one follows it
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        receiver.wait(1)
        process.send_signal(signal.SIGTERM)
        receiver.held.set()
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "the worker runs (Ctrl-C ends it)\n")
    assert [one.split()[1] for one in receiver.all] == ["stored", "added", "added", "new"]


def test_networks_that_are_none_are_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ENTENTE_OUTBOUND_ALLOW", "localhost")
    assert main(["webhooks", "list"]) == 2
    assert capsys.readouterr().err.startswith("entente: ENTENTE_OUTBOUND_ALLOW: ")
