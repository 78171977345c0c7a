"""Whoever waits for the stop is told, whichever thread begins it."""

import asyncio
from threading import Thread

from app.stopping import Stopping


def test_those_who_wait_are_told_from_another_thread() -> None:
    stopping = Stopping()

    async def watch() -> str:
        waiting = [asyncio.create_task(stopping.wait()) for _ in range(3)]
        waiting[0].cancel()
        await asyncio.gather(waiting[0], return_exceptions=True)
        thread = Thread(target=stopping.begin)
        thread.start()
        await asyncio.wait_for(asyncio.gather(*waiting[1:]), 60)
        thread.join()
        return "told"

    assert asyncio.run(watch()) == "told"
    assert stopping.begun


def test_after_it_began_nobody_waits() -> None:
    stopping = Stopping()
    assert not stopping.begun
    stopping.begin()
    stopping.begin()
    asyncio.run(asyncio.wait_for(stopping.wait(), 60))
