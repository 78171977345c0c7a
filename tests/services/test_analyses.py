"""Long questions: worked out once, remembered, given up, refused."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

import pytest

from app.errors import AnalysisTooLong, Busy
from app.services.analyses import Analyses, NobodyWaits
from graph.deadline import Deadline
from graph.errors import QueryError
from graph.network import GraphVersion

WAIT = 60.0


def graph(version: int) -> GraphVersion:
    return GraphVersion.build(version, (), ())


@contextmanager
def opened(workers: int = 2, waiting: int = 8, kept: int = 64) -> Iterator[Analyses]:
    analyses = Analyses(seconds=WAIT, workers=workers, waiting=waiting, kept=kept)
    try:
        yield analyses
    finally:
        analyses.close()


class Work:
    """A question that says when it was begun, and ends when it may, or its deadline has passed."""

    def __init__(self, answer: object = "answer") -> None:
        self.begun, self.may_end, self.given_up = Event(), Event(), Event()
        self.times = 0
        self._answer = answer

    def __call__(self, deadline: Deadline) -> object:
        self.times += 1
        self.begun.set()
        try:
            while not self.may_end.wait(0.001):
                deadline.check()
        except BaseException:
            self.given_up.set()
            raise
        return self._answer


def done(answer: object) -> Callable[[Deadline], object]:
    return lambda _: answer


def test_an_answer_is_worked_out_once_a_version_and_question() -> None:
    times: list[int] = []

    def work(_: Deadline) -> int:
        times.append(1)
        return len(times)

    async def asking() -> None:
        assert await analyses.ask(graph(1), ("a", 1), work) == 1
        assert await analyses.ask(graph(1), ("a", 1), work) == 1
        assert await analyses.ask(graph(1), ("a", 2), work) == 2
        assert await analyses.ask(graph(2), ("a", 1), work) == 3
        assert await analyses.ask(graph(2), ("a", 1), work) == 3
        # What the newer version dropped: an older one is of a restored backup, or of a request that came late.
        assert await analyses.ask(graph(1), ("a", 1), work) == 4

    with opened() as analyses:
        asyncio.run(asking())


def test_what_was_known_at_a_moment_outlives_newer_versions() -> None:
    then = replace(graph(1), known_at=datetime(2024, 5, 1, tzinfo=UTC))

    async def asking() -> None:
        assert await analyses.ask(then, "q", done("then")) == "then"
        assert await analyses.ask(graph(1), "q", done("now")) == "now"
        assert await analyses.ask(graph(2), "q", done("later")) == "later"
        assert await analyses.ask(then, "q", done("never")) == "then"
        other = replace(then, known_at=datetime(2024, 5, 2, tzinfo=UTC))
        assert await analyses.ask(other, "q", done("other")) == "other"

    with opened() as analyses:
        asyncio.run(asking())


def test_the_least_recently_asked_answers_go_first() -> None:
    async def asking() -> None:
        for name in "abc":
            await analyses.ask(graph(1), name, done(name))
        await analyses.ask(graph(1), "b", done("again"))
        await analyses.ask(graph(1), "d", done("d"))
        assert await analyses.ask(graph(1), "b", done("again")) == "b"
        assert await analyses.ask(graph(1), "c", done("again")) == "again"

    with opened(kept=2) as analyses:
        asyncio.run(asking())


def test_two_who_ask_the_same_at_once_get_one_answer() -> None:
    work = Work()

    async def asking() -> None:
        both = [asyncio.create_task(analyses.ask(graph(1), "q", work)) for _ in range(2)]
        await asyncio.to_thread(work.begun.wait, WAIT)
        assert analyses.load == (1, 0)
        work.may_end.set()
        assert await asyncio.gather(*both) == ["answer", "answer"]

    with opened() as analyses:
        asyncio.run(asking())
        assert work.times == 1
        assert analyses.load == (0, 0)


def test_what_takes_too_long_is_given_up() -> None:
    work = Work()

    async def asking() -> None:
        with pytest.raises(AnalysisTooLong, match=r"longer than 0\.05 s; narrow the question by a window") as caught:
            await analyses.ask(graph(1), "q", work, seconds=0.05)
        assert caught.value.retry_after > 1
        assert await asyncio.to_thread(work.given_up.wait, WAIT)
        work.may_end.set()
        assert await analyses.ask(graph(1), "q", work) == "answer"

    with opened() as analyses:
        asyncio.run(asking())


def test_whoever_waits_longer_keeps_the_question_alive() -> None:
    work = Work()

    async def asking() -> None:
        short = asyncio.create_task(analyses.ask(graph(1), "q", work, seconds=0.05))
        await asyncio.to_thread(work.begun.wait, WAIT)
        long = asyncio.create_task(analyses.ask(graph(1), "q", work))
        with pytest.raises(AnalysisTooLong):
            await short
        work.may_end.set()
        assert await long == "answer"

    with opened() as analyses:
        asyncio.run(asking())
        assert work.times == 1


def test_a_question_is_given_up_when_the_last_who_asked_has_gone() -> None:
    work, leave = Work(), Event()

    async def asking() -> None:
        asked = asyncio.create_task(analyses.ask(graph(1), "q", work, gone=lambda: asyncio.to_thread(leave.wait, WAIT)))
        await asyncio.to_thread(work.begun.wait, WAIT)
        leave.set()
        with pytest.raises(NobodyWaits):
            await asked
        assert await asyncio.to_thread(work.given_up.wait, WAIT)

    with opened() as analyses:
        asyncio.run(asking())


def test_a_cancelled_request_gives_its_question_up_as_well() -> None:
    work = Work()

    async def asking() -> None:
        asked = asyncio.create_task(analyses.ask(graph(1), "q", work))
        await asyncio.to_thread(work.begun.wait, WAIT)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert await asyncio.to_thread(work.given_up.wait, WAIT)

    with opened() as analyses:
        asyncio.run(asking())


def test_more_than_fit_are_refused() -> None:
    works = [Work(number) for number in range(3)]

    async def asking() -> None:
        asked = [asyncio.create_task(analyses.ask(graph(1), number, work)) for number, work in enumerate(works)]
        await asyncio.to_thread(works[0].begun.wait, WAIT)
        assert analyses.load == (1, 2)
        with pytest.raises(Busy, match="3 other analyses"):
            await analyses.ask(graph(1), "one more", done(0))
        joined = asyncio.create_task(analyses.ask(graph(1), 2, works[2]))  # the same question needs no place
        for work in works:
            work.may_end.set()
        assert await asyncio.gather(*asked, joined) == [0, 1, 2, 2]

    with opened(workers=1, waiting=2) as analyses:
        asyncio.run(asking())


def test_whose_turn_does_not_come_in_time_is_told_so_and_leaves_the_queue() -> None:
    first, second = Work(), Work()

    async def asking() -> None:
        asked = asyncio.create_task(analyses.ask(graph(1), 1, first))
        await asyncio.to_thread(first.begun.wait, WAIT)
        with pytest.raises(Busy, match="take all the time"):
            await analyses.ask(graph(1), 2, second, seconds=0.05)
        assert analyses.load == (1, 0)
        first.may_end.set()
        await asked

    with opened(workers=1, waiting=2) as analyses:
        asyncio.run(asking())
    assert second.times == 0


def test_what_fails_fails_for_all_who_asked_and_is_not_remembered() -> None:
    def failing(_: Deadline) -> None:
        raise QueryError("of no use")

    async def asking() -> None:
        both = [analyses.ask(graph(1), "q", failing) for _ in range(2)]
        assert all(isinstance(found, QueryError) for found in await asyncio.gather(*both, return_exceptions=True))
        assert await analyses.ask(graph(1), "q", done("well")) == "well"

    with opened() as analyses:
        asyncio.run(asking())


def test_an_answer_that_comes_after_a_newer_version_is_not_kept() -> None:
    work = Work("old")

    async def asking() -> None:
        asked = asyncio.create_task(analyses.ask(graph(1), "q", work))
        await asyncio.to_thread(work.begun.wait, WAIT)
        assert await analyses.ask(graph(2), "other", done("new")) == "new"
        work.may_end.set()
        assert await asked == "old"
        assert analyses.remembered == 1
        assert await analyses.ask(graph(2), "q", done("new")) == "new"

    with opened() as analyses:
        asyncio.run(asking())


def test_closing_gives_up_what_runs_and_what_waits() -> None:
    works = [Work(), Work()]

    async def asking() -> None:
        asked = [asyncio.create_task(analyses.ask(graph(1), number, work)) for number, work in enumerate(works)]
        await asyncio.to_thread(works[0].begun.wait, WAIT)
        await asyncio.to_thread(analyses.close)
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(error) for error in found] == [AnalysisTooLong, Busy]

    with opened(workers=1) as analyses:
        asyncio.run(asking())


def test_a_deadline_passes_by_its_clock_and_can_be_moved_but_not_revived() -> None:
    now = 100.0
    deadline = Deadline.after(5, lambda: now)
    now = 104.9
    deadline.check()
    deadline.extend(1)
    deadline.extend(0.01)
    now = 105.8
    assert not deadline.passed
    now = 105.9
    assert deadline.passed
    deadline.cancel()
    deadline.extend(1000)
    assert deadline.passed
