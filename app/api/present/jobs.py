"""How jobs and their problems look as JSON."""

from datetime import datetime
from typing import Any

from app.services.jobs import COUNTS, rate
from app.store.lots import Problem
from app.store.rows import JobRow


def job(row: JobRow, now: datetime) -> dict[str, Any]:
    """A job, and how far it is."""
    home = f"/v1/jobs/{row.id}"
    speed = rate(row, now)
    return {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "state": row.state,
        "stopping": row.stop and not row.ended,
        "error": row.error,
        "counts": {name: row.counts.get(name, 0) for name in COUNTS},
        "total": row.total,
        "rate": None if speed is None else round(speed, 2),
        "size": row.size,
        "attempt": row.attempt,
        "starts": row.starts,
        "created_at": row.created_at,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "links": {"self": home, "problems": f"{home}/problems", "events": f"{home}/events", **_read(row)},
    }


def _read(row: JobRow) -> dict[str, str]:
    return {"feed": f"/v1/feeds/{row.source}"} if row.kind == "feed" else {}


def problem(found: Problem) -> dict[str, Any]:
    """Something that could not be taken in."""
    return {
        "place": found.place,
        "title": found.title,
        "reason": found.slug,
        "detail": found.detail,
        "article": None if found.article is None else f"/v1/articles/{found.article}",
    }
