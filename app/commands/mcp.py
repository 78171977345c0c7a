"""`mcp`: the service for a language model, over stdin and stdout."""

import anyio

from app import logs
from app.container import Container
from app.main import create_app
from app.mcp.asking import Service
from app.mcp.server import make_server
from app.services.coding import CodesArticles
from app.settings import Settings


def run(settings: Settings, *, coder: CodesArticles | None = None) -> int:
    """Serve until stdin ends. Only the protocol goes to stdout; logs go to stderr."""
    logs.configure(settings.log_level)
    with Container.open(settings.model_copy(update={"mcp": False}), coder=coder) as container:
        app = create_app(container=container)

        async def serve() -> None:
            async with app.router.lifespan_context(app):
                await make_server(Service(app), app.version).run_stdio_async()

        anyio.run(serve)
    return 0
