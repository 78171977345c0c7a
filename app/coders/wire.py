"""What we and a coder's process write one another: pickles, since both are the same program, on a pipe nobody else has."""

import pickle
from datetime import date
from typing import IO, Any

from graph.model import Coding

#: The name of a coder's method, what it takes, and the day.
Request = tuple[str, str | list[str], date | None]
#: ``("ready", "")`` once, at the start; then ``("coded", Coding)`` or ``("failed", reason)`` for each request.
Answer = tuple[str, Coding | str]


def write(stream: IO[bytes] | None, message: Request | Answer) -> None:
    """Write one message. Raises OSError where nobody reads."""
    assert stream is not None  # noqa: S101 - both ends are pipes
    pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def read(stream: IO[bytes] | None) -> Any:
    """Read one message; EOFError where there is none any more, or only the beginning of one."""
    assert stream is not None  # noqa: S101
    try:
        return pickle.load(stream)  # noqa: S301 - from our own child, or from the process that started us
    except pickle.UnpicklingError:
        raise EOFError from None
