"""An application behind a real socket, in a thread of this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from app.commands.serve import bind


@contextmanager
def live(app: FastAPI) -> Iterator[str]:
    """The address at which the application answers. Its socket listens at once: whoever comes early waits."""
    with bind("127.0.0.1", 0) as taken:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()
