"""What a worker of this machine loads first: Ctrl-C is for the command, which ends its workers."""

import signal


def dask_setup(worker: object) -> None:
    """Called by Dask in the worker's main thread."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
