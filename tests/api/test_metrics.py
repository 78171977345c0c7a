"""The meter: requests by the route's template, method and class of status, as prometheus-client reads them."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry, generate_latest

from app.http.metrics import BUCKETS, Meter


def read(meter: Meter) -> dict[str, float]:
    """Every sample by its name and labels."""
    registry = CollectorRegistry()
    registry.register(meter)
    lines = generate_latest(registry).decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def test_what_is_observed_is_in_the_buckets_from_its_own_on() -> None:
    meter = Meter()
    meter.observe("/a/{b}", "GET", 200, BUCKETS[2])
    meter.observe("/a/{b}", "GET", 204, 1_000.0)
    meter.observe("/a/{b}", "GET", 404, 0.0)
    meter.observe(None, "BREW", 0, 0.0)
    found = read(meter)
    name = 'entente_http_request_seconds_bucket{le="%s",method="GET",route="/a/{b}",status="2xx"}'
    assert [found[name % bound] for bound in (BUCKETS[1], BUCKETS[2], BUCKETS[-1], "+Inf")] == [0, 1, 1, 2]
    assert found['entente_http_request_seconds_sum{method="GET",route="/a/{b}",status="2xx"}'] == 1_000.0 + BUCKETS[2]
    assert found['entente_http_request_seconds_count{method="GET",route="/a/{b}",status="4xx"}'] == 1
    assert found['entente_http_request_seconds_count{method="other",route="none",status="none"}'] == 1
    assert found["entente_http_requests_in_flight"] == 0


def test_the_service_counts_made_and_remembered_answers_alike(reader: TestClient, read_only: FastAPI) -> None:
    def count(route: str, status: str, method: str = "GET") -> float:
        name = f'entente_http_request_seconds_count{{method="{method}",route="{route}",status="{status}"}}'
        return read(read_only.state.meter).get(name, 0)

    route = "/v1/countries/{code}/subgraph"
    before = [count(route, "2xx"), count(route, "3xx"), count(route, "4xx"), count("none", "4xx"), count(route, "2xx", "HEAD")]
    _, _, third = (reader.get("/v1/countries/FRA/subgraph") for _ in range(3))
    tag = third.headers["etag"]
    reader.get("/v1/countries/FRA/subgraph", headers={"If-None-Match": tag})
    reader.get("/v1/countries/FRA/subgraph?depth=9")
    reader.get("/nowhere")
    reader.head("/v1/countries/FRA/subgraph")
    reader.head("/v1/countries/FRA/subgraph?depth=2")
    after = [count(route, "2xx"), count(route, "3xx"), count(route, "4xx"), count("none", "4xx"), count(route, "2xx", "HEAD")]
    assert [new - old for old, new in zip(before, after, strict=True)] == [3, 1, 1, 1, 2]
    assert read_only.state.meter.in_flight == 0
