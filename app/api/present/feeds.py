"""How feeds look as JSON."""

from typing import Any

from app.services.feeds import FeedState
from app.store.rows import FeedEntryRow

_STATES = "taken", "waiting", "refused"


def feed(state: FeedState) -> dict[str, Any]:
    """A feed."""
    row = state.row
    return {
        "id": row.id,
        "url": row.url,
        "title": row.title,
        "publisher": row.publisher,
        "added_at": row.added_at,
        "polled_at": row.polled_at,
        "next_poll": None if row.disabled_at is not None else row.next_poll,
        "interval": row.interval,
        "entries": {name: state.counts.get(name, 0) for name in _STATES},
        "failures": row.failures,
        "failing_since": row.failing_since,
        "error": row.error,
        "disabled_at": row.disabled_at,
        "disabled_reason": row.disabled_reason,
        "links": {"self": f"/v1/feeds/{row.id}", "poll": f"/v1/feeds/{row.id}/poll"},
    }


def with_problems(state: FeedState) -> dict[str, Any]:
    """A feed, with what could not be taken in from it."""
    return {**feed(state), "problems": [_problem(entry) for entry in state.problems]}


def _problem(entry: FeedEntryRow) -> dict[str, Any]:
    return {
        "url": entry.url,
        "title": entry.title,
        "state": entry.state,
        "attempts": entry.attempts,
        "type": f"/problems/{entry.slug}",
        "detail": entry.reason,
    }
