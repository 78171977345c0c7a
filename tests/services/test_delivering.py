"""Webhooks against a real receiver: in order, at least once, one worker at a time, again later, and not for ever."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from threading import Event
from typing import Any

import httpx2
import pytest
from sqlalchemy import Engine

from app.api.present.changes import changes as shown
from app.errors import BadCursor, BadWebhook, WebhookLimit, WebhookNotFound
from app.outbound import allowed_networks, guarded_client
from app.services.changes import ChangeFilter, ChangeService, Position
from app.services.delivering import BATCH, FIRST_WAIT, LEASE, LONGEST_WAIT, PATIENCE, Clocks, Deliverer, Worker
from app.services.ingest import IngestService
from app.services.webhooks import WebhookService, Wish
from app.store.engine import make_engine, writing
from app.store.rows import WebhookRow
from app.store.webhooks import WebhookRepository
from tests.services.fake import NOON, FakeCoder, give
from tests.services.receiving import SECRET, Receiver, receiving

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = allowed_networks("127.0.0.0/8")
_RANDOM = count(1)


class Clock:
    """A time of day that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def clocks(self, chance: float = 0.0) -> Clocks:
        seconds = count()
        return Clocks(lambda: self.now, lambda: float(next(seconds)), lambda: chance)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    with guarded_client(LOOPBACK) as client:
        yield client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def service(engine: Engine) -> IngestService:
    return IngestService(engine, FakeCoder(), coder_version="fake-1")


@pytest.fixture
def hooks(engine: Engine) -> WebhookService:
    return WebhookService(engine, most=3, allowed=LOOPBACK)


@pytest.fixture
def deliverer(engine: Engine, client: httpx2.Client, clock: Clock) -> Deliverer:
    return Deliverer(engine, client, shown, clock.clocks(), "one")


def add(hooks: WebhookService, url: str, since: int | None = None, **wanted: Any) -> WebhookRow:
    random = next(_RANDOM).to_bytes(8, "big") * 5
    return hooks.add(Wish(url, ChangeFilter(**wanted), SECRET, None, since), NOON, random)


def test_changes_arrive_in_order_and_signed(
    service: IngestService, hooks: WebhookService, deliverer: Deliverer, receiver: Receiver, clock: Clock
) -> None:
    give(service, "RUS attacks UKR")
    hook = add(hooks, receiver.url)
    assert (hook.version, deliverer.due()) == (1, [])
    article = give(service, "RUS arms SYR", minutes=1)
    service.retract(article, NOON)
    assert deliverer.due() == [hook.id]
    assert deliverer.deliver(hook.id) is False
    [came] = receiver.came
    assert came.ids == [
        f"2 stored {article}", "2 added SYR", "2 new RUS~arms~SYR", f"3 retracted {article}", "3 ended RUS~arms~SYR",
    ]  # fmt: skip
    assert came.verified()
    assert came.headers["content-type"] == "application/json"
    assert int(came.headers["webhook-timestamp"]) == int(NOON.timestamp())
    assert {name: came.content[name] for name in ("type", "webhook", "since", "next", "complete", "version")} == {
        "type": "changes", "webhook": hook.id, "since": "1", "next": "3", "complete": True, "version": 3,
    }  # fmt: skip
    assert deliverer.due() == []
    assert deliverer.deliver(hook.id) is False
    assert len(receiver.came) == 1
    [row] = hooks.deliveries(hook.id, limit=9).results
    assert (row.message, row.attempt, row.changes, row.version, row.status, row.error, row.arrived) == (
        came.headers["webhook-id"], 1, 5, 3, 200, None, True,
    )  # fmt: skip
    assert (row.at, row.ms) == (clock.now, 1000)
    stands = hooks.get(hook.id)
    assert (stands.version, stands.given, stands.pending_version, stands.lease) == (3, 0, None, None)


