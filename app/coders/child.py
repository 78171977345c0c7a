"""A coder's process: answers requests from standard input on standard output until the input ends."""

import logging
import os
import signal
import sys
from typing import IO

from app.coders.lazy import LazyCoder
from app.coders.wire import read, write
from app.errors import EntenteError
from app.services.coding import CodesArticles
from app.settings import Settings

log = logging.getLogger(__name__)


def serve(coder: CodesArticles, requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until there are no requests; whatever a request raises is its answer."""
    write(answers, ("ready", ""))
    while True:
        try:
            method, given, day = read(requests)
        except EOFError:
            return
        try:
            coding = coder.code(given, day) if method == "code" else coder.code_sentences(given, day)
        except Exception as error:  # it is the article's; the process goes on
            log.exception("an article cannot be coded")
            write(answers, ("failed", f"{type(error).__name__}: {error}"))
        else:
            write(answers, ("coded", coding))


def main() -> None:
    """Load the coder and serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us when it has finished
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    try:
        settings = Settings.read()
        coder = LazyCoder(settings.coder_threads, settings.min_confidence).load()
    except EntenteError as error:
        write(answers, ("failed", error.detail))
        sys.exit(1)
    try:
        serve(coder, sys.stdin.buffer, answers)
    except BrokenPipeError:  # nobody waits for the answer any more
        sys.exit(1)


if __name__ == "__main__":
    main()
