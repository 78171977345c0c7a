"""Where an answer is worked out: on the event loop where that takes a few milliseconds, else in one of a few threads.

Walking the graph is numpy and Python by turns. A thread gives up the interpreter at each turn and waits to get it back from
a busy event loop, so that many walking threads take many times as long as one after the other on the loop.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

T = TypeVar("T")
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

#: Walks in threads at the same time: one more only has them wait for each other.
_WALKERS = 2
_LIGHT = "__light__"
#: Whose turn it is on the loop: of what many may be asking for, and of all else.
_turns: RunVar[tuple[asyncio.Lock, asyncio.Lock]] = RunVar("turns")
#: Set where an answer is made that many may be asking for.
_first: ContextVar[bool] = ContextVar("first", default=False)
_walkers: RunVar[CapacityLimiter] = RunVar("walkers")


def light(when: Callable[..., bool] = lambda **_: True) -> Callable[[Endpoint], Endpoint]:
    """Marks a plain ``def`` handler whose answer takes a few milliseconds, ``when`` it is called with such arguments."""

    def marked(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _LIGHT, when)
        return endpoint

    return marked


def worked(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The handler as a coroutine function that has its answer worked out where it should be; one that is a coroutine function
    itself sees to that on its own."""
    if iscoroutinefunction(endpoint):
        return endpoint
    when: Callable[..., bool] = getattr(endpoint, _LIGHT, lambda **_: False)

    @wraps(endpoint)
    async def made(**given: Any) -> Any:
        make = partial(endpoint, **given)
        return await (here(make) if when(**given) else aside(make))

    return made


@contextmanager
def first() -> Iterator[None]:
    """What is worked out meanwhile waits for its like alone, and not for what few ask for."""
    token = _first.set(True)
    try:
        yield
    finally:
        _first.reset(token)


async def here(make: Callable[[], T]) -> T:
    """On the event loop, in turn; between two, everybody else's requests have theirs."""
    turns = _turns.get(None)
    if turns is None:
        _turns.set(turns := (asyncio.Lock(), asyncio.Lock()))
    turn = turns[0 if _first.get() else 1]
    await turn.acquire()
    try:
        return make()
    finally:
        # Not before this answer is on its way, and what came meanwhile has been looked at.
        asyncio.get_running_loop().call_soon(turn.release)


async def aside(make: Callable[[], T]) -> T:
    """In a thread, when one of those that walk is free."""
    walkers = _walkers.get(None)
    if walkers is None:
        _walkers.set(walkers := CapacityLimiter(_WALKERS))
    return await to_thread.run_sync(make, limiter=walkers)