def test_only_what_is_wanted_and_without_writing_for_the_rest(
    service: IngestService, hooks: WebhookService, deliverer: Deliverer, receiver: Receiver
) -> None:
    hook = add(hooks, receiver.url, types=frozenset({"relation"}), actor="SYR")
    give(service, "RUS attacks UKR")
    assert deliverer.due() == [hook.id]
    assert deliverer.deliver(hook.id) is False
    assert (receiver.came, deliverer.due(), hooks.get(hook.id).version) == ([], [], 0)
    give(service, "RUS arms SYR", minutes=1)
    assert deliverer.deliver(hook.id) is False
    assert receiver.came[0].ids == ["2 new RUS~arms~SYR"]
    assert hooks.get(hook.id).version == 2


def test_much_is_delivered_in_batches(
    service: IngestService, hooks: WebhookService, deliverer: Deliverer, receiver: Receiver, engine: Engine
) -> None:
    hook = add(hooks, receiver.url)
    give(service, *(f"RUS attacks A{number}" for number in range(BATCH)))
    give(service, "RUS arms SYR", minutes=1)
    while deliverer.deliver(hook.id):
        pass
    assert [len(one.ids) for one in receiver.came] == [BATCH, BATCH, 5]
    everything = ChangeService(engine).since(Position(0), ChangeFilter(), limit=500).results
    assert receiver.all == [f"{one.version} {one.entry.change} {one.entry.id}" for one in everything]
    for one, next_ in pairwise(receiver.came):
        assert next_.content["since"] == one.content["next"]


def test_what_failed_is_tried_again_later_and_later(
    service: IngestService, hooks: WebhookService, deliverer: Deliverer, receiver: Receiver, clock: Clock
) -> None:
    receiver.answer = lambda number: (500 if number < 9 else 204, {})
    hook = add(hooks, receiver.url)
    give(service, "RUS attacks UKR")
    waits = []
    for number in range(9):
        assert deliverer.deliver(hook.id) is False
        row = hooks.get(hook.id)
        assert (row.failures, row.failing_since, row.version) == (number + 1, NOON, 0)
        assert row.next_try is not None
        waits.append(row.next_try - clock.now)
        assert deliverer.due() == []
        clock.now = row.next_try
        assert deliverer.due() == [hook.id]
        if number == 4:
            give(service, "RUS arms SYR", minutes=1)  # what comes meanwhile waits for its turn
    assert waits == [FIRST_WAIT * 2**number for number in range(9)]
    assert deliverer.deliver(hook.id) is True
    assert deliverer.deliver(hook.id) is False
    assert len({one.headers["webhook-id"] for one in receiver.came[:10]}) == 1
    assert {tuple(one.ids) for one in receiver.came[:10]} == {tuple(receiver.came[0].ids)}
    assert receiver.came[10].ids[-1] == "2 new RUS~arms~SYR"
    assert all(one.verified() for one in receiver.came)
    assert (hooks.get(hook.id).failures, hooks.get(hook.id).failing_since, hooks.get(hook.id).version) == (0, None, 2)
    log = hooks.deliveries(hook.id, limit=50)
    assert [row.attempt for row in log.results] == [1, *range(10, 0, -1)]
    assert [row.status for row in log.results] == [204, 204, *[500] * 9]
    assert log.results[-1].error == "the receiver answered 500"
    first = hooks.deliveries(hook.id, limit=4)
    assert (first.total, hooks.deliveries(hook.id, limit=50, cursor=first.next).results) == (11, log.results[4:])


def test_waits_are_never_longer_than_an_hour_and_differ(engine: Engine, client: httpx2.Client, clock: Clock) -> None:
    def wait(chance: float, failures: int, asked: float | None = None) -> timedelta:
        return Deliverer(engine, client, shown, clock.clocks(chance), "one")._wait(failures, asked)

    assert wait(0, 1000) == LONGEST_WAIT
    assert wait(0.5, 0) == FIRST_WAIT * 0.75
    assert wait(0.5, 0, 90) == timedelta(seconds=90)
    assert wait(0.5, 0, 99_999) == LONGEST_WAIT


