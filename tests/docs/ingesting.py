"""The blocks of docs/ingestion.md: each holds commands behind ``$``, and what a person sees of them.

``python -m tests.docs.ingesting`` runs all of them again, one after the other on one fresh database, and writes what they
say into the page. Nothing is pretended: the coder, the site, the cluster, the service and its jobs are real. Only the coder
is shared, since each would load it for a second.

A comment before a block, ``<!-- shows: id counts.read -->``, says which fields of its answers are shown.
"""

import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import httpx2
from structlog.testing import capture_logs

from app.cli import main
from app.coders import LazyCoder
from app.commands.console import Counter
from app.commands.worker import executor
from app.container import Container
from app.jobs.executor import Executor
from app.main import create_app
from app.settings import Settings
from tests.api.live import live
from tests.docs.crawl import crawl
from tests.docs.curl import asked
from tests.docs.layout import flat, kept, laid, shortened
from tests.ingestion.site import HTML, Reply, Site, site

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "ingestion.md"
#: Where the page says that the site is.
SITE = "127.0.0.1:8099"
_BLOCK = re.compile(r"(?:^<!-- shows: (?P<shows>[^\n]*?) -->\n)?^```console\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_APP = "python3 -m app "
#: What is added to commands, which changes nothing of what they say.
_CHEAPER = {"backfill": ("--workers", "1")}
#: What differs from run to run, and from port to port.
_DIFFERS = (
    (re.compile(r"[\d,.]+ (articles|rows) a second"), r"… \1 a second"),
    (re.compile(r"feed-[0-9a-f]{16}"), "feed-…"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "…"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the page, what the page says of it, and which fields of answers it shows; none: all of them."""

    command: str
    said: str
    shows: tuple[str, ...] = ()


def steps(page: str) -> list[Step]:
    """The commands of a page, in its order. Raises ValueError for a block that does not begin with one."""
    found = []
    for block in _BLOCK.finditer(page):
        inside = _COMMAND.findall(block["body"])
        if "".join(f"$ {command}\n{said}" for command, said in inside) != block["body"]:
            raise ValueError(f"a block does not begin with a command: {block['body'][:80]}")
        found += [Step(command, said, tuple((block["shows"] or "").split())) for command, said in inside]
    return found


def alike(said: str) -> str:
    """What was said without what differs from run to run."""
    for pattern, instead in _DIFFERS:
        said = pattern.sub(instead, said)
    return said


class Stage:
    """Where the commands run: a folder of its own with the files of the page, a database, a site on loopback, and a service
    that is there from the first question on."""

    def __init__(self, stack: ExitStack, web: Site, coder: LazyCoder) -> None:
        self._stack = stack
        self._web = web
        self._coder = coder
        self._served: tuple[Container, httpx2.Client] | None = None
        self._does: Executor | None = None

    def run(self, step: Step) -> str:
        """What a person sees of a command."""
        command = step.command.replace(SITE, self._web.at.removeprefix("http://"))
        if command.startswith(_APP):
            said = self._app(shlex.split(command.removeprefix(_APP)))
        else:
            before, _, curl = command.rpartition(" | ")
            piped = subprocess.run(shlex.split(before), capture_output=True, check=True).stdout if before else b""
            said = self._asked(curl, piped, step.shows)
        return said.replace(self._web.at.removeprefix("http://"), SITE)

    def _app(self, words: Sequence[str]) -> str:
        if words[:2] == ["jobs", "watch"]:
            self._begin()
        seen = StringIO()
        with redirect_stdout(seen), redirect_stderr(seen):
            status = main([*words, *_CHEAPER.get(words[0], ())])
        if status not in (0, 1):  # 1 where something was not taken in
            raise ValueError(f"{shlex.join(words)}: {seen.getvalue()}")
        return seen.getvalue()

    def _asked(self, curl: str, piped: bytes, shows: Sequence[str]) -> str:
        container, client = self._served or self._serve()
        given = asked(curl)
        content: str | bytes | None = given.body
        if given.body is not None and given.body.startswith("@"):
            content = piped if given.body == "@-" else Path(given.body[1:]).read_bytes()
        container.graph.refresh()  # it would be there a quarter of a second later
        with client.stream(given.method, given.path, content=content, headers=given.headers) as answer:
            if answer.headers["Content-Type"].startswith("text/event-stream"):
                return self._events(answer.raise_for_status(), shows)
            answer.read()
            found = answer.raise_for_status().json()
        return f"{laid(shortened(kept(found, shows) if shows else found))}\n"

    def _serve(self) -> tuple[Container, httpx2.Client]:
        settings = Settings.read()
        container = self._stack.enter_context(Container.open(settings, coder=self._coder))
        waits = executor(settings, container.engine, container.coder)
        self._stack.callback(waits.stop)
        app = create_app(settings, container)
        app.state.jobs_nudge = waits.nudge
        # Ids that are the same each time; `jobs` of the commands reads them from the page.
        chance = random.Random(7)  # noqa: S311 - no secrets
        ids = SimpleNamespace(token_hex=lambda size: chance.randbytes(size).hex())
        self._stack.enter_context(patch("app.api.jobs.secrets", ids))
        base = self._stack.enter_context(live(app))
        self._does = waits
        self._served = container, self._stack.enter_context(httpx2.Client(base_url=base, timeout=60))
        return self._served

    def _begin(self) -> None:
        """Have jobs done from now on."""
        if self._does is not None:
            self._does.start()
            self._does = None

    def _events(self, answer: httpx2.Response, shows: Sequence[str]) -> str:
        """How a stream begins, and how it ends: how many events there are between depends on the machine. Jobs are begun
        once the first is there, so that it tells of one that waits."""
        told: list[str] = []
        event = ""
        for line in answer.iter_lines():
            if line:
                event += f"{line}\n"
            elif event:
                told.append(event)
                if "event: " in event:
                    self._begin()
                event = ""
        first = next(place for place, one in enumerate(told) if "event: " in one)
        return "\n".join([*(_event(one, shows) for one in told[: first + 1]), "…\n", _event(told[-1], shows)])


def _event(event: str, shows: Sequence[str]) -> str:
    head, mark, data = event.partition("data: ")
    return f"{head}{mark}{flat(kept(json.loads(data), shows))}\n" if mark else event


@contextmanager
def stage() -> Iterator[Stage]:
    """A stage; all of it is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shutil.copytree(HERE, folder / "work" / "tests" / "docs", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        pages = sorted((HERE / "site").glob("*.html"), reverse=True)
        (folder / "work" / "crawl.warc.gz").write_bytes(crawl(pages))
        stack.enter_context(chdir(folder / "work"))
        web = stack.enter_context(site())
        for path in (HERE / "site").iterdir():
            kind = HTML if path.suffix == ".html" else "application/rss+xml"
            body = path.read_text(encoding="utf-8").replace(f"http://{SITE}", web.at)
            web.pages[f"/{path.name}"] = Reply(200, body.encode(), {"Content-Type": kind})
        given = {"HOME": str(folder), "OUTBOUND_ALLOW": "127.0.0.1", "FETCH_PAUSE": "0"}
        others = {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")}
        environment = {**others, **{f"ENTENTE_{name}": value for name, value in given.items()}}
        stack.enter_context(patch.dict(os.environ, environment, clear=True))
        coder = LazyCoder(least=Settings.read().min_confidence)
        coder.load()
        stack.enter_context(patch("app.commands.coder.storing", lambda settings, processes=1: coder))
        stack.enter_context(capture_logs())  # of the service: what is redirected is the commands' alone
        # It speaks after ten seconds, which a busy machine may take.
        stack.enter_context(patch.object(Counter, "show", lambda *told: None))
        yield Stage(stack.enter_context(ExitStack()), web, coder)


def rewritten(page: str) -> str:
    """The page with what the commands say now; what differs from run to run alone stays as it is."""
    with stage() as here:
        waiting = iter(steps(page))

        def told(found: re.Match[str]) -> str:
            step = next(waiting)
            said = here.run(step)
            return f"$ {step.command}\n{step.said if alike(said) == alike(step.said) else said}"

        def block(found: re.Match[str]) -> str:
            return found[0].replace(found["body"], _COMMAND.sub(told, found["body"]))

        return _BLOCK.sub(block, page)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{len(steps(PAGE.read_text(encoding='utf-8')))} commands\n")
