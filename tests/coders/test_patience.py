"""What takes too long is told so once, and nothing else is."""

from threading import Event, enumerate

from app.coders.patience import Patience


def watching() -> list[str]:
    """The threads that look at the clock."""
    return [thread.name for thread in enumerate() if thread.name == "patience"]


def test_what_takes_too_long_is_told_once() -> None:
    calls: list[int] = []
    late = Event()

    def told() -> None:
        calls.append(1)
        late.set()

    with Patience().within(0.0, told):
        assert late.wait(30)
    assert calls == [1]


def test_a_shorter_case_is_not_kept_waiting_by_a_longer_one() -> None:
    patience, late, never = Patience(), Event(), Event()
    with patience.within(3_600, never.set), patience.within(0.0, late.set):
        assert late.wait(30)
    assert not never.is_set()


def test_what_was_left_in_time_is_never_told() -> None:
    now = [0.0]
    patience, late, never = Patience(lambda: now[0]), Event(), Event()
    with patience.within(10, never.set):
        pass
    now[0] = 20
    with patience.within(0.0, late.set):
        assert late.wait(30)
    assert not never.is_set()


def test_one_thread_looks_for_all() -> None:
    patience, before = Patience(), len(watching())
    for _ in range(50):
        with patience.within(3_600, lambda: None), patience.within(3_600, lambda: None):
            assert len(watching()) == before + 1