def test_a_receiver_may_say_when_to_come_back_or_never(
    service: IngestService, hooks: WebhookService, deliverer: Deliverer, receiver: Receiver, clock: Clock
) -> None:
    receiver.answer = lambda number: (429, {"Retry-After": "120"}) if number == 0 else (410, {})
    hook = add(hooks, receiver.url)
    give(service, "RUS attacks UKR")
    deliverer.deliver(hook.id)
    clock.now = NOON + timedelta(seconds=119)
    assert deliverer.due() == []
    clock.now = NOON + timedelta(seconds=120)
    assert deliverer.due() == [hook.id]
    deliverer.deliver(hook.id)
    assert (hooks.get(hook.id).disabled_at, hooks.get(hook.id).disabled_reason) == (clock.now, "the receiver answered 410, gone")
    clock.now += timedelta(days=1)
    assert (deliverer.due(), deliverer.deliver(hook.id), len(receiver.came)) == ([], False, 2)


def test_who_fails_for_days_is_disabled_and_can_be_enabled(
    service: IngestService, hooks: WebhookService, deliverer: Deliverer, receiver: Receiver, clock: Clock
) -> None:
    receiver.answer = lambda number: (302, {"Location": receiver.url}) if number < 2 else (200, {})
    hook = add(hooks, receiver.url)
    give(service, "RUS attacks UKR")
    deliverer.deliver(hook.id)
    clock.now += PATIENCE
    deliverer.deliver(hook.id)
    assert len(receiver.came) == 2  # redirects are not followed
    reason = hooks.get(hook.id).disabled_reason
    assert reason == "every attempt since 2024-05-10 12:00 UTC failed; the last: the receiver answered 302"
    assert deliverer.due() == []
    assert hooks.enable(hook.id).disabled_at is None
    give(service, "RUS arms SYR", minutes=1)
    while deliverer.deliver(hook.id):
        pass
    assert receiver.all[-1] == "2 new RUS~arms~SYR"
    assert hooks.enable(hook.id, skip=True).version == 2


def test_nobody_who_answers_is_a_failure_and_so_is_an_inner_address(
    service: IngestService, hooks: WebhookService, engine: Engine, clock: Clock, client: httpx2.Client, receiver: Receiver
) -> None:
    closed = add(hooks, "http://127.0.0.1:1025/")
    give(service, "RUS attacks UKR")
    Deliverer(engine, client, shown, clock.clocks(), "one").deliver(closed.id)
    [row] = hooks.deliveries(closed.id, limit=5).results
    assert (row.status, row.arrived) == (None, False)
    assert row.error is not None
    assert "ConnectError" in row.error
    inner = add(hooks, receiver.url, since=0)
    with guarded_client() as strict:
        Deliverer(engine, strict, shown, clock.clocks(), "one").deliver(inner.id)
    [row] = hooks.deliveries(inner.id, limit=5).results
    assert row.error == "127.0.0.1 is not a public address; ENTENTE_OUTBOUND_ALLOW says which others may be reached"
    assert receiver.came == []


def test_of_two_workers_at_once_one_delivers(
    service: IngestService, hooks: WebhookService, database_url: str, receiver: Receiver, clock: Clock
) -> None:
    hook = add(hooks, receiver.url)
    give(service, "RUS attacks UKR")
    receiver.held.clear()
    with several(database_url, clock, 4) as workers, ThreadPoolExecutor(4) as pool:
        running = [pool.submit(worker.deliver, hook.id) for worker in workers]
        receiver.wait(1)
        assert all(worker.due() == [] for worker in workers)  # it is under lease
        receiver.held.set()
        for one in running:
            one.result(60)
        assert len(receiver.came) == 1
        for number in range(20):
            give(service, f"RUS attacks A{number}", minutes=number + 1)
        rounds = [pool.submit(worker.deliver, hook.id) for _ in range(5) for worker in workers]
        for one in rounds:
            one.result(60)
        while workers[0].deliver(hook.id):
            pass
    messages = [one.headers["webhook-id"] for one in receiver.came]
    assert len(messages) == len(set(messages))
    assert len(receiver.all) == len(set(receiver.all)) == 4 + 20 * 3


