"""What could not be taken in, as it is kept beside the receipt of its lot."""

from app.ingestion.sources import ReadProblem
from app.services.ingest import Result
from app.services.preparing import Refused
from app.store.lots import Problem

_SLUGS = {"failed": "coding-failed", "aside": "not-english"}


def unreadable(problem: ReadProblem) -> Problem:
    """Of something that could not be read."""
    return Problem(problem.place, None, "unreadable", problem.reason)


def not_taken(result: Result, place: str, title: str | None) -> Problem | None:
    """Of an article that lies at this place, unless that does by what the result says; None where it was taken in."""
    if isinstance(result, Refused):
        return Problem(result.place or place, result.title, result.slug, result.error)
    slug = _SLUGS.get(result.outcome)
    return None if slug is None else Problem(place, title, slug, result.error or "", result.article_id)
