"""A backfill as a process of its own, with the coder of the tests: python -m tests.bulk.running URL PATH [SCHEDULER]"""

import signal
import sys

from app.commands.backfill import backfill
from app.errors import EntenteError
from app.ingestion.defaults import Defaults
from app.settings import Settings


def main(url: str, path: str, scheduler: str | None = None) -> int:
    """As the command line has it."""
    workers = None if scheduler else 2
    try:
        return backfill(
            Settings(database_url=url), [path], Defaults(), scheduler=scheduler, workers=workers, coder="tests.bulk.coders:made"
        )
    except EntenteError as error:
        print(f"entente: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts tests in the background has it ignored
    sys.exit(main(*sys.argv[1:]))