@contextmanager
def several(url: str, clock: Clock, number: int) -> Iterator[list[Deliverer]]:
    """Workers with an engine and a client each, as processes have them."""
    engines = [make_engine(url) for _ in range(number)]
    with guarded_client(LOOPBACK) as client:
        yield [Deliverer(engine, client, shown, clock.clocks(), f"worker-{place}") for place, engine in enumerate(engines)]
    for engine in engines:
        engine.dispose()


def test_a_worker_killed_in_the_middle_loses_nothing(
    service: IngestService, hooks: WebhookService, database_url: str, receiver: Receiver, clock: Clock, deliverer: Deliverer
) -> None:
    hook = add(hooks, receiver.url)
    give(service, "RUS attacks UKR", "IRN arms RUS")
    receiver.held.clear()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.services.test_delivering", database_url, hook.id]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        receiver.wait(1)
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
    receiver.held.set()
    give(service, "RUS arms SYR", minutes=1)
    clock.now = NOON + LEASE - timedelta(seconds=1)
    assert deliverer.due() == []  # who knows whether it is gone
    clock.now = NOON + LEASE
    assert deliverer.due() == [hook.id]
    while deliverer.deliver(hook.id):
        pass
    assert [one.headers["webhook-id"] for one in receiver.came[:2]] == [receiver.came[0].headers["webhook-id"]] * 2
    assert receiver.came[0].ids == receiver.came[1].ids
    assert receiver.all[-1] == "2 new RUS~arms~SYR"
    assert len(receiver.all) == len(set(receiver.all)) == 6 + 3


def test_whoever_lost_the_lease_changes_nothing(
    service: IngestService, hooks: WebhookService, engine: Engine, client: httpx2.Client, clock: Clock, receiver: Receiver
) -> None:
    hook = add(hooks, receiver.url)
    give(service, "RUS attacks UKR")
    slow, other = (Deliverer(engine, client, shown, clock.clocks(), name) for name in ("slow", "other"))

    def answer(number: int) -> tuple[int, dict[str, str]]:
        if number == 0:  # while the first waits for its answer, its lease ends, and another delivers
            clock.now = NOON + LEASE
            other.deliver(hook.id)
            return 500, {}
        return 200, {}

    receiver.answer = answer
    assert slow.deliver(hook.id) is False
    assert (hooks.get(hook.id).version, hooks.get(hook.id).failures, hooks.get(hook.id).next_try) == (1, 0, None)
    assert [row.status for row in hooks.deliveries(hook.id, limit=9).results] == [200]


def test_a_webhook_behind_the_log_is_disabled(
    service: IngestService, hooks: WebhookService, deliverer: Deliverer, receiver: Receiver, engine: Engine
) -> None:
    hook = add(hooks, receiver.url)
    give(service, "RUS attacks UKR")
    with writing(engine) as connection:
        connection.exec_driver_sql("delete from changes where version = 0")
    assert deliverer.deliver(hook.id) is False
    reason = hooks.get(hook.id).disabled_reason
    assert reason is not None
    assert "kept from version 1 on, and 0 is older" in reason


def test_a_test_is_sent_once_and_moves_nothing(hooks: WebhookService, deliverer: Deliverer, receiver: Receiver) -> None:
    hook = add(hooks, receiver.url)
    row = deliverer.ping(hook.id)
    assert row is not None
    assert (row.arrived, row.changes, receiver.came[0].content) == (True, 0, {"type": "ping", "webhook": hook.id})
    assert receiver.came[0].verified()
    assert len(hooks.deliveries(hook.id, limit=5).results) == 1
    assert deliverer.ping("hook-0") is None


