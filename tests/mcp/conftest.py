"""A seeded application, and the server over it, asked by the protocol package's own client in this process."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import anyio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp_types import CallToolResult, TextContent

from app.main import create_app
from app.mcp.asking import Service
from app.mcp.server import make_server
from tests.api.conftest import NOON, make_container, seed

T = TypeVar("T")
Ask = Callable[[str, dict[str, Any]], CallToolResult]


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application of the three articles."""
    with make_container(tmp_path_factory.mktemp("mcp")) as container:
        seed(container)
        yield create_app(container=container, now=lambda: NOON)


@pytest.fixture(scope="package")
def reader(app: FastAPI) -> Iterator[TestClient]:
    """The same over HTTP."""
    with TestClient(app) as client:
        yield client


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[Client]:
    """A client of the application's tools."""
    async with Client(make_server(Service(app), "1")) as client:
        yield client


def within(app: FastAPI, do: Callable[[Client], Awaitable[T]]) -> T:
    """What comes of a conversation."""

    async def talk() -> T:
        async with connected(app) as client:
            return await do(client)

    return anyio.run(talk)


@pytest.fixture(scope="package")
def ask(app: FastAPI, reader: TestClient) -> Ask:
    """Calls a tool. The client holds the answer against the tool's schema."""

    def call(name: str, arguments: dict[str, Any]) -> CallToolResult:
        async def talk(client: Client) -> CallToolResult:
            await client.list_tools()  # from here it knows the schemas
            return await client.call_tool(name, arguments)

        return within(app, talk)

    return call


def said(result: CallToolResult) -> str:
    """The text of an answer."""
    (block,) = result.content
    assert isinstance(block, TextContent)
    return block.text
