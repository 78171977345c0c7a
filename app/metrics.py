"""Figures for whoever watches the service: counters of work, and gauges that are read when somebody asks, in a registry of
the process's own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from app.services.feeds import Figures
from app.services.graph import GraphHolder
from app.services.recording import SILENT

#: Upper bounds in seconds: a short article takes tens of milliseconds, a long one seconds.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
Span = Callable[[str], AbstractContextManager[object]]


class Metrics:
    """Counts what the services record (:class:`app.services.recording.Recorder`); ``span`` traces it."""

    def __init__(self, span: Span = SILENT.span) -> None:
        self.span = span
        self.registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self.registry)
        self._articles = Counter(
            "entente_articles", "Articles that came, by what became of them.", ["outcome"], registry=self.registry
        )
        for outcome in ("created", "known", "aside", "failed", "refused"):  # there from the start, so that rates have a beginning
            self._articles.labels(outcome)
        self._refused = Counter(
            "entente_articles_refused", "Articles that were refused, by the reason.", ["reason"], registry=self.registry
        )
        self._evidence = Counter("entente_evidence", "Pieces of evidence that were stored.", registry=self.registry)
        self._sentences = Counter("entente_coded_sentences", "Sentences that the coder read.", registry=self.registry)
        self._coding = Histogram(
            "entente_coding_seconds", "Seconds that the coder took for an article.", buckets=_SECONDS, registry=self.registry
        )

    def gauge(self, name: str, about: str, function: Callable[[], float]) -> None:
        """A figure that is read whenever somebody asks; one that cannot be read is left out."""
        self.registry.register(_Read(name, about, function))

    def watch(self, graph: GraphHolder, engine: Engine) -> None:
        """Tell of a graph and of the pool of a database, too."""
        self.registry.register(_Graph(graph))
        self.registry.register(_Pool(engine))

    def queue(self, numbers: Callable[[], Mapping[str, int]]) -> None:
        """Tell of jobs by their state, too."""
        self.registry.register(_Jobs(numbers))

    def feeds(self, figures: Callable[[], Figures]) -> None:
        """Tell of feeds by their state, too."""
        self.registry.register(_Feeds(figures))

    def coded(self, seconds: float, sentences: int) -> None:
        """The coder read an article."""
        self._coding.observe(seconds)
        self._sentences.inc(sentences)

    def taken(self, outcome: str, edges: int) -> None:
        """An article was created, known, kept aside or failed."""
        self._articles.labels(outcome).inc()
        if outcome == "created":
            self._evidence.inc(edges)

    def refused(self, slug: str) -> None:
        """An article was refused."""
        self._articles.labels("refused").inc()
        self._refused.labels(slug).inc()


class _Read(Collector):
    def __init__(self, name: str, about: str, function: Callable[[], float]) -> None:
        self._name, self._about, self._function = name, about, function

    def describe(self) -> Iterator[Metric]:
        """Its name, so that no two are called the same."""
        yield GaugeMetricFamily(self._name, self._about)

    def collect(self) -> Iterator[Metric]:
        """The figure as it is now."""
        try:
            value = self._function()
        except Exception:  # the others are to be had even where one is not, such as a count in a database that is gone
            return
        yield GaugeMetricFamily(self._name, self._about, value)


class _Graph(Collector):
    """The graph in hand, and how it follows its store."""

    def __init__(self, holder: GraphHolder) -> None:
        self._holder = holder

    def collect(self) -> Iterator[Metric]:
        """What is known without looking at the store."""
        fresh = self._holder.freshness()
        yield _gauge("entente_database_up", "1 where the last look at the database worked, else 0.", int(fresh.error is None))
        yield _gauge("entente_database_failing_seconds", "Seconds for which looks at the database fail.", fresh.failing)
        yield _gauge("entente_graph_lag_versions", "Versions that the graph is behind its store.", fresh.lag)
        yield _gauge("entente_graph_behind_seconds", "Seconds for which the graph is behind its store.", fresh.behind)
        if fresh.store_version is not None:
            yield _gauge("entente_store_version", "The newest version seen in the store.", fresh.store_version)
        if fresh.looked is not None:
            yield _gauge("entente_graph_looked_seconds", "Seconds since a look at the store last worked.", fresh.looked)
        loads = "entente_graph_refreshes", "Times that the graph was loaded, or loaded anew in part."
        yield CounterMetricFamily(*loads, fresh.refreshes)
        took = "entente_graph_refresh_seconds", "Seconds that these took, all together."
        yield CounterMetricFamily(*took, fresh.refresh_seconds)
        yield _gauge("entente_graph_last_refresh_seconds", "Seconds that the last one took.", fresh.last_refresh)
        if fresh.version is not None:
            graph = self._holder.current()
            yield _gauge("entente_graph_version", "The version of the graph that answers.", graph.version)
            yield _gauge("entente_graph_nodes", "Actors in it.", len(graph.nodes))
            yield _gauge("entente_graph_relations", "Relations in it.", len(graph))


class _Jobs(Collector):
    """Jobs by state; left out where the database cannot be asked."""

    def __init__(self, numbers: Callable[[], Mapping[str, int]]) -> None:
        self._numbers = numbers

    def describe(self) -> Iterator[Metric]:
        """Its name, so that nothing is read before somebody asks."""
        yield GaugeMetricFamily("entente_jobs", "Jobs that are kept, by state.", labels=["state"])

    def collect(self) -> Iterator[Metric]:
        """What the table holds; ``queued`` is the length of the queue."""
        try:
            numbers = self._numbers()
        except Exception:  # as above
            return
        family = GaugeMetricFamily("entente_jobs", "Jobs that are kept, by state.", labels=["state"])
        for state, number in numbers.items():
            family.add_metric([state], number)
        yield family


class _Feeds(Collector):
    """Feeds by state; left out where the database cannot be asked."""

    def __init__(self, figures: Callable[[], Figures]) -> None:
        self._figures = figures

    def describe(self) -> Iterator[Metric]:
        """Its names, so that nothing is read before somebody asks."""
        yield self._states()
        yield self._late(0.0)

    def collect(self) -> Iterator[Metric]:
        """What the table holds."""
        try:
            figures = self._figures()
        except Exception:  # as above
            return
        family = self._states()
        for state in ("followed", "due", "failing", "disabled"):
            family.add_metric([state], getattr(figures, state))
        yield family
        yield self._late(figures.late)

    def _states(self) -> GaugeMetricFamily:
        about = "Feeds that are followed; of these, such as are due, failed the last time, or are polled no more."
        return GaugeMetricFamily("entente_feeds", about, labels=["state"])

    def _late(self, seconds: float) -> GaugeMetricFamily:
        return _gauge("entente_feeds_late_seconds", "Seconds for which the first of the feeds that are due has been so.", seconds)


class _Pool(Collector):
    """The connections to the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        """What the pool knows."""
        pool = self._engine.pool
        if isinstance(pool, QueuePool):
            connections = GaugeMetricFamily("entente_database_connections", "Connections that are open.", labels=["state"])
            connections.add_metric(["used"], pool.checkedout())
            connections.add_metric(["idle"], pool.checkedin())
            yield connections


class Remembered(Collector):
    """A cache of answers that can say ``figures() -> (bytes, answers, hits, misses)``; one that cannot is passed over."""

    def __init__(self, cache: object) -> None:
        self._cache = cache

    def collect(self) -> Iterator[Metric]:
        """What it holds, and how often it knew the answer."""
        figures = getattr(self._cache, "figures", None)
        if figures is None:
            return
        held, answers, hits, misses = figures()
        yield _gauge("entente_answers_bytes", "Bytes of remembered answers.", held)
        yield _gauge("entente_answers", "Remembered answers.", answers)
        asked = CounterMetricFamily("entente_answers_asked", "Times that answers were looked for.", labels=["result"])
        asked.add_metric(["hit"], hits)
        asked.add_metric(["miss"], misses)
        yield asked


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value)
