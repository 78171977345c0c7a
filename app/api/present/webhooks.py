"""How webhooks and their deliveries look as JSON; the secret only where it is asked for."""

from typing import Any

from app.services.changes import Position
from app.store.rows import DeliveryRow, WebhookRow


def webhook(row: WebhookRow) -> dict[str, Any]:
    """A webhook, without its secret."""
    home = f"/v1/webhooks/{row.id}"
    return {
        "id": row.id,
        "url": row.url,
        "description": row.description,
        "type": list(row.types),
        "actor": row.actor,
        "country": row.country,
        "created_at": row.created_at,
        "position": str(Position(row.version, row.given)),
        "failures": row.failures,
        "failing_since": row.failing_since,
        "next_try": row.next_try,
        "disabled_at": row.disabled_at,
        "disabled_reason": row.disabled_reason,
        "links": {"self": home, "deliveries": f"{home}/deliveries"},
    }


def delivery(row: DeliveryRow) -> dict[str, Any]:
    """An attempt."""
    return {
        "message": row.message,
        "attempt": row.attempt,
        "at": row.at,
        "changes": row.changes,
        "version": row.version,
        "arrived": row.arrived,
        "status": row.status,
        "ms": row.ms,
        "error": row.error,
    }
