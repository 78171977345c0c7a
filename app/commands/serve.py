"""`up`, `serve` and `migrate`: the database made ready, the sample loaded into an empty one, and the service run."""

import logging
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime

from rich.console import Console

from app import logs
from app.commands.console import Counter, counted, stderr
from app.commands.ingest import Teller
from app.commands.partitions import make_ahead
from app.commands.server import BACKLOG, serve
from app.commands.worker import beside, executing
from app.container import Container
from app.errors import EntenteError, StoreUnavailable
from app.ingestion.sample import PUBLISHER, sample_articles
from app.services.coding import CodesArticles
from app.services.copies import CopyService
from app.services.keys import KeyRing
from app.settings import Settings
from app.store.engine import make_engine, reached
from app.store.migrating import is_migrated, migrate, newest

_NO_KEY = (
    "no key is made yet, and without one nobody can write (ENTENTE_KEYS): "
    "python3 -m app keys add NAME --scope write makes one, while this runs or before"
)
_NO_PRINTS = (
    "{:,} articles have no print, since they were stored by an earlier version, and copies among them count as reports of "
    "their own: python3 -m app prints rebuild finds them, while this runs or before"
)
#: Seconds for which the lines of requests are gathered: a write for each would cost a tenth of what remembered answers do.
GATHERED = 0.1
_PAUSE = 0.5  # seconds between two tries to reach the database


class PortTaken(EntenteError):  # noqa: N818 - reads as what happened
    """The address to listen on cannot be had."""

    slug = "port-taken"
    title = "The port is taken"


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket that listens on the address: whoever connects waits until the service runs. ``shared`` with other servers
    that say so as well: the system spreads connections over them (SO_REUSEPORT).

    Raises :class:`PortTaken` with a line that says what to do.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise PortTaken(f"--host {host}: not an address of this machine ({error})") from error
    taken = socket.socket(family, kind, protocol)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(address)
        taken.listen(BACKLOG)  # a bound socket alone would not keep others from the port
    except AttributeError as error:
        taken.close()
        raise PortTaken(
            "ENTENTE_SHARE_PORT: this system has no SO_REUSEPORT; run one server, or a proxy before several"
        ) from error
    except OSError as error:
        taken.close()
        message = f"cannot listen on {host}:{port}: {error.strerror}; stop what uses it, or give another --port"
        raise PortTaken(message) from error
    return taken


def wait_for_database(
    settings: Settings,
    console: Console,
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Wait for a PostgreSQL server that does not answer yet, and say so; a SQLite file is there or is made.

    Raises :class:`app.errors.StoreUnavailable` where it does not come up in the time that the settings give.
    """
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    until, told = clock() + settings.start_seconds, False
    try:
        while engine.dialect.name == "postgresql":
            try:
                reached(engine)
            except StoreUnavailable as error:
                if clock() >= until:
                    waited = f"; waited {settings.start_seconds:g} s for it (ENTENTE_START_SECONDS)"
                    raise StoreUnavailable(f"{error.detail}{waited if told else ''}") from error
                if not told:
                    console.print(f"waiting for the database, up to {settings.start_seconds:g} s: {error.detail}", markup=False)
                told = True
                pause(_PAUSE)
            else:
                break
    finally:
        engine.dispose()
    if told:
        console.print("the database is there", markup=False)


def make_ready(settings: Settings, console: Console) -> None:
    """Upgrade the database to the newest schema, saying what was done."""
    wait_for_database(settings, console)
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        before = is_migrated(engine)
        migrate(engine)
        make_ahead(engine, datetime.now(UTC), console)
        hint_at_prints(CopyService(engine), console)
        shown = engine.url.render_as_string(hide_password=True)
    finally:
        engine.dispose()
    done = "is at" if before else "brought to"
    console.print(f"{shown} {done} schema {newest()}", markup=False)


def wants_sample(container: Container) -> bool:
    """Whether the database is empty, or holds nothing but a part of the sample (an interrupted first start)."""
    size = len(sample_articles())
    page = container.evidence.articles(limit=size)
    standing = [article for article in page.results if article.status != "retracted"]
    if page.total != len(standing) or len(standing) >= size:
        return False
    return all(article.publisher == PUBLISHER for article in standing)


def load_sample(container: Container, console: Console) -> None:
    """Take the sample in, article by article, so that the bar moves; say what came of it."""
    articles = sample_articles()
    with Counter("loading the sample", time.monotonic, total=len(articles), console=console) as counter:
        teller = Teller(counter)
        report = container.ingest.ingest_many(articles, lambda: datetime.now(UTC), teller)
        seconds = counter.seconds
    teller.name(console)
    done = report.progress
    console.print(
        f"sample: {counted(done.created + done.known, 'article')} and {counted(done.edges, 'edge')} in {seconds:.1f} s "
        "(retold from general knowledge, no source of facts)",
        markup=False,
    )


def run(settings: Settings, *, sample: bool, coder: CodesArticles | None = None) -> int:
    """Serve until SIGINT or SIGTERM; the database is migrated first, and the sample loaded where it is asked for."""
    from app.http.policy import policy  # noqa: PLC0415 - FastAPI takes a moment, a taken port is told before
    from app.main import create_app  # noqa: PLC0415

    console = stderr()
    asks = policy(settings).writes
    with bind(settings.host, settings.port, shared=settings.share_port) as taken:
        wait_for_database(settings, console)
        with (
            Container.open(settings, coder=coder) as container,
            beside(settings, container.engine) as worker,
            executing(settings, container) as does,
        ):
            make_ahead(container.engine, datetime.now(UTC), console)
            if sample and wants_sample(container):
                load_sample(container, console)
                container.graph.refresh()
            hint_at_prints(CopyService(container.engine), console)
            if asks:
                hint_at_keys(container.keys, console)
            if worker is not None:
                container.graph.watch(worker.nudge)
            logs.configure(settings.log_level, gathered=GATHERED)
            logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # the addresses say that it started
            app = create_app(settings, container)
            if does is not None:
                app.state.jobs_nudge, app.state.jobs_stop = does.nudge, does.request_stop
            return serve(app, settings, taken, addresses(*taken.getsockname()[:2]), console)


def hint_at_keys(keys: KeyRing, console: Console) -> None:
    """Say how to make a key where there is none."""
    keys.refresh()
    if keys.empty:
        console.print(_NO_KEY, markup=False)


def hint_at_prints(copies: CopyService, console: Console) -> None:
    """Say how to find copies among articles that were stored before copies were looked for."""
    if missing := copies.missing():
        console.print(_NO_PRINTS.format(missing), markup=False)


def addresses(host: str, port: int) -> str:
    """What can be opened, one address a line."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    base = f"http://{shown}:{port}"
    rows = [
        ("explorer", f"{base}/"),
        ("API", f"{base}/openapi.json"),
        ("a country", f"{base}/v1/countries/RUS/subgraph"),
        ("its allies", f"{base}/v1/countries/RUS/alliances"),
    ]
    return "\n".join(["Entente is up (Ctrl-C ends it):", *(f"  {name:<11}{address}" for name, address in rows)])
