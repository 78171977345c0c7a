"""Commands with the cheap coder: python -m bench.ingest.running ingest|backfill FILE DATABASE WORKERS"""

import sys

from app.commands.backfill import backfill
from app.commands.ingest import ingest
from app.container import Container
from app.ingestion.defaults import Defaults
from app.settings import Settings
from bench.ingest.fakes import CheapCoder


def main(command: str, path: str, database: str, workers: int) -> int:
    """Run it."""
    settings = Settings(database_url=database)
    if command == "backfill":
        return backfill(settings, [path], Defaults(), workers=workers, coder="bench.ingest.fakes:cheap")
    with Container.open(settings, coder=CheapCoder()) as container:
        return ingest(container, [path], Defaults(), at_once=workers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
