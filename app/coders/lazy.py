"""The embedded coder in this process, loaded on first use."""

from collections.abc import Sequence
from datetime import date
from threading import Lock

from app.errors import CoderUnavailable
from app.services.coding import CodesArticles
from graph.errors import GraphError
from graph.model import Coding


class LazyCoder:
    """The real coder, loaded on first use, since its model takes a moment and readers need none."""

    def __init__(self, threads: int = 1, least: float | None = None) -> None:
        self._threads = threads
        self._least = least
        self._lock = Lock()
        self._coder: CodesArticles | None = None

    def code(self, text: str, day: date | None = None) -> Coding:
        """As :meth:`graph.coding.Coder.code`. Raises :class:`app.errors.CoderUnavailable`."""
        return self.load().code(text, day)

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """As :meth:`graph.coding.Coder.code_sentences`. Raises :class:`app.errors.CoderUnavailable`."""
        return self.load().code_sentences(sentences, day)

    def load(self) -> CodesArticles:
        """The coder itself. Raises :class:`app.errors.CoderUnavailable` when its files are absent or damaged."""
        with self._lock:
            if self._coder is None:
                try:
                    # Here, not above: reading needs neither the model nor the time that its libraries take.
                    from graph.coding import Coder  # noqa: PLC0415
                    from graph.coding.judge import LEAST  # noqa: PLC0415

                    self._coder = Coder.load(self._threads, LEAST if self._least is None else self._least)
                except (GraphError, ImportError, OSError) as error:
                    raise CoderUnavailable(f"the coder cannot be loaded: {error}") from error
            return self._coder
