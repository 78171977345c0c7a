"""A remembered answer over HTTP beside an ASGI function that has nothing to do but to send the same bytes."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from bench.graph.measure import ROUNDS, Differs, Line
from bench.graph.setting import Setting
from bench.http.load import Server, ask, asking, load, serving

_TIMES = 20_000


def lines(setting: Setting) -> Iterator[Line]:
    """The subgraph around the country of the strongest links, 100 nodes and 500 relations, with all that the service does
    about a request; servers take turns."""
    database, folder = setting.fresh("cached"), setting.fresh("cached-home")
    shutil.copy(setting.file, database)
    given = (f"sqlite:///{database}", str(folder), str(setting.fresh("log")))
    path = f"/v1/countries/{setting.countries[0]}/subgraph"
    request = asking(path)
    with ExitStack() as stack:
        ours = stack.enter_context(serving("ours", *given, "info"))
        quiet = stack.enter_context(serving("ours", *given, "warning"))
        ask(ours, request)
        head, body = ask(ours, request)
        file = setting.fresh("answer")
        sent = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line]
        # The server adds these itself.
        headers = [(name, value) for name, value in sent if name not in ("date", "server")]
        file.write_bytes(json.dumps(headers).encode() + b"\n" + body)
        bare = stack.enter_context(serving("bare", *given, "info", str(file)))
        if ask(bare, request)[1] != body:
            raise Differs("cached: the bare function's bytes are not the service's")
        tag = dict(headers)["etag"]
        unchanged = asking(path, if_none_match=tag)
        short = asking(path, accept_encoding="gzip")
        ask(quiet, request)
        ask(ours, short)
        tasks: dict[str, tuple[Server, bytes, int]] = {
            "bare": (bare, request, 200),
            "cached": (ours, request, 200),
            "304": (ours, unchanged, 304),
            "quiet": (quiet, request, 200),
            "gzip": (ours, short, 200),
        }
        taken: dict[str, list[float]] = {name: [] for name in tasks}
        for number in range(-1, ROUNDS):
            for name, (server, asked, status) in tasks.items():
                found = load(server, [asked], _TIMES, status=status)
                if number >= 0:
                    taken[name].append(found)
    rate = {name: median(found) for name, found in taken.items()}
    told = f"{rate['bare']:,.0f} requests a CPU second, {len(body):,} bytes"
    yield Line(
        "remembered subgraph ÷ a bare ASGI function with the same bytes", rate["cached"] / rate["bare"], 0.95, told, at_least=True
    )
    yield Line("304 ÷ the same", rate["304"] / rate["bare"], 1.2, told, at_least=True)
    yield Line("the same subgraph without the log line ÷ the bare function", rate["quiet"] / rate["bare"], peer=told)
    yield Line("the same subgraph by gzip ÷ the bare function", rate["gzip"] / rate["bare"], peer=told)
