"""What is traced where somebody asks for it, and that nothing is where nobody does."""

from pathlib import Path

import pytest
import structlog
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.container import Container
from app.main import create_app
from app.settings import Settings
from app.tracing import Tracing, from_environment
from graph.actors import Register
from tests.api.phrases import PhraseCoder

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def sent() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(sent: InMemorySpanExporter) -> Tracing:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(sent))
    return Tracing(provider)


def spans(sent: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    found = {span.name: span for span in sent.get_finished_spans()}
    sent.clear()
    return found


def test_a_request_and_the_work_beneath_it(tmp_path: Path, tracing: Tracing, sent: InMemorySpanExporter) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'x.sqlite3'}", home=tmp_path, poll_interval=60)
    with (
        Container.open(settings, coder=PhraseCoder(), register=Register({}, (), ()), tracing=tracing) as container,
        TestClient(create_app(container=container)) as client,
    ):
        assert "graph refresh" in spans(sent)
        body = {"text": "Russia bombed Ukraine. There was no more to it than this."}
        assert client.post("/v1/articles", json=body, headers={"traceparent": CALLER}).status_code == 201
        found = spans(sent)
        request = found["POST /v1/articles"]
        assert request.context is not None
        assert request.parent is not None
        assert f"{request.context.trace_id:032x}" == CALLER.split("-")[1]
        assert f"{request.parent.span_id:016x}" == CALLER.split("-")[2]
        assert request.attributes is not None
        assert (request.attributes["http.route"], request.attributes["http.response.status_code"]) == ("/v1/articles", 201)
        for name in ("coding", "storing"):
            parent = found[name].parent
            assert parent is not None
            assert parent.span_id == request.context.span_id
        assert "bombed" not in str([span.to_json() for span in found.values()])
        client.get("/v1/relations/RUS~attacks~UKR")
        assert set(spans(sent)) - {"graph refresh"} == {"GET /v1/relations/{relation_id}"}


def test_without_the_variable_nothing_is_made(tracing: Tracing) -> None:
    quiet = from_environment({})
    assert quiet.span("coding") is quiet.span("storing")
    assert quiet.of_requests["tracer_provider"] is None
    assert not any(quiet.of_requests[name] for name in ("tracing", "metrics", "logs", "operation_spans", "auto_configure"))
    assert tracing.of_requests["tracing"]
    quiet.close()
    off = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}
    assert not from_environment(off).of_requests["tracing"]


def test_without_the_packages_a_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with structlog.testing.capture_logs() as told:
        assert not from_environment({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}).of_requests["tracing"]
    assert "extra `otel`" in told[0]["event"]
