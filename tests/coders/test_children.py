"""A coder in processes of its own: the same edges, and whatever becomes of them, an article costs itself alone."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from app.coders import ChildCoders
from app.coders.children import child
from app.errors import CoderUnavailable, CodingFailed
from graph.coding import Coder
from tests.services.fake import FakeCoder

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2024, 5, 1)
Making = Callable[..., ChildCoders]


def started(*command: str) -> Callable[[], "subprocess.Popen[bytes]"]:
    """Starts a command with pipes."""
    return lambda: subprocess.Popen([sys.executable, *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


@pytest.fixture
def make() -> Iterator[Making]:
    """Makes coders in processes that are ended at the end."""
    made: list[ChildCoders] = []

    def making(most: int = 1, seconds: float = 60, command: tuple[str, ...] = ("-m", "tests.coders.fakechild")) -> ChildCoders:
        made.append(ChildCoders(started(*command), most, seconds))
        return made[-1]

    yield making
    for coders in made:
        coders.close()


def process_of(coders: ChildCoders) -> int:
    """The process that codes next, where all are idle."""
    return int(coders.code("who").sentences[0])


def test_it_codes_what_the_coder_codes(make: Making) -> None:
    coders = make()
    assert coders.code("RUS attacks UKR\nIRN arms SYR", DAY) == FakeCoder().code("RUS attacks UKR\nIRN arms SYR", DAY)
    assert coders.code_sentences(["IRN arms SYR"]) == FakeCoder().code_sentences(["IRN arms SYR"])
    assert process_of(coders) == process_of(coders) != os.getpid()


def test_what_it_raises_is_the_articles(make: Making) -> None:
    coders = make()
    before = process_of(coders)
    with pytest.raises(CodingFailed, match="RuntimeError: the model"):
        coders.code("raises")
    assert process_of(coders) == before


def test_a_process_that_an_article_kills_twice_is_the_articles_fault(make: Making, tmp_path: Path) -> None:
    coders = make()
    before = process_of(coders)
    with pytest.raises(CodingFailed, match=r"ended over it.*signal 9"):
        coders.code("dies")
    assert coders.code("RUS attacks UKR").edges
    assert process_of(coders) != before
    assert coders.code(f"dies once {tmp_path / 'mark'}").edges == ()


def test_a_process_killed_while_idle_is_nobodys_fault(make: Making) -> None:
    coders = make(most=2)
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: coders.code("RUS attacks UKR").edges, range(20)))
    for _ in range(2):
        os.kill(process_of(coders), signal.SIGKILL)
    assert coders.code("RUS attacks UKR").edges


def test_an_article_without_end_is_ended(make: Making) -> None:
    coders = make(seconds=0.2)
    with pytest.raises(CodingFailed, match=r"did not come to an end within 0\.2 s"):
        coders.code("hangs")


@pytest.mark.parametrize("command", [("-c", "pass"), ("-c", "raise SystemExit(3)")])
def test_a_process_that_does_not_start_is_no_articles_fault(make: Making, command: tuple[str, ...]) -> None:
    with pytest.raises(CoderUnavailable, match=r"ended at its start"):
        make(command=command).code("RUS attacks UKR")


def test_no_process_at_all() -> None:
    def refused() -> "subprocess.Popen[bytes]":
        raise OSError("no more processes")

    with pytest.raises(CoderUnavailable, match="no more processes"):
        ChildCoders(refused).code("RUS attacks UKR")


def test_closed_is_closed(make: Making) -> None:
    coders = make()
    process = process_of(coders)
    coders.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    with pytest.raises(CoderUnavailable, match="stopping"):
        coders.code("RUS attacks UKR")


def test_it_ends_with_whoever_started_it() -> None:
    with started("-m", "tests.coders.fakechild")() as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0


def test_the_real_coder_says_the_same_there_as_here() -> None:
    text = "Russia and Iran signed an agreement in Moscow on Monday."
    coders = ChildCoders(child({"ENTENTE_MIN_CONFIDENCE": 0.3}))
    try:
        assert coders.code(text, DAY) == Coder.load(1, 0.3).code(text, DAY)
    finally:
        coders.close()


def test_a_bad_setting_is_said() -> None:
    coders = ChildCoders(child({"ENTENTE_MIN_CONFIDENCE": "much"}))
    with pytest.raises(CoderUnavailable, match="ENTENTE_MIN_CONFIDENCE"):
        coders.code("RUS attacks UKR")
    coders.close()


def test_a_child_computes_on_one_thread_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setattr("app.coders.children.subprocess.Popen", lambda *_, env, **__: given.append(env))
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    child({})()
    assert (given[0]["OPENBLAS_NUM_THREADS"], given[0]["OMP_NUM_THREADS"]) == ("1", "3")
