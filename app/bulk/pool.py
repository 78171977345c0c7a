"""What the flow asks of whoever works: tasks in, results out in any order. The Dask cluster is one, a pool of processes in the
bench another."""

from collections.abc import Callable
from typing import Any, Protocol


class Died(Exception):  # noqa: N818 - reads as what happened
    """So many workers died over a task; whether through its fault is not known."""

    def __init__(self, deaths: int) -> None:
        super().__init__(f"{deaths} workers died over a task")
        self.deaths = deaths


class Pool(Protocol):
    """Runs functions of modules elsewhere."""

    @property
    def workers(self) -> int:
        """How many tasks run at once."""

    def submit(self, ticket: object, function: Callable[..., Any], *arguments: Any, urgent: bool = False) -> None:
        """Have it run; what comes of it is given under the ticket. ``urgent`` ones go before others."""

    def take(self) -> tuple[Any, Any]:
        """Ticket and result of a task that has ended, as soon as there is one; the result is :class:`Died` where its workers
        died. Raises what the task raised, and :class:`app.errors.ClusterLost`."""
