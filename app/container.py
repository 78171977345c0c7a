"""What one process holds: settings, engine, coder, graph holder and the services over them."""

import importlib.metadata
import random
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from app.coders import ChildCoders, LazyCoder
from app.coders.children import child as coder_child
from app.edition import edition
from app.ingestion.fetch import Fetcher
from app.ingestion.outlets import Outlets
from app.metrics import Metrics
from app.outbound.addresses import allowed_networks
from app.outbound.client import guarded_client
from app.services.analyses import Analyses
from app.services.changes import ChangeService
from app.services.coding import CodesArticles
from app.services.evidence import EvidenceService
from app.services.extract import ExtractService
from app.services.feeds import FeedService
from app.services.fetching import Fetching
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.services.jobs import JobService
from app.services.keys import KeyRing
from app.services.known import KnownGraphs
from app.services.polling import Poller, taking
from app.services.publishers import PublisherService
from app.services.quality import QualityService
from app.services.schedules import Schedule
from app.services.snapshots import Snapshots, child
from app.services.status import StatusService
from app.services.uploads import Uploads
from app.services.webhooks import WebhookService
from app.settings import Settings
from app.store.actors import sync_actors
from app.store.engine import make_engine, writing
from app.store.migrating import migrate
from app.store.versions import VersionRepository
from app.tracing import Tracing, from_environment
from graph.actors import Register
from graph.origins import CODER, Origin


def chosen(settings: Settings) -> CodesArticles:
    """The coder that the settings choose; no model is loaded or asked yet. Raises :class:`app.errors.BadSettings`."""
    if settings.coder == "llm":
        from app.llm.configured import llm_coder  # noqa: PLC0415 - as above

        return llm_coder(settings, settings.min_confidence)
    if settings.coder_processes:
        same = {"ENTENTE_CODER_THREADS": settings.coder_threads, "ENTENTE_MIN_CONFIDENCE": settings.min_confidence}
        return ChildCoders(coder_child(same), settings.coder_processes, settings.coder_seconds)
    return LazyCoder(settings.coder_threads, settings.min_confidence)


def snapshots(settings: Settings, origin: Origin = CODER) -> Snapshots:
    """The snapshots of an origin's graph, under the service's own folder; a child process with the same settings makes them."""
    same = {"ENTENTE_DATABASE_URL": settings.database_url, "ENTENTE_HOME": str(settings.home)}
    folder, least = settings.var / "snapshots", settings.snapshot_relations
    return Snapshots(folder, least=least, start=child(same, origin), origin=origin)


def fetching(settings: Settings) -> Fetching:
    """What fetches, as the settings have it; nothing is opened before it is used."""
    if settings.fetch == "off":
        return Fetching(None)
    allowed = allowed_networks(settings.outbound_allow)
    name = f"entente/{program_version() or 0}"
    agent = f"{name} (+{settings.fetch_contact})" if settings.fetch_contact else name

    def make(stack: ExitStack) -> Fetcher:
        client = stack.enter_context(guarded_client(allowed, total=settings.fetch_seconds, agent=agent))
        return Fetcher(
            client, time.monotonic, time.sleep, allowed=allowed, pause=settings.fetch_pause, most_bytes=settings.fetch_bytes
        )

    return Fetching(make)


def schedule(settings: Settings) -> Schedule:
    """How often feeds are polled."""
    return Schedule(timedelta(seconds=settings.feed_least), timedelta(seconds=settings.feed_most))


def feeds_of(settings: Settings, engine: Engine, poller: Poller | None = None) -> FeedService:
    """The feeds of a database; without a poller, to be looked at and changed alone."""
    first = round(schedule(settings).begin().total_seconds())
    allowed = allowed_networks(settings.outbound_allow)
    return FeedService(engine, poller, most=settings.feeds_max, first=first, allowed=allowed)


def poller(
    settings: Settings,
    engine: Engine,
    fetching: Fetching,
    ingest: IngestService,
    chance: Callable[[], float] = random.Random().random,  # noqa: S311 - waits, no secrets
) -> Poller:
    """What polls feeds, and has taken in what they hold."""
    take = taking(engine, ingest, max(1, settings.coder_processes))
    return Poller(engine, fetching, take, schedule(settings), chance, f"poller-{secrets.token_hex(8)}")


