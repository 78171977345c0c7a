"""Files that commands write."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.commands.code import BadFile, hush


@contextmanager
def made(target: str, source: str = "-") -> Iterator[BinaryIO]:
    """Where to write: stdout, or a file that takes its name when the block ends well and is gone when it does not."""
    path = Path(target)
    try:
        if target == "-":
            yield sys.stdout.buffer
            return
        if source != "-" and path.exists() and path.samefile(source):
            raise BadFile(f"{target} is the input too; name another file to write")
        if path.exists() and not path.is_file():  # a device or a pipe has to stay one
            with path.open("wb") as file:
                yield file
            return
        whole = path.resolve()  # and so has a link
        part = whole.with_name(f".{whole.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                yield file
            if whole.exists():
                shutil.copymode(whole, part)
            part.replace(whole)
        finally:
            part.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:  # reading's own are BadFile by now: these are of the file to write
        if target == "-":
            hush()
        raise BadFile(f"cannot write {target}: {error.strerror}; name another file to write") from error
