"""The seeded application under other settings, and keys for it."""

from datetime import UTC, datetime
from typing import Any

from fastapi.testclient import TestClient

from app.container import Container
from app.main import create_app
from app.services.keys import KeyService
from app.store.rows import Scope
from tests.api.conftest import NOON

BEYOND = "0.0.0.0"  # noqa: S104 - nothing is bound


def guarded(container: Container, base_url: str = "http://testserver", **settings: Any) -> TestClient:
    """A client of the application with these settings changed. Not entered: nothing polls."""
    changed = type(container.settings).read(**{**container.settings.model_dump(), **settings})
    app = create_app(changed, container, now=lambda: NOON)
    return TestClient(app, base_url=base_url, follow_redirects=False, raise_server_exceptions=False, client=("192.0.2.7", 5))


def key(container: Container, scope: Scope) -> str:
    """A new key that the container knows."""
    made = KeyService(container.engine).add(scope, scope, now=datetime.now(UTC))
    container.keys.refresh()
    return made.key


def bearer(key: str) -> dict[str, str]:
    """The header that shows it."""
    return {"Authorization": f"Bearer {key}"}
