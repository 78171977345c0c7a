"""Coders for workers, which are other processes: they find what they need in the folder ``$ENTENTE_TEST_FOLDER``."""

import os
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

from app.bulk.shards import Shard
from app.bulk.tasks import Recipe
from app.ingestion.sources import Item
from graph.model import Coding
from tests.api.phrases import PhraseCoder


class WorkersCoder(PhraseCoder):
    """Codes phrases. A text with "poison" ends the process. One with "held" says which process it is in, in the file ``pid``,
    and comes to no end, unless there is a file ``go`` by then."""

    def code(self, text: str, day: date | None = None) -> Coding:
        """As the phrase coder, where it is let."""
        if "poison" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        folder = Path(os.environ.get("ENTENTE_TEST_FOLDER", "."))
        if "held" in text and not (folder / "go").exists():
            (folder / "pid.part").write_text(str(os.getpid()), encoding="ascii")
            (folder / "pid.part").replace(folder / "pid")
            Event().wait()
        return super().code(text, day)


def made(recipe: Recipe) -> WorkersCoder:
    """For a recipe; from now on, a file that is called "deadly" ends the process that reads it."""
    setattr(Shard, "read", _deadly)  # noqa: B010 - of this process alone
    return WorkersCoder()


_read = Shard.read


def _deadly(shard: Shard) -> Iterator[Item]:
    if "deadly" in str(shard.path):
        os.kill(os.getpid(), signal.SIGKILL)
    return _read(shard)
