"""Keys: made once, known by their hash, looked up in memory."""

import hmac
import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from app.errors import KeyNotFound, StoreUnavailable
from app.services import keys as module
from app.services.keys import KeyRing, KeyService, mistyped, opens, written
from app.store.engine import make_engine, reading
from app.store.rows import KeyRow
from app.store.tables import keys
from tests.services.fake import NOON


def random() -> Callable[[int], bytes]:
    """Bytes that differ from call to call, the same in every run."""
    numbers = itertools.count(1)
    return lambda size: bytes([next(numbers)]) * size


def ring(engine: Engine, minutes: int = 0) -> KeyRing:
    """What stands, as of so many minutes after noon."""
    made = KeyRing(engine, now=lambda: NOON + timedelta(minutes=minutes))
    made.refresh()
    return made


def test_a_key_is_stored_as_a_hash_and_found_by_itself_alone(engine: Engine) -> None:
    made = KeyService(engine, random()).add("desk", "write", now=NOON)
    assert made.key.startswith("ent_01010101_")
    assert not mistyped(made.key)
    with reading(engine) as connection:
        stored = str(connection.execute(select(keys)).one())
    assert made.key.removeprefix("ent_01010101_")[:20] not in stored
    assert "hash" not in repr(made.row)
    found = ring(engine)
    assert found.find(made.key) == made.row
    other = written("01010101", b"x" * 32)
    assert [found.find(key) for key in (other, made.key + "0", made.key[:-1], made.key.upper(), "", "ent_", "é" * 64)] == [
        None
    ] * 7


def test_an_id_that_is_taken_is_not_given_again(engine: Engine) -> None:
    numbers = iter([b"aaaa", b"s" * 32, b"aaaa", b"bbbb", b"t" * 32])
    service = KeyService(engine, lambda size: next(numbers))
    assert [service.add(name, "read", now=NOON).row.id for name in "ab"] == [b"aaaa".hex(), b"bbbb".hex()]


def test_expired_and_revoked_keys_open_nothing(engine: Engine) -> None:
    service = KeyService(engine, random())
    short = service.add("short", "read", now=NOON, expires_at=NOON + timedelta(minutes=5))
    lasting = service.add("lasting", "admin", now=NOON)
    assert ring(engine, 4).find(short.key) == short.row
    assert ring(engine, 5).find(short.key) is None
    held = ring(engine, 5)
    assert held.find(lasting.key) == lasting.row
    assert not held.empty
    assert service.revoke(lasting.row.id, NOON).revoked_at == NOON
    assert service.revoke(lasting.row.id, NOON + timedelta(days=1)).revoked_at == NOON
    held.refresh()
    assert held.find(lasting.key) is None
    assert held.empty
    assert not ring(engine, 4).empty
    with pytest.raises(KeyNotFound, match="no key has the id 'nobody'"):
        service.revoke("nobody", NOON)


def test_a_wrong_id_takes_the_way_of_a_wrong_secret(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []
    same = hmac.compare_digest

    def watched(one: str, other: str) -> bool:
        compared.append((one, other))
        return bool(same(one, other))

    monkeypatch.setattr(module, "compare_digest", watched)
    made = KeyService(engine, random()).add("desk", "write", now=NOON)
    held = ring(engine)
    for key in (written("ffffffff", b"x" * 32), written(made.row.id, b"x" * 32), "no key at all"):
        assert held.find(key) is None
    assert [len(one) == len(other) == 64 for one, other in compared] == [True] * 3


def test_the_last_use_is_noted_behind_the_requests(engine: Engine) -> None:
    service = KeyService(engine, random())
    made = service.add("desk", "write", now=NOON)
    held = ring(engine, 3)
    held.find(made.key)
    assert last(service) == [None]
    held.note()
    assert last(service) == [NOON + timedelta(minutes=3)]
    late = ring(engine, 1)  # another process, whose note comes later
    late.find(made.key)
    late.note()
    assert last(service) == [NOON + timedelta(minutes=3)]
    held.note()  # nothing was used since


def test_what_the_database_does_not_take_is_noted_later(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    service = KeyService(engine, random())
    made = service.add("desk", "write", now=NOON)
    held = ring(engine)
    held.find(made.key)

    def broken(*_: object) -> None:
        raise StoreUnavailable("no")

    with monkeypatch.context() as patch:
        patch.setattr(module, "writing", broken)
        with pytest.raises(StoreUnavailable):
            held.note()
    held.note()
    assert last(service) == [NOON]


def test_keys_stand_while_the_database_does_not_answer(engine: Engine, tmp_path: object) -> None:
    service = KeyService(engine, random())
    made = service.add("desk", "write", now=NOON)
    rounds = iter([False, False, True] * 2)
    held = KeyRing(engine, now=lambda: NOON, wait=lambda _: next(rounds, True))
    held.start()
    held._engine = make_engine(f"sqlite:///{tmp_path}/without_tables.sqlite3")
    held._try(held.refresh)
    assert held.find(made.key) == made.row
    held._engine.dispose()
    held._engine = engine
    held.stop()
    held.stop()
    assert last(service) == [NOON]


def test_a_running_ring_sees_what_another_process_revokes(engine: Engine) -> None:
    service = KeyService(engine, random())
    made = service.add("desk", "write", now=NOON)
    looks: list[float] = []
    held: KeyRing

    def wait(seconds: float) -> bool:
        if seconds == 60:
            return True
        looks.append(seconds)
        if len(looks) == 2:
            service.revoke(made.row.id, NOON)
        return len(looks) == 3

    held = KeyRing(engine, now=lambda: NOON, wait=wait)
    held.start()
    for thread in held._threads:
        thread.join(timeout=30)
    assert looks == [1.0] * 3
    assert held.find(made.key) is None
    held.stop()


@pytest.mark.parametrize("place", [0, 5, 20, 56, 63])
def test_a_slip_of_the_pen_is_known_as_one(place: int) -> None:
    key = written("0123abcd", bytes(range(32)))
    assert not mistyped(key)
    other = "z" if key[place] != "z" else "y"
    assert mistyped(key[:place] + other + key[place + 1 :])


def test_each_scope_includes_those_before_it() -> None:
    scopes = module.SCOPES
    assert [[opens(had, needed) for needed in scopes] for had in scopes] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def last(service: KeyService) -> list[object]:
    return [row.last_used_at for row in service.all() if isinstance(row, KeyRow)]
