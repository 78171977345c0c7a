"""How many requests there were and how long they took, by route, method and class of status."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

#: Upper bounds, in seconds: a remembered answer takes tens of microseconds, the first question about a moment seconds.
BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Of requests that no route took: a label for each path would let anybody fill the memory.
NOWHERE = "none"


class Meter(Collector):
    """Counts requests; a collector for :mod:`prometheus_client`. Observe from the event loop alone; collect from anywhere."""

    def __init__(self) -> None:
        #: Requests that are being answered now.
        self.in_flight = 0
        self._counts: dict[tuple[str | None, str, int], list[int]] = {}
        self._sums: dict[tuple[str | None, str, int], float] = {}

    def observe(self, route: str | None, method: str, status: int, seconds: float) -> None:
        """One request: the route's template (None where there was none), and the status (0 where nothing was answered)."""
        key = (route, method if method in _METHODS else "other", status // 100)
        counts = self._counts.get(key)
        if counts is None:
            self._sums[key] = 0.0
            counts = self._counts[key] = [0] * (len(BUCKETS) + 1)
        counts[bisect_left(BUCKETS, seconds)] += 1
        self._sums[key] += seconds

    def collect(self) -> Iterator[Metric]:
        """A histogram of seconds and a gauge of what is under way."""
        took = HistogramMetricFamily(
            "entente_http_request_seconds",
            "Seconds that requests took, by the route's template, method and class of status.",
            labels=("route", "method", "status"),
        )
        bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
        for key, counts in list(self._counts.items()):
            route, method, status = key
            labels = (route or NOWHERE, method, f"{status}xx" if status else "none")
            took.add_metric(labels, list(zip(bounds, accumulate(counts), strict=True)), self._sums[key])
        yield took
        yield GaugeMetricFamily("entente_http_requests_in_flight", "Requests that are being answered now.", self.in_flight)
