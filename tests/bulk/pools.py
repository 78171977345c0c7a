"""A pool in this process: tasks are done when somebody takes a result, in an order of chance."""

import random
from collections.abc import Callable
from typing import Any

from app.bulk import tasks
from app.bulk.pool import Died


class PoolOfChance:
    """Works on ``workers`` tasks at once, as far as anybody can see. Whatever ``kills`` is true of kills its worker."""

    def __init__(self, seed: int, workers: int = 3, kills: Callable[[tuple[Any, ...]], bool] = lambda _: False) -> None:
        self.workers = workers
        self.most = 0
        self.coded: list[str] = []
        self.kills = kills
        self._dice = random.Random(seed)  # noqa: S311 - no secret
        self._waiting: list[tuple[object, Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, ticket: object, function: Callable[..., Any], *arguments: Any, urgent: bool = False) -> None:
        self._waiting.append((ticket, function, arguments))
        self.most = max(self.most, len(self._waiting))

    def take(self) -> tuple[Any, Any]:
        ticket, function, arguments = self._waiting.pop(self._dice.randrange(len(self._waiting)))
        if function.__module__ == tasks.__name__ and self.kills(arguments):
            return ticket, Died(1)
        if function.__name__ == "code":
            self.coded += [article.text for article in arguments[1]]
        return ticket, function(*arguments)
