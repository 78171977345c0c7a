"""The Dask cluster: processes of this machine, or whoever listens at an address. The only module that imports `distributed`."""

import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any

from app.bulk.pool import Died
from app.errors import BadSettings, ClusterLost, ClusterUnfit, EntenteError

try:  # it has no types to speak of
    dask: Any = import_module("dask")
    distributed: Any = import_module("distributed")
except ImportError as error:  # an installed package without the extra
    raise BadSettings("backfill needs Dask, which is not installed; install the extra: pip install 'entente[dask]'") from error

#: Seconds in which a cluster has to answer, and a first worker has to be there.
PATIENCE = 30
_LOOK = 5.0  # seconds between two looks at whether somebody works at all

#: A worker's death is told at once, since the flow knows better what to do; nothing is written to disk, nothing listens to
#: browsers, and what is kept of past tasks is little. Nobody looks at what Dask measures of itself, for which it would stop
#: the coder a hundred times a second.
_LOCAL = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.admin.low-level-log-length": 100,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.cycle": "10s",
    "distributed.admin.system-monitor.interval": "60s",
    "distributed.admin.system-monitor.disk": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.client.scheduler-info-interval": "60s",
}
_QUIET = ("distributed", "tornado", "asyncio", "bokeh")


class DaskPool:
    """A :class:`app.bulk.pool.Pool` over a Dask client. ``stalled`` is told when nobody works any more, every few seconds."""

    def __init__(self, client: Any, name: str, stalled: Callable[[], None] = lambda: None) -> None:
        self._client = client
        self._name = name
        self._stalled = stalled
        self._tickets: dict[str, tuple[object, Any]] = {}
        self._ended: SimpleQueue[Any] = SimpleQueue()
        self._number = 0

    @property
    def workers(self) -> int:
        """Threads of all workers, at least one."""
        return max(1, self._threads())

    def submit(self, ticket: object, function: Callable[..., Any], *arguments: Any, urgent: bool = False) -> None:
        """As :meth:`app.bulk.pool.Pool.submit`."""
        self._number += 1
        key = f"{function.__module__}.{function.__name__}-{self._number}"
        with self._lost():
            future = self._client.submit(function, *arguments, key=key, pure=False, priority=10 if urgent else 0)
        self._tickets[key] = ticket, future
        future.add_done_callback(self._ended.put)

    def take(self) -> tuple[Any, Any]:
        """As :meth:`app.bulk.pool.Pool.take`."""
        while True:
            try:
                future = self._ended.get(timeout=_LOOK)
                break
            except Empty:
                if not self._threads():
                    self._stalled()
        ticket, _ = self._tickets.pop(future.key)
        try:
            with self._lost(lambda: future.status in ("cancelled", "lost")):
                return ticket, future.result()
        except distributed.KilledWorker as killed:
            return ticket, Died(killed.allowed_failures + 1)
        except (ImportError, AttributeError) as error:
            raise ClusterUnfit(f"a worker of {self._name} cannot run this program: {error}; start it with this one") from error

    def _threads(self) -> int:
        with self._lost():
            return sum(map(int, self._client.nthreads().values()))

    @contextmanager
    def _lost(self, surely: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """Raise ClusterLost where the scheduler does not answer, or is ``surely`` not there."""
        try:
            yield
        except EntenteError:
            raise
        except Exception as error:
            if surely() or isinstance(error, OSError | TimeoutError):
                gone = f"the scheduler of {self._name} is gone; what is stored stays, and the same command goes on from there"
                raise ClusterLost(gone) from error
            raise


@contextmanager
def local(workers: int, stalled: Callable[[], None] = lambda: None) -> Iterator[DaskPool]:
    """Processes of this machine, a thread each. They listen on the loopback address alone, and to nobody without the
    certificate that is made for this run: whoever reaches a worker could run what he likes."""
    with ExitStack() as stack:
        stack.enter_context(_silence())
        stack.enter_context(dask.config.set(_LOCAL))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="entente-dask-", ignore_cleanup_errors=True))
        cluster = stack.enter_context(
            distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                worker_dashboard_address=None,
                security=distributed.Security.temporary(),
                protocol="tls://",
                memory_limit=0,
                local_directory=folder,
                preload=["app.bulk.deaf"],
                silence_logs=logging.CRITICAL,
            )
        )
        client = stack.enter_context(distributed.Client(cluster, timeout=PATIENCE))
        yield DaskPool(client, "this machine", stalled)


@contextmanager
def remote(address: str, stalled: Callable[[], None] = lambda: None) -> Iterator[DaskPool]:
    """The cluster of the scheduler at an address (``tcp://host:8786``); its workers need this very program.

    Raises :class:`app.errors.ClusterLost` where nobody answers, or no worker comes.
    """
    with ExitStack() as stack:
        stack.enter_context(_silence())
        try:
            client = stack.enter_context(distributed.Client(address, timeout=PATIENCE, set_as_default=False))
            client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterLost(f"no Dask scheduler with a worker answers at {address} ({error}); check the address") from error
        yield DaskPool(client, address, stalled)


@contextmanager
def _silence() -> Iterator[None]:
    """What Dask tells of its own accord is for those who run it; what matters of it is told by the command."""
    known = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _QUIET]
    loggers = [logging.getLogger(name) for name in known]  # each of Dask's has a level of its own
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            for logger, level in zip(loggers, before, strict=True):
                logger.setLevel(level)
