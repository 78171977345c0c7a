"""A subgraph that is made anew, beside the same answer by a FastAPI route with a ``response_model``."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from bench.graph.measure import ROUNDS, Differs, Line
from bench.graph.setting import Setting
from bench.http.load import ask, asking, load, serving

_TIMES = 6


def lines(setting: Setting) -> Iterator[Line]:
    """The subgraphs around fifty countries, 100 nodes and 500 relations each; servers take turns."""
    database, folder = setting.fresh("answers"), setting.fresh("answers-home")
    shutil.copy(setting.file, database)
    given = (f"sqlite:///{database}", str(folder), str(setting.fresh("log")), "info")
    requests = [asking(f"/v1/countries/{code}/subgraph") for code in setting.countries]
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serving(name, *given)) for name in ("uncached", "model")}
        size = 0
        for request in requests:
            told = {name: ask(server, request)[1] for name, server in servers.items()}
            if json.loads(told["uncached"]) != json.loads(told["model"]):
                raise Differs(f"answers: {request!r} is answered otherwise by the model")
            size += len(told["uncached"])
        taken: dict[str, list[float]] = {name: [] for name in servers}
        for number in range(-1, ROUNDS):
            for name, server in servers.items():
                found = load(server, requests, _TIMES, status=200, connections=1)
                if number >= 0:
                    taken[name].append(found)
    rate = {name: median(found) for name, found in taken.items()}
    peer = f"{rate['model']:,.0f} requests a CPU second, {size // len(requests):,} bytes on average"
    yield Line("subgraph made anew ÷ the same by a response_model", rate["uncached"] / rate["model"], 3, peer, at_least=True)
