"""`/metrics` tells what happened, in Prometheus' own format, and shows no text."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from app.container import Container
from app.main import create_app
from tests.api.conftest import NOON, seed
from tests.services.fake import FakeCoder


@pytest.fixture
def app(container: Container) -> FastAPI:
    return create_app(container=container, now=lambda: NOON)


@pytest.fixture
def asked(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def figures(client: TestClient) -> dict[str, float]:
    """Every sample by its name, with its labels where it has any."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_articles_are_counted_by_what_became_of_them(asked: TestClient) -> None:
    before = figures(asked)
    text = "Russia bombed Ukraine. France sanctioned Russia. It was a long day."
    for body in ({"text": text}, {"text": text}, {"text": "  "}, {"text": "Россия и Иран подписали соглашение вчера"}):
        asked.post("/v1/articles", json=body)
    after = figures(asked)
    names = ("entente_articles_total{created}", "entente_articles_total{known}", "entente_articles_total{refused}")
    assert [after[name] - before[name] for name in names] == [1, 1, 2]
    assert after["entente_articles_refused_total{empty-text}"] == after["entente_articles_refused_total{not-english}"] == 1
    assert after["entente_evidence_total"] == 2
    assert (after["entente_coded_sentences_total"], after["entente_coding_seconds_count"]) == (3, 1)
    assert after["entente_coding_seconds_sum"] > 0


def test_the_graph_and_its_store_are_told(asked: TestClient, container: Container) -> None:
    seed(container)
    graph, told = container.graph.current(), figures(asked)
    assert told["entente_graph_version"] == told["entente_store_version"] == graph.version
    assert told["entente_graph_nodes"] == len(graph.nodes)
    assert told["entente_graph_relations"] == len(graph)
    assert told["entente_graph_lag_versions"] == told["entente_graph_behind_seconds"] == 0
    assert told["entente_graph_refreshes_total"] >= 2
    assert told["entente_graph_refresh_seconds_total"] >= told["entente_graph_last_refresh_seconds"] > 0
    assert told["entente_graph_looked_seconds"] >= 0
    assert told["entente_database_up"] == 1
    assert told["entente_database_connections{used}"] == 0
    assert told["process_resident_memory_bytes"] > 0


def test_a_coder_that_fails_is_seen(container: Container, asked: TestClient) -> None:
    object.__setattr__(container.ingest.preparer, "_coder", FakeCoder())
    asked.post("/v1/articles", json={"text": "whatever raises an error here is the coder's"})
    assert figures(asked)["entente_articles_total{failed}"] == 1


def test_others_add_what_they_have(container: Container, asked: TestClient) -> None:
    waiting = [1, 2, 3]
    container.metrics.gauge("entente_deliveries_pending", "Waiting.", lambda: len(waiting))
    container.metrics.gauge("entente_broken", "Cannot be read.", lambda: 1 / 0)
    waiting.pop()
    told = figures(asked)
    assert told["entente_deliveries_pending"] == 2
    assert "entente_broken" not in told
    with pytest.raises(ValueError, match="Duplicated"):
        container.metrics.gauge("entente_deliveries_pending", "Another.", lambda: 0)


class Meter(Collector):
    """Stands in for the one that counts requests."""

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("entente_http_requests_in_flight", "Now.", 7)


class Cache:
    """Stands in for one that counts."""

    def figures(self) -> tuple[int, int, int, int]:
        return 1000, 3, 20, 5


def test_the_meter_and_the_cache_are_told_where_they_are(app: FastAPI, asked: TestClient) -> None:
    app.state.meter, app.state.answers = Meter(), Cache()
    told = figures(asked)
    assert told["entente_http_requests_in_flight"] == 7
    assert (told["entente_answers_bytes"], told["entente_answers"]) == (1000, 3)
    assert (told["entente_answers_asked_total{hit}"], told["entente_answers_asked_total{miss}"]) == (20, 5)


def test_two_services_in_one_process_do_not_count_together(container: Container, asked: TestClient) -> None:
    other = TestClient(create_app(container=container))
    asked.post("/v1/articles", json={"text": "Russia bombed Ukraine on that day."})
    assert figures(other)["entente_articles_total{created}"] == 1  # one container, one count
    assert container.metrics.registry is not None


def test_it_takes_no_parameter(asked: TestClient) -> None:
    assert asked.get("/metrics?name=x").status_code == 400
    assert "/metrics" not in asked.get("/openapi.json").json()["paths"]
