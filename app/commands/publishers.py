"""`publishers`: list them, and show what is known of one."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.commands.console import aligned
from app.ingestion.outlets import Outlets
from app.services.publishers import UNKNOWN, Publisher, PublisherService
from app.settings import Settings
from app.store.engine import make_engine
from app.store.migrating import migrate

_HEAD = "id", "name", "country", "ownership", "kind", "articles", "credits", "evidence"


def show_all(
    settings: Settings, *, country: str | None, ownership: str | None, kind: str | None, q: str | None, known: bool
) -> int:
    """Print publishers on stdout, a line each."""
    home = country.upper() if country else None
    with _service(settings) as service:
        found = service.publishers(country=home, ownership=ownership, kind=kind, q=q, known=known)
    sys.stdout.write(table(found))
    return 0


def show(settings: Settings, identifier: str) -> int:
    """Print a publisher on stdout, a line for each thing that is known."""
    with _service(settings) as service:
        one = service.publisher(identifier)
    sys.stdout.write("".join(f"{name}: {' '.join(value.split())}\n" for name, value in _known(one).items() if value))
    return 0


def table(rows: Sequence[Publisher]) -> str:
    """Publishers as aligned columns, under a head; a line that says so where there are none."""
    return aligned(_HEAD, [tuple(_cells(row).values()) for row in rows], "no publishers")


def _cells(one: Publisher) -> dict[str, str]:
    known = one.outlet
    values = one.id, one.name, known.country if known else UNKNOWN, one.ownership, known.kind if known else UNKNOWN
    numbers = (format(number, ",") for number in (one.articles, one.credits, one.evidence))
    return dict(zip(_HEAD, (*values, *numbers), strict=True))


def _known(one: Publisher) -> dict[str, str]:
    cells = _cells(one)
    if (known := one.outlet) is None:
        return cells
    more = {"owner": known.owner, "since": known.since, "until": known.until}
    lists = {"also called": ", ".join(known.aliases), "addresses": ", ".join(known.domains)}
    return {**cells, **lists, **{name: value or "" for name, value in more.items()}}


@contextmanager
def _service(settings: Settings) -> Iterator[PublisherService]:
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        migrate(engine)
        yield PublisherService(engine, Outlets.load())
    finally:
        engine.dispose()