@dataclass(frozen=True, slots=True)
class Container:
    """Open with :meth:`open`, close with :meth:`close`, or use it as a context manager."""

    settings: Settings
    engine: Engine
    coder: CodesArticles
    register: Register
    graph: GraphHolder
    ingest: IngestService
    extract: ExtractService
    evidence: EvidenceService
    publishers: PublisherService
    status: StatusService
    known: KnownGraphs
    keys: KeyRing
    analyses: Analyses
    changes: ChangeService
    webhooks: WebhookService
    jobs: JobService
    metrics: Metrics
    tracing: Tracing
    fetching: Fetching
    feeds: FeedService
    quality: QualityService = field(default_factory=QualityService)

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        coder: CodesArticles | None = None,
        register: Register | None = None,
        tracing: Tracing | None = None,
    ) -> Self:
        """Make the engine, migrate, sync the register's actors and load the graph; ``graph.start()`` begins polling.

        ``coder`` and ``register`` stand in for the real ones, ``tracing`` for what the environment asks for. Raises
        :class:`app.errors.BadSettings`, :class:`app.errors.StoreUnavailable`.
        """
        coder = coder or chosen(settings)
        engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
        try:
            known = stocked(engine, register)
            tracing = tracing or from_environment()
            metrics = Metrics(tracing.span)
            graph = GraphHolder(
                engine,
                interval=settings.poll_interval,
                snapshots=snapshots(settings),
                others=partial(snapshots, settings),
                program=edition(settings),
                recorder=metrics,
            )
            metrics.watch(graph, engine)
            graph.refresh()
        except BaseException:
            engine.dispose()
            raise
        ingest = IngestService(
            engine,
            coder,
            coder_version=coder_version(coder),
            max_text_bytes=settings.max_text_bytes,
            batch=settings.batch_articles,
            recorder=metrics,
        )
        jobs = JobService(engine, Uploads(settings.var / "uploads"))
        metrics.queue(jobs.numbers)
        fetches = fetching(settings)
        feeds = feeds_of(settings, engine, poller(settings, engine, fetches, ingest))
        metrics.feeds(lambda: feeds.figures(datetime.now(UTC)))
        return cls(
            settings=settings,
            engine=engine,
            coder=coder,
            register=known,
            graph=graph,
            ingest=ingest,
            extract=ExtractService(coder, max_text_bytes=settings.max_text_bytes),
            evidence=EvidenceService(engine),
            publishers=PublisherService(engine, Outlets.load()),
            status=StatusService(engine, graph),
            metrics=metrics,
            tracing=tracing,
            known=KnownGraphs(engine, lambda: datetime.now(UTC)),
            keys=KeyRing(engine),
            analyses=Analyses(seconds=settings.analysis_seconds),
            changes=ChangeService(engine),
            jobs=jobs,
            webhooks=WebhookService(engine, most=settings.webhooks_max, allowed=allowed_networks(settings.outbound_allow)),
            fetching=fetches,
            feeds=feeds,
        )

    def close(self) -> None:
        """Stop polling, give up analyses, end the coder's processes, close the database, and send what was traced."""
        self.graph.stop()
        self.keys.stop()
        self.analyses.close()
        self.fetching.close()
        if isinstance(self.coder, ChildCoders):
            self.coder.close()
        self.engine.dispose()
        self.tracing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def stocked(engine: Engine, register: Register | None = None) -> Register:
    """Migrate a database and have the register's actors in it; the register."""
    migrate(engine)
    known = register or Register.load()
    with writing(engine) as connection:
        VersionRepository(connection).lock()
        sync_actors(connection, known.actors.values())
    return known


def coder_version(coder: CodesArticles) -> str:
    """What is noted with each article as its coder: the coder's own ``version``, else this program's."""
    own = getattr(coder, "version", None)
    if isinstance(own, str):
        return own[:80]
    found = program_version()
    return f"entente-{found}" if found else "entente"


def program_version() -> str:
    """The version of this program; empty where it is not installed as a package."""
    try:
        return importlib.metadata.version("entente")
    except importlib.metadata.PackageNotFoundError:
        return ""
