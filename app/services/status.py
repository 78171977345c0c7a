"""How much is stored, how fresh it is."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Counts of what stands (retracted things left out, save in ``retracted``), and the newest dates."""

    version: int
    articles: int
    failed: int
    retracted: int
    evidence: int
    relations: int
    actors: int
    newest_day: date | None
    oldest_day: date | None
    last_received_at: datetime | None


class StatusService:
    """Reads the store's own status."""

    def __init__(self, engine: Engine) -> None: ...

    def status(self) -> StoreStatus:
        """Counts and dates as of now, read in one transaction. Raises :class:`app.errors.StoreUnavailable`."""
        raise NotImplementedError
