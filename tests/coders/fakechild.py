"""A coder's process without a model: ``dies`` in a text ends it, ``dies once`` the first time, ``hangs`` never answers."""

import os
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.coders.child import serve
from graph.model import Coding
from tests.services.fake import FakeCoder


class Deadly(FakeCoder):
    """The fake coder; what it said it coded is ``sentences`` alone."""

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        for sentence in sentences:
            if sentence.startswith("dies once "):
                mark = Path(sentence.removeprefix("dies once "))
                if not mark.exists():
                    mark.touch()
                    os.kill(os.getpid(), signal.SIGKILL)
            elif sentence == "dies":
                os.kill(os.getpid(), signal.SIGKILL)
            elif sentence == "hangs":
                signal.pause()
            elif sentence == "who":
                return Coding((str(os.getpid()),), ())
        return super().code_sentences(sentences, day)


if __name__ == "__main__":
    serve(Deadly(), sys.stdin.buffer, sys.stdout.buffer)