def test_attempts_are_kept_within_bounds(
    service: IngestService, hooks: WebhookService, deliverer: Deliverer, receiver: Receiver, engine: Engine, clock: Clock
) -> None:
    hook = add(hooks, receiver.url)
    for _ in range(5):
        deliverer.ping(hook.id)
    with writing(engine) as connection:
        assert WebhookRepository(connection).prune(NOON, 3) == 2
    assert hooks.deliveries(hook.id, limit=9).total == 3
    clock.now += timedelta(days=31)
    give(service, "RUS attacks UKR")
    deliverer.tidy()
    assert hooks.deliveries(hook.id, limit=9).total == 0
    deliverer.deliver(hook.id)
    assert len(receiver.came) == 6  # what it had not had was kept for it


def test_the_worker_delivers_to_several_and_ends(
    service: IngestService, hooks: WebhookService, engine: Engine, client: httpx2.Client, receiver: Receiver, clock: Clock
) -> None:
    added = [add(hooks, receiver.url), add(hooks, receiver.url)]
    rested = Event()

    def rest(nudged: Event, seconds: float) -> None:
        rested.set()
        nudged.wait(60)

    worker = Worker(Deliverer(engine, client, shown, clock.clocks(), "one"), interval=7, now=lambda: clock.now, rest=rest)
    worker.start()
    assert rested.wait(60)
    give(service, "RUS attacks UKR")
    worker.nudge()
    receiver.wait(2)
    worker.stop()
    assert {one.content["webhook"] for one in receiver.came} == {row.id for row in added}
    assert [hooks.get(row.id).version for row in added] == [1, 1]
    assert {hooks.get(row.id).lease for row in added} == {None}


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "ftp://receiver.example/", "https://user@receiver.example/", "nonsense"])
def test_an_address_that_cannot_be_used_is_refused_at_once(hooks: WebhookService, url: str) -> None:
    with pytest.raises(BadWebhook):
        add(hooks, url)
    assert hooks.all() == []


def test_secrets_are_made_checked_and_not_shown(hooks: WebhookService) -> None:
    made = hooks.add(Wish("https://receiver.example/", ChangeFilter()), NOON, bytes(range(40)))
    assert made.id == "hook-0001020304050607"
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    assert hooks.get(made.id) == made
    with pytest.raises(BadWebhook, match="the secret cannot be used: a secret is whsec_") as caught:
        hooks.add(Wish("https://receiver.example/", ChangeFilter(), "hunter2"), NOON, bytes(40))
    assert "hunter2" not in str(caught.value)


def test_limits_and_what_is_not_there(hooks: WebhookService) -> None:
    for number in range(3):
        add(hooks, f"https://receiver.example/{number}")
    with pytest.raises(WebhookLimit, match="there are 3 webhooks, which is all there may be"):
        add(hooks, "https://receiver.example/4")
    first = hooks.all()[0]
    hooks.remove(first.id)
    for missing in (first.id, "hook-\0"):
        for ask in (hooks.get, hooks.remove, hooks.enable):
            with pytest.raises(WebhookNotFound):
                ask(missing)
        with pytest.raises(WebhookNotFound):
            hooks.deliveries(missing, limit=1)
    with pytest.raises(BadCursor, match="lies ahead"):
        add(hooks, "https://receiver.example/4", since=1)


def main(url: str, key: str) -> None:
    """Deliver once, at noon."""
    with guarded_client(LOOPBACK, total=3600, timeout=3600) as client:
        clocks = Clocks(_noon, lambda: 0.0, lambda: 0.0)
        Deliverer(make_engine(url), client, shown, clocks, "killed").deliver(key)


def _noon() -> datetime:
    return NOON


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
