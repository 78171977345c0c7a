"""A server to measure, in a process of its own: python3 -m bench.http.serving WHAT DATABASE FOLDER LOG LEVEL [ANSWER]

WHAT is ``ours`` (the service), ``uncached`` (the same, which remembers nothing), ``model`` (a FastAPI route with a
``response_model`` over the same graph) or ``bare`` (an ASGI function that sends the ANSWER of a file: headers as JSON in a line,
and a body). One process, uvicorn with uvloop and httptools; requests are logged as JSON into the file LOG. Prints the port.
"""

import json
import logging
import socket
import sys
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from app import logs
from app.api import present
from app.commands.serve import GATHERED
from app.container import Container
from app.http.remembered import AnswerCache
from app.main import create_app
from app.schemas.graph import SubgraphAnswer
from app.settings import Settings
from graph.formats import NodeRecord, addresses, nodelink
from graph.model import Coding
from graph.queries import Filter, subgraph


class NoCoder:
    """Nothing is coded here."""

    def code(self, text: str, day: date | None = None) -> Coding:
        """Not called."""
        raise NotImplementedError

    def code_sentences(self, sentences: Any, day: date | None = None) -> Coding:
        """Not called."""
        raise NotImplementedError


def bare(answer: Path) -> ASGIApp:
    """The least that can be done: the same bytes to whoever asks."""
    head, _, body = answer.read_bytes().partition(b"\n")
    headers = [(name.encode(), value.encode()) for name, value in json.loads(head)]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    return app


def with_model(container: Container) -> ASGIApp:
    """The subgraph of a country as FastAPI has it by default: a dictionary, validated and written by its model."""
    app = FastAPI()

    @app.get("/v1/countries/{code}/subgraph", response_model=SubgraphAnswer, response_model_exclude_unset=True)
    def country_subgraph(code: str, depth: int = 1, limit_nodes: int = 100, limit_edges: int = 500) -> Any:
        version, which = container.graph.current(), Filter()
        found = subgraph(version, code, which, depth=depth, limit_nodes=limit_nodes, limit_edges=limit_edges)
        nodes = [
            nodelink.node_of(NodeRecord(info, version.degree(info.id), hops))
            for info, hops in zip(found.nodes, found.hops, strict=True)
        ]
        edges = [nodelink.edge(view) | {"link": addresses.evidence(view.id)} for view in found.edges]
        about = {**present.about(version, which.window), "depth": depth}
        return {"directed": True, "multigraph": True, "graph": about, "nodes": nodes, "edges": edges, **present.around(found)}

    return app


def main(what: str, database: str, folder: str, log: str, level: str, *rest: str) -> None:
    """Serve until killed."""
    with Path(log).open("a", encoding="utf-8") as stream, socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        if what == "bare":
            app = bare(Path(rest[0]))
        else:
            settings = Settings(database_url=database, home=Path(folder), poll_interval=60, log_level=level)
            container = Container.open(settings, coder=NoCoder())
            service = create_app(settings, container)
            if what == "uncached":
                service.state.answers = AnswerCache(0)
            app = with_model(container) if what == "model" else service
        config = uvicorn.Config(app, log_config=None, access_log=False, backlog=2048, loop="uvloop", http="httptools")
        logs.configure(level, stream, gathered=GATHERED)
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        print(listening.getsockname()[1], flush=True)
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
